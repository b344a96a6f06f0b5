// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { addEvidence, parseLinks, placeOf, wikiHost } from './links';
import { newEvidence } from './state';

const urls = ( text: string ): string[] => parseLinks( text ).map( ( row ) => row.url );

describe( 'pasted links', () => {
	it( 'are found many a line, many lines, and without the punctuation around them', () => {
		expect( urls( 'https://a.example/1, https://b.example/2\r\n(see https://c.example/3)\n<https://d.example/4>.' ) )
			.toEqual( [ 'https://a.example/1', 'https://b.example/2', 'https://c.example/3', 'https://d.example/4' ] );
	} );

	it( 'keep brackets that belong to them', () => {
		expect( urls( 'https://en.wikipedia.org/wiki/Talk:Foo_(bar)' ) ).toEqual( [ 'https://en.wikipedia.org/wiki/Talk:Foo_(bar)' ] );
	} );

	it( 'take the words beside them as notes, and lose no line without a link', () => {
		expect( parseLinks( 'first https://a.example/1 then https://b.example/2 again\nhe said it in a chat' ) ).toEqual( [
			newEvidence( 'https://a.example/1', 'first' ),
			newEvidence( 'https://b.example/2', 'then again' ),
			newEvidence( '', 'he said it in a chat' )
		] );
	} );

	it( 'make no rows of punctuation and blank lines', () => {
		expect( parseLinks( '\n - \n\n' ) ).toEqual( [] );
	} );

	it( 'stand once in the list', () => {
		const list = [ newEvidence( 'https://a.example/1' ) ];
		addEvidence( list, parseLinks( 'https://a.example/1 https://a.example/2' ) );
		expect( list.map( ( row ) => row.url ) ).toEqual( [ 'https://a.example/1', 'https://a.example/2' ] );
	} );
} );

describe( 'what a link points at', () => {
	it.each( [
		[ 'https://en.wikipedia.org/w/index.php?title=A&diff=12&oldid=11', { revision: '12', title: 'A' } ],
		[ 'https://en.wikipedia.org/w/index.php?diff=prev&oldid=11', { revision: '11', title: '' } ],
		[ 'https://en.wikipedia.org/w/index.php?title=A_b&oldid=7', { revision: '7', title: 'A b' } ],
		[ 'https://en.wikipedia.org/wiki/Special:Diff/11/12', { revision: '12' } ],
		[ 'https://de.wikipedia.org/wiki/Spezial:Diff/12', { revision: '12' } ],
		[ 'https://en.m.wikipedia.org/wiki/User_talk:A#topic', { host: 'en.wikipedia.org', revision: '', title: 'User talk:A' } ],
		[ 'https://en.wikipedia.org/wiki/100%', { title: '' } ]
	] )( '%s', ( link, expected ) => {
		const place = placeOf( link );
		expect( place ?? { title: '' } ).toMatchObject( expected );
	} );

	it( 'is asked of Wikimedia\'s wikis only', () => {
		expect( placeOf( 'https://wikipedia.org.example.com/wiki/A' ) ).toBeNull();
		expect( placeOf( 'https://evilwikipedia.org/wiki/A' ) ).toBeNull();
		expect( placeOf( 'javascript:alert(1)' ) ).toBeNull();
		expect( placeOf( 'not a link' ) ).toBeNull();
	} );
} );

describe( 'the name of a wiki', () => {
	it.each( [
		[ 'https://EN.Wikipedia.org/wiki/A?b', 'en.wikipedia.org' ],
		[ ' en.m.wikipedia.org ', 'en.wikipedia.org' ],
		[ '127.0.0.1:8101', '127.0.0.1:8101' ],
		[ '', '' ]
	] )( '%s', ( typed, host ) => {
		expect( wikiHost( typed ) ).toBe( host );
	} );
} );
