// SPDX-License-Identifier: AGPL-3.0-or-later
// Nobody must need our code to read what was written to them: the plain `age` program has to do.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newIdentity, recipientOf } from './age';
import { concat, utf8 } from './encoding';
import { openEnvelope, sealEnvelope } from './envelope';
import { newVault, openGrant, sealGrant } from './grant';
import { makeMember, TEAM, type TestMember } from './test-team';
import { layOut } from './vectors/forge';

let folder: string;
let member: TestMember;

beforeAll( async () => {
	folder = mkdtempSync( join( tmpdir(), 'alcove-age-' ) );
	member = await makeMember( 'Ada' );
} );

afterAll( () => {
	rmSync( folder, { recursive: true } );
} );

/** Runs the program; a test fails where it is not installed. */
function age( options: string[], input: Uint8Array ): Uint8Array {
	return execFileSync( 'age', options, { input, stdio: 'pipe' } );
}

function openWithAge( file: Uint8Array, identity: string ): Uint8Array {
	const key = join( folder, 'key.txt' );
	writeFileSync( key, identity + '\n' );
	return age( [ '--decrypt', '--identity', key ], file );
}

it( 'opens an envelope with the vault’s key', async () => {
	const vault = await newVault();
	const body = JSON.stringify( { text: 'Grüße 😀' } );
	const file = await sealEnvelope( {
		vaultRecipient: vault.recipient, signer: member.signer, body, bucket: 65536,
		header: {
			v: 1, kind: 'message', vault: vault.id, epoch: 0, n: 2, prev: null, team: TEAM, from: member.signer.publicKey
		}
	} );
	const plain = openWithAge( file, vault.identity );
	expect( plain.length ).toBe( 65536 );
	expect( new TextDecoder().decode( plain ) ).toContain( body );
} );

it( 'opens a grant with a member’s key', async () => {
	const vault = await newVault();
	const file = await sealGrant( {
		vault: vault.id, epoch: 0, team: TEAM, holder: member.fingerprint, recipient: member.recipient,
		vaultIdentity: vault.identity, signer: member.signer
	} );
	expect( new TextDecoder().decode( openWithAge( file, member.identity ) ) ).toContain( vault.identity );
} );

it( 'does not open either with another key', async () => {
	const vault = await newVault();
	const file = await sealGrant( {
		vault: vault.id, epoch: 0, team: TEAM, holder: member.fingerprint, recipient: member.recipient,
		vaultIdentity: vault.identity, signer: member.signer
	} );
	expect( () => openWithAge( file, newIdentity() ) ).toThrow( /no identity matched/ );
} );

it( 'seals what we open, the largest bucket included', async () => {
	const vault = await newVault();
	const header = {
		v: 1, kind: 'message', vault: vault.id, epoch: 0, n: 2, prev: null, team: TEAM, from: member.signer.publicKey
	};
	const plain = await layOut( { signer: member.signer, header, body: 'by hand', size: 262144 } );
	const file = age( [ '--encrypt', '--recipient', vault.recipient ], plain );
	expect( await openEnvelope( new Uint8Array( file ), vault.identity ) ).toMatchObject( { header, body: 'by hand', bucket: 262144 } );
} );

it( 'seals a grant we refuse, when it seals it to several', async () => {
	const vault = await newVault();
	const plain = concat( utf8( 'whatever' ), new Uint8Array( 1016 ) );
	const file = age( [ '-r', member.recipient, '-r', await recipientOf( newIdentity() ) ], plain );
	await expect( openGrant( {
		data: new Uint8Array( file ), identity: member.identity, holder: member.fingerprint, vault: vault.id,
		epoch: 0, team: TEAM, allowed: []
	} ) ).rejects.toMatchObject( { code: 'grant_several' } );
} );
