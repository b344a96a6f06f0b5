// SPDX-License-Identifier: AGPL-3.0-or-later
/** Claims: what the service confirmed about a reporter, bound to one report's key and one team (SEALING). */
import {
	b64decode, concat, isDay, isHex, isObject, readJson, sha256Bytes, hex, sha256Hex, utf8, type Json
} from './encoding';
import { SealingError } from './errors';
import { isTextSigned, readWire, type Wire } from './signed';

export interface Claim {
	subject: Json;
	day: string;
	/** Remembered by readers, so that the same claim cannot serve a second report. */
	hash: string;
}

/** Ties a claim to a reporter's key and a team; only who knows the nonce can tell to which. */
export function bindingOf( ed25519: string, team: string, nonce: Uint8Array ): string {
	return hex( sha256Bytes( concat( b64decode( ed25519 ), utf8( team ), nonce ) ) );
}

function readText( text: string ): Claim & { bind: string } {
	const said = readJson( text, 'claim_malformed' );
	if ( said.v !== 1 || !isObject( said.subject ) || !isHex( said.bind, 32 ) || !isDay( said.day ) ) {
		throw new SealingError( 'claim_malformed' );
	}
	return { subject: said.subject, day: said.day, bind: said.bind, hash: sha256Hex( utf8( text ) ) };
}

/** Accepts a claim that the service's key signed, for this reporter and team, for the first time. */
export async function verifyClaim( wire: Wire, wanted: {
	/** The pinned key of the service. */
	claimKey: string;
	team: string;
	/** The reporter's key, from the first envelope of the thread. */
	ed25519: string;
	nonce: Uint8Array;
	/** Hashes of claims seen in other vaults. */
	seen?: { has( hash: string ): boolean };
} ): Promise<Claim> {
	const { text, signature } = readWire( wire, 'claim_malformed' );
	if ( !await isTextSigned( 'claim', text, signature, wanted.claimKey ) ) {
		throw new SealingError( 'claim_bad_signature' );
	}
	const { bind, ...claim } = readText( text );
	if ( wanted.nonce.length !== 32 || bind !== bindingOf( wanted.ed25519, wanted.team, wanted.nonce ) ) {
		throw new SealingError( 'claim_not_bound' );
	}
	if ( wanted.seen && wanted.seen.has( claim.hash ) ) {
		throw new SealingError( 'claim_reused' );
	}
	return claim;
}
