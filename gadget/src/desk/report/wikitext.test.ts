// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { link, page, plain } from './wikitext';

/** What a wiki shows of a text, as far as entities and line breaks go. */
function shown( wikitext: string ): string {
	const made = document.createElement( 'div' );
	// eslint-disable-next-line no-unsanitized/property -- what a page that took it for HTML would show
	made.innerHTML = wikitext.replace( /<br>/g, '\n' );
	return made.textContent;
}

const HOSTILE = [
	'[[Category:Mine]] {{Delete}} {{subst:x}} {{{1|}}} <nowiki>x</nowiki> </nowiki> <!-- gone --> &lt;b&gt; ~~~~ \'\'\'bold\'\'\'',
	'* list\n# list\n; term : def\n== heading ==\n----\n| cell\n|}\n{| table\n! head\n pre\n#REDIRECT [[X]]',
	'__NOTOC__ __NOINDEX__ -{zh-cn:x}- https://evil.example //evil.example mailto:a@b.example RFC 1234 PMID 12 ISBN 978-0-306-40615-7',
	'<ref name="a">x</ref> {{#if:1|2}} <script>alert(1)</script> \u202Egnp.exe |}} ]] }} \\ ^ `',
	'-->\n</div></blockquote>{{PAGENAME}}[http://a b]',
	'ISBN\t9780306406157\nRFC\n1234',
	'\uFF3F\uFF3F目次\uFF3F\uFF3F'
];

describe( 'copying as wikitext', () => {
	it.each( HOSTILE )( 'leaves no mark of the wiki in what a stranger wrote: %#', ( text ) => {
		const made = plain( text );
		expect( made.replace( /&#\d+;/g, '' ).replace( /<br>/g, '' ) ).not.toMatch( /[[\]{}|<>'=*#:;~_!+\-&^\\`\n\uFF3F]/ );
		expect( made ).not.toMatch( /(?:RFC|PMID|ISBN)\s/ );
	} );

	it.each( HOSTILE )( 'shows exactly what was written: %#', ( text ) => {
		expect( shown( plain( text ) ) ).toBe( text.trim().replace( '\u202E', '[U+202E]' ).replace( /(ISBN|RFC)[\t\n]/g, '$1 ' ) );
	} );

	it( 'leaves every script readable as it is', () => {
		const text = 'Größe, 你好. مرحبا (שלום) 👩‍👩‍👧?';
		expect( plain( text ) ).toBe( text );
	} );

	it( 'links to Wikimedia hosts only, and by addresses that end where they should', () => {
		expect( link( 'https://de.wikipedia.org/w/index.php?diff=7', 'a ]] label' ) ).toBe( '[https://de.wikipedia.org/w/index.php?diff=7 a &#93;&#93; label]' );
		expect( link( 'https://de.wikipedia.org/wiki/A]_{{x}}|\'\'__NOTOC__<b>' ) ).not.toMatch( /\{\{|\|.*\||''|__|<b/ );
		expect( link( 'https://de.wikipedia.org/wiki/A]b' ).split( ' ' )[ 0 ] ).not.toContain( ']' );
		for ( const other of [ 'javascript:alert(1)', 'https://evil.example/ ]', '//x', 'not an address [[x]]' ] ) {
			expect( link( other, 'label' ) ).not.toMatch( /[[\]]|:/ );
		}
	} );

	it( 'makes a page whose lines are all ours', () => {
		const evil = '|}\n== x ==\n{{Delete}}';
		const made = page( evil, [ [ evil, plain( evil ) ] ], [ { title: evil, lines: [ plain( evil ), link( 'https://meta.wikimedia.org/wiki/X', evil ) ] } ] );
		const begins = made.split( '\n' ).map( ( line ) => line.slice( 0, 2 ) );
		expect( begins ).toEqual( [ '==', '{|', '|-', '! ', '| ', '|}', '', '==', '* ', '* ', '' ] );
		expect( made ).not.toContain( '{{' );
		expect( made.match( /\n\|\}/g ) ).toHaveLength( 1 );
	} );
} );
