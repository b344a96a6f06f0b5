// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { readReportBody } from '../../thread/report';
import { hostOf, reportFrom } from './enter';

describe( 'a report that came in some other way', () => {
	const entered = {
		by: 'mail', where: ' ticket 2026112210000017 ', what: ' They follow me. \n\nPlease help. ', people: 'example_user\n\nExample user\nother', links: 'https://de.wikipedia.org/x\n',
		wiki: 'De.wikipedia.org', lang: 'de', kinds: [ '3.1-hounding' ]
	};

	it( 'is read as the form’s would be, and says how it came', () => {
		const report = readReportBody( JSON.parse( JSON.stringify( reportFrom( entered ) ) ) );
		expect( report ).toMatchObject( {
			what: 'They follow me. \n\nPlease help.', wiki: 'de.wikipedia.org', lang: 'de', kinds: [ '3.1-hounding' ],
			people: [ { name: 'Example user' }, { name: 'Other' } ], evidence: [ { url: 'https://de.wikipedia.org/x' } ],
			received: { by: 'mail', where: 'ticket 2026112210000017' }
		} );
	} );

	it( 'decides nothing for its writer', () => {
		expect( reportFrom( entered ) ).toMatchObject( { tell_other: 'ask', appear: { as: 'none' }, wiki_mail: { allowed: false } } );
	} );

	it( 'comes in one of the ways that are known; others have come by the form', () => {
		expect( readReportBody( { received: { by: '<b>', where: 7 } } ).received ).toEqual( { by: 'other', where: '7' } );
		expect( readReportBody( {} ) ).not.toHaveProperty( 'received' );
	} );

	it.each( [
		[ 'de.wikipedia.org', 'de.wikipedia.org' ], [ ' https://De.wikipedia.org/wiki/X ', 'de.wikipedia.org' ], [ 'dewiki', '' ], [ 'a b.org', '' ], [ '', '' ]
	] )( 'names its wiki by host: %s', ( given, expected ) => {
		expect( hostOf( given ) ).toBe( expected );
	} );
} );
