// SPDX-License-Identifier: AGPL-3.0-or-later
/** Seals to one key and opens with one: binary age v1 files (C2SP age) with a single X25519 stanza. */
import { bech32 } from '@scure/base';
import { Decrypter, Encrypter, identityToRecipient } from 'age-encryption';
import { forceWebCryptoOff } from 'age-encryption/x25519';
import { concat, hex, randomBytes, sha256Bytes, utf8 } from './encoding';
import { SealingError } from './errors';

const INTRO = 'age-encryption.org/v1';

/**
 * Tells age whether the browser has cryptography of its own.
 *
 * It looks only for browsers that do not know X25519, and fails where there is none at all: on pages
 * served without https.
 */
function prepare(): void {
	forceWebCryptoOff( !crypto.subtle );
}

/** Makes a new X25519 key, written as age writes it. */
export function newIdentity(): string {
	return identityFromBytes( randomBytes( 32 ) );
}

export function identityFromBytes( secret: Uint8Array ): string {
	return bech32.encodeFromBytes( 'AGE-SECRET-KEY-', secret ).toUpperCase();
}

/** Tells the public key that belongs to a secret one. */
export async function recipientOf( identity: string ): Promise<string> {
	if ( !isIdentity( identity ) ) {
		throw new SealingError( 'malformed', 'not an age key' );
	}
	return ( await readyKey( identity ) ).recipient;
}

/** Tells whether a text is the public half of an X25519 age key. */
export function isRecipient( text: unknown ): text is string {
	if ( typeof text !== 'string' || !/^age1[02-9ac-hj-np-z]+$/.test( text ) ) {
		return false;
	}
	try {
		const { prefix, bytes } = bech32.decodeToBytes( text );
		return prefix === 'age' && bytes.length === 32;
	} catch {
		return false;
	}
}

/** Tells whether a text is a secret X25519 age key. */
export function isIdentity( text: unknown ): text is string {
	if ( typeof text !== 'string' || !/^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]+$/.test( text ) ) {
		return false;
	}
	try {
		const { prefix, bytes } = bech32.decodeToBytes( text );
		return prefix.toUpperCase() === 'AGE-SECRET-KEY-' && bytes.length === 32;
	} catch {
		return false;
	}
}

/** Names a key in 32 hex characters; the `holder` of a member's grant. */
export function fingerprint( recipient: string ): string {
	return hex( sha256Bytes( utf8( recipient ) ).subarray( 0, 16 ) );
}

/** Seals bytes to one key. */
export async function sealTo( recipient: string, plaintext: Uint8Array ): Promise<Uint8Array> {
	if ( !isRecipient( recipient ) ) {
		throw new SealingError( 'malformed', 'not an X25519 age key' );
	}
	prepare();
	const encrypter = new Encrypter();
	encrypter.addRecipient( recipient );
	return encrypter.encrypt( plaintext );
}

/** The kinds of keys an age file is sealed to, in order, read from its clear header. */
export function stanzasOf( file: Uint8Array ): string[][] {
	const stanzas: string[][] = [];
	let at = 0;
	const line = (): string => {
		const end = file.indexOf( 10, at );
		if ( end < 0 || end - at > 1024 ) {
			throw new SealingError( 'malformed', 'not an age file' );
		}
		const text = String.fromCharCode.apply( null, file.subarray( at, end ) as unknown as number[] );
		at = end + 1;
		return text;
	};
	if ( line() !== INTRO ) {
		throw new SealingError( 'malformed', 'not an age file' );
	}
	for ( let next = line(); next.slice( 0, 4 ) !== '--- '; next = line() ) {
		if ( next.slice( 0, 3 ) !== '-> ' ) {
			throw new SealingError( 'malformed', 'not an age file' );
		}
		stanzas.push( next.slice( 3 ).split( ' ' ) );
		while ( line().length === 64 ) {
			// A stanza's body goes on until its first line shorter than 64.
		}
	}
	return stanzas;
}

