// SPDX-License-Identifier: AGPL-3.0-or-later
/** Who may write into a vault: its reporter, and members under a statement that readers know (SEALING). */
import { hasKeys, isB64, isCount, isHex } from './encoding';
import type { EnvelopeHeader } from './envelope';
import { SealingError } from './errors';
import type { Member, Statement, StatementRef } from './statement';

export type Writer = { role: 'reporter' } | { role: 'member'; member: Member };

/** Of everything in a thread, a reporter writes only these; the rest are acts of the team. */
const REPORTERS_KINDS = [ 'summary', 'report', 'message' ];

export function isKeyList( value: unknown ): value is string[] {
	return Array.isArray( value ) && value.every( ( key ) => isB64( key, 32 ) );
}

function isReference( value: unknown ): value is StatementRef & Record<string, unknown> {
	return hasKeys( value, 'seq', 'hash' ) && isCount( value.seq ) && isHex( value.hash, 32 );
}

/** What is known, while a vault is read in order, about the people who may write into it. */
export class Writers {
	public reporter: string | null = null;
	public excluded: string[] = [];
	/** Whose keys count no more, as far as the vault has been read. */
	public recused: string[] = [];
	/** The newest statement named so far; nobody may go back behind it. */
	public newest: StatementRef | null = null;

	public constructor( private readonly statements: Statement[] ) {}

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
		if ( this.recused.indexOf( from ) >= 0 ) {
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
			this.recused = this.recused.concat( header.recused );
		}
	}

	public inAnyStatement( ed25519: string ): boolean {
		return this.statements.some(
			( statement ) => statement.members.some( ( member ) => member.ed25519 === ed25519 )
		);
	}

	/** Tells whether somebody may hand out this vault's key. */
	public mayGrant( ed25519: string ): boolean {
		return ed25519 === this.reporter ||
			( this.inAnyStatement( ed25519 ) && this.excluded.indexOf( ed25519 ) < 0 );
	}
}
