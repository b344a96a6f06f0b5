// SPDX-License-Identifier: AGPL-3.0-or-later
/** Seals a report as the form sends it, and every envelope that follows. */
import { b64encode, sha256Hex, utf8, writeJson } from './encoding';
import {
	roomFor, sealEnvelope, SMALLEST_BUCKET, toSend, type EnvelopeHeader, type Sent
} from './envelope';
import { SealingError } from './errors';
import { asHolders, newVault, REPORTER, sealGrantsTo, type SentGrant } from './grant';
import { newReceipt, type Receipt } from './receipt';
import type { Signer } from './signing';
import type { Wire } from './signed';
import { audience, votingMembers, type Statement, type StatementRef } from './statement';

/** The few lines by which members recognise a report in their list. */
export interface SummaryBody {
	wiki: string;
	about: string[];
	kinds: string[];
	excerpt: string;
	lang: string;
	place?: string;
}

/** Where on a wiki the report began. */
export interface ReportContext {
	page?: string;
	revision?: number | string;
	thread?: string;
	author?: string;
	diff?: string;
}

/** What the form writes and the desk reads. */
export interface ReportBody {
	v: 1;
	lang: string;
	/** me, other, block or event */
	role: string;
	/** yes, no or unknown */
	consent?: string;
	officials: string[];
	what: string;
	when: string;
	where: string;
	wiki: string;
	context: ReportContext | null;
	people: { name: string; note?: string }[];
	evidence: { url: string; title?: string; date?: string; note?: string }[];
	kinds: string[];
	tried: string;
	wish: string;
	wish_unknown: boolean;
	/** none, name, proven or established; the last two with a claim and what binds it to this report */
	appear: { as: string; name?: string; claim?: Wire; nonce?: string };
	/** ask, yes or no */
	tell_other: string;
	wiki_mail: { allowed: boolean; name?: string; wiki?: string };
	expires_note?: string;
	/** The body as a whole that it is about, not only somebody in it. */
	whole?: string;
	/** A member entered it, because it came in some other way: mail, form, talk or other; and where that can be found. */
	received?: { by: string; where: string };
}

/** The exact body of the request that stores a report. */
export interface ReportPayload {
	lookup: string;
	access_hash: string;
	team: string;
	vault: string;
	statement: StatementRef;
	envelopes: { epoch: number; n: number; data: string }[];
	grants: SentGrant[];
}

export interface SealedReport {
	receipt: Receipt;
	payload: ReportPayload;
}

function fits( body: object, header: object ): boolean {
	return utf8( writeJson( body ) ).length <= roomFor( header, SMALLEST_BUCKET );
}

/** Shortens the excerpt by whole code points until everything fits, or to nothing. */
function shortenExcerpt( summary: SummaryBody, header: object ): SummaryBody {
	const points = Array.from( summary.excerpt );
	let fitting = 0;
	let tooLong = points.length;
	const cutTo = ( length: number ): SummaryBody => Object.assign( {}, summary, {
		excerpt: length ? points.slice( 0, length ).join( '' ) + '…' : ''
	} );
	while ( tooLong - fitting > 1 ) {
		const middle = Math.floor( ( fitting + tooLong ) / 2 );
		if ( fits( cutTo( middle ), header ) ) {
			fitting = middle;
		} else {
			tooLong = middle;
		}
	}
	return cutTo( fitting );
}

/** Trims a summary to the smallest bucket, which all summaries have, whatever they say. */
export function trimSummary( summary: SummaryBody, header: object ): SummaryBody {
	let trimmed: SummaryBody = Object.assign( {}, summary, { about: summary.about.slice( 0, 3 ) } );
	if ( !fits( trimmed, header ) ) {
		trimmed = shortenExcerpt( trimmed, header );
	}
	while ( !fits( trimmed, header ) && trimmed.about.length ) {
		trimmed.about = trimmed.about.slice( 0, -1 );
	}
	if ( !fits( trimmed, header ) ) {
		delete trimmed.place;
	}
	while ( !fits( trimmed, header ) && trimmed.kinds.length ) {
		trimmed.kinds = trimmed.kinds.slice( 0, -1 );
	}
	if ( !fits( trimmed, header ) ) {
		throw new SealingError( 'too_large', 'the summary does not fit' );
	}
	return trimmed;
}

