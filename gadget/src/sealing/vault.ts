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
import { isInPlace, isKeyList, Writers, type Writer } from './writers';

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
	/**
	 * What the next envelope is sealed to, and the key a further grant carries.
	 *
	 * Null where nobody trustworthy vouches for that key: writing would then tell a secret to who knows whom.
	 */
	recipient: string | null;
	identity: string | null;
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
	body: Json;
	error: SealingCode | null;
	/** Set once it is judged. */
	entry: Entry | null;
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

async function openCandidate( { epoch, n, data }: StoredEnvelope, keys: Keys ): Promise<Candidate> {
	const candidate: Candidate = { epoch, n, hash: '', opened: null, body: {}, error: null, entry: null };
	try {
		const file = b64decode( data );
		candidate.hash = sha256Hex( file );
		const grant = keys.get( epoch );
		if ( !grant ) {
			throw new SealingError( 'wrong_key', 'no grant for this epoch' );
		}
		const opened = await openEnvelope( file, grant.key );
		candidate.body = readJson( opened.body );
		candidate.opened = opened;
	} catch ( error ) {
		candidate.error = codeOf( error );
	}
	return candidate;
}

/** Refuses a first envelope, or an epoch's, that lacks what everything after it relies on. */
function requireComplete( { header, bucket }: Opened<EnvelopeHeader> ): void {
	const { kind, excluded, recused } = header;
	if ( ( kind === 'summary' && !isKeyList( excluded ) ) || ( kind === 'epoch' && !isKeyList( recused ) ) ) {
		throw new SealingError( 'malformed', 'no list of the excluded or recused' );
	}
	if ( kind === 'summary' && bucket !== SMALLEST_BUCKET ) {
		throw new SealingError( 'bad_bucket', 'a summary is always of the smallest size' );
	}
	if ( kind === 'epoch' && ( recused as string[] ).indexOf( header.from ) >= 0 ) {
		throw new SealingError( 'recused' );
	}
}

/** Judges the envelopes of one vault in order, each after what is known from those before it. */
class Reader {
	public readonly writers: Writers;
	private readonly at = new Map<string, Candidate[]>();

	public constructor(
		private readonly input: VaultToRead,
		private readonly candidates: Candidate[]
	) {
		this.writers = new Writers( input.statements );
		for ( const one of candidates ) {
			this.at.set( one.epoch + '/' + one.n, this.standing( one.epoch, one.n ).concat( one ) );
		}
		this.begin();
	}

	/** What stands at a number: nothing, one envelope, or several that claim it. */
	public standing( epoch: number, n: number ): Candidate[] {
		return this.at.get( epoch + '/' + n ) || [];
	}

	/** Learns from the first envelope, as far as it can be believed at all, who may write. */
	private begin(): void {
		const { reporter = null } = this.input;
		this.writers.reporter = reporter;
		const firsts = this.standing( 0, 0 );
		if ( firsts.length !== 1 || !firsts[ 0 ].opened ) {
			return;
		}
		const { header } = firsts[ 0 ].opened;
		if ( this.belongs( header, firsts[ 0 ] ) && isInPlace( header ) && isKeyList( header.excluded ) &&
			header.reporter === header.from && ( reporter === null || reporter === header.from ) ) {
			this.writers.begin( header );
		}
	}

	/** Judges all; gives the head, which is the last envelope not put into an epoch that had ended. */
	public read(): Head | null {
		let head: Head | null = null;
		let ended = -1;
		for ( const one of this.candidates ) {
			const { epoch, n, hash } = one;
			if ( epoch === ended ) {
				one.entry = { epoch, n, hash, ok: false, error: one.error || 'old_epoch' };
				continue;
			}
			this.judge( one );
			head = { epoch, n, hash };
			if ( this.endsEpoch( one ) ) {
				ended = epoch;
			}
		}
		return head;
	}

