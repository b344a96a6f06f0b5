// SPDX-License-Identifier: AGPL-3.0-or-later
/** Who may write into a vault: its reporter, and members under a statement that readers know (SEALING). */
import { hasKeys, isB64, isCount, isHex } from './encoding';
import type { EnvelopeHeader } from './envelope';
import { SealingError } from './errors';
import type { Member, Statement, StatementRef } from './statement';

export type Writer = { role: 'reporter' } | { role: 'member'; member: Member };

/** Of everything in a thread, a reporter writes only these; the rest are acts of the team. */
const REPORTERS_KINDS = [ 'summary', 'report', 'message' ];
/** What may follow after a thread has begun, in any order. */
const FOLLOWING_KINDS = [ 'message', 'received', 'acknowledged', 'closed', 'reopened' ];

export function isKeyList( value: unknown ): value is string[] {
	return Array.isArray( value ) && value.every( ( key ) => isB64( key, 32 ) );
}

/** Says whether this kind of envelope may stand there: a vault begins with a summary, an epoch with its reason. */
export function isInPlace( { kind, epoch, n }: EnvelopeHeader ): boolean {
	if ( n === 0 ) {
		return kind === ( epoch === 0 ? 'summary' : 'epoch' );
	}
	return epoch === 0 && n === 1 ? kind === 'report' : FOLLOWING_KINDS.indexOf( kind ) >= 0;
}

function isReference( value: unknown ): value is StatementRef & Record<string, unknown> {
	return hasKeys( value, 'seq', 'hash' ) && isCount( value.seq ) && isHex( value.hash, 32 );
}

/** What is known, while a vault is read in order, about the people who may write into it. */
export class Writers {
	public reporter: string | null = null;
	/** Keys of the people whom the reporter left out. */
	public excluded: string[] = [];
	/** Keys of the people recused, each with the epoch from which on. */
	private readonly recusals: { key: string; since: number }[] = [];
	/** The newest statement named so far; nobody may go back behind it. */
	public newest: StatementRef | null = null;

	public constructor( private readonly statements: Statement[] ) {}

	/** Learns from the first envelope who reports and who is left out. */
	public begin( header: EnvelopeHeader ): void {
		this.reporter = header.from;
		this.excluded = this.allKeysOf( header.excluded || [] );
	}

	/**
	 * Adds to some keys all others that the same people have in any statement.
	 *
	 * Somebody who was left out does not come back in by making a new key.
	 */
	private allKeysOf( keys: string[] ): string[] {
		const members = ( [] as Member[] ).concat( ...this.statements.map( ( statement ) => statement.members ) );
		const people = members.filter( ( member ) => keys.indexOf( member.ed25519 ) >= 0 );
		const others = members.filter( ( member ) => people.some(
			( person ) => person.name === member.name && person.home === member.home
		) );
		return Array.from( new Set( keys.concat( others.map( ( member ) => member.ed25519 ) ) ) );
	}

	/** Finds the statement an envelope names, if the team's root signed it. */
	public statementOf( header: EnvelopeHeader ): Statement {
		const named: unknown = header.statement;
		const known = isReference( named ) && this.statements.find(
			( statement ) => statement.hash === named.hash && statement.seq === named.seq
		);
		if ( !known ) {
			throw new SealingError( 'statement_unknown' );
		}
		return known;
	}

	/** Refuses a statement older than one already named in this vault. */
	private requireNotStale( { seq, hash }: Statement ): void {
		const newest = this.newest;
		if ( newest && ( seq < newest.seq || ( seq === newest.seq && hash !== newest.hash ) ) ) {
			throw new SealingError( 'statement_stale' );
		}
	}

	/** Tells whose envelope this is, or why it is nobody's who may write here. */
	public judge( header: EnvelopeHeader ): Writer {
		const { from, kind } = header;
		if ( from === this.reporter ) {
			if ( REPORTERS_KINDS.indexOf( kind ) < 0 ) {
				throw new SealingError( 'not_a_member', 'only the team says this' );
			}
			return { role: 'reporter' };
		}
		if ( this.excluded.indexOf( from ) >= 0 ) {
			throw new SealingError( 'excluded' );
		}
		if ( this.isRecused( from, header.epoch ) ) {
			throw new SealingError( 'recused' );
		}
		if ( !this.inAnyStatement( from ) ) {
			throw new SealingError( 'not_a_member' );
		}
		const statement = this.statementOf( header );
		this.requireNotStale( statement );
		const member = statement.members.find( ( one ) => one.ed25519 === from );
		if ( !member ) {
			throw new SealingError( 'not_a_member' );
		}
		if ( kind === 'summary' || kind === 'report' ) {
			throw new SealingError( 'wrong_place', 'only the reporter says this' );
		}
		return { role: 'member', member };
	}

	/** Takes note of what an accepted envelope says about people. */
	public learn( header: EnvelopeHeader, writer: Writer ): void {
		if ( writer.role === 'member' || header.kind === 'summary' ) {
			const { seq, hash } = this.statementOf( header );
			this.newest = { seq, hash };
		}
		if ( header.kind === 'epoch' && header.recused ) {
			this.recusals.push( ...this.allKeysOf( header.recused ).map(
				( key ) => ( { key, since: header.epoch } )
			) );
		}
	}

	/** Keys of the people recused, as far as the vault has been read. */
	public get recused(): string[] {
		return this.recusals.map( ( recusal ) => recusal.key );
	}

	public isRecused( ed25519: string, epoch: number ): boolean {
		return this.recusals.some( ( { key, since } ) => key === ed25519 && since <= epoch );
	}

	public inAnyStatement( ed25519: string ): boolean {
		return this.statements.some(
			( statement ) => statement.members.some( ( member ) => member.ed25519 === ed25519 )
		);
	}
}
