// SPDX-License-Identifier: AGPL-3.0-or-later
/** Stands in for the post-quantum recipients of age, which Alcove does not use. */
import { refuse } from './refuse';

const none = { getPublicKey: refuse, encapsulate: refuse, decapsulate: refuse };

export const MLKEM768X25519 = none;
export const MLKEM768P256 = none;