/** Leaves out what age programs add only to keep readers tolerant. */
function withoutGrease( stanzas: string[][] ): string[][] {
	return stanzas.filter( ( [ kind ] ) => !/-grease$/.test( kind ) );
}

/**
 * Refuses everything but a file for exactly one X25519 key.
 *
 * `several` is the reason given for a file that more than one key opens.
 */
export function requireOneKey( file: Uint8Array, several: 'malformed' | 'grant_several' ): void {
	const stanzas = stanzasOf( file );
	const keys = withoutGrease( stanzas );
	if ( keys.length > 1 ) {
		throw new SealingError( several, 'sealed to several keys' );
	}
	if ( keys.length === 0 || keys[ 0 ][ 0 ] !== 'X25519' || stanzas.length > 2 ) {
		throw new SealingError( 'malformed', 'not sealed to one X25519 key' );
	}
}

/** The DER wrapping of a bare X25519 key (RFC 8410): WebCrypto takes private keys in no shorter form. */
const PKCS8 = new Uint8Array( [ 48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 110, 4, 34, 4, 32 ] );

/** A secret key made ready for use, which takes longer than using it. */
interface ReadyKey {
	recipient: string;
	key: CryptoKey | string;
	/** Made when the key first opens something: who only seals needs none, and its code is not fetched for them. */
	decrypter?: Decrypter;
}

/** The keys used last: a member's own, and those of the vaults being read. Not more, for they are secret. */
const ready = new Map<string, Promise<ReadyKey>>();
const READY_AT_MOST = 64;
let readyWith: SubtleCrypto | undefined;

/** Hands the key to the browser once and for all, instead of for every file anew. */
function handOver( identity: string ): Promise<CryptoKey> {
	const { bytes } = bech32.decodeToBytes( identity );
	return crypto.subtle.importKey(
		'pkcs8', concat( PKCS8, bytes ) as BufferSource, { name: 'X25519' }, false, [ 'deriveBits' ]
	);
}

async function readyFrom( key: CryptoKey | string ): Promise<ReadyKey> {
	return { recipient: await identityToRecipient( key ), key };
}

async function makeReady( identity: string ): Promise<ReadyKey> {
	try {
		return await readyFrom( await handOver( identity ) );
	} catch {
		// No cryptography, or none that knows X25519: then age computes with the text of the key.
		return readyFrom( identity );
	}
}

function readyKey( identity: string ): Promise<ReadyKey> {
	prepare();
	if ( readyWith !== crypto.subtle ) {
		ready.clear();
		readyWith = crypto.subtle;
	}
	let key = ready.get( identity );
	if ( !key ) {
		key = makeReady( identity );
	} else {
		ready.delete( identity );
	}
	// Last in means used last; the first goes when there are too many.
	ready.set( identity, key );
	if ( ready.size > READY_AT_MOST ) {
		ready.delete( ready.keys().next().value as string );
	}
	return key;
}

/** Runs age's decryption and says in our words why it failed. */
export async function decryptWith( decrypter: Decrypter, file: Uint8Array ): Promise<Uint8Array> {
	try {
		return await decrypter.decrypt( file );
	} catch ( error ) {
		const other = /no identity matched/.test( ( error as Error ).message );
		throw new SealingError( other ? 'wrong_key' : 'malformed' );
	}
}

/** Opens an age file with one key. */
export async function openWith(
	identity: string, file: Uint8Array, several: 'malformed' | 'grant_several' = 'malformed'
): Promise<Uint8Array> {
	requireOneKey( file, several );
	if ( !isIdentity( identity ) ) {
		throw new SealingError( 'wrong_key', 'not an X25519 age key' );
	}
	const own = await readyKey( identity );
	if ( !own.decrypter ) {
		own.decrypter = new Decrypter();
		own.decrypter.addIdentity( own.key );
	}
	return decryptWith( own.decrypter, file );
}
