// SPDX-License-Identifier: AGPL-3.0-or-later
/** Age's kinds of keys without those that the form never seals to: passphrases, hardware tags, post-quantum ones. */
import { refuse } from './refuse';

export { decryptFileKey, encryptFileKey, generateX25519Identity, generateX25519Identity as generateIdentity, identityToRecipient, X25519Identity, X25519Recipient } from 'age-recipients';
export {
	refuse as generateHybridIdentity, refuse as HybridIdentity, refuse as HybridRecipient, refuse as HybridTagRecipient,
	refuse as ScryptIdentity, refuse as ScryptRecipient, refuse as TagRecipient
};
