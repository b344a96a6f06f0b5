// SPDX-License-Identifier: AGPL-3.0-or-later
/** Who may write what into a vault: whoever has its private code, and members under a statement that readers know (SEALING). */
import { isRecipient } from './age';
import { allKeys, allMarks } from './barred';
import { requireEpoch, requireRenewal } from './epochs';
import { hasKeys, isB64, isCount, isHex } from './encoding';
import type { EnvelopeHeader } from './envelope';
import { SealingError } from './errors';
import { audience, isReader, type Member, type Statement, type StatementRef } from './statement';

export type Writer = { role: 'reporter' } | { role: 'member'; member: Member };

/** How a vault is read: as the thread with somebody outside, or as the team's own file. */
export type ReadAs = 'thread' | 'file';
/** What a vault is, by its first envelope. */
export type VaultKind = 'report' | 'invitation' | 'file';

const BEGINNINGS: Record<string, [ ReadAs, VaultKind ]> = {
	summary: [ 'thread', 'report' ], invitation: [ 'thread', 'invitation' ], file: [ 'file', 'file' ]
};
/** What may follow after a vault has begun, in any order. */
const FOLLOWING: Record<ReadAs, string[]> = {
	thread: [ 'message', 'received', 'acknowledged', 'closed', 'reopened', 'withdrawn', 'taken_back' ],
	file: [ 'note', 'draft', 'fact', 'pointer', 'decision', 'handover' ]
};
/** What only whoever has the private code says, and what else they may say. The rest are acts of the team. */
const REPORTERS_ALONE = [ 'summary', 'report', 'withdrawn', 'taken_back' ];
const REPORTERS_TOO = [ 'message', 'epoch' ];

export function isKeyList( value: unknown ): value is string[] {
	return Array.isArray( value ) && value.every( ( key ) => isB64( key, 32 ) );
}

/** Tells of a first envelope's kind what it begins; nothing for kinds that begin no vault. */
export function beginningOf( kind: string ): [ ReadAs, VaultKind ] | null {
	return Object.prototype.hasOwnProperty.call( BEGINNINGS, kind ) ? BEGINNINGS[ kind ] : null;
}

function isReference( value: unknown ): value is StatementRef & Record<string, unknown> {
	return hasKeys( value, 'seq', 'hash' ) && isCount( value.seq ) && isHex( value.hash, 32 );
}

/** What is known, while a vault is read in order, about the people who may write into it. */
export class Writers {
	/** What the vault is, once its beginning could be believed; nobody is trusted with a key before. */
	public kind: VaultKind | null = null;
	/** Whoever has the private code now, with both public keys; and everybody who ever had it. */
	public reporter: string | null = null;
	public reporterAge: string | null = null;
	public readonly reporters: string[] = [];
	/** Keys of the people left out from the beginning. */
	public excluded: string[] = [];
	/** By what they, and everybody recused since, are recognised. */
	public barred: string[] = [];
	/** The people who were given the key of the present epoch when it began. */
	public holders: string[] = [];
	/** The newest statement named so far; nobody may go back behind it. */
	public newest: StatementRef | null = null;
	/** Every line of every statement. */
	public readonly lines: Member[];
	/** Keys of the people recused, each with the epoch from which on. */
	private readonly recusals: { key: string; since: number }[] = [];
	/** Who began each epoch, and so hands out its first keys. */
	private readonly beginners = new Map<number, string>();
	/** Whether the code of an invitation is no longer the one that the inviting member made. */
	private isRenewed = false;
	/** Keys of whom the first envelope, or the thread it is about, leaves out; also where the envelope cannot be believed. */
	private out: string[] = [];

	public constructor( private readonly statements: Statement[], private readonly as: ReadAs ) {
		this.lines = ( [] as Member[] ).concat( ...statements.map( ( statement ) => statement.members ) );
	}

	/** Says whether this kind of envelope may stand there: a vault begins with its kind, an epoch with its reason. */
	public isInPlace( { kind, epoch, n }: EnvelopeHeader ): boolean {
		if ( n === 0 ) {
			const begun = beginningOf( kind );
			return epoch === 0 ? begun !== null && begun[ 0 ] === this.as : kind === 'epoch';
		}
		const isReport = this.as === 'thread' && this.kind !== 'invitation';
		return epoch === 0 && n === 1 && isReport ? kind === 'report' : FOLLOWING[ this.as ].includes( kind );
	}

	/** Learns from the first envelope, if it can be believed, who may write and who is left out. */
	public begin( header: EnvelopeHeader, inherited: string[] ): void {
		const begun = beginningOf( header.kind );
		if ( !begun || !isKeyList( header.excluded ) ) {
			return;
		}
		this.out = allKeys( header.excluded.concat( inherited ), this.lines );
		if ( header.kind === 'summary' ? header.reporter !== header.from : !this.isBegunByMember( header ) ) {
			return;
		}
		this.kind = begun[ 1 ];
		this.excluded = this.out;
		this.barred = allMarks( this.out, this.lines );
		this.beginners.set( 0, header.from );
		if ( this.kind !== 'file' ) {
			this.setReporter( header.reporter as string, header.reporter_age );
		}
		const named = this.findStatement( header );
		const without: unknown = header.without;
		this.holders = named ? audience( named.members ).filter( ( member ) => !this.excluded.includes( member.ed25519 ) )
			.map( ( member ) => member.fingerprint )
			.filter( ( one ) => !Array.isArray( without ) || !without.includes( one ) ) : [];
	}

