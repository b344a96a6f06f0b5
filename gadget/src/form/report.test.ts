// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, describe, expect, it } from 'vitest';
import { mailLink, urgentText } from './handoff';
import { partsOf, reportOf, summaryOf, textOf } from './report';
import { newDraft, newEvidence, newPerson } from './state';
import { CONTEXT, speakStrictly } from './test-form';

beforeEach( speakStrictly );

/** A draft with something different in every field somebody can type into. */
function everything() {
	return {
		...newDraft( CONTEXT ),
		danger: 'no' as const, about: 'other' as const, consent: 'unknown' as const, place: 'off-wiki' as const,
		admin: true, member: [ 'stewards' ], body: 'u4c',
		what: ' WHAT ', day: '2026-11-01', when: 'WHEN', where: 'WHERE',
		people: [ { ...newPerson( '~2026-1-2' ), note: 'DID' }, newPerson( ' ' ) ],
		evidence: [ { ...newEvidence( 'https://a.example/', 'NOTE' ), title: 'TITLE', date: '2026-10-01' }, newEvidence( '', '' ) ],
		kinds: [ '3.1-insults' ], tried: 'TRIED', wish: 'WISH', wishUnknown: true,
		appear: 'name' as const, name: 'NAME', tellOther: 'no' as const,
		mailAllowed: true, mailName: 'MAILNAME', mailWiki: 'MAILWIKI', urgent: 'URGENT', excluded: [ 'KEY' ]
	};
}

describe( 'a report', () => {
	it( 'holds what was typed, trimmed, without empty rows', () => {
		expect( reportOf( everything(), 'de' ) ).toEqual( {
			v: 1, lang: 'de', role: 'other', consent: 'unknown', officials: [ 'admin', 'stewards' ],
			what: 'WHAT', when: '2026-11-01 · WHEN', where: 'WHERE', wiki: 'en.wikipedia.org',
			context: { page: 'Talk:A page', revision: '7', thread: 'c-1', author: 'Somebody', diff: '' },
			people: [ { name: '~2026-1-2', note: 'DID' } ],
			evidence: [ { url: 'https://a.example/', title: 'TITLE', date: '2026-10-01', note: 'NOTE' } ],
			kinds: [ '3.1-insults' ], tried: 'TRIED', wish: 'WISH', wish_unknown: true,
			appear: { as: 'name', name: 'NAME' }, tell_other: 'no',
			wiki_mail: { allowed: true, name: 'MAILNAME', wiki: 'MAILWIKI' },
			expires_note: '2026-12-30'
		} );
	} );

	it( 'holds nothing of answers that were taken back', () => {
		const report = reportOf( {
			...everything(), about: 'me', appear: 'none', mailAllowed: false, context: null, people: [ newPerson( 'A' ) ]
		}, 'en' );
		expect( JSON.stringify( report ) ).not.toMatch( /NAME|MAIL|consent|Talk|expires|URGENT|KEY/ );
	} );

	it( 'shows every word of itself before it is sent', () => {
		const report = reportOf( everything(), 'en' );
		const shown = textOf( partsOf( report, true ) );
		for ( const word of JSON.stringify( report ).match( /[A-Z]{4,}|https?:[^"]+|~2026[^"]+|\d{4}-\d\d-\d\d/g ) ?? [] ) {
			expect( shown ).toContain( word );
		}
		expect( shown ).toContain( 'Talk:A page' );
		expect( shown ).toContain( 'I do not know if they agree' );
	} );

	it( 'leaves out what concerns only a team when somebody takes it elsewhere', () => {
		const ids = partsOf( reportOf( everything(), 'en' ), false ).map( ( part ) => part.id );
		expect( ids ).not.toContain( 'tell' );
		expect( ids ).toContain( 'what' );
	} );

	it( 'has a summary of three names and a few words, cut between characters', () => {
		const summary = summaryOf( {
			...reportOf( everything(), 'en' ), what: '🦉'.repeat( 999 ), people: [ 'A', 'B', 'C', 'D' ].map( ( name ) => ( { name } ) )
		} );
		expect( summary.about ).toEqual( [ 'A', 'B', 'C' ] );
		expect( Array.from( summary.excerpt ) ).toHaveLength( 160 );
		expect( summary.excerpt ).toMatch( /^(🦉)+$/u );
	} );
} );

describe( 'a text to take along', () => {
	it( 'fits into the address of a mail, or leaves the text to be pasted', () => {
		expect( mailLink( 'a@example.org', 'A & b', 'one\ntwo' ) ).toBe( 'mailto:a@example.org?subject=A%20%26%20b&body=one%0D%0Atwo' );
		expect( mailLink( 'a@example.org', 'S', 'x'.repeat( 5000 ) ) ).toBe( 'mailto:a@example.org?subject=S' );
	} );

	it( 'for an emergency says where and when, and the person\'s words only if they agree', () => {
		const draft = everything();
		const now = new Date( '2026-11-22T15:30:00Z' );
		expect( urgentText( draft, now, false ) ).toBe(
			'Where: https://en.wikipedia.org/w/index.php?oldid=7#c-1\nTime: 2026-11-22 15:30 (UTC)\nURGENT' );
		expect( urgentText( draft, now, true ) ).toContain( '\nWHAT' );
	} );
} );
