// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { ReportBody } from '../../sealing';
import { givenName, handoverText, mailto, permalinks, targets, type ToHandOver } from './handover-text';

const REPORT: ReportBody = {
	v: 1, lang: 'de', role: 'me', officials: [], what: 'Er droht mir.\nJeden Tag.', when: 'since May', where: 'here', wiki: 'de.wikipedia.org',
	context: { page: 'Diskussion:X', revision: 77, thread: 'c-A-1', author: 'Somebody', diff: '78' },
	people: [ { name: 'Accused', note: 'private note' } ],
	evidence: [ { url: 'https://de.wikipedia.org/w/index.php?diff=9', date: '2026-05-01', note: 'n' }, { url: 'https://evil.example/track' }, { url: 'javascript:x' } ],
	kinds: [ '3.1-threats' ], tried: '', wish: '', wish_unknown: true, appear: { as: 'name', name: 'WriterName' }, tell_other: 'no', wiki_mail: { allowed: true, name: 'MailName', wiki: 'w' }
};
const given = ( more: Partial<ToHandOver> = {} ): ToHandOver => ( {
	report: REPORT, came: '2026-11-20', today: '2026-11-22', reference: 'A-1234', team: 'The team', from: 'Ama', to: 'stewards', kinds: [ 'Threats' ],
	agreed: { words: false, name: false }, ...more
} );

describe( 'handing over', () => {
	it( 'gives links that stay, and only to Wikimedia', () => {
		expect( permalinks( REPORT ).map( ( one ) => one.url ) ).toEqual( [
			'https://de.wikipedia.org/w/index.php?oldid=77#c-A-1', 'https://de.wikipedia.org/w/index.php?diff=78', 'https://de.wikipedia.org/w/index.php?diff=9'
		] );
		expect( permalinks( { ...REPORT, wiki: 'evil.example' } ) ).toEqual( [ { url: 'https://de.wikipedia.org/w/index.php?diff=9', date: '2026-05-01' } ] );
		expect( permalinks( { ...REPORT, context: { page: 'A b' }, evidence: [] } )[ 0 ].url ).toBe( 'https://de.wikipedia.org/w/index.php?title=A+b' );
	} );

	it( 'keeps words, names and who wrote to itself until they are agreed to', () => {
		const text = handoverText( given() );
		for ( const secret of [ 'WriterName', 'MailName', 'Er droht', 'Accused', 'private note', 'Somebody', 'since May' ] ) {
			expect( text ).not.toContain( secret );
		}
		expect( text ).toContain( 'oldid=77' );
		expect( text ).toContain( 'diff=9 (2026-05-01)' );
		expect( text ).toContain( '2026-11-20' );
		expect( text ).toContain( 'is NOT told' );
		expect( text ).toContain( 'A-1234' );
	} );

	it( 'passes on what was agreed to, marked as what it is', () => {
		const text = handoverText( given( { agreed: { words: true, name: true } } ) );
		expect( text ).toContain( '> Er droht mir.\n> Jeden Tag.' );
		expect( text ).toContain( '(language: de)' );
		expect( text ).toContain( 'since May' );
		expect( text ).toContain( 'WriterName (not proven)' );
		expect( text ).not.toContain( 'MailName' );
		expect( text ).not.toContain( 'private note' );
	} );

	it( 'never passes on the name of who wants none', () => {
		const nameless = { ...REPORT, appear: { as: 'none', name: 'Slipped' } };
		expect( givenName( nameless ) ).toBe( '' );
		expect( handoverText( given( { report: nameless, agreed: { words: true, name: true } } ) ) ).not.toContain( 'Slipped' );
	} );

	it( 'takes an unknown wish about the other person for "ask first"', () => {
		expect( handoverText( given( { report: { ...REPORT, tell_other: '?' } } ) ) ).toContain( 'Please ask us first' );
	} );

	it( 'knows whom to turn to: the emergency team first, nobody without a way, no queue of ours', () => {
		const found = targets( 'de.wikipedia.org' );
		expect( found[ 0 ].body.id ).toBe( 'emergency' );
		expect( found.map( ( one ) => one.body.id ) ).toEqual( expect.arrayContaining( [ 'stewards', 'trust-and-safety', 'arbcom' ] ) );
		expect( found.every( ( one ) => one.ways.length > 0 ) ).toBe( true );
		expect( JSON.stringify( found.map( ( one ) => one.ways ) ) ).not.toMatch( /alcove|\{wiki\}/ );
		expect( targets( 'evil.example' ).map( ( one ) => one.body.id ) ).not.toContain( 'arbcom' );
	} );

	it( 'writes a letter whose text cannot become another field', () => {
		const made = mailto( 'a@b.example?bcc=x', 'S & T', 'x&cc=evil@x\ny' );
		expect( new URL( made ).searchParams.get( 'body' ) ).toBe( 'x&cc=evil@x\r\ny' );
		expect( [ ...new URL( made ).searchParams.keys() ] ).toEqual( [ 'subject', 'body' ] );
	} );
} );
