// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { compose, inputBoxOf, readPreload } from './preload';

const FORM_2025 = `{| class="wikitable"
! Parties !! Notifications
|-
| ~~~ || Filer (no diff required)
|-
| {{userlinks|EXAMPLE}} || <!-- diff of the notice -->
|-
| {{userlinks|EXAMPLE2}} || <!-- diff of the notice -->
|}
U4C member alert: @U4C: ~~~~

== Description of the problem - (~~~) ==
<!-- Describe the problem
in your own words -->

== Previous attempts at a solution - (~~~) ==
<!-- With links -->

== Suggested solutions - (~~~) ==

== Previous attempts at a solution - (Other parties) ==
== Other feedback ==
=== Other feedback (~~~) ===
== U4C member discussion ==
=== Accept votes ===
# 
`;

const TRANSLATED = `{|
! Beteiligte
! Benachrichtigung
|-
| {{subst:REVISIONUSER}}
| Antragsteller
|-
| [[User:Name|Name]]
| Diff
|}
== Worum es geht ==
<!-- Was ist geschehen? -->
--~~~~
== Belege ==
<!-- Difflinks -->
== Stellungnahmen anderer ==
<!-- Andere schreiben hier -->
== Diskussion der Mitglieder ==
<!-- nur Mitglieder -->
`;

describe( 'a wiki\'s own beginning', () => {
	it( 'gives the filer\'s fields, their prompts and the parties\' rows', () => {
		const read = readPreload( FORM_2025 )!;
		expect( read.fields.map( ( { heading, prompt } ) => [ heading, prompt ] ) ).toEqual( [
			[ 'Description of the problem', 'Describe the problem in your own words' ],
			[ 'Previous attempts at a solution', 'With links' ],
			[ 'Suggested solutions', '' ]
		] );
		const page = compose( read, { 'Description of the problem': 'WORDS', 'Suggested solutions': 'WISH' }, [ 'A', 'B=C' ], 'ASKED' );
		expect( page ).toContain( '| ~~~ || Filer (no diff required)\n|-\n| {{userlinks|A}} || ASKED\n|-\n| {{userlinks|1=B=C}} || ASKED\n|}\nU4C member alert' );
		expect( page ).toContain( 'in your own words -->\nWORDS\n' );
		expect( page ).toContain( '== Suggested solutions - (~~~) ==\nWISH\n' );
		expect( page ).not.toContain( 'EXAMPLE' );
	} );

	it( 'is kept byte for byte around what is put in', () => {
		const read = readPreload( FORM_2025 )!;
		const page = compose( read, { 'Suggested solutions': 'WISH' }, [ 'A' ], 'ASKED' );
		expect( page.replace( '\nWISH\n', '' ).replace( '|-\n| {{userlinks|A}} || ASKED\n', FORM_2025.slice( read.table.from, read.table.to ) ) ).toBe( FORM_2025 );
	} );

	it( 'is understood in other words and another form: translated, one cell a line, signed sections', () => {
		const read = readPreload( TRANSLATED )!;
		expect( read.fields.map( ( field ) => [ field.heading, field.isEvidence ] ) ).toEqual( [ [ 'Worum es geht', false ], [ 'Belege', true ] ] );
		const page = compose( read, { 'Worum es geht': 'WORDS' }, [ 'O\'\'Neil' ], 'ASKED' );
		expect( page ).toContain( '| [[User:O\'\'Neil|O&#39;&#39;Neil]]\n| ASKED\n|}' );
		expect( page.indexOf( 'WORDS' ) ).toBeLessThan( page.indexOf( '--~~~~' ) );
	} );

	it( 'may show no row for a party', () => {
		const read = readPreload( '{|\n! Parties !! Notifications\n|-\n| ~~~ || Filer\n|}\n== A (~~~) ==\n' )!;
		expect( compose( read, {}, [ 'B' ], 'ASKED' ) ).toBe( '{|\n! Parties !! Notifications\n|-\n| ~~~ || Filer\n|-\n| [[User:B|B]] || ASKED\n|}\n== A (~~~) ==\n' );
	} );

	it.each( [
		[ 'nothing', '' ],
		[ 'no table', '== Description - (~~~) ==\n' ],
		[ 'a table of something else', '{|\n! A !! B\n|-\n| c || d\n|}\n== Description - (~~~) ==\n' ],
		[ 'no field', '{|\n! Parties !! Notifications\n|-\n| ~~~ || Filer\n|}\n== U4C member discussion ==\n' ],
		[ 'the same heading twice', '{|\n! Parties !! Notifications\n|-\n| ~~~ || F\n|}\n== A (~~~) ==\n== A (~~~) ==\n' ],
		[ 'everything in a comment', '<!--\n' + FORM_2025.replace( /<!--|-->/g, '' ) ]
	] )( 'is left to the wiki when it is not understood: %s', ( _, text ) => {
		expect( readPreload( text ) ).toBeNull();
	} );

	it( 'is named by the page\'s input box', () => {
		const page = 'x <inputbox>\ntype=search\n</inputbox> <inputbox>\ntype = create\npreload = Cases/Pre_load\ndefault = Cases/2026/\n</inputbox>';
		expect( inputBoxOf( page, 'Cases/' ) ).toEqual( { preload: 'Cases/Pre load', prefix: 'Cases/2026/' } );
		expect( inputBoxOf( '<inputbox>\ntype=create\npreload=A\n</inputbox>', 'Cases/' ) ).toEqual( { preload: 'A', prefix: 'Cases/' } );
		expect( inputBoxOf( 'no box', 'Cases/' ) ).toBeNull();
	} );
} );
