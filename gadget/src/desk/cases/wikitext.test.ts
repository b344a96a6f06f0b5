// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { OpenFile } from '../report/context';
import { emptyFile, type Evidence, type Note } from '../report/filing';
import type { PublicCase } from './public';
import { caseAsWikitext, decisionAsWikitext, motionAsWikitext, remedyAsWikitext } from './wikitext';

const EVIL = '{{evil}} [[Category:X]] ~~~~\n== no heading ==';
const MOTION: PublicCase[ 'motions' ][ 0 ] = { title: EVIL, rule: 'ordinary', result: 'passed', tally: '5 support', votes: [ [ EVIL, 'support', '' ] ] };
const REMEDY: PublicCase[ 'remedies' ][ 0 ] = { text: EVIL, facts: [ [ 'For whom', EVIL ] ] };
const KNOWN: PublicCase = {
	case: '1'.repeat( 32 ), team: 'u4c', title: EVIL, may_act: true, pages: [ { wiki: 'meta.wikimedia.org', title: EVIL, rev: 5 } ],
	facts: [ [ 'Filed', EVIL ] ], parties: [ [ EVIL, 'party' ] ], motions: [ MOTION ],
	decisions: [ { text: EVIL, day: '2026-11-20', citations: [ { title: 'UCoC', rev: 7, wiki: 'meta.wikimedia.org' } ] } ], remedies: [ REMEDY ]
};

function withNote( text: string ): OpenFile {
	const note = { by: { name: 'Ada' }, day: null, epoch: 0, n: 1, text, lang: 'en' } as Note;
	const evidence = { url: 'https://meta.wikimedia.org/wiki/Special:Diff/7', date: '2026-11-20', note: text } as Evidence;
	return { content: { ...emptyFile(), notes: [ note ], evidence: [ evidence ] } } as unknown as OpenFile;
}

describe( 'a case as wikitext', () => {
	it( 'lets nothing anybody wrote become markup', () => {
		for ( const text of [ caseAsWikitext( KNOWN, withNote( EVIL ), [ 'notes', 'evidence' ] ), motionAsWikitext( MOTION ), decisionAsWikitext( KNOWN.decisions[ 0 ] ), remedyAsWikitext( REMEDY ) ] ) {
			expect( text ).toContain( 'evil' );
			expect( text ).not.toMatch( /\{\{|\[\[|~~~|^== no heading/m );
		}
	} );

	it( 'cites revisions', () => {
		for ( const text of [ caseAsWikitext( KNOWN, null, [] ), decisionAsWikitext( KNOWN.decisions[ 0 ] ) ] ) {
			expect( text ).toContain( '[https://meta.wikimedia.org/w/index.php?oldid=7 UCoC]' );
		}
	} );

	it( 'holds of the file only what was chosen', () => {
		const open = withNote( 'Among ourselves' );
		expect( caseAsWikitext( KNOWN, open, [ 'drafts', 'reports', 'pointer' ] ) ).not.toMatch( /Among ourselves|Diff/ );
		expect( caseAsWikitext( KNOWN, open, [ 'notes' ] ) ).toContain( 'Ada · Among ourselves' );
		expect( caseAsWikitext( KNOWN, open, [ 'evidence' ] ) ).toContain( '[https://meta.wikimedia.org/wiki/Special:Diff/7 https' );
	} );
} );
