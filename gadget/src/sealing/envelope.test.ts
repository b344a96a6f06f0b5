// SPDX-License-Identifier: AGPL-3.0-or-later
// What single envelopes must be the vectors say; here is what would only make them large.
import { expect, it } from 'vitest';
import { openEnvelope } from './envelope';
import { newVault } from './grant';
import { makeMember, TEAM } from './test-team';
import { forge } from './vectors/forge';

it( 'opens no bucket larger than the largest', async () => {
	const [ vault, { signer } ] = [ await newVault(), await makeMember( 'Ada' ) ];
	const header = { v: 1, kind: 'message', vault: vault.id, epoch: 0, n: 2, prev: null, team: TEAM, from: signer.publicKey };
	const sealed = ( size: number ): Promise<Uint8Array> => forge( vault.recipient, { signer, header, body: '{}', size } );
	await expect( openEnvelope( await sealed( 262144 ), vault.identity ) ).resolves.toMatchObject( { body: '{}' } );
	await expect( openEnvelope( await sealed( 524288 ), vault.identity ) ).rejects.toMatchObject( { code: 'bad_bucket' } );
} );
