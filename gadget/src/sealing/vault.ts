// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Reads a vault: opens every envelope, and says of each who wrote it or why it cannot be believed (SEALING).
 *
 * Whoever stores the vault may have lost, replaced, reordered or invented parts of it. So nothing is
 * dropped: what does not fit stands in its place with its reason.
 */
import { b64decode, isCount, readJson, sha256Hex, type Json } from './encoding';
import { openEnvelope, SMALLEST_BUCKET, type EnvelopeHeader, type Opened } from './envelope';
import { codeOf, SealingError, type SealingCode } from './errors';
import { openUnjudgedGrant, type OpenedGrant } from './grant';
import type { Statement, StatementRef } from './statement';
import { isKeyList, Writers, type Writer } from './writers';

/** One envelope as the service stores it. */
export interface StoredEnvelope {
	epoch: number;
	n: number;
	/** The age file, base64. */
	data: string;
}

export interface StoredGrant {
	epoch: number;
	holder: string;
	data: string;
}

/** The last envelope of a vault; what readers remember and writers continue. */
export interface Head {
	epoch: number;
	n: number;
	hash: string;
}

export interface GoodEntry {
	epoch: number;
	n: number;
	hash: string;
	ok: true;
	header: EnvelopeHeader;
	/** What the body says, read as JSON; and the exact text of it. */
	body: Json;
	text: string;
	from: Writer;
}

export interface BadEntry {
	epoch: number;
	n: number;
	hash: string;
	ok: false;
	error: SealingCode;
}

export type Entry = GoodEntry | BadEntry;

export interface VaultToRead {
	vault: string;
	team: string;
	/** Who reads: a member's fingerprint, or `reporter`. */
	holder: string;
	identity: string;
	grants: StoredGrant[];
	envelopes: StoredEnvelope[];
	/** Every statement of the team that its root signed, old ones too. */
	statements: Statement[];
	/** What this reader saw last; it must still be there. */
	remembered?: Head | null;
	/** The reporter's key where the reader knows it for certain: the reporter does. */
	reporter?: string;
}

export interface VaultReading {
	/** In order; every stored envelope is in it. */
	entries: Entry[];
	head: Head | null;
	/** The key of the newest epoch: what the next envelope is sealed to, and what a grant carries. */
	recipient: string;
	identity: string;
	reporter: string | null;
	excluded: string[];
	recused: string[];
	/** The newest statement named in the vault; members may not name an older one. */
	newest: StatementRef | null;
}

/** A stored envelope while it is being judged. */
interface Candidate {
	epoch: number;
	n: number;
	hash: string;
	opened: Opened<EnvelopeHeader> | null;
	error: SealingCode | null;
}

type Keys = Map<number, OpenedGrant>;

/** Opens the reader's grants, one for each epoch. */
async function openGrants( input: VaultToRead ): Promise<Keys> {
	const { vault, team, holder, identity } = input;
	const keys: Keys = new Map();
	for ( const grant of input.grants.filter( ( one ) => one.holder === holder ) ) {
		const place = { vault, team, holder, epoch: grant.epoch };
		const opened = await openUnjudgedGrant( b64decode( grant.data ), identity, place );
		const before = keys.get( grant.epoch );
		if ( before && before.key !== opened.key ) {
			throw new SealingError( 'grant_forged', 'two keys for one epoch' );
		}
		keys.set( grant.epoch, opened );
	}
	if ( !keys.size ) {
		throw new SealingError( 'wrong_key', 'no grant for this reader' );
	}
	return keys;
}

function belongs( header: EnvelopeHeader, { epoch, n }: StoredEnvelope, input: VaultToRead ): boolean {
	return header.vault === input.vault && header.team === input.team &&
		header.epoch === epoch && header.n === n;
}

async function openCandidate( stored: StoredEnvelope, keys: Keys, input: VaultToRead ): Promise<Candidate> {
	const { epoch, n } = stored;
	const candidate: Candidate = { epoch, n, hash: '', opened: null, error: null };
	try {
		const file = b64decode( stored.data );
		candidate.hash = sha256Hex( file );
		const grant = keys.get( epoch );
		if ( !grant ) {
			throw new SealingError( 'wrong_key', 'no grant for this epoch' );
		}
		const opened = await openEnvelope( file, grant.key );
		if ( !belongs( opened.header, stored, input ) ) {
			throw new SealingError( 'wrong_place' );
		}
		candidate.opened = opened;
	} catch ( error ) {
		candidate.error = codeOf( error );
	}
	return candidate;
}

