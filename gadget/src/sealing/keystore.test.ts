// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forget, has, keep, load, save } from './keystore';
import { newPerson, type Person } from './person';

/** As much of IndexedDB as keeping keys needs; like the real one, it stores copies. */
class FakeIndexedDB {
	public readonly records = new Map<string, unknown>();
	/** What becomes of a record on its way in. */
	public storing: ( value: unknown ) => unknown = ( value ) => structuredClone( value );
	public fails = false;

	public open(): unknown {
		const store = {
			get: ( id: string ) => this.answer( () => this.records.get( id ) ),
			count: ( id: string ) => this.answer( () => this.records.has( id ) ? 1 : 0 ),
			put: ( value: unknown, id: string ) => this.answer( () => this.records.set( id, this.storing( value ) ) ),
			delete: ( id: string ) => this.answer( () => this.records.delete( id ) )
		};
		const database = {
			createObjectStore: () => store,
			close: () => undefined,
			transaction: () => {
				const transaction: Record<string, unknown> = { objectStore: () => store };
				setTimeout( () => ( transaction.oncomplete as () => void )(), 5 );
				return transaction;
			}
		};
		return this.answer( () => database, true );
	}

	private answer( act: () => unknown, upgrade = false ): unknown {
		const request: Record<string, unknown> = {};
		setTimeout( () => {
			if ( this.fails ) {
				request.error = new Error( 'refused' );
				( request.onerror as () => void )();
				return;
			}
			request.result = act();
			if ( upgrade ) {
				( request.onupgradeneeded as () => void )();
			}
			( request.onsuccess as () => void )();
		} );
		return request;
	}
}

let database: FakeIndexedDB;
let ada: Person;
let persist: () => Promise<boolean>;

beforeEach( async () => {
	database = new FakeIndexedDB();
	persist = vi.fn( () => Promise.resolve( true ) );
	vi.stubGlobal( 'indexedDB', database );
	vi.stubGlobal( 'navigator', { storage: { persist } } );
	ada = await newPerson( 'Ada', 'meta.wikimedia.org' );
} );

afterEach( () => {
	vi.unstubAllGlobals();
} );

describe( 'keeping keys in the browser', () => {
	it( 'brings back somebody who can open and sign as before', async () => {
		expect( await save( 'ada', ada ) ).toEqual( { saved: true, persistent: true } );
		const back = await load( 'ada' ) as Person;
		expect( back ).toMatchObject( {
			name: 'Ada', identity: ada.identity, fingerprint: ada.fingerprint, ed25519Public: ada.ed25519Public
		} );
		expect( await back.signer.sign( new Uint8Array( 3 ) ) ).toEqual( await ada.signer.sign( new Uint8Array( 3 ) ) );
	} );

	it( 'stores no secret in clear, and a key that no script can read', async () => {
		await save( 'ada', ada );
		const { key, data } = database.records.get( 'ada' ) as { key: CryptoKey; data: ArrayBuffer };
		expect( key.extractable ).toBe( false );
		await expect( crypto.subtle.exportKey( 'raw', key ) ).rejects.toThrow();
		const stored = new TextDecoder( 'latin1' ).decode( data );
		for ( const secret of [ ada.identity, ada.secrets.ed25519, 'Ada' ] ) {
			expect( stored ).not.toContain( secret );
		}
	} );

	it( 'does not say "saved" when the browser lost the key', async () => {
		database.storing = ( value ) => ( { ...value as object, key: undefined } );
		expect( await save( 'ada', ada ) ).toEqual( { saved: false, reason: 'not_kept' } );
	} );

	it( 'does not say "saved" when the browser kept something else', async () => {
		const bruno = await newPerson( 'Bruno', 'meta.wikimedia.org' );
		await save( 'ada', bruno );
		const older = database.records.get( 'ada' );
		database.storing = () => older;
		expect( await save( 'ada', ada ) ).toEqual( { saved: false, reason: 'not_kept' } );
	} );

	it( 'says so when the browser refuses to store', async () => {
		database.fails = true;
		expect( await save( 'ada', ada ) ).toEqual( { saved: false, reason: 'not_kept' } );
		expect( await load( 'ada' ) ).toBeNull();
		expect( await has( 'ada' ) ).toBe( false );
		expect( await keep( ada ) ).toBe( false );
	} );

	it( 'says so where there is no IndexedDB', async () => {
		vi.stubGlobal( 'indexedDB', undefined );
		expect( await save( 'ada', ada ) ).toEqual( { saved: false, reason: 'no_storage' } );
		expect( await load( 'ada' ) ).toBeNull();
		await forget( 'ada' );
	} );

	it( 'says so on a page without https', async () => {
		vi.stubGlobal( 'crypto', { getRandomValues: crypto.getRandomValues.bind( crypto ) } );
		expect( await save( 'ada', ada ) ).toEqual( { saved: false, reason: 'no_cryptography' } );
	} );

	it( 'is saved even when the browser may clear it later', async () => {
		vi.stubGlobal( 'navigator', {} );
		expect( await save( 'ada', ada ) ).toEqual( { saved: true, persistent: false } );
	} );

	it( 'forgets', async () => {
		await save( 'ada', ada );
		expect( await has( 'ada' ) ).toBe( true );
		await forget( 'ada' );
		expect( await has( 'ada' ) ).toBe( false );
		expect( await load( 'ada' ) ).toBeNull();
	} );

	it( 'does not take one person’s keys for another’s', async () => {
		await save( 'ada', ada );
		database.records.set( 'bruno', database.records.get( 'ada' ) );
		expect( await load( 'bruno' ) ).toBeNull();
	} );
} );
