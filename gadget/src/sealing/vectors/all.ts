// SPDX-License-Identifier: AGPL-3.0-or-later
/** All vectors of the browser's side, by file. */
import { envelopes, grants } from './sealed';
import { epochs } from './epochs';
import { matters } from './matters';
import { claims, keyFiles, receipts, statements, words } from './texts';
import { vaults } from './vaults';
import type { VectorFile } from './vectors';

export async function makeAll(): Promise<Record<string, VectorFile>> {
	return {
		receipt: await receipts(),
		statement: await statements(),
		claim: await claims(),
		envelope: await envelopes(),
		grant: await grants(),
		vault: await vaults(),
		matter: await matters(),
		epoch: await epochs(),
		keyfile: await keyFiles(),
		words: await words()
	};
}
