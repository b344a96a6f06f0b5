// SPDX-License-Identifier: AGPL-3.0-or-later
/** All vectors of the browser's side, by file. */
import { files, persons } from './heeding';
import { envelopes, grants } from './sealed';
import { epochs } from './epochs';
import { matters } from './matters';
import { writeShared } from './parts';
import { claims, keyFiles, receipts, statements, words } from './texts';
import { vaults } from './vaults';
import type { VectorFile } from './vectors';

/** The text of each file. */
export async function makeAll(): Promise<Record<string, string>> {
	const made: Record<string, VectorFile> = {
		receipt: await receipts(),
		statement: await statements(),
		claim: await claims(),
		envelope: await envelopes(),
		grant: await grants(),
		vault: await vaults(),
		matter: await matters(),
		epoch: await epochs(),
		barred: persons(),
		heeding: await files(),
		keyfile: await keyFiles(),
		words: await words()
	};
	return Object.fromEntries( Object.entries( made ).map( ( [ name, file ] ) => [ name, writeShared( file ) ] ) );
}
