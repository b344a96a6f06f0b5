// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { guard, wouldLose } from './guard';
import { keep, kept, newDraft, newJournal } from './state';
import type { Filing } from './store';

const closing = (): boolean => !window.dispatchEvent( new Event( 'beforeunload', { cancelable: true } ) );

describe( 'going away from a request', () => {
	let filing: Filing;
	let at: HTMLElement;
	let stop: () => void;

	beforeEach( () => {
		filing = { draft: newDraft(), journal: newJournal() } as unknown as Filing;
		at = document.body.appendChild( document.createElement( 'div' ) );
		stop = guard( filing, at );
	} );
	afterEach( () => {
		stop();
		at.remove();
		vi.restoreAllMocks();
	} );

	it( 'asks while something is typed and not on the wiki', () => {
		expect( closing() ).toBe( false );
		filing.draft.fit.kind = 'appeal';
		expect( closing(), 'answers are given again in a minute' ).toBe( false );
		filing.draft.words.A = 'Words';
		expect( closing() ).toBe( true );
		filing.journal.stage = 'saving';
		expect( closing() ).toBe( true );
		for ( const stage of [ 'saved', 'listing', 'done' ] as const ) {
			filing.journal.stage = stage;
			expect( closing(), stage ).toBe( false );
		}
		filing.journal.stage = '';
		stop();
		expect( closing() ).toBe( false );
	} );

	it.each( [
		[ 'a name', { party: 'A' } ], [ 'a person', { parties: [ 'A' ] } ], [ 'links', { pasted: 'x' } ], [ 'a title', { title: 'T' } ]
	] )( 'knows that %s is something typed', ( _, typed ) => {
		expect( wouldLose( { draft: { ...newDraft(), ...typed }, journal: newJournal() } ) ).toBe( true );
	} );

	it( 'holds up nobody who leaves at once, from wherever, and keeps nothing of it', () => {
		filing.draft.words.A = 'Words';
		keep( { user: 'A', screen: 'words', draft: filing.draft, journal: filing.journal } );
		window.dispatchEvent( new Event( 'pagehide' ) );
		expect( kept( 'A' ), 'coming back goes on' ).not.toBeNull();
		document.body.replaceChildren();
		expect( closing() ).toBe( false );
		window.dispatchEvent( new Event( 'pagehide' ) );
		expect( kept( 'A' ) ).toBeNull();
	} );
} );
