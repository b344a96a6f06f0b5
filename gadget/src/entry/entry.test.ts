// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { authorOf, contextHere } from './context';
import { LABELS, labelsIn } from './labels';
import { addressOf } from './link';
import { addToContent } from './places';

const FAR = { home: 'https://home.example', service: 'https://service.example' };
let config: Record<string, unknown>;

beforeEach( () => {
	config = {
		wgServer: '//en.example.org',
		wgRelevantPageName: 'Talk:A_page',
		wgRevisionId: 7,
		wgCurRevisionId: 9,
		wgRelevantUserName: null,
		wgUserName: 'Me',
		wgUserLanguage: 'en'
	};
	vi.stubGlobal( 'mw', {
		config: { get: ( key: string ) => key in config ? config[ key ] : null },
		loader: { getState: () => null }
	} );
	vi.stubGlobal( '__ALCOVE_ENTRY__', FAR );
	document.body.innerHTML = '';
} );

function context( anchor: HTMLAnchorElement ): Record<string, unknown> {
	return JSON.parse( decodeURIComponent( anchor.hash.replace( '#alcove=', '' ) ) );
}

describe( 'the context', () => {
	it( 'names wiki, page and revision as they are shown', () => {
		expect( contextHere() ).toEqual( {
			wiki: 'en.example.org', page: 'Talk:A page', revision: 7,
			thread: null, author: null, diff: null, lang: 'en'
		} );
	} );

	it( 'takes the current revision where none is shown, as in a history', () => {
		config.wgRevisionId = 0;
		expect( contextHere().revision ).toBe( 9 );
	} );

	it( 'knows the person a page is about, but never takes the reader for them', () => {
		config.wgRelevantUserName = 'You';
		expect( contextHere().author ).toBe( 'You' );
		config.wgRelevantUserName = 'Me';
		expect( contextHere().author ).toBeNull();
	} );

	it( 'finds who wrote a reply at any depth', () => {
		config.wgDiscussionToolsPageThreads = [ { id: 'h-1', replies: [
			{ id: 'c-1', author: 'A', replies: [ { id: 'c-2', author: 'B-1-c', replies: [] } ] },
			{ id: 'c-3', author: 'C', replies: [] }
		] } ];
		expect( [ 'c-1', 'c-2', 'c-3', 'c-4' ].map( ( id ) => authorOf( id ) ) ).toEqual( [ 'A', 'B-1-c', 'C', null ] );
	} );
} );

describe( 'the address of the form', () => {
	const there = { wiki: 'w', page: 'Ä & "b" #c', revision: 1, thread: null, author: null, diff: null, lang: 'en' };

	it( 'is a page of the home wiki that needs no account, with the context in the fragment', () => {
		const url = new URL( addressOf( there ) );
		expect( url.origin + url.pathname + url.search )
			.toBe( 'https://home.example/wiki/Special:BlankPage/Alcove?withgadget=alcove-form' );
		expect( JSON.parse( decodeURIComponent( url.hash.replace( '#alcove=', '' ) ) ) ).toEqual( there );
	} );

	it( 'is the service where there is no home wiki', () => {
		vi.stubGlobal( '__ALCOVE_ENTRY__', { ...FAR, home: '' } );
		expect( addressOf( there ) ).toMatch( /^https:\/\/service\.example\/write#alcove=%7B/ );
	} );
} );

describe( 'the links in the content', () => {
	it( 'stand once beside each comment, however often hooks fire', () => {
		config.wgDiscussionToolsPageThreads = [ { id: 'c-1', author: 'A', replies: [] } ];
		document.body.innerHTML = '<span class="ext-discussiontools-init-replylink-buttons" data-mw-thread-id="c-1">[reply]</span>';
		addToContent();
		addToContent();
		const links = document.querySelectorAll<HTMLAnchorElement>( 'a.alcove-entry' );
		expect( links.length ).toBe( 1 );
		expect( context( links[ 0 ] ) ).toMatchObject( { thread: 'c-1', author: 'A' } );
		expect( links[ 0 ].getAttribute( 'aria-label' ) ).toBe( 'Get help: A' );
		expect( links[ 0 ].rel ).toBe( 'noreferrer' );
	} );

	it( 'stand outside the buttons of DiscussionTools where it shows and hides none', () => {
		document.body.innerHTML = '<p><span class="ext-discussiontools-init-replylink-buttons" data-mw-thread-id="c-1"></span></p>';
		addToContent();
		addToContent();
		expect( document.querySelectorAll( 'span > a.alcove-entry' ).length ).toBe( 0 );
		expect( document.querySelectorAll( 'p > a.alcove-entry' ).length ).toBe( 1 );
	} );

	it( 'mean the revision of their side of a diff, also when its author is hidden', () => {
		Object.assign( config, { wgDiffOldId: 3, wgDiffNewId: 5 } );
		document.body.innerHTML = '<div id="mw-diff-otitle2"><span class="mw-userlink history-deleted">(hidden)</span></div>' +
			'<div id="mw-diff-ntitle2"><a class="mw-userlink"><bdi>B</bdi></a></div>';
		addToContent();
		const [ before, after ] = document.querySelectorAll<HTMLAnchorElement>( 'a.alcove-entry' );
		expect( context( before ) ).toMatchObject( { revision: 3, diff: 3, author: null } );
		expect( context( after ) ).toMatchObject( { revision: 5, diff: 5, author: 'B' } );
	} );
} );

describe( 'the phrases', () => {
	it( 'are those of the message files, in every language there is', () => {
		const files = Object.keys( LABELS ).map( ( code ) => {
			const messages = JSON.parse( readFileSync( `${ __dirname }/../../i18n/${ code }.json`, 'utf8' ) );
			return [ code, [ messages[ 'alcove-entry-link' ], messages[ 'alcove-entry-about' ] ] ];
		} );
		expect( Object.fromEntries( files ) ).toEqual( LABELS );
	} );

	it( 'fall back from a variant to its language, and else to English', () => {
		expect( labelsIn( 'de-ch' ) ).toBe( LABELS.de );
		expect( labelsIn( 'xx' ) ).toBe( LABELS.en );
	} );
} );

describe( 'what every page view pays', () => {
	it( 'is at most 2 kB, minified and gzipped', async () => {
		const result = [ await build( {
			configFile: false,
			logLevel: 'warn',
			define: { __ALCOVE_ENTRY__: JSON.stringify( FAR ) },
			build: {
				target: 'es2016',
				write: false,
				rollupOptions: { input: `${ __dirname }/entry.ts`, output: { format: 'iife' }, preserveEntrySignatures: false }
			}
		} ) ].flat()[ 0 ] as { output: { code: string }[] };
		expect( gzipSync( result.output[ 0 ].code, { level: 9 } ).length ).toBeLessThanOrEqual( 2000 );
	} );
} );
