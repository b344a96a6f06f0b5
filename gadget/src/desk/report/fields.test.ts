// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { beforeAll, describe, expect, it } from 'vitest';
import { setTranslate } from '../../shared/i18n';
import { el } from '../../thread/el';
import { readReportBody } from '../../thread/report';
import { choicesOf, fieldsOf, reportView } from './fields';

beforeAll( () => setTranslate( ( key, ...params ) => [ key, ...params ].join( ' ' ) ) );

const REPORT = readReportBody( {
	v: 1, lang: 'de', role: 'other', consent: 'no', officials: [ 'admin' ], what: 'Was geschah', when: 'gestern', where: 'Diskussion', wiki: 'de.wikipedia.org',
	context: { page: 'Diskussion:X', revision: 7, diff: '8', thread: 'c-1', author: 'Y' },
	people: [ { name: 'Y', note: 'schreibt' } ], evidence: [ { url: 'https://de.wikipedia.org/w/index.php?diff=8', title: 'X', note: 'hier' }, { url: 'https://evil.example/' } ],
	kinds: [ '3.1-insults' ], tried: 'gefragt', wish: 'Ruhe', appear: { as: 'name', name: 'Z' }, tell_other: 'no', wiki_mail: { allowed: true, name: 'Z', wiki: 'de' },
	expires_note: '2026-12-01'
} );
const textOf = ( name: string ): string => {
	const field = fieldsOf( REPORT ).find( ( one ) => one.name === name );
	return el( 'div', {}, field?.content ?? [] ).textContent;
};

describe( 'the fields members know', () => {
	it( 'are seven, in the order they know, and hold everything that was said', () => {
		expect( fieldsOf( REPORT ).map( ( one ) => one.name ) ).toEqual( [ 'explanation', 'links', 'kinds', 'involved', 'affected', 'wish', 'more' ] );
		const all = reportView( REPORT ).textContent;
		for ( const said of [ 'Was geschah', 'gestern', 'Diskussion', 'Diskussion:X', 'c-1', 'schreibt', 'hier', 'https://evil.example/', 'gefragt', 'Ruhe', 'Z', '2026-12-01' ] ) {
			expect( all ).toContain( said );
		}
		expect( textOf( 'more' ) ).toContain( 'gefragt' );
	} );

	it( 'link only to Wikimedia hosts', () => {
		const links = [ ...reportView( REPORT ).querySelectorAll( 'a' ) ].map( ( link ) => link.href );
		expect( links ).toContain( 'https://de.wikipedia.org/w/index.php?diff=8' );
		expect( links.every( ( link ) => link.startsWith( 'https://de.wikipedia.org/' ) ) ).toBe( true );
	} );

	it( 'cannot be led astray by a wiki that is none', () => {
		const hostile = readReportBody( { wiki: 'evil.example/?x=de.wikipedia.org', context: { page: 'X' } } );
		expect( reportView( hostile ).querySelectorAll( 'a' ) ).toHaveLength( 0 );
	} );

	it( 'show empty fields as empty, not as missing', () => {
		const made = reportView( readReportBody( {} ) );
		expect( made.querySelectorAll( 'dt' ) ).toHaveLength( 7 );
		expect( made.querySelectorAll( '.nothing' ).length ).toBeGreaterThan( 2 );
	} );

	it( 'say what the writer decided', () => {
		expect( choicesOf( REPORT ).map( ( one ) => el( 'p', {}, one ).textContent ) ).toEqual( [
			'alcove-desk-choice-tell-no', 'alcove-desk-choice-appear-name Z', 'alcove-desk-choice-mail-yes Z · de'
		] );
	} );
} );
