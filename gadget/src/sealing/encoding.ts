// SPDX-License-Identifier: AGPL-3.0-or-later
/** Turns bytes into text and back, in the one spelling SEALING allows for each. */
import { sha256 } from '@noble/hashes/sha2.js';
import { SealingError, type SealingCode } from './errors';

export type Json = Record<string, unknown>;

const encoder = new TextEncoder();

export function utf8( text: string ): Uint8Array {
	return encoder.encode( text );
}

/** Reads UTF-8 and refuses anything else; a byte order mark stays visible, so that it fails as JSON. */
export function readUtf8( bytes: Uint8Array, code: SealingCode = 'malformed' ): string {
	try {
		return new TextDecoder( 'utf-8', { fatal: true, ignoreBOM: true } ).decode( bytes );
	} catch {
		throw new SealingError( code, 'not UTF-8' );
	}
}

export function concat( ...parts: Uint8Array[] ): Uint8Array {
	const all = new Uint8Array( parts.reduce( ( sum, part ) => sum + part.length, 0 ) );
	let at = 0;
	for ( const part of parts ) {
		all.set( part, at );
		at += part.length;
	}
	return all;
}

export function randomBytes( length: number ): Uint8Array {
	return crypto.getRandomValues( new Uint8Array( length ) );
}

/** Makes a vault's, report's or look-up id: 16 random bytes, telling nothing. */
export function randomId(): string {
	return hex( randomBytes( 16 ) );
}

export function hex( bytes: Uint8Array ): string {
	let text = '';
	for ( const byte of bytes ) {
		text += ( byte < 16 ? '0' : '' ) + byte.toString( 16 );
	}
	return text;
}

export function sha256Bytes( bytes: Uint8Array ): Uint8Array {
	return sha256( bytes );
}

export function sha256Hex( bytes: Uint8Array ): string {
	return hex( sha256( bytes ) );
}

export function b64encode( bytes: Uint8Array ): string {
	let binary = '';
	// Engines limit how many arguments a call may have.
	for ( let at = 0; at < bytes.length; at += 0x2000 ) {
		binary += String.fromCharCode.apply( null, bytes.subarray( at, at + 0x2000 ) as unknown as number[] );
	}
	return btoa( binary );
}

/** Reads RFC 4648 §4 base64 in its canonical spelling only, so that one value has one text. */
export function b64decode( text: unknown, code: SealingCode = 'malformed' ): Uint8Array {
	if ( typeof text !== 'string' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test( text ) ) {
		throw new SealingError( code, 'not base64' );
	}
	let binary: string;
	try {
		binary = atob( text );
	} catch {
		throw new SealingError( code, 'not base64' );
	}
	if ( btoa( binary ) !== text ) {
		throw new SealingError( code, 'base64 is not canonical' );
	}
	const bytes = new Uint8Array( binary.length );
	for ( let i = 0; i < binary.length; i++ ) {
		bytes[ i ] = binary.charCodeAt( i );
	}
	return bytes;
}

/** Tells whether a text is canonical base64 of exactly so many bytes. */
export function isB64( text: unknown, length: number ): text is string {
	try {
		return b64decode( text ).length === length;
	} catch {
		return false;
	}
}

export function isHex( text: unknown, bytes: number ): text is string {
	return typeof text === 'string' && text.length === bytes * 2 && /^[0-9a-f]*$/.test( text );
}

/** Tells whether a value counts something: a whole number from 0, small enough to be exact. */
export function isCount( value: unknown ): value is number {
	return typeof value === 'number' && Number.isSafeInteger( value ) && value >= 0;
}

export function isObject( value: unknown ): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray( value );
}

/** Tells whether a text is an existing day, written 2026-11-22. */
export function isDay( value: unknown ): value is string {
	if ( typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test( value ) || value < '0001' ) {
		return false;
	}
	const time = Date.parse( value + 'T00:00:00Z' );
	// Some engines roll 30 February over into March.
	return !isNaN( time ) && new Date( time ).toISOString().slice( 0, 10 ) === value;
}

/** Tells whether this is text with something in it. */
export function isText( value: unknown ): value is string {
	return typeof value === 'string' && value.trim() !== '';
}

/** Tells whether an object has exactly these keys. */
export function hasKeys( value: unknown, ...keys: string[] ): value is Json {
	return isObject( value ) && Object.keys( value ).sort().join() === keys.sort().join();
}

/** Replaces halves of surrogate pairs, which have no UTF-8 and which careless cutting leaves behind. */
export function wellFormed( text: string ): string {
	return readUtf8( utf8( text ) );
}

/** Writes JSON that every reader takes: nothing in it lacks an UTF-8 spelling. */
export function writeJson( value: object ): string {
	return JSON.stringify( value, ( _key, part: unknown ) => typeof part === 'string' ? wellFormed( part ) : part );
}

/** Counts the days from one day to another. */
export function daysBetween( from: string, to: string ): number {
	return ( Date.parse( to + 'T00:00:00Z' ) - Date.parse( from + 'T00:00:00Z' ) ) / 86400000;
}

/** One piece of JSON text: a string (possibly with the colon that makes it a key), a bracket, or a number. */
const TOKEN = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}[\]]|-?\d[\d.eE+-]*/g;

/**
 * Reads one JSON object strictly: nothing around it, a key stands once, numbers are whole, text has an
 * UTF-8 spelling.
 *
 * Two readers that disagree about which of two equal keys counts would disagree about what was signed.
 */
export function readJson( text: string, code: SealingCode = 'malformed' ): Json {
	let value: unknown;
	if ( text[ 0 ] !== '{' || text[ text.length - 1 ] !== '}' ) {
		throw new SealingError( code, 'not a JSON object, or white space around it' );
	}
	try {
		value = JSON.parse( text );
	} catch {
		throw new SealingError( code, 'not JSON' );
	}
	if ( !isObject( value ) ) {
		throw new SealingError( code, 'not a JSON object' );
	}
	const open: Set<string>[] = [];
	TOKEN.lastIndex = 0;
	for ( let token = TOKEN.exec( text ); token; token = TOKEN.exec( text ) ) {
		const first = token[ 0 ][ 0 ];
		if ( /\\u[dD][89a-fA-F]/.test( token[ 0 ] ) ) {
			const part = JSON.parse( token[ 1 ] ) as string;
			if ( wellFormed( part ) !== part ) {
				throw new SealingError( code, 'half a surrogate pair' );
			}
		}
		if ( token[ 2 ] !== undefined ) {
			const key = JSON.parse( token[ 1 ] ) as string;
			const keys = open[ open.length - 1 ];
			if ( keys.has( key ) ) {
				throw new SealingError( code, 'a key stands twice' );
			}
			keys.add( key );
		} else if ( first === '{' || first === '[' ) {
			open.push( new Set() );
		} else if ( first === '}' || first === ']' ) {
			open.pop();
		} else if ( first !== '"' && !( /^-?\d+$/.test( token[ 0 ] ) && Number.isSafeInteger( Number( token[ 0 ] ) ) ) ) {
			throw new SealingError( code, 'a number is not whole' );
		}
	}
	return value;
}
