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

const BOX = `{{U4C case
| state = request
| evidence = <!-- the day, by a member -->
| party1 = ~~~
| notice1 = Filer
| party2 = {{u|EXAMPLE}}
| notice2 = <!-- diff -->
| party3 =
| notice3 =
| what happened = <!-- In your own words -->
| links = <!-- Changes that show it -->
| other_statements = <!-- others write here -->
}}
== Suggested solutions - (~~~) ==
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
		expect( page.replace( '\nWISH\n', '' ).replace( '|-\n| {{userlinks|A}} || ASKED\n', FORM_2025.slice( read.parties.from, read.parties.to ) ) ).toBe( FORM_2025 );
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
		[ 'under a heading, with the notice in brackets',
			'== Parties ==\n* ~~~: Filer (no diff required)\n* [[User:EXAMPLE|EXAMPLE]] ([[User talk:EXAMPLE|talk]]) (<!-- diff -->)\n* [[User:OTHER]] (<!-- diff -->)\n== A (~~~) ==\n',
			'== Parties ==\n* ~~~: Filer (no diff required)\n* [[User:O\'\'Neil|O&#39;&#39;Neil]] ([[User talk:O\'\'Neil|talk]]) (ASKED)\n* [[User:B|B]] ([[User talk:B|talk]]) (ASKED)\n== A (~~~) ==\n' ],
		[ 'after a label, with the notice after a colon, the text ending with it',
			'== A (~~~) ==\n\'\'\'Beteiligte:\'\'\'\n* {{subst:REVISIONUSER}}: Antragsteller\n* {{u|Name}}: Diff',
			'== A (~~~) ==\n\'\'\'Beteiligte:\'\'\'\n* {{subst:REVISIONUSER}}: Antragsteller\n* {{u|O\'\'Neil}}: ASKED\n* {{u|B}}: ASKED\n' ],
		[ 'before any heading, only the filer in it', '* ~~~: Filer\n\n== A (~~~) ==\n',
			'* ~~~: Filer\n* [[User:O\'\'Neil|O&#39;&#39;Neil]] (ASKED)\n* [[User:B|B]] (ASKED)\n\n== A (~~~) ==\n' ],
		[ 'under a heading with nothing yet', '== Involved parties ==\n<!-- everybody -->\n\n== A (~~~) ==\n',
			'== Involved parties ==\n<!-- everybody -->\n* [[User:O\'\'Neil|O&#39;&#39;Neil]] (ASKED)\n* [[User:B|B]] (ASKED)\n\n== A (~~~) ==\n' ]
	] )( 'may list the parties: %s', ( _, text, wanted ) => {
		const read = readPreload( text )!;
		expect( read.fields.map( ( field ) => field.heading ) ).toEqual( [ 'A' ] );
		expect( compose( read, {}, [ 'O\'\'Neil', 'B' ], 'ASKED' ) ).toBe( wanted );
	} );

	it( 'may be a template: its parameters are the fields, others stay the committee\'s', () => {
		const read = readPreload( BOX )!;
		expect( read.fields.map( ( { heading, prompt, isEvidence } ) => [ heading, prompt, isEvidence ] ) ).toEqual( [
			[ 'what happened', 'In your own words', false ], [ 'links', 'Changes that show it', true ], [ 'Suggested solutions', '', false ]
		] );
		expect( compose( read, { 'what happened': 'WORDS [[:A|b]]', links: '* LINK', 'Suggested solutions': 'WISH' }, [ 'A', 'B=C' ], 'ASKED' ) ).toBe( BOX
			.replace( '| party2 = {{u|EXAMPLE}}\n| notice2 = <!-- diff -->\n| party3 =\n| notice3 =\n', '| party2 = {{u|A}}\n| notice2 = ASKED\n| party3 = {{u|1=B=C}}\n| notice3 = ASKED\n' )
			.replace( 'own words -->', 'own words -->\nWORDS [[:A|b]]\n' ).replace( 'show it -->', 'show it -->\n* LINK\n' ).replace( '(~~~) ==\n', '(~~~) ==\nWISH\n\n' ) );
	} );

	it.each( [
		[ 'numbered, with no place for notices', '{{Case|filer=~~~|party1=|party2=|what=<!-- ? -->}}\n',
			'{{Case|filer=~~~|party1= A |party2= B |what=<!-- ? -->}}\nASKED: [[User:A|A]], [[User:B|B]]\n\n' ],
		[ 'all in one', '{{Case\n| parties = <!-- a list -->\n| what = <!-- ? -->\n}}\n', '{{Case\n| parties = <!-- a list -->\n* [[User:A|A]] (ASKED)\n* [[User:B|B]] (ASKED)\n| what = <!-- ? -->\n}}\n' ],
		[ 'all in one, with an example', '{{Case\n| parties =\n* ~~~ (filer)\n* {{u|EXAMPLE}}\n| what = <!-- ? -->\n}}\n', '{{Case\n| parties =\n* ~~~ (filer)\n* {{u|A}} (ASKED)\n* {{u|B}} (ASKED)\n| what = <!-- ? -->\n}}\n' ]
	] )( 'may name the parties in a template: %s', ( _, text, wanted ) => {
		expect( compose( readPreload( text )!, {}, [ 'A', 'B' ], 'ASKED' ) ).toBe( wanted );
	} );

	it.each( [
		[ 'nothing', '' ],
		[ 'a list of something else', '== Links ==\n* one\n\n== Description - (~~~) ==\n' ],
		[ 'votes', '== Description - (~~~) ==\n== Votes ==\n# ~~~~\n' ],
		[ 'a place where the parties talk', '== Parties and members: discussion ==\n<!-- later -->\n== Description - (~~~) ==\n' ],
		[ 'parties in running words', '== Parties ==\nThe parties are A and B.\n== Description - (~~~) ==\n' ],
		[ 'one parameter with an example of unknown form', '{{Case|parties=A, B|what=<!-- ? -->}}' ],
		[ 'numbered parameters that stand apart', '{{Case|party1=|what=<!-- ? -->|party2=}}' ],
		[ 'a template that does not end', '{{Case|party1=|what=<!-- ? -->\n' ],
		[ 'no place for parties', '== Description - (~~~) ==\n' ],
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
