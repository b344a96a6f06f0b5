// SPDX-License-Identifier: AGPL-3.0-or-later
// The vectors say what is believed and what is not; here is what readers get to go on with.
import { beforeAll, describe, expect, it } from 'vitest';
import { b64encode, randomBytes } from './encoding';
import { signerFromSeed } from './signing';
import { makeMember, makeTeam, TEAM, type TestStatement, type TestTeam } from './test-team';
import { openSummary } from './summaries';
import { readVault, type VaultToRead } from './vault';
import { flip } from './vectors/forge';
import { readerOf, ref, Thread, type Reader } from './vectors/thread';

let team: TestTeam;
let signed: TestStatement;
let thread: Thread;
let reader: Reader;

beforeAll( async () => {
	team = await makeTeam();
	signed = await team.sign();
	reader = readerOf( team.members[ 0 ] );
	thread = await Thread.begin( team, signed, [ team.members[ 3 ] ] );
	await thread.byMember( team.members[ 1 ], 'acknowledged' );
} );

function toRead( of: Thread, by: Reader, changes: Partial<VaultToRead> = {} ): VaultToRead {
	return {
		vault: of.id, team: TEAM, holder: by.holder, identity: by.identity, grants: of.grants,
		envelopes: of.envelopes, statements: [ signed.statement ], ...changes
	};
}

describe( 'a vault that was read', () => {
	it( 'tells what the next envelope needs', async () => {
		const reading = await readVault( toRead( thread, reader ) );
		expect( reading ).toMatchObject( {
			head: thread.head, recipient: thread.vaults[ 0 ].recipient, identity: thread.vaults[ 0 ].identity,
			reporter: thread.reporter.publicKey, excluded: [ team.members[ 3 ].signer.publicKey ], recused: [],
			newest: ref( signed )
		} );
	} );

	it( 'says who wrote what', async () => {
		const { entries } = await readVault( toRead( thread, reader ) );
		expect( entries.map( ( entry ) => entry.ok && entry.from ) ).toEqual( [
			{ role: 'reporter' }, { role: 'reporter' }, { role: 'member', member: signed.statement.members[ 1 ] }
		] );
	} );

	it( 'offers the newest epoch’s key once an epoch has begun', async () => {
		const later = await Thread.begin( team, signed );
		await later.beginEpoch( team.members[ 1 ], [ team.members[ 2 ] ] );
		const reading = await readVault( toRead( later, reader ) );
		expect( reading.recipient ).toBe( later.vaults[ 1 ].recipient );
		expect( reading.recused ).toEqual( [ team.members[ 2 ].signer.publicKey ] );
	} );

	it( 'offers no key to a recused member, who could only write to the old audience', async () => {
		const later = await Thread.begin( team, signed );
		await later.beginEpoch( team.members[ 1 ], [ team.members[ 2 ] ] );
		const reading = await readVault( toRead( later, readerOf( team.members[ 2 ] ) ) );
		expect( reading.recipient ).toBeNull();
	} );

	it( 'offers no key when the first envelope is lost, for then a stranger may have chosen it', async () => {
		const eve = await makeMember( 'Eve' );
		const forged = await Thread.begin( team, signed );
		forged.grants.splice( 0 );
		await forged.grant( 0, reader, eve.signer );
		forged.envelopes[ 0 ].data = b64encode( flip( forged.fileAt( 0 ), -300 ) );
		const reading = await readVault( toRead( forged, reader ) );
		expect( [ reading.recipient, reading.identity ] ).toEqual( [ null, null ] );
		expect( reading.entries.map( ( entry ) => entry.ok ) ).toEqual( [ false, false ] );
	} );

	it( 'holds nothing when nothing is stored', async () => {
		const empty = toRead( thread, reader, { envelopes: [] } );
		expect( await readVault( empty ) ).toMatchObject( { entries: [], head: null, recipient: null } );
	} );

	it( 'is refused when its numbers are none', async () => {
		const envelopes = [ { ...thread.envelopes[ 0 ], n: 0.5 } ];
		await expect( readVault( toRead( thread, reader, { envelopes } ) ) ).rejects.toMatchObject( { code: 'malformed' } );
	} );
} );

describe( 'the reporter, who knows their own key', () => {
	it( 'reads their thread', async () => {
		const reading = await readVault( toRead( thread, thread.receipt, { reporter: thread.reporter.publicKey } ) );
		expect( reading.entries.every( ( entry ) => entry.ok ) ).toBe( true );
	} );

	it( 'is not shown a thread that somebody else began in their place', async () => {
		const mine = ( await signerFromSeed( randomBytes( 32 ) ) ).publicKey;
		await expect( readVault( toRead( thread, thread.receipt, { reporter: mine } ) ) )
			.rejects.toMatchObject( { code: 'grant_forged' } );
	} );

	it( 'may go on writing when their first envelope is damaged', async () => {
		const envelopes = thread.envelopes.slice();
		envelopes[ 0 ] = { ...envelopes[ 0 ], data: b64encode( flip( thread.fileAt( 0 ), -300 ) ) };
		const reading = await readVault( toRead( thread, thread.receipt, { envelopes, reporter: thread.reporter.publicKey } ) );
		expect( reading.recipient ).toBe( thread.vaults[ 0 ].recipient );
	} );
} );

describe( 'a summary in the list of all', () => {
	function summaryOf( of: Thread, changes: object = {} ): Parameters<typeof openSummary>[ 0 ] {
		return {
			vault: of.id, team: TEAM, holder: reader.holder, identity: reader.identity, grants: of.grants,
			statements: [ signed.statement ], summary: of.envelopes[ 0 ], ...changes
		};
	}

	it( 'is opened alone', async () => {
		expect( await openSummary( summaryOf( thread ) ) ).toMatchObject( { ok: true, body: { excerpt: 'kurz' } } );
	} );

	it( 'stands there with its reason when it cannot be opened', async () => {
		expect( await openSummary( summaryOf( thread, { grants: [] } ) ) ).toMatchObject( { epoch: 0, n: 0, ok: false, error: 'wrong_key' } );
		expect( await openSummary( summaryOf( thread, { statements: [] } ) ) ).toMatchObject( { ok: false, error: 'statement_unknown' } );
	} );

	it( 'still opens after a new epoch, with the first epoch’s grant', async () => {
		const later = await Thread.begin( team, signed );
		await later.beginEpoch( team.members[ 1 ], [] );
		expect( await openSummary( summaryOf( later ) ) ).toMatchObject( { ok: true } );
	} );
} );
