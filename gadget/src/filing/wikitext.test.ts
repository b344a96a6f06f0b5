// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { plain, toWikitext } from './wikitext';

/** What MediaWiki shows of it: numbers of characters become characters again. */
const shown = ( text: string ): string => text.replace( /&#(\d+);/g, ( _, code: string ) => String.fromCharCode( Number( code ) ) );

describe( 'typed text as wikitext', () => {
	it.each( [
		[ 'a template', '{{delete}} and {{subst:x|y}} and {{{1}}}' ],
		[ 'a heading', '== Accept votes ==' ],
		[ 'a table', '{| class="wikitable"\n|-\n! Parties\n|}' ],
		[ 'the end of a table', '|}' ],
		[ 'a signature', 'me ~~~~ and ~~~~~' ],
		[ 'unparsed text', '<nowiki>~~~~</nowiki>' ],
		[ 'a comment', '<!-- hidden' ],
		[ 'bold', '\'\'\'\'\'loud\'\'\'\'\'' ],
		[ 'a switch', '__NOINDEX__ __NOTOC__' ],
		[ 'a rule and marks', '----\n;a\n:b\n#c\n*d\n!e\n+f' ],
		[ 'a reference', 'a<ref>b</ref>' ],
		[ 'a converter', '-{zh:a;b}-' ],
		[ 'a pipe', 'a || b | c' ],
		[ 'half a link', '[[a and b] and [[File:x.png' ],
		[ 'named characters', '&lt;b&gt; &amp; &nbsp; &#123;' ],
		[ 'an external link', '[http://] [//example.org x]' ]
	] )( 'says exactly that: %s', ( _, typed ) => {
		const text = toWikitext( typed );
		expect( shown( text ).replace( /\n+/g, '\n' ) ).toBe( typed );
		expect( text ).not.toMatch( /[{}<>|]|\[|\]|~~|''|__|^[=:;!-]/m );
		expect( text ).not.toMatch( /^[*#](?! )/m );
	} );

	it( 'keeps every character that MediaWiki allows', () => {
		const ranges = [ [ 0x20, 0x7e ], [ 0xa0, 0x2ff ], [ 0x600, 0x6ff ], [ 0x2000, 0x206f ], [ 0x3040, 0x30ff ], [ 0x1f600, 0x1f64f ] ];
		for ( const [ from, to ] of ranges ) {
			for ( let code = from; code <= to; code++ ) {
				const symbol = String.fromCodePoint( code );
				const text = toWikitext( `a${ symbol }b` );
				expect( shown( text ).replace( /\n+/g, '\n' ), code.toString( 16 ) ).toBe( `a${ symbol }b` );
			}
		}
		expect( plain( 'a\u0000\u007f\u0008b' ) ).toBe( 'ab' );
	} );

	it( 'keeps addresses, and nothing that could begin in one', () => {
		expect( toWikitext( 'see https://x.example/w?a=1&b=2 there' ) ).toBe( 'see https://x.example/w?a=1&b=2 there' );
		const text = toWikitext( 'https://x.example/__NOTOC__~~~~\'\'{{x}}' );
		expect( text ).not.toMatch( /~~|''|__|\{\{/ );
		expect( text ).toContain( 'https://x.example/%5F%5FNOTOC%5F%5F' );
	} );

	it( 'keeps simple links as links and never shows a file or files a page', () => {
		expect( toWikitext( '[[User:A b]]' ) ).toBe( '[[:User:A b|User:A b]]' );
		expect( toWikitext( '[[File:X.png|thumb]]' ) ).toBe( '[[:File:X.png|thumb]]' );
		expect( toWikitext( '[[Category:A]] [[:de:B#c|the one]]' ) ).toBe( '[[:Category:A|Category:A]] [[:de:B#c|the one]]' );
		expect( toWikitext( '[[A|{{b}}]]' ) ).not.toMatch( /\{\{|\[\[/ );
		expect( toWikitext( '[[ ]]' ) ).not.toContain( '[[' );
	} );

	it( 'keeps paragraphs, and lists together', () => {
		expect( toWikitext( 'one\ntwo\n\n\n\nthree' ) ).toBe( 'one\n\ntwo\n\nthree' );
		expect( toWikitext( 'so:\n* a\n* b\nthen' ) ).toBe( 'so:\n\n* a\n* b\n\nthen' );
		expect( toWikitext( '  indented\r\nx' ) ).toBe( 'indented\n\nx' );
		expect( toWikitext( '\n\n' ) ).toBe( '' );
	} );
} );
