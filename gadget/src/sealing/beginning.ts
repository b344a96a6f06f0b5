// SPDX-License-Identifier: AGPL-3.0-or-later
/** Begins what members begin: a team's own file about a matter, and the thread of somebody the team asks to hear (SEALING). */
import { allMarks, isBarred } from './barred';
import { b64encode } from './encoding';
import { sealEnvelope, SMALLEST_BUCKET, type EnvelopeHeader } from './envelope';
import { SealingError } from './errors';
import { asHolders, newVault, REPORTER, sealGrantsTo, type SentGrant, type Vault } from './grant';
import type { Receipt } from './receipt';
import { trimSummary, type ReportPayload, type SummaryBody } from './report';
import type { Signer } from './signing';
import { audience, type Member, type Statement } from './statement';

interface Beginning {
	team: string;
	/** The newest one; the people in it are granted the key. */
	statement: Statement;
	/** Whom the thread leaves out: `excluded` and `recused` of its reading. They stay out whatever keys they make. */
	excluded: string[];
	/** Who may read, if not everybody of the audience: those who can read the thread now. */
	holders?: Member[];
	signer: Signer;
}

/** Chooses who is granted the key; says of the rest of the audience that they were not. */
function choose( { team, statement, excluded, holders, signer }: Beginning ): { granted: Member[]; without: string[] } {
	if ( statement.team !== team ) {
		throw new SealingError( 'statement_wrong_team' );
	}
	const barred = allMarks( excluded, statement.members );
	const readers = audience( statement.members ).filter( ( member ) => !isBarred( member, barred ) );
	const wanted = holders ? holders.map( ( one ) => one.fingerprint ) : readers.map( ( one ) => one.fingerprint );
	if ( wanted.some( ( one ) => !readers.some( ( reader ) => reader.fingerprint === one ) ) ) {
		throw new SealingError( 'exclusion_lost', 'somebody would be let in' );
	}
	const granted = readers.filter( ( reader ) => wanted.includes( reader.fingerprint ) );
	if ( !granted.some( ( one ) => one.ed25519 === signer.publicKey ) ) {
		throw new SealingError( 'not_a_member', 'whoever begins it must be able to read it' );
	}
	const without = readers.filter( ( reader ) => !granted.includes( reader ) ).map( ( reader ) => reader.fingerprint );
	return { granted, without };
}

function headerOf( kind: string, vault: Vault, { team, statement, excluded, signer }: Beginning, without: string[] ): EnvelopeHeader {
	return {
		v: 1, kind, vault: vault.id, epoch: 0, n: 0, prev: null, team, from: signer.publicKey,
		statement: { seq: statement.seq, hash: statement.hash },
		excluded: Array.from( new Set( excluded ) ).sort(),
		...( without.length ? { without: without.sort() } : {} )
	};
}

export interface SealedFile {
	vault: Vault;
	payload: {
		vault: string;
		envelopes: { epoch: number; n: number; data: string }[];
		grants: SentGrant[];
	};
}

/** Begins the file about a thread; whom the thread leaves out, the file leaves out. */
export async function sealFile( file: Beginning & {
	/** The thread it is about. */
	matter: string;
} ): Promise<SealedFile> {
	const { team, signer, matter } = file;
	const { granted, without } = choose( file );
	const vault = await newVault();
	const first = await sealEnvelope( {
		vaultRecipient: vault.recipient, header: { ...headerOf( 'file', vault, file, without ), matter }, body: { v: 1 }, signer,
		bucket: SMALLEST_BUCKET
	} );
	const place = { vault: vault.id, team, epoch: 0, vaultIdentity: vault.identity, signer };
	return { vault, payload: {
		vault: vault.id,
		envelopes: [ { epoch: 0, n: 0, data: b64encode( first ) } ],
		grants: await sealGrantsTo( asHolders( granted ), place )
	} };
}

/**
 * Begins a thread with somebody who is asked to be heard.
 *
 * The member who invites knows the first code. So whoever is invited makes a new one before all else, and readers accept
 * nothing that was said with the first.
 */
export async function sealInvitation( invitation: Beginning & {
	receipt: Receipt;
	/** What members recognise it by in their list; the invited person can read it, too. */
	body: SummaryBody;
} ): Promise<ReportPayload> {
	const { team, signer, receipt, statement } = invitation;
	const { granted, without } = choose( invitation );
	const vault = await newVault();
	const header: EnvelopeHeader = {
		...headerOf( 'invitation', vault, invitation, without ),
		reporter: receipt.ed25519Public, reporter_age: receipt.recipient
	};
	const first = await sealEnvelope( {
		vaultRecipient: vault.recipient, header, body: trimSummary( invitation.body, header ), signer, bucket: SMALLEST_BUCKET
	} );
	return {
		lookup: receipt.lookup,
		access_hash: receipt.accessHash,
		team,
		vault: vault.id,
		statement: { seq: statement.seq, hash: statement.hash },
		envelopes: [ { epoch: 0, n: 0, data: b64encode( first ) } ],
		grants: await sealGrantsTo(
			[ { holder: REPORTER, recipient: receipt.recipient } ].concat( asHolders( granted ) ),
			{ vault: vault.id, team, epoch: 0, vaultIdentity: vault.identity, signer }
		)
	};
}
