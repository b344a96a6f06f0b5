// SPDX-License-Identifier: AGPL-3.0-or-later
/** Texts that travel with a signature beside them: team statements and claims (SEALING). */
import { b64decode, b64encode, concat, hasKeys, utf8, wellFormed } from './encoding';
import { isSignedBy, type Signer } from './signing';
import { SealingError, type SealingCode } from './errors';

/** How a signed text travels: the exact text, and the signature over it in base64. */
export interface Wire {
	text: string;
	signature: string;
}

export type SignedKind = 'statement' | 'claim';

/** A statement can never pass for a claim: each is signed under its own name. */
function signedBytes( kind: SignedKind, text: string ): Uint8Array {
	return concat( utf8( 'alcove/1 ' + kind + '\0' ), utf8( text ) );
}

/** Refuses what is not even of the right shape, and hands the parts on. */
export function readWire( wire: unknown, code: SealingCode ): { text: string; signature: Uint8Array } {
	if ( !hasKeys( wire, 'text', 'signature' ) || typeof wire.text !== 'string' ||
		wellFormed( wire.text ) !== wire.text ) {
		throw new SealingError( code );
	}
	const signature = b64decode( wire.signature, code );
	if ( signature.length !== 64 ) {
		throw new SealingError( code, 'a signature has 64 bytes' );
	}
	return { text: wire.text, signature };
}

export function isTextSigned(
	kind: SignedKind, text: string, signature: Uint8Array, publicKey: string
): Promise<boolean> {
	return isSignedBy( publicKey, signature, signedBytes( kind, text ) );
}

/** Signs a text as what it is; for a team's root, and for tests. */
export async function signText( kind: SignedKind, text: string, signer: Signer ): Promise<Wire> {
	return { text, signature: b64encode( await signer.sign( signedBytes( kind, text ) ) ) };
}
