// SPDX-License-Identifier: AGPL-3.0-or-later
/** Signs and checks signatures: Ed25519 (RFC 8032), by the browser itself where it can, else in JavaScript. */
import { loadCurves } from './curves';
import { b64encode, concat, isB64, b64decode } from './encoding';

/** Somebody who can sign: a member, a reporter, a team's root. */
export interface Signer {
	/** The Ed25519 public key, base64. */
	publicKey: string;
	sign( bytes: Uint8Array ): Promise<Uint8Array>;
}

/** The DER wrapping of a bare Ed25519 seed (RFC 8410): WebCrypto takes private keys in no shorter form. */
const PKCS8 = new Uint8Array( [ 48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32 ] );

/** The WebCrypto that turned out not to know Ed25519, so that it is asked only once. */
let incapable: SubtleCrypto | undefined;

/** Hands out the browser's own cryptography; there is none on pages served without https. */
function subtle(): SubtleCrypto | undefined {
	const own = typeof crypto === 'undefined' ? undefined : crypto.subtle as SubtleCrypto | undefined;
	return own === incapable ? undefined : own;
}

/** Imports a key, or remembers that this browser cannot and returns nothing. */
async function nativeKey(
	own: SubtleCrypto | undefined, format: 'pkcs8' | 'raw', bytes: Uint8Array, use: 'sign' | 'verify'
): Promise<CryptoKey | null> {
	if ( !own ) {
		return null;
	}
	try {
		return await own.importKey( format, bytes as BufferSource, { name: 'Ed25519' }, use === 'sign', [ use ] );
	} catch ( error ) {
		// A key that is no point on the curve is a DataError; that says nothing about the browser.
		if ( ( error as Error ).name !== 'DataError' ) {
			incapable = own;
		}
		return null;
	}
}

/** Tells the public half of a seed. WebCrypto says it only when a private key is exported. */
async function publicKeyOf( seed: Uint8Array, own: SubtleCrypto | undefined, key: CryptoKey | null ): Promise<string> {
	if ( own && key ) {
		const { x } = await own.exportKey( 'jwk', key );
		return ( x as string ).replace( /-/g, '+' ).replace( /_/g, '/' ) + '=';
	}
	return b64encode( ( await loadCurves() ).ed25519.getPublicKey( seed ) );
}

/** Makes a signer from the 32 secret bytes of an Ed25519 key. */
export async function signerFromSeed( seed: Uint8Array ): Promise<Signer> {
	const own = subtle();
	// Exportable, for its public half; whoever could export it from here could read the seed as well.
	const key = await nativeKey( own, 'pkcs8', concat( PKCS8, seed ), 'sign' );
	return {
		publicKey: await publicKeyOf( seed, own, key ),
		sign: async ( bytes ) => own && key ?
			new Uint8Array( await own.sign( 'Ed25519', key, bytes as BufferSource ) ) :
			( await loadCurves() ).ed25519.sign( bytes, seed )
	};
}

/** Tells whether a signature over these bytes was made with this public key. */
export async function isSignedBy(
	publicKey: string, signature: Uint8Array, bytes: Uint8Array
): Promise<boolean> {
	if ( !isB64( publicKey, 32 ) || signature.length !== 64 ) {
		return false;
	}
	const raw = b64decode( publicKey );
	const own = subtle();
	const key = await nativeKey( own, 'raw', raw, 'verify' );
	if ( key && own ) {
		return own.verify( 'Ed25519', key, signature as BufferSource, bytes as BufferSource );
	}
	const { ed25519 } = await loadCurves();
	try {
		// RFC 8032 to the letter: noble's default also takes keys in a second spelling.
		return ed25519.verify( signature, bytes, raw, { zip215: false } );
	} catch {
		return false;
	}
}
