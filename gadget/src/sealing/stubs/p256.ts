// SPDX-License-Identifier: AGPL-3.0-or-later
/** Stands in for the P-256 recipients of age (hardware tags), which Alcove does not use. */
import { refuse } from './refuse';

export const p256 = {
	lengths: { publicKeyUncompressed: 65 },
	Point: { fromBytes: refuse },
	utils: { randomSecretKey: refuse },
	getPublicKey: refuse,
	getSharedSecret: refuse
};
