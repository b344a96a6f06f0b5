// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, describe, expect, it } from 'vitest';
import { Memory, recallHead, rememberHead, type MemoryStorage } from './memory';

const VAULT = 'a'.repeat( 32 );
const one = '1'.repeat( 64 );
const other = '2'.repeat( 64 );

let kept: Map<string, string>;
let storage: MemoryStorage;
let memory: Memory;

beforeEach( () => {
	kept = new Map();
	storage = { getItem: ( key ) => kept.get( key ) ?? null, setItem: ( key, value ) => void kept.set( key, value ) };
	memory = new Memory( storage );
} );

describe( 'the last envelope seen', () => {
	it( 'is not known before anything was seen', () => {
		expect( memory.head( VAULT ) ).toBeNull();
	} );

	it( 'is still known on the next visit', () => {
		memory.rememberHead( VAULT, { epoch: 0, n: 3, hash: one } );
		expect( new Memory( storage ).head( VAULT ) ).toEqual( { epoch: 0, n: 3, hash: one } );
	} );

	it.each( [
		[ 'a later number', { epoch: 1, n: 5, hash: other }, true ],
		[ 'a later epoch', { epoch: 2, n: 0, hash: other }, true ],
		[ 'an earlier number', { epoch: 1, n: 3, hash: other }, false ],
		[ 'an earlier epoch', { epoch: 0, n: 9, hash: other }, false ],
		[ 'another one with the same number', { epoch: 1, n: 4, hash: other }, false ]
	] )( 'moves to %s: %j', ( _what, head, moves ) => {
		const before = { epoch: 1, n: 4, hash: one };
		memory.rememberHead( VAULT, before );
		memory.rememberHead( VAULT, head );
		expect( memory.head( VAULT ) ).toEqual( moves ? head : before );
	} );

	it( 'is one for each vault', () => {
		memory.rememberHead( VAULT, { epoch: 0, n: 3, hash: one } );
		expect( memory.head( 'b'.repeat( 32 ) ) ).toBeNull();
	} );

	it( 'takes damaged notes for none', () => {
		for ( const note of [ 'x', '{}', '[]', '{"epoch":0,"n":-1,"hash":"' + one + '"}', '{"epoch":0,"n":1,"hash":"?"}' ] ) {
			kept.set( 'alcove-head-' + VAULT, note );
			expect( memory.head( VAULT ) ).toBeNull();
		}
	} );

	it( 'follows what another tab has seen meanwhile', () => {
		memory.rememberHead( VAULT, { epoch: 0, n: 3, hash: one } );
		new Memory( storage ).rememberHead( VAULT, { epoch: 0, n: 4, hash: other } );
		memory.rememberHead( VAULT, { epoch: 0, n: 3, hash: one } );
		expect( memory.head( VAULT ) ).toEqual( { epoch: 0, n: 4, hash: other } );
	} );
} );

describe( 'the newest statement seen', () => {
	it( 'never goes back', () => {
		memory.rememberStatement( 'u4c', { seq: 2, hash: one } );
		memory.rememberStatement( 'u4c', { seq: 1, hash: other } );
		memory.rememberStatement( 'u4c', { seq: 2, hash: other } );
		expect( memory.statement( 'u4c' ) ).toEqual( { seq: 2, hash: one } );
		memory.rememberStatement( 'u4c', { seq: 3, hash: other } );
		expect( memory.statement( 'u4c' ) ).toEqual( { seq: 3, hash: other } );
	} );
} );

describe( 'a browser that stores nothing', () => {
	const broken: MemoryStorage = {
		getItem: () => {
			throw new Error( 'forbidden' );
		},
		setItem: () => {
			throw new Error( 'full' );
		}
	};

	it( 'remembers for one visit', () => {
		const visit = new Memory( broken );
		visit.rememberHead( VAULT, { epoch: 0, n: 3, hash: one } );
		visit.rememberHead( VAULT, { epoch: 0, n: 2, hash: one } );
		expect( visit.head( VAULT ) ).toEqual( { epoch: 0, n: 3, hash: one } );
		expect( new Memory( broken ).head( VAULT ) ).toBeNull();
	} );

	it( 'needs no localStorage at all', async () => {
		await rememberHead( VAULT, { epoch: 0, n: 3, hash: one } );
		expect( await recallHead( VAULT ) ).toEqual( { epoch: 0, n: 3, hash: one } );
	} );
} );