	/** Tells whether a member who is not left out themselves began this, in a way that everything after it can rely on. */
	private isBegunByMember( header: EnvelopeHeader ): boolean {
		const named = this.findStatement( header );
		const member = named && named.members.find( ( one ) => one.ed25519 === header.from );
		if ( !member || !isReader( member ) || this.out.includes( header.from ) ) {
			return false;
		}
		if ( header.kind === 'file' ) {
			return isHex( header.matter, 16 );
		}
		try {
			requireRenewal( header, this );
			return true;
		} catch {
			return false;
		}
	}

	private setReporter( key: string, age: unknown ): void {
		this.reporter = key;
		this.reporterAge = isRecipient( age ) ? age : null;
		this.reporters.push( key );
	}

	private findStatement( header: EnvelopeHeader ): Statement | undefined {
		const named: unknown = header.statement;
		return isReference( named ) ? this.statements.find(
			( statement ) => statement.hash === named.hash && statement.seq === named.seq
		) : undefined;
	}

	/** Finds the statement an envelope names, if the team's root signed it. */
	private statementOf( header: EnvelopeHeader ): Statement {
		const known = this.findStatement( header );
		if ( !known ) {
			throw new SealingError( 'statement_unknown' );
		}
		return known;
	}

	/** Finds it, and refuses one older than one already named in this vault. */
	private freshStatementOf( header: EnvelopeHeader ): Statement {
		const statement = this.statementOf( header );
		const newest = this.newest;
		if ( newest && ( statement.seq < newest.seq || ( statement.seq === newest.seq && statement.hash !== newest.hash ) ) ) {
			throw new SealingError( 'statement_stale' );
		}
		return statement;
	}

	/** Tells whose envelope this is, or why it is nobody's who may write here. */
	public judge( header: EnvelopeHeader ): Writer {
		if ( header.from === this.reporter ) {
			this.judgeReporter( header );
			return { role: 'reporter' };
		}
		return { role: 'member', member: this.judgeMember( header ) };
	}

	private judgeReporter( header: EnvelopeHeader ): void {
		const { kind, recused } = header;
		if ( !REPORTERS_ALONE.concat( REPORTERS_TOO ).includes( kind ) ) {
			throw new SealingError( 'not_a_member', 'only the team says this' );
		}
		if ( kind === 'epoch' ) {
			if ( header.reporter === undefined || ( Array.isArray( recused ) && recused.length ) ) {
				throw new SealingError( 'not_a_member', 'only the team says who takes part' );
			}
			requireEpoch( header, this.freshStatementOf( header ), this );
		} else if ( this.kind === 'invitation' && !this.isRenewed ) {
			// The member who invites knows the first code: nothing said with it shows who says it.
			throw new SealingError( 'wrong_place', 'said before the code was made anew' );
		}
	}

	private judgeMember( header: EnvelopeHeader ): Member {
		const { from, kind } = header;
		if ( this.excluded.includes( from ) ) {
			throw new SealingError( 'excluded' );
		}
		if ( this.isRecused( from, header.epoch ) ) {
			throw new SealingError( 'recused' );
		}
		if ( !this.lines.some( ( line ) => line.ed25519 === from ) ) {
			throw new SealingError( 'not_a_member' );
		}
		const statement = this.freshStatementOf( header );
		const member = statement.members.find( ( one ) => one.ed25519 === from );
		if ( !member ) {
			throw new SealingError( 'not_a_member' );
		}
		if ( REPORTERS_ALONE.includes( kind ) ) {
			throw new SealingError( 'wrong_place', 'only the reporter says this' );
		}
		if ( header.n === 0 && !isReader( member ) ) {
			// Somebody who was let in for one matter lets nobody else in.
			throw new SealingError( 'not_a_member', 'only members begin this' );
		}
		if ( kind === 'epoch' ) {
			requireEpoch( header, statement, this );
		} else if ( header.n === 0 && !this.kind ) {
			throw new SealingError( this.out.includes( from ) ? 'excluded' : 'malformed' );
		}
		return member;
	}

	/** Takes note of what an accepted envelope says about people. */
	public learn( header: EnvelopeHeader, writer: Writer ): void {
		const { kind, epoch } = header;
		if ( writer.role === 'member' || kind === 'summary' || kind === 'epoch' ) {
			const { seq, hash } = this.statementOf( header );
			this.newest = { seq, hash };
		}
		if ( kind === 'report' ) {
			this.reporterAge = isRecipient( header.reporter_age ) ? header.reporter_age : null;
		}
		if ( kind === 'epoch' ) {
			const recused = header.recused as string[];
			this.recusals.push( ...allKeys( recused, this.lines ).map( ( key ) => ( { key, since: epoch } ) ) );
			this.barred = allMarks( this.barred.concat( recused ), this.lines );
			this.holders = header.holders as string[];
			this.beginners.set( epoch, header.from );
			if ( header.reporter !== undefined ) {
				this.setReporter( header.reporter, header.reporter_age );
				this.isRenewed = true;
			}
		}
	}

	/** Keys of the people recused, as far as the vault has been read. */
	public get recused(): string[] {
		return this.recusals.map( ( recusal ) => recusal.key );
	}

	private isRecused( ed25519: string, epoch: number ): boolean {
		return this.recusals.some( ( { key, since } ) => key === ed25519 && since <= epoch );
	}

	/** Tells whether this key may hand out the vault's key of that epoch. */
	public mayGrant( ed25519: string, epoch: number ): boolean {
		return ed25519 === this.beginners.get( epoch ) || (
			this.lines.some( ( line ) => line.ed25519 === ed25519 && isReader( line ) ) &&
			!this.excluded.includes( ed25519 ) && !this.isRecused( ed25519, epoch )
		);
	}
}
