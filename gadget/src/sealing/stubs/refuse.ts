// SPDX-License-Identifier: AGPL-3.0-or-later
/** Says that a kind of key was asked for which Alcove never seals to. */
export function refuse(): never {
	throw new Error( 'Alcove seals to X25519 keys only' );
}
