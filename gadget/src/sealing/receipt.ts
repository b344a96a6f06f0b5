// SPDX-License-Identifier: AGPL-3.0-or-later
/** The reporter's receipt: 128 random bits, from which everything the reporter needs is derived. */
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { identityFromBytes, recipientOf } from './age';
import { b64encode, hex, randomBytes, sha256Hex, utf8 } from './encoding';
import { SealingError } from './errors';
import { signerFromSeed, type Signer } from './signing';

export interface Receipt {
	/** What the reporter keeps: a warning, then groups of three symbols. */
	text: string;
	/** Under which the service finds the thread (hex). */
	lookup: string;
	/** Proves to the service that the thread is the reader's (base64). */
	access: string;
	/** What the service stores instead of `access` (hex). */
	accessHash: string;
	/** The age key that opens the reporter's grant. */
	identity: string;
	recipient: string;
	ed25519Public: string;
	signer: Signer;
	sign( bytes: Uint8Array ): Promise<Uint8Array>;
}

const PREFIX = 'PRIVATE-DO-NOT-SHARE-';
/** Crockford's base32; a check symbol may also be one of the last five. */
const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U';
const LENGTH = 26;

/** Takes the whole number modulo 37, in steps that JavaScript still counts exactly. */
function checkSymbol( bytes: Uint8Array ): string {
	return SYMBOLS[ bytes.reduce( ( rest, byte ) => ( rest * 256 + byte ) % 37, 0 ) ];
}

function write( secret: Uint8Array ): string {
	let symbols = '';
	// 26 symbols hold 130 bits: two zeros, then the 128.
	let bits = 2;
	let value = 0;
	for ( const byte of secret ) {
		value = value * 256 + byte;
		bits += 8;
		while ( bits >= 5 ) {
			bits -= 5;
			symbols += SYMBOLS[ value >> bits ];
			value &= ( 1 << bits ) - 1;
		}
	}
	return PREFIX + ( symbols + checkSymbol( secret ) ).replace( /...(?=.)/g, '$&-' );
}

function read( text: string ): Uint8Array {
	const symbols = Array.from( text.replace( /[\s-]/g, '' ).toUpperCase()
		.replace( /^PRIVATEDONOTSHARE/, '' ).replace( /O/g, '0' ).replace( /[IL]/g, '1' ) );
	if ( symbols.length !== LENGTH + 1 ) {
		throw new SealingError( 'receipt_malformed', 'not 27 symbols' );
	}
	const values = symbols.map( ( symbol ) => SYMBOLS.indexOf( symbol ) );
	const check = values.pop() as number;
	if ( values.some( ( value ) => value < 0 || value > 31 ) ) {
		throw new SealingError( 'receipt_malformed', 'a symbol that is none' );
	}
	if ( values[ 0 ] > 7 ) {
		throw new SealingError( 'receipt_malformed', 'more than 128 bits' );
	}
	if ( values.reduce( ( rest, value ) => ( rest * 32 + value ) % 37, 0 ) !== check ) {
		throw new SealingError( 'receipt_bad_symbol' );
	}
	const secret = new Uint8Array( 16 );
	let bits = -2;
	let value = 0;
	let at = 0;
	for ( const five of values ) {
		value = value * 32 + five;
		bits += 5;
		if ( bits >= 8 ) {
			bits -= 8;
			secret[ at++ ] = value >> bits;
			value &= ( 1 << bits ) - 1;
		}
	}
	return secret;
}

async function derive( secret: Uint8Array ): Promise<Receipt> {
	const part = ( label: string, length: number ): Uint8Array =>
		hkdf( sha256, secret, utf8( 'alcove/1' ), utf8( 'receipt ' + label ), length );
	const access = part( 'access', 32 );
	const identity = identityFromBytes( part( 'age', 32 ) );
	const signer = await signerFromSeed( part( 'sign', 32 ) );
	return {
		text: write( secret ),
		lookup: hex( part( 'lookup', 16 ) ),
		access: b64encode( access ),
		accessHash: sha256Hex( access ),
		identity,
		recipient: await recipientOf( identity ),
		ed25519Public: signer.publicKey,
		signer,
		sign: signer.sign
	};
}

/** Makes the receipt of a new report. */
export function newReceipt(): Promise<Receipt> {
	return derive( randomBytes( 16 ) );
}

/** Reads a receipt as people type it: any spacing and case, O for 0, I and L for 1. */
export async function readReceipt( text: string ): Promise<Receipt> {
	return derive( read( text ) );
}
