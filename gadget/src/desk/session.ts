// SPDX-License-Identifier: AGPL-3.0-or-later
/** Who sits at the desk, what the service says about them, and the keys this page trusts. */
import { readStatements, verifyStatement, type Statement, type Wire } from '../sealing';
import { recallStatement, rememberStatement } from '../sealing/memory';
import { call } from '../shared/api';
import { today as thisDay } from '../thread/days';
import type { VaultAnswer } from './report/context';

const API = '/api/v1';

export interface Intake {
	intake: string;
	open: boolean;
	reason: string;
}

export interface Membership {
	id: string;
	name: string;
	role: string;
	fingerprint: string | null;
	in_statement: boolean;
	/** Whether they may read and act for it today: the list, the wiki, and the team's word on staff. */
	belongs?: boolean;
	/** Whether the wiki still says that they belong, and when it was last asked. */
	authority?: { needed: boolean; holds: boolean; checked: string | null };
	statement_expires?: string | null;
	/** Whether the team takes reports now, and why not. */
	intake?: Intake;
}

export interface Me {
	person: { id: string; name: string; home: string; languages?: string[]; mail?: string; mail_confirmed?: boolean };
	teams: Membership[];
	keys: { age: string; ed25519: string; fingerprint: string } | null;
	absences?: { id: string; begins: string; ends: string }[];
}

/** A page of every vault one can read, each with who holds its newest key. */
export interface Holdings {
	vaults: { vault: string; matter: string | null; thread?: string | null; epoch: number; holders: string[]; mine: number[] }[];
	next: string | null;
}

export interface Pins {
	service: string;
	/** Signs proven names. */
	claim_key?: string;
	teams: Record<string, { name: string; root: string } | undefined>;
}

const isIn = ( team: Membership ): boolean => team.in_statement && team.belongs !== false;

export class Session {
	private readonly wires = new Map<string, Promise<Wire[]>>();

	public constructor(
		public readonly me: Me, public readonly pins: Pins, public readonly language: string, public readonly today: string
	) {}

	public get<T>( path: string ): Promise<T> {
		return call<T>( API + path, { withSession: true, language: this.language } );
	}

	public post<T>( path: string, body: object ): Promise<T> {
		return call<T>( API + path, { body, withSession: true, language: this.language } );
	}

	/** A vault's envelopes and one's own grants; one that is not for whoever asks does not exist. */
	public vault( id: string ): Promise<VaultAnswer> {
		return this.get<VaultAnswer>( '/desk/vaults/' + encodeURIComponent( id ) );
	}

	/** Who holds the newest key of a vault, by fingerprint. */
	public async holdersOf( team: string, vault: string ): Promise<string[]> {
		let after: string | null = null;
		do {
			const query = new URLSearchParams( { team, ...after && { after } } );
			const page: Holdings = await this.get( '/desk/holdings?' + query.toString() );
			const found = page.vaults.find( ( one ) => one.vault === vault );
			if ( found ) {
				return found.holders;
			}
			after = page.next;
		} while ( after !== null );
		return [];
	}

	public isMember(): boolean {
		return this.me.teams.some( isIn );
	}

	/** Whether somebody acts for a team, or for any: observers read along, others help with single matters. */
	public votesIn( id?: string ): boolean {
		return this.me.teams.some( ( team ) => ( id === undefined || team.id === id ) && isIn( team ) && team.role === 'member' );
	}

	/** The teams whose reports somebody is sent, and not only lent. */
	public readsFor(): Membership[] {
		return this.me.teams.filter( ( team ) => isIn( team ) && ( team.role === 'member' || team.role === 'observer' ) );
	}

	public teamName( team: string ): string {
		return this.pins.teams[ team ]?.name ?? team;
	}

	/** The key that signs a team's statements; without one nothing of the team can be believed. */
	public root( team: string ): string | null {
		return this.pins.teams[ team ]?.root ?? null;
	}

	/** A team's statements as they travel, oldest first; fetched once a page. */
	public statementWires( team: string ): Promise<Wire[]> {
		const known = this.wires.get( team ) ??
			this.get<{ statements: Wire[] }>( `/desk/teams/${ encodeURIComponent( team ) }/statements` ).then( ( said ) => said.statements );
		this.wires.set( team, known );
		known.catch( () => this.wires.delete( team ) );
		return known;
	}

	/** Those of them that the team's root signed, whenever that was. */
	public async statements( team: string ): Promise<Statement[]> {
		const root = this.root( team );
		return root === null ? [] : readStatements( await this.statementWires( team ), { root, team } );
	}

	/** The newest statement, good for today. */
	public async currentStatement( team: string ): Promise<Statement | null> {
		const wires = await this.statementWires( team );
		const root = this.root( team );
		if ( wires.length === 0 || root === null ) {
			return null;
		}
		const current = await verifyStatement( wires[ wires.length - 1 ], {
			root, team, today: this.today, remembered: await recallStatement( team )
		} );
		await rememberStatement( team, current );
		return current;
	}

	/** After a new statement was published. */
	public forgetStatements(): void {
		this.wires.clear();
	}
}

export function readPins(): Pins {
	const said = document.getElementById( 'alcove-pins' )?.textContent;
	return { service: '', teams: {}, ...said ? JSON.parse( said ) as object : {} };
}

export async function startSession( language: string ): Promise<Session> {
	const me = await call<Me>( API + '/desk/me', { withSession: true, language } );
	return new Session( me, readPins(), language, thisDay() );
}
