// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest';
import { contextFrom, permalink, takeContext } from './context';
import { CONTEXT } from './test-form';

afterEach( () => window.history.replaceState( null, '', '/' ) );

describe( 'the context in the address', () => {
	it( 'is read once, and the address is clean afterwards', () => {
		window.history.replaceState( null, '', '/write?uselang=de#alcove=' + encodeURIComponent( JSON.stringify( {
			wiki: 'en.wikipedia.org', page: 'Ä "b" #c', revision: 7, thread: null, author: 'A', diff: null, lang: 'de'
		} ) ) );
		expect( takeContext() ).toEqual( {
			wiki: 'en.wikipedia.org', page: 'Ä "b" #c', revision: '7', thread: '', author: 'A', diff: '', lang: 'de'
		} );
		expect( window.location.href ).toMatch( /\/write\?uselang=de$/ );
		expect( takeContext() ).toBeNull();
	} );

	it( 'is removed also when it is broken', () => {
		window.history.replaceState( null, '', '/write#alcove=%7Bbroken' );
		expect( takeContext() ).toBeNull();
		expect( window.location.hash ).toBe( '' );
	} );

	it( 'leaves other fragments alone', () => {
		window.history.replaceState( null, '', '/write#main' );
		expect( takeContext() ).toBeNull();
		expect( window.location.hash ).toBe( '#main' );
	} );

	it( 'is text of a bounded length, whoever wrote it', () => {
		expect( contextFrom( { page: { evil: true }, wiki: 'x'.repeat( 9999 ), author: [ 'A' ] } ) )
			.toMatchObject( { page: '', author: '', wiki: 'x'.repeat( 500 ) } );
		expect( [ contextFrom( null ), contextFrom( 'A' ), contextFrom( [] ) ] ).toEqual( [ null, null, null ] );
	} );
} );

describe( 'the link to where somebody was', () => {
	it( 'names the version, and the change where one is meant', () => {
		expect( permalink( CONTEXT ) ).toBe( 'https://en.wikipedia.org/w/index.php?oldid=7#c-1' );
		expect( permalink( { ...CONTEXT, diff: '9', thread: '' } ) ).toBe( 'https://en.wikipedia.org/w/index.php?diff=9' );
		expect( permalink( { ...CONTEXT, revision: '', thread: '' } ) ).toBe( 'https://en.wikipedia.org/w/index.php?title=Talk%3AA_page' );
		expect( permalink( null ) ).toBe( '' );
	} );
} );