/** Marks every envelope whose number another one claims, too: nobody can tell which was meant. */
function markDuplicates( candidates: Candidate[] ): void {
	candidates.forEach( ( one, i ) => {
		const twin = [ candidates[ i - 1 ], candidates[ i + 1 ] ].some(
			( other ) => other && other.epoch === one.epoch && other.n === one.n
		);
		if ( twin && !one.error ) {
			one.error = 'duplicate_number';
		}
	} );
}

/** Says which kind of envelope may stand where: a vault begins with a summary, an epoch with its reason. */
function isInPlace( { kind, epoch, n }: EnvelopeHeader ): boolean {
	const due = n === 0 ? ( epoch === 0 ? 'summary' : 'epoch' ) : ( epoch === 0 && n === 1 ? 'report' : null );
	return due === null ? [ 'summary', 'report', 'epoch' ].indexOf( kind ) < 0 : kind === due;
}

/** Learns from the first envelope who reports and who is left out, as far as it can be read at all. */
function learnReporter( first: Candidate | undefined, writers: Writers, known: string | undefined ): void {
	if ( !first || !first.opened || first.error || first.epoch !== 0 || first.n !== 0 ) {
		return;
	}
	const { header, bucket } = first.opened;
	try {
		if ( !isInPlace( header ) ) {
			throw new SealingError( 'wrong_place' );
		}
		if ( header.reporter !== header.from || !isKeyList( header.excluded ) ) {
			throw new SealingError( 'malformed', 'no reporter or no list of the excluded' );
		}
		if ( known !== undefined && header.from !== known ) {
			throw new SealingError( 'not_a_member', 'another reporter' );
		}
		if ( bucket !== SMALLEST_BUCKET ) {
			throw new SealingError( 'bad_bucket' );
		}
		writers.reporter = header.from;
		writers.excluded = header.excluded;
		writers.statementOf( header );
	} catch ( error ) {
		first.error = codeOf( error );
	}
}

/** Finds the envelope with which an epoch ended: the one that the next epoch's first envelope continues. */
function lastOfEpoch( epoch: number, candidates: Candidate[], writers: Writers ): number {
	const next = candidates.find( ( one ) => one.epoch === epoch + 1 && one.n === 0 );
	if ( !next || !next.opened || next.error || next.opened.header.kind !== 'epoch' ) {
		return Infinity;
	}
	try {
		if ( writers.judge( next.opened.header ).role !== 'member' ) {
			return Infinity;
		}
	} catch ( error ) {
		codeOf( error );
		return Infinity;
	}
	const prev = next.opened.header.prev;
	const last = candidates.find( ( one ) => one.epoch === epoch && one.hash === prev );
	return last ? last.n : Infinity;
}

/** Refuses an envelope that does not stand right after the one before it. */
function requireOrder( one: Candidate, header: EnvelopeHeader, before: Candidate[] ): void {
	if ( one.epoch === 0 && one.n === 0 ) {
		if ( header.prev !== null ) {
			throw new SealingError( 'broken_chain' );
		}
		return;
	}
	const last = before[ 0 ];
	const follows = last && ( one.n === 0 ? last.epoch === one.epoch - 1 :
		last.epoch === one.epoch && last.n === one.n - 1 );
	if ( !follows ) {
		throw new SealingError( 'gap' );
	}
	if ( !before.some( ( other ) => other.hash === header.prev ) ) {
		throw new SealingError( 'broken_chain' );
	}
}

