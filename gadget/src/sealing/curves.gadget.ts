// SPDX-License-Identifier: AGPL-3.0-or-later
/** The hidden gadget with the curves. */
export { ed25519, x25519 } from 'noble-curves';
