// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Staying unlocked from page to page of one visit. The keys lie encrypted in the tab's own storage, which ends with the tab; the
 * key to them is a CryptoKey no script can read out, in IndexedDB. Neither is of use without the other.
 */
import { b64decode, b64encode, personFrom, randomId, type Person, type PersonSecrets } from '../sealing';

const DATABASE = 'alcove-visit';
const STORE = 'keys';
const ID = 'alcove-visit';
const PERSON = 'alcove-visit-person';

function request<T>( asked: IDBRequest<T> ): Promise<T> {
	return new Promise( ( resolve, reject ) => {
		asked.onsuccess = () => resolve( asked.result );
		asked.onerror = () => reject( asked.error );
	} );
}

async function store( mode: IDBTransactionMode ): Promise<IDBObjectStore> {
	const opening = indexedDB.open( DATABASE, 1 );
	opening.onupgradeneeded = () => opening.result.createObjectStore( STORE );
	const database = await request( opening );
	return database.transaction( STORE, mode ).objectStore( STORE );
}

async function visitKey( make: boolean ): Promise<CryptoKey | null> {
	const id = sessionStorage.getItem( ID );
	const found = id ? await request( ( await store( 'readonly' ) ).get( id ) ) as CryptoKey | undefined : undefined;
	if ( found || !make ) {
		return found ?? null;
	}
	const made = await crypto.subtle.generateKey( { name: 'AES-GCM', length: 256 }, false, [ 'encrypt', 'decrypt' ] );
	const fresh = randomId();
	await request( ( await store( 'readwrite' ) ).put( made, fresh ) );
	sessionStorage.setItem( ID, fresh );
	return made;
}

/** Keeps a text for the rest of the visit. Where the browser cannot, it is simply not kept. */
export async function remember( name: string, text: string ): Promise<boolean> {
	try {
		const key = await visitKey( true ) as CryptoKey;
		const iv = crypto.getRandomValues( new Uint8Array( 12 ) );
		const sealed = await crypto.subtle.encrypt( { name: 'AES-GCM', iv }, key, new TextEncoder().encode( text ) );
		sessionStorage.setItem( name, b64encode( iv ) + '.' + b64encode( new Uint8Array( sealed ) ) );
		return true;
	} catch {
		return false;
	}
}

/** What was kept under a name, or nothing. */
export async function recall( name: string ): Promise<string | null> {
	try {
		const kept = sessionStorage.getItem( name );
		const key = kept ? await visitKey( false ) : null;
		if ( !kept || !key ) {
			return null;
		}
		const [ iv, sealed ] = kept.split( '.' ).map( ( part ) => b64decode( part ) as BufferSource );
		return new TextDecoder().decode( await crypto.subtle.decrypt( { name: 'AES-GCM', iv }, key, sealed ) );
	} catch {
		return null;
	}
}

export function rememberPerson( person: Person ): Promise<boolean> {
	return remember( PERSON, JSON.stringify( person.secrets ) );
}

/** Whoever unlocked in this visit, if it is still the one with these keys. */
export async function recallPerson( fingerprint: string ): Promise<Person | null> {
	const kept = await recall( PERSON );
	const person = kept ? await personFrom( JSON.parse( kept ) as PersonSecrets ) : null;
	return person && person.fingerprint === fingerprint ? person : null;
}

/** Ends the visit: nothing opened in it can be opened again without unlocking. */
export async function forget(): Promise<void> {
	try {
		const id = sessionStorage.getItem( ID );
		for ( const name of Object.keys( sessionStorage ) ) {
			if ( name.startsWith( 'alcove-visit' ) ) {
				sessionStorage.removeItem( name );
			}
		}
		if ( id ) {
			await request( ( await store( 'readwrite' ) ).delete( id ) );
		}
	} catch {
		// Without storage nothing was kept.
	}
}