	/** Tells whether the next epoch rightly begins after this envelope; judges its beginning for that. */
	private endsEpoch( { epoch, hash }: Candidate ): boolean {
		const next = this.standing( epoch + 1, 0 );
		if ( next.length !== 1 || !next[ 0 ].opened || next[ 0 ].opened.header.prev !== hash ) {
			return false;
		}
		return this.judge( next[ 0 ] ).ok;
	}

	private judge( one: Candidate ): Entry {
		if ( one.entry ) {
			return one.entry;
		}
		const { epoch, n, hash, opened, body } = one;
		try {
			if ( this.standing( epoch, n ).length > 1 ) {
				throw new SealingError( 'duplicate_number' );
			}
			if ( one.error || !opened ) {
				throw new SealingError( one.error || 'malformed' );
			}
			const { header, body: text } = opened;
			this.requirePlace( header, one );
			requireComplete( opened );
			const from = this.writers.judge( header );
			this.writers.learn( header, from );
			one.entry = { epoch, n, hash, ok: true, header, body, text, from };
		} catch ( error ) {
			one.entry = { epoch, n, hash, ok: false, error: codeOf( error ) };
		}
		return one.entry;
	}

	private belongs( header: EnvelopeHeader, { epoch, n }: Candidate ): boolean {
		return header.vault === this.input.vault && header.team === this.input.team &&
			header.epoch === epoch && header.n === n;
	}

	/** Refuses an envelope that was not written for this place, right after what stands before it. */
	private requirePlace( header: EnvelopeHeader, one: Candidate ): void {
		const { epoch, n } = one;
		if ( !this.belongs( header, one ) || !isInPlace( header ) ) {
			throw new SealingError( 'wrong_place' );
		}
		if ( epoch === 0 && n === 0 ) {
			if ( header.prev !== null ) {
				throw new SealingError( 'broken_chain', 'something is said to stand before the first' );
			}
			return;
		}
		const before = n > 0 ? this.standing( epoch, n - 1 ) :
			this.candidates.filter( ( other ) => other.epoch === epoch - 1 );
		if ( !before.length ) {
			throw new SealingError( 'gap' );
		}
		if ( !before.some( ( other ) => other.hash === header.prev ) ) {
			throw new SealingError( 'broken_chain' );
		}
	}

	/**
	 * Tells whether each grant comes from the reporter or from a member who may read the vault.
	 *
	 * Where the first envelope is lost or damaged nobody knows the reporter; then a grant from them is
	 * merely not vouched for. But a key that does not open the first envelope is not this vault's.
	 */
	public areGrantsVouchedFor( keys: Keys ): boolean {
		const { reporter, excluded } = this.writers;
		const lost = this.standing( 0, 0 ).map( ( one ) => this.judge( one ) )
			.every( ( entry ) => !entry.ok && entry.error !== 'wrong_key' );
		let vouched = true;
		keys.forEach( ( { from }, epoch ) => {
			if ( from === reporter || ( this.writers.inAnyStatement( from ) && excluded.indexOf( from ) < 0 &&
				!this.writers.isRecused( from, epoch ) ) ) {
				return;
			}
			if ( reporter !== null || !lost ) {
				throw new SealingError( 'grant_forged', 'written by a stranger' );
			}
			vouched = false;
		} );
		return vouched;
	}
}

function requireRemembered( remembered: Head | null | undefined, candidates: Candidate[] ): void {
	if ( remembered && !candidates.some( ( one ) => one.epoch === remembered.epoch &&
		one.n === remembered.n && one.hash === remembered.hash ) ) {
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
	const candidates = await Promise.all( stored.map( ( one ) => openCandidate( one, keys ) ) );
	requireRemembered( input.remembered, candidates );
	const reader = new Reader( input, candidates );
	const head = reader.read();
	const vouched = reader.areGrantsVouchedFor( keys );
	const key = vouched && head ? keys.get( head.epoch ) : undefined;
	const { reporter, excluded, recused, newest } = reader.writers;
	return {
		entries: candidates.map( ( one ) => one.entry as Entry ),
		head,
		recipient: key ? key.recipient : null,
		identity: key ? key.key : null,
		reporter,
		excluded,
		recused,
		newest
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
