// SPDX-License-Identifier: AGPL-3.0-or-later
/** Stands in for noble's X25519 in age, which calls it, and waits for it, only where the browser has none. */
import { loadCurves } from '../curves';

/** The base point, u = 9 (RFC 7748, 4.1). */
const base = new Uint8Array( 32 );
base[ 0 ] = 9;

export const x25519 = {
	GuBytes: base,
	scalarMult: async ( scalar: Uint8Array, u: Uint8Array ): Promise<Uint8Array> =>
		( await loadCurves() ).x25519.scalarMult( scalar, u ),
	scalarMultBase: async ( scalar: Uint8Array ): Promise<Uint8Array> =>
		( await loadCurves() ).x25519.scalarMultBase( scalar )
};
