// SPDX-License-Identifier: AGPL-3.0-or-later
declare module 'age-recipients' {
	/** The module of age itself, of which only these are passed on. */
	export const decryptFileKey: unknown;
	export const encryptFileKey: unknown;
	export const generateX25519Identity: unknown;
	export const identityToRecipient: unknown;
	export const X25519Identity: unknown;
	export const X25519Recipient: unknown;
}