function judge( one: Candidate, before: Candidate[], writers: Writers ): Entry {
	const { epoch, n, hash } = one;
	try {
		if ( one.error || !one.opened ) {
			throw new SealingError( one.error || 'malformed' );
		}
		const { header, body: text } = one.opened;
		if ( !isInPlace( header ) ) {
			throw new SealingError( 'wrong_place' );
		}
		requireOrder( one, header, before );
		const from = writers.judge( header );
		const body = readJson( text );
		if ( header.kind === 'epoch' && !isKeyList( header.recused ) ) {
			throw new SealingError( 'malformed', 'no list of the recused' );
		}
		if ( header.kind === 'epoch' && ( header.recused as string[] ).indexOf( header.from ) >= 0 ) {
			throw new SealingError( 'recused' );
		}
		writers.learn( header, from );
		return { epoch, n, hash, ok: true, header, body, text, from };
	} catch ( error ) {
		return { epoch, n, hash, ok: false, error: codeOf( error ) };
	}
}

/** Judges all envelopes in order, each after what is known from those before it. */
function judgeAll( candidates: Candidate[], writers: Writers ): { entries: Entry[]; head: Head | null } {
	const entries: Entry[] = [];
	/** What stands at the number before: one envelope, or several that claim it. */
	let before: Candidate[] = [];
	let at: Candidate[] = [];
	let epoch = -1;
	let last = Infinity;
	for ( const one of candidates ) {
		if ( one.epoch !== epoch ) {
			epoch = one.epoch;
			last = lastOfEpoch( epoch, candidates, writers );
		}
		if ( one.n > last ) {
			one.error = one.error || 'old_epoch';
			entries.push( judge( one, before, writers ) );
			continue;
		}
		if ( at.length && ( at[ 0 ].epoch !== one.epoch || at[ 0 ].n !== one.n ) ) {
			before = at;
			at = [];
		}
		entries.push( judge( one, before, writers ) );
		at.push( one );
	}
	const end = at[ 0 ];
	return { entries, head: end ? { epoch: end.epoch, n: end.n, hash: end.hash } : null };
}

function requireGrantsAllowed( keys: Keys, writers: Writers ): void {
	keys.forEach( ( grant ) => {
		if ( !writers.mayGrant( grant.from ) ) {
			throw new SealingError( 'grant_forged', 'written by a stranger' );
		}
	} );
}

function requireRemembered( remembered: Head | null | undefined, entries: Entry[] ): void {
	if ( remembered && !entries.some( ( entry ) => entry.epoch === remembered.epoch &&
		entry.n === remembered.n && entry.hash === remembered.hash ) ) {
		throw new SealingError( 'rollback', 'what was read before is gone' );
	}
}

/** Reads a whole vault for one holder; throws only when nothing in it could be believed. */
export async function readVault( input: VaultToRead ): Promise<VaultReading> {
	if ( !input.envelopes.every( ( { epoch, n } ) => isCount( epoch ) && isCount( n ) ) ) {
		throw new SealingError( 'malformed', 'not numbered' );
	}
	const keys = await openGrants( input );
	const stored = input.envelopes.slice().sort( ( a, b ) => a.epoch - b.epoch || a.n - b.n );
	const candidates = await Promise.all( stored.map( ( one ) => openCandidate( one, keys, input ) ) );
	markDuplicates( candidates );
	const writers = new Writers( input.statements );
	learnReporter( candidates[ 0 ], writers, input.reporter );
	requireGrantsAllowed( keys, writers );
	const { entries, head } = judgeAll( candidates, writers );
	requireRemembered( input.remembered, entries );
	const newest = keys.get( Math.max( ...Array.from( keys.keys() ) ) ) as OpenedGrant;
	return {
		entries,
		head,
		recipient: newest.recipient,
		identity: newest.key,
		reporter: writers.reporter,
		excluded: writers.excluded,
		recused: writers.recused,
		newest: writers.newest
	};
}

/** Opens the first envelope of one report, for the list of all; never throws for what was sealed. */
export async function openSummary( input: Pick<
	VaultToRead, 'vault' | 'team' | 'holder' | 'identity' | 'grants' | 'statements'
> & { summary: StoredEnvelope } ): Promise<Entry> {
	const { summary, ...rest } = input;
	try {
		const grants = rest.grants.filter( ( grant ) => grant.epoch === summary.epoch );
		return ( await readVault( { ...rest, grants, envelopes: [ summary ] } ) ).entries[ 0 ];
	} catch ( error ) {
		return { epoch: summary.epoch, n: summary.n, hash: '', ok: false, error: codeOf( error ) };
	}
}
