// SPDX-License-Identifier: AGPL-3.0-or-later
/** Makes what honest clients never make: files for several keys, lying lengths, filled padding. */
import { Encrypter, Stanza } from 'age-encryption';
import { sealTo } from '../age';
import { concat, utf8 } from '../encoding';
import type { Signer } from '../signing';

/** Seals to every key named, and adds as many grease stanzas as asked for. */
export function sealLoosely( plaintext: Uint8Array, recipients: string[], grease = 0 ): Promise<Uint8Array> {
	const encrypter = new Encrypter();
	recipients.forEach( ( recipient ) => encrypter.addRecipient( recipient ) );
	for ( let i = 0; i < grease; i++ ) {
		encrypter.addRecipient( {
			wrapFileKey: () => [ new Stanza( [ 'x' + i + '-grease', 'any' ], utf8( 'grease' ) ) ]
		} );
	}
	return encrypter.encrypt( plaintext );
}

export interface Forgery {
	signer: Signer;
	/** What is signed, and what is written instead of it. */
	header: string | object;
	body: string | object;
	writtenHeader?: string;
	writtenBody?: string;
	headerLength?: number;
	bodyLength?: number;
	size?: number;
	/** A byte where only zeros may be, counted from the end. */
	stain?: number;
}

function text( value: string | object ): string {
	return typeof value === 'string' ? value : JSON.stringify( value );
}

function u32( value: number ): Uint8Array {
	return new Uint8Array( [ value >>> 24, value >>> 16, value >>> 8, value ] );
}

/** Lays out an envelope's plaintext, wrong in whatever way is asked for. */
export async function layOut( forgery: Forgery ): Promise<Uint8Array> {
	const signed = [ utf8( text( forgery.header ) ), utf8( text( forgery.body ) ) ];
	const signature = await forgery.signer.sign( concat( utf8( 'alcove/1\0' ), ...signed ) );
	const head = forgery.writtenHeader === undefined ? signed[ 0 ] : utf8( forgery.writtenHeader );
	const body = forgery.writtenBody === undefined ? signed[ 1 ] : utf8( forgery.writtenBody );
	const content = concat(
		signature,
		u32( forgery.headerLength === undefined ? head.length : forgery.headerLength ), head,
		u32( forgery.bodyLength === undefined ? body.length : forgery.bodyLength ), body
	);
	const plain = new Uint8Array( forgery.size === undefined ? 1024 : forgery.size );
	plain.set( content );
	if ( forgery.stain !== undefined ) {
		plain[ plain.length - forgery.stain ] = 1;
	}
	return plain;
}

/** Seals an envelope that is wrong in whatever way is asked for. */
export async function forge( recipient: string, forgery: Forgery ): Promise<Uint8Array> {
	return sealTo( recipient, await layOut( forgery ) );
}

/** Changes one byte, counted from the start or, with a negative number, from the end. */
export function flip( file: Uint8Array, at: number ): Uint8Array {
	const changed = file.slice();
	changed[ at < 0 ? file.length + at : at ] ^= 1;
	return changed;
}
