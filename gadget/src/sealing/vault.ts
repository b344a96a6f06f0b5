// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Reads a vault: opens every envelope, and says of each who wrote it or why it cannot be believed (SEALING).
 *
 * Whoever stores the vault may have lost, replaced, reordered or invented parts of it. So nothing is
 * dropped: what does not fit stands in its place with its reason.
 */
import { b64decode, isCount, readJson, sha256Hex, writeJson, type Json } from './encoding';
import { openEnvelope, SMALLEST_BUCKET, type EnvelopeHeader, type Opened } from './envelope';
import { codeOf, SealingError, type SealingCode } from './errors';
import { allKeys } from './barred';
import { openKeys, type Held, type Keys } from './keyring';
import type { Member, Statement, StatementRef } from './statement';
import { beginningOf, isKeyList, Writers, type ReadAs, type VaultKind, type Writer } from './writers';

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
	/** What the reader takes this for; the other kind is refused. A thread, unless told otherwise. */
	as?: ReadAs;
	/** Of a file: the thread it must be about, and whom that thread left out from the beginning; see `heeding` for those recused since. */
	matter?: string;
	excluded?: string[];
}

/** A vault's key of one epoch, together with the marks of those who must not get it. */
export interface VaultKey {
	epoch: number;
	identity: string;
	barred: string[];
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
	/** Whoever has the private code now: their signing key, and the age key a new epoch is granted to. */
	reporter: string | null;
	reporterAge: string | null;
	/** Everybody who ever had it. */
	reporters: string[];
	excluded: string[];
	recused: string[];
	/** Marks of all these people, whichever keys they make. */
	barred: string[];
	/** Fingerprints of those who were given the newest epoch's key when it began. Others may have been granted it since. */
	holders: string[];
	/** Every line of every statement. */
	lines: Member[];
	/** Every epoch that this reader can open and that rightly began. */
	keys: VaultKey[];
	/** What the vault is; null where its beginning cannot be believed. */
	kind: VaultKind | null;
	/** Of a file: the thread it is about. */
	matter: string | null;
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
		if ( opened.header.kind === 'epoch' ) {
			// The keys in it are for reading, not for showing.
			delete candidate.body.keys;
			opened.body = writeJson( candidate.body );
		}
		candidate.opened = opened;
	} catch ( error ) {
		candidate.error = codeOf( error );
	}
	return candidate;
}

