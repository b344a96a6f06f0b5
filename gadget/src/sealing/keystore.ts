// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Keeps a member's keys in this browser, so that the key file is needed only once (SEALING).
 *
 * The keys lie encrypted in IndexedDB, beside a key that no script can read out. That key is AES-GCM and
 * not X25519 or Ed25519, because several browsers cannot store those.
 */
import { isObject, readJson, readUtf8, utf8, writeJson } from './encoding';
import { personFrom, type Person, type PersonSecrets } from './person';

/** Why keys cannot be kept: the browser has no place or no cryptography for it, or it lost them at once. */
export type NotSaved = 'no_storage' | 'no_cryptography' | 'not_kept';

export type Saved = { saved: true; persistent: boolean } | { saved: false; reason: NotSaved };

interface Kept {
	key: CryptoKey;
	iv: Uint8Array;
	data: ArrayBuffer;
}

const DATABASE = 'alcove-keys';
const STORE = 'people';

function answer<T>( asked: IDBRequest<T> ): Promise<T> {
	return new Promise( ( resolve, reject ) => {
		asked.onsuccess = () => resolve( asked.result );
		asked.onerror = () => reject( asked.error );
	} );
}

/** Does one thing with the store, and waits until the browser says that it is done. */
async function withStore<T>( mode: IDBTransactionMode, act: ( store: IDBObjectStore ) => IDBRequest<T> ): Promise<T> {
	const opening = indexedDB.open( DATABASE, 1 );
	opening.onupgradeneeded = () => opening.result.createObjectStore( STORE );
	const database = await answer( opening );
	try {
		const transaction = database.transaction( STORE, mode );
		const done = new Promise<void>( ( resolve, reject ) => {
			transaction.oncomplete = () => resolve();
			transaction.onabort = transaction.onerror = () => reject( transaction.error );
		} );
		const result = await answer( act( transaction.objectStore( STORE ) ) );
		await done;
		return result;
	} finally {
		database.close();
	}
}

/** What the encryption is bound to, so that one person's keys cannot be put in another's place. */
function algorithm( personId: string, iv: Uint8Array ): AesGcmParams {
	return { name: 'AES-GCM', iv: iv as BufferSource, additionalData: utf8( DATABASE + '\0' + personId ) as BufferSource };
}

function isRecord( value: unknown ): value is Kept {
	return isObject( value ) && value.key !== undefined && value.iv instanceof Uint8Array && value.data !== undefined;
}

async function readSecrets( personId: string ): Promise<PersonSecrets | null> {
	const kept: unknown = await withStore( 'readonly', ( store ) => store.get( personId ) );
	if ( !isRecord( kept ) ) {
		return null;
	}
	const plain = await crypto.subtle.decrypt( algorithm( personId, kept.iv ), kept.key, kept.data );
	return readJson( readUtf8( new Uint8Array( plain ) ) ) as unknown as PersonSecrets;
}

/** Asks the browser not to clear what is kept when space runs short; it may refuse. */
async function askToPersist(): Promise<boolean> {
	try {
		// eslint-disable-next-line compat/compat -- caught
		return await navigator.storage.persist();
	} catch {
		return false;
	}
}

/** Keeps somebody's keys; says "saved" only after reading them back. */
export async function save( personId: string, person: Person ): Promise<Saved> {
	if ( typeof indexedDB === 'undefined' || !indexedDB ) {
		return { saved: false, reason: 'no_storage' };
	}
	if ( !crypto.subtle ) {
		return { saved: false, reason: 'no_cryptography' };
	}
	try {
		const text = writeJson( person.secrets );
		const key = await crypto.subtle.generateKey( { name: 'AES-GCM', length: 256 }, false, [ 'encrypt', 'decrypt' ] );
		const iv = crypto.getRandomValues( new Uint8Array( 12 ) );
		const data = await crypto.subtle.encrypt( algorithm( personId, iv ), key, utf8( text ) as BufferSource );
		const kept: Kept = { key, iv, data };
		await withStore( 'readwrite', ( store ) => store.put( kept, personId ) );
		const back = await readSecrets( personId );
		if ( !back || writeJson( back ) !== text ) {
			return { saved: false, reason: 'not_kept' };
		}
		return { saved: true, persistent: await askToPersist() };
	} catch {
		// Private windows, full disks and old browsers fail here in many ways, all with the same way out.
		return { saved: false, reason: 'not_kept' };
	}
}

/** Brings kept keys back, or nothing where there are none that open. */
export async function load( personId: string ): Promise<Person | null> {
	try {
		const secrets = await readSecrets( personId );
		return secrets && await personFrom( secrets );
	} catch {
		return null;
	}
}

/** Removes kept keys from this browser. */
export async function forget( personId: string ): Promise<void> {
	if ( typeof indexedDB !== 'undefined' && indexedDB ) {
		await withStore( 'readwrite', ( store ) => store.delete( personId ) );
	}
}

/** Tells whether this browser keeps somebody's keys. */
export async function has( personId: string ): Promise<boolean> {
	try {
		return await withStore( 'readonly', ( store ) => store.count( personId ) ) > 0;
	} catch {
		return false;
	}
}

/** Keeps a member's keys under the name that is also theirs as a holder of grants. */
export async function keep( person: Person ): Promise<boolean> {
	return ( await save( person.fingerprint, person ) ).saved;
}

export { has as isKept, load as open };
