// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { givenLink, visible, wikimediaAddress, written } from './text';

describe( 'what others wrote', () => {
	it( 'makes characters visible that would turn text round or hide it', () => {
		expect( visible( 'user\u202Egpj.exe' ) ).toBe( 'user[U+202E]gpj.exe' );
		expect( visible( 'a\u0000b\u2066c\u{E0041}' ) ).toBe( 'a[U+0000]b[U+2066]c[U+E0041]' );
	} );

	it( 'keeps line breaks, emoji of several parts and scripts that need joiners', () => {
		const kept = 'one\n\ttwo 👩‍👩‍👧 می‌خواهم';
		expect( visible( kept ) ).toBe( kept );
		expect( visible( 'a\r\nb' ) ).toBe( 'a\nb' );
	} );

	it( 'never becomes markup', () => {
		const made = written( '<img src=x onerror=alert(1)>', 'en"><script>' );
		expect( made.children ).toHaveLength( 0 );
		expect( made.textContent ).toBe( '<img src=x onerror=alert(1)>' );
		expect( made.hasAttribute( 'lang' ) ).toBe( false );
	} );

	it( 'links to Wikimedia hosts by https only', () => {
		expect( wikimediaAddress( 'https://de.wikipedia.org/wiki/X?diff=1' ) ).toBe( 'https://de.wikipedia.org/wiki/X?diff=1' );
		expect( wikimediaAddress( 'https://w.wiki/3abc' ) ).toBe( 'https://w.wiki/3abc' );
		for ( const other of [
			'http://de.wikipedia.org/', 'https://wikipedia.org.example/', 'https://evilwikipedia.org/', 'javascript:alert(1)',
			'https://wikipedia.org@example.org/', 'https://me:pw@de.wikipedia.org/', 'https://de.wikipedia.org:8443/', 'data:text/html,x',
			'//de.wikipedia.org/', 'de.wikipedia.org', null, 7
		] ) {
			expect( wikimediaAddress( other ), String( other ) ).toBeNull();
		}
	} );

	it( 'tells nobody where a link was clicked, and shows other addresses as text', () => {
		const link = givenLink( 'https://de.wikipedia.org/wiki/X', 'X' ) as HTMLAnchorElement;
		expect( link.rel ).toBe( 'noopener noreferrer' );
		expect( link.textContent ).toBe( 'X' );
		expect( givenLink( 'https://example.org/' ).tagName ).toBe( 'BDI' );
	} );
} );
