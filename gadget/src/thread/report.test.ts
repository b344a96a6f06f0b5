// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, describe, expect, it } from 'vitest';
import { setTranslate } from '../shared/i18n';
import { kindWords, officialWords, readBody, readReportBody, readSummary } from './report';

beforeEach( () => {
	const known: Record<string, string> = {
		'alcove-kind-3.1-insults': 'Insults', 'alcove-desk-official-admin': 'an administrator', 'alcove-body-u4c-name': 'U4C'
	};
	setTranslate( ( key, ...params ) => key === 'alcove-desk-official-of' ? `of ${ params[ 0 ] }` : known[ key ] ?? key );
} );

describe( 'a report as somebody wrote it', () => {
	it( 'is read field by field', () => {
		const read = readReportBody( { v: 1, what: 'words', role: 'other', consent: 'no', people: [ { name: 'A', note: 'n' } ], tell_other: 'yes',
			wiki_mail: { allowed: true, name: 'W' }, context: { page: 'Talk:X', revision: 12 } } );
		expect( read ).toMatchObject( { what: 'words', role: 'other', consent: 'no', people: [ { name: 'A', note: 'n' } ], tell_other: 'yes',
			wiki_mail: { allowed: true, name: 'W' }, context: { page: 'Talk:X', revision: '12' } } );
	} );

	it( 'never breaks the page, whatever it is', () => {
		for ( const hostile of [ null, 7, 'text', [], { people: 'x', evidence: [ 1, null, { url: {} } ], kinds: [ 1, {}, 'k' ], context: [],
			appear: 7, wiki_mail: null, what: { toString: 1 }, role: '__proto__', tell_other: 'constructor', wish_unknown: 'yes' } ] ) {
			const read = readReportBody( hostile );
			expect( typeof read.what ).toBe( 'string' );
			expect( read.role ).toBe( 'me' );
			expect( read.tell_other ).toBe( 'ask' );
			expect( read.wish_unknown ).toBe( false );
			expect( read.wiki_mail.allowed ).toBe( false );
		}
		expect( readReportBody( { people: new Array( 9000 ).fill( {} ) } ).people.length ).toBe( 500 );
	} );

	it( 'takes silence about telling the other person as "ask me first"', () => {
		expect( readReportBody( {} ).tell_other ).toBe( 'ask' );
	} );

	it( 'reads bodies that are no JSON object as empty', () => {
		expect( readBody( '[1]' ) ).toEqual( {} );
		expect( readBody( '{' ) ).toEqual( {} );
		expect( readBody( '{"text":"x"}' ) ).toEqual( { text: 'x' } );
	} );

	it( 'keeps a summary to three names', () => {
		expect( readSummary( { about: [ 'a', 'b', 'c', 'd' ], excerpt: 4 } ) ).toMatchObject( { about: [ 'a', 'b', 'c' ], excerpt: '4' } );
	} );

	it( 'has words for kinds and officials, and the bare code for unknown ones', () => {
		expect( kindWords( '3.1-insults' ) ).toBe( 'Insults' );
		expect( kindWords( '9.9-new' ) ).toBe( '9.9-new' );
		expect( officialWords( 'admin' ) ).toBe( 'an administrator' );
		expect( officialWords( 'u4c' ) ).toBe( 'of U4C' );
		expect( officialWords( 'new' ) ).toBe( 'of new' );
	} );
} );
