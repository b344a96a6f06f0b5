// SPDX-License-Identifier: AGPL-3.0-or-later
/** Hands a vault's keys on: in a new epoch, or to one more who may read what is there already (SEALING). */
import { allMarks, isBarred } from './barred';
import { b64encode, sha256Hex } from './encoding';
import { sealEnvelope, type EnvelopeHeader } from './envelope';
import { requireEpoch } from './epochs';
import { SealingError } from './errors';
import { asHolders, newVault, REPORTER, sealGrantsTo, type SentGrant } from './grant';
import type { Signer } from './signing';
import { audience, type Member, type Statement } from './statement';
import type { Head, VaultKey, VaultReading } from './vault';

export interface SealedEpoch {
	payload: {
		epoch: number;
		/** The hash of the envelope it begins after, so that the service lets none in between be lost. */
		prev: string;
		envelope: { n: 0; data: string };
		grants: SentGrant[];
	};
	/** The vault's last envelope from now on, and the key of the new epoch. */
	head: Head;
	key: VaultKey;
}

/** Tells who could read a vault and still may, with the keys they have now: those whom a new epoch must hold at least. */
export function stillReading( reading: VaultReading, statement: Statement ): Member[] {
	const lines = reading.lines.concat( statement.members );
	const could = lines.filter( ( line ) => reading.holders.includes( line.fingerprint ) );
	const people = allMarks( could.map( ( line ) => line.age ), lines );
	const barred = allMarks( reading.barred, lines );
	return audience( statement.members ).filter( ( one ) => isBarred( one, people ) && !isBarred( one, barred ) );
}

/**
 * Begins a new epoch of a vault: a new key, granted anew.
 *
 * Everybody who could read and still may must be among the holders, or be named in `recused`; a lost key is no reason to recuse
 * its owner, who is then a holder with their new one. Earlier epochs' keys go along inside, for those who hold the new one.
 * Staff and translators are granted singly, afterwards.
 */
export async function sealEpoch( { vault, team, reading, statement, signer, recused, holders, reporter }: {
	vault: string;
	team: string;
	reading: VaultReading;
	/** The newest one. */
	statement: Statement;
	/** A member's; or that of whoever has the private code, who can only make the code anew. */
	signer: Signer;
	/** Ed25519 keys of those who take part no more. */
	recused: string[];
	holders: Member[];
	/** The public keys of a new private code. */
	reporter?: { ed25519: string; age: string } | null;
} ): Promise<SealedEpoch> {
	const { head, kind, newest } = reading;
	const recipient = reporter ? reporter.age : reading.reporterAge;
	if ( !head || !kind || ( kind !== 'file' && !recipient ) ) {
		throw new SealingError( 'malformed', 'a vault that cannot be believed cannot be continued' );
	}
	if ( statement.team !== team ) {
		throw new SealingError( 'statement_wrong_team' );
	}
	if ( newest && ( statement.seq < newest.seq || ( statement.seq === newest.seq && statement.hash !== newest.hash ) ) ) {
		throw new SealingError( 'statement_stale' );
	}
	const epoch = head.epoch + 1;
	const header: EnvelopeHeader = {
		v: 1, kind: 'epoch', vault, epoch, n: 0, prev: head.hash, team, from: signer.publicKey,
		statement: { seq: statement.seq, hash: statement.hash },
		recused: Array.from( new Set( recused ) ).sort(), holders: holders.map( ( one ) => one.fingerprint ).sort(),
		...( reporter ? { reporter: reporter.ed25519, reporter_age: reporter.age } : {} )
	};
	requireWriter( header, reading, holders );
	const lines = reading.lines.concat( statement.members );
	requireEpoch( header, statement, { ...reading, lines } );
	const fresh = await newVault();
	const keys = reading.keys.map( ( one ) => ( { epoch: one.epoch, identity: one.identity } ) );
	const first = await sealEnvelope( { vaultRecipient: fresh.recipient, header, body: { keys }, signer } );
	const grants = await sealGrantsTo(
		( kind === 'file' ? [] : [ { holder: REPORTER, recipient: recipient as string } ] ).concat( asHolders( holders ) ),
		{ vault, team, epoch, vaultIdentity: fresh.identity, signer }
	);
	return {
		payload: { epoch, prev: head.hash, envelope: { n: 0, data: b64encode( first ) }, grants },
		head: { epoch, n: 0, hash: sha256Hex( first ) },
		key: { epoch, identity: fresh.identity, barred: allMarks( reading.barred.concat( recused ), lines ) }
	};
}

/** Refuses what readers would not believe of this signer. */
function requireWriter( { from, reporter, recused }: EnvelopeHeader, reading: VaultReading, holders: Member[] ): void {
	if ( from === reading.reporter ) {
		if ( reporter === undefined || ( recused as string[] ).length ) {
			throw new SealingError( 'not_a_member', 'only the team says who takes part' );
		}
	} else if ( !holders.some( ( one ) => one.ed25519 === from ) ) {
		throw new SealingError( 'not_a_member', 'whoever begins it must be able to read it' );
	}
}

/** Grants keys that one holds to further people of the team, one grant for each key and person. */
export async function sealGrants( { vault, team, keys, to, signer }: {
	vault: string;
	team: string;
	/** Of one's own reading: each knows who must not get it. */
	keys: VaultKey[];
	/** From the newest statement. */
	to: Member[];
	signer: Signer;
} ): Promise<SentGrant[]> {
	if ( keys.some( ( key ) => to.some( ( member ) => isBarred( member, key.barred ) ) ) ) {
		throw new SealingError( 'exclusion_lost', 'somebody would be let in' );
	}
	const sealed = await Promise.all( keys.map( ( { epoch, identity } ) => sealGrantsTo(
		asHolders( to ), { vault, team, epoch, vaultIdentity: identity, signer }
	) ) );
	return ( [] as SentGrant[] ).concat( ...sealed );
}