/** Refuses a first envelope that lacks what everything after it relies on. */
function requireComplete( { header, bucket }: Opened<EnvelopeHeader> ): void {
	if ( header.epoch > 0 || header.n > 0 ) {
		return;
	}
	if ( !isKeyList( header.excluded ) ) {
		throw new SealingError( 'malformed', 'no list of the excluded' );
	}
	if ( bucket !== SMALLEST_BUCKET ) {
		throw new SealingError( 'bad_bucket', 'a beginning is always of the smallest size' );
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
		this.writers = new Writers( input.statements, input.as || 'thread' );
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
		const firsts = this.standing( 0, 0 );
		if ( firsts.length === 1 && firsts[ 0 ].opened && this.belongs( firsts[ 0 ].opened.header, firsts[ 0 ] ) ) {
			const { header } = firsts[ 0 ].opened;
			this.requireWanted( header );
			if ( this.writers.isInPlace( header ) ) {
				this.writers.begin( header, this.input.excluded || [] );
			}
		}
		if ( !this.writers.kind ) {
			this.writers.reporter = this.input.reporter || null;
		}
	}

	/** Refuses a file in place of a thread, a thread in place of a file, and the file of another matter. */
	private requireWanted( { kind, matter }: EnvelopeHeader ): void {
		const { as = 'thread', matter: wanted } = this.input;
		const begun = beginningOf( kind );
		if ( begun && ( begun[ 0 ] !== as || ( as === 'file' && wanted !== undefined && matter !== wanted ) ) ) {
			throw new SealingError( 'wrong_place', 'another vault than was asked for' );
		}
	}

	/** Refuses a file whose beginning forgets somebody whom the thread leaves out. */
	private requireInherited( header: EnvelopeHeader ): void {
		const kept = allKeys( header.excluded || [], this.writers.lines );
		if ( ( this.input.excluded || [] ).some( ( key ) => !kept.includes( key ) ) ) {
			throw new SealingError( 'exclusion_lost' );
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
			if ( epoch === 0 && n === 0 ) {
				this.requireInherited( header );
			}
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
		if ( !this.belongs( header, one ) || !this.writers.isInPlace( header ) ) {
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

	/** Tells whether an epoch rightly began, so that its key is known to be this vault's. */
	public hasBegun( epoch: number ): boolean {
		const firsts = this.standing( epoch, 0 );
		return this.writers.kind !== null && firsts.length === 1 && this.judge( firsts[ 0 ] ).ok;
	}

	/**
	 * Tells whether each key comes from the reporter or from a member who may read the vault.
	 *
	 * Where the first envelope is lost or damaged nobody knows the reporter; then a grant from them is
	 * merely not vouched for. But a key that does not open the first envelope is not this vault's.
	 */
	public areKeysVouchedFor( keys: Keys ): boolean {
		const { reporter: own } = this.input;
		const lost = this.standing( 0, 0 ).map( ( one ) => this.judge( one ) )
			.every( ( entry ) => !entry.ok && entry.error !== 'wrong_key' );
		let vouched = true;
		keys.forEach( ( { from, through }, epoch ) => {
			if ( through !== undefined ? this.hasBegun( through ) : from === own || this.writers.mayGrant( from, epoch ) ) {
				return;
			}
			if ( through === undefined && ( this.writers.kind || !lost ) ) {
				throw new SealingError( 'grant_forged', 'written by a stranger' );
			}
			vouched = false;
		} );
		return vouched;
	}

	/** Tells whether the reader, who has a private code, has the one that counts; one that never did opens another vault. */
	public hasOwnCode(): boolean {
		const { reporter: own } = this.input;
		if ( own !== undefined && this.writers.kind && !this.writers.reporters.includes( own ) ) {
			throw new SealingError( 'grant_forged', 'of somebody else' );
		}
		return own === undefined || own === this.writers.reporter;
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
	const keys = await openKeys( input );
	const stored = input.envelopes.slice().sort( ( a, b ) => a.epoch - b.epoch || a.n - b.n );
	const candidates = await Promise.all( stored.map( ( one ) => openCandidate( one, keys ) ) );
	requireRemembered( input.remembered, candidates );
	const reader = new Reader( input, candidates );
	const head = reader.read();
	const vouched = reader.areKeysVouchedFor( keys ) && reader.hasOwnCode();
	const { reporter, reporterAge, reporters, excluded, recused, barred, holders, lines, newest, kind } = reader.writers;
	const held = Array.from( keys.keys() ).sort( ( a, b ) => a - b );
	const key = vouched && head ? keys.get( head.epoch ) : undefined;
	// A key that opens no beginning may be anybody's, unless the reporter gave it to themselves.
	const own = input.reporter !== undefined && key !== undefined && key.from === input.reporter;
	const trusted = key && head && ( reader.hasBegun( head.epoch ) || own ) ? key : null;
	const first = reader.standing( 0, 0 )[ 0 ];
	return {
		entries: candidates.map( ( one ) => one.entry as Entry ),
		head,
		recipient: trusted ? trusted.recipient : null,
		identity: trusted ? trusted.key : null,
		reporter,
		reporterAge,
		reporters,
		excluded,
		recused,
		barred,
		holders,
		lines,
		keys: vouched ? held.filter( ( epoch ) => reader.hasBegun( epoch ) )
			.map( ( epoch ) => ( { epoch, identity: ( keys.get( epoch ) as Held ).key, barred } ) ) : [],
		kind,
		matter: kind === 'file' && first.opened ? first.opened.header.matter || null : null,
		newest
	};
}