/**
 * Seals a report to a team, less the people the reporter excluded.
 *
 * Nothing but the result leaves the page; whoever calls this keeps it for a second try, so that a
 * report is never stored twice.
 */
export async function sealReport( { team, statement, excluded, report, summary, receipt: made }: {
	team: string;
	statement: Statement;
	/** Ed25519 keys of anybody in the statement. */
	excluded: string[];
	report: ReportBody;
	summary: SummaryBody;
	/** A private code made beforehand, because something is already bound to its key. */
	receipt?: Receipt;
} ): Promise<SealedReport> {
	const holders = audience( statement.members ).filter( ( member ) => !excluded.includes( member.ed25519 ) );
	if ( statement.team !== team ) {
		throw new SealingError( 'statement_wrong_team' );
	}
	if ( !excluded.every( ( key ) => statement.members.some( ( member ) => member.ed25519 === key ) ) ) {
		// A key that excludes nobody would leave in somebody whom the reporter left out.
		throw new SealingError( 'not_a_member', 'an excluded key is not in the statement' );
	}
	if ( votingMembers( holders ) < statement.minHolders ) {
		throw new SealingError( 'too_few_holders' );
	}
	const [ receipt, vault ] = await Promise.all( [ made || newReceipt(), newVault() ] );
	const signer = receipt.signer;
	const under: StatementRef = { seq: statement.seq, hash: statement.hash };
	const place = { vault: vault.id, epoch: 0, team, from: signer.publicKey };

	const first: EnvelopeHeader = {
		v: 1, kind: 'summary', n: 0, prev: null, ...place,
		statement: under, excluded: excluded.slice().sort(), reporter: signer.publicKey
	};
	const envelope0 = await sealEnvelope( {
		vaultRecipient: vault.recipient, header: first, body: trimSummary( summary, first ), signer,
		bucket: SMALLEST_BUCKET
	} );
	const second: EnvelopeHeader = {
		v: 1, kind: 'report', n: 1, prev: sha256Hex( envelope0 ), ...place, reporter_age: receipt.recipient
	};
	const envelope1 = await sealEnvelope( { vaultRecipient: vault.recipient, header: second, body: report, signer } );

	const grants = await sealGrantsTo(
		[ { holder: REPORTER, recipient: receipt.recipient } ].concat( asHolders( holders ) ),
		{ vault: vault.id, team, epoch: 0, vaultIdentity: vault.identity, signer }
	);
	return {
		receipt,
		payload: {
			lookup: receipt.lookup,
			access_hash: receipt.accessHash,
			team,
			vault: vault.id,
			statement: under,
			envelopes: [
				{ epoch: 0, n: 0, data: b64encode( envelope0 ) },
				{ epoch: 0, n: 1, data: b64encode( envelope1 ) }
			],
			grants
		}
	};
}

/** Seals the next envelope of a thread, after the one whose hash is `prev`. */
export async function sealNext( next: {
	vaultRecipient: string;
	vault: string;
	epoch: number;
	n: number;
	prev: string | null;
	team: string;
	kind: string;
	body: object;
	signer: Signer;
	/** Members name the statement that makes them members; the reporter names none. */
	statement?: StatementRef;
} ): Promise<Sent> {
	const header: EnvelopeHeader = {
		v: 1, kind: next.kind, vault: next.vault, epoch: next.epoch, n: next.n, prev: next.prev,
		team: next.team, from: next.signer.publicKey
	};
	if ( next.statement ) {
		header.statement = { seq: next.statement.seq, hash: next.statement.hash };
	}
	return toSend( await sealEnvelope( {
		vaultRecipient: next.vaultRecipient, header, body: next.body, signer: next.signer
	} ) );
}
