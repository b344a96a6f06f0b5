// SPDX-License-Identifier: AGPL-3.0-or-later
/** Keys as words, so that people can compare them by voice; and passphrases made of the same words. */
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { concat, randomBytes, sha256Bytes, utf8 } from './encoding';

const BITS = 11;
const FINGERPRINT_WORDS = 6;
/** 77 bits: enough behind scrypt, and short enough to be copied by hand. */
const PASSPHRASE_WORDS = 7;

/** Takes the first bits of some bytes, eleven at a time, for one word each. */
function wordsOf( bytes: Uint8Array, count: number ): string[] {
	const words: string[] = [];
	let value = 0;
	let bits = 0;
	for ( const byte of bytes ) {
		value = value * 256 + byte;
		bits += 8;
		if ( bits >= BITS && words.length < count ) {
			bits -= BITS;
			words.push( wordlist[ value >> bits ] );
		}
		value &= ( 1 << bits ) - 1;
	}
	return words;
}

/** Says both keys of a person in six words. */
export function fingerprintWords( age: string, ed25519: string ): string[] {
	return wordsOf( sha256Bytes( concat( utf8( age ), new Uint8Array( 1 ), utf8( ed25519 ) ) ), FINGERPRINT_WORDS );
}

/** Makes the passphrase of a key file; people do not choose it, because people choose badly. */
export function newPassphrase(): string {
	return wordsOf( randomBytes( Math.ceil( PASSPHRASE_WORDS * BITS / 8 ) ), PASSPHRASE_WORDS ).join( ' ' );
}
