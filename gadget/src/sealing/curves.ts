// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The curves in JavaScript, for browsers that do not know them.
 *
 * They are a third of all sealing code and few browsers need them, so they are fetched when one turns out to.
 */
import { fetchCurves } from './fetch-curves';

export type Curves = Pick<typeof import( '@noble/curves/ed25519.js' ), 'ed25519' | 'x25519'>;

let curves: Promise<Curves> | undefined;

/** Fetches them once; a fetch that failed is tried again by whoever asks next. */
export function loadCurves(): Promise<Curves> {
	curves = curves ?? fetchCurves().catch( ( error: unknown ) => {
		curves = undefined;
		throw error;
	} );
	return curves;
}
