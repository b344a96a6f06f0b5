// SPDX-License-Identifier: AGPL-3.0-or-later
declare module 'noble-curves' {
	export { ed25519, x25519 } from '@noble/curves/ed25519.js';
}
