// SPDX-License-Identifier: AGPL-3.0-or-later
declare module 'age-encryption/x25519' {
	/** Makes age use its JavaScript curve instead of WebCrypto. */
	export function forceWebCryptoOff( off: boolean ): void;
}
