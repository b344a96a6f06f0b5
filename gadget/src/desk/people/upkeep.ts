// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Keeps what is sealed readable by the right people: lets in who joined or made new keys, locks out who left or lost theirs.
 *
 * Who may read is decided by what is signed: the team's list, and in each vault whom its writer left out and who was recused. The
 * service only says which keys were handed out already; believed or not, nobody else can be let in by it. All of it is worked out anew
 * each time, so it can be left, gone on with, and done by several members at once.
 */
import {
	audience, heeding, isBarred, readVault, REPORTER, sealEpoch, sealGrants, unheeded,
	type Member, type Person, type Statement, type VaultReading
} from '../../sealing';
import { recallHead, rememberHead } from '../../sealing/memory';
import { ApiError } from '../../shared/api';
import type { VaultAnswer } from '../report/context';
import { fileOf } from '../report/filing';
import { toldOut } from '../report/recusal';
import type { Session } from '../session';

/** Who holds the newest key of a vault, as the service says. */
export interface Holding {
	vault: string;
	team: string;
	kind: string;
	matter: string | null;
	/** Of a file: the vault of the thread it goes with. */
	thread: string | null;
	epoch: number;
	/** Fingerprints of who holds it for good. */
	holders: string[];
	/** Who holds it for a time, with the last day. */
	timed: Record<string, string>;
	mine: number[];
}

/** What one vault needs. */
export interface Need {
	holding: Holding;
	/** Who is to be let in. */
	grant: Member[];
	/** Fingerprints of who must not read what comes; then it is locked anew for everybody else. */
	gone: string[];
	/** Signing keys of those among them who are to take part no more, by their own word or a member's. */
	recused?: string[];
}

/** What a team's members and their vaults have in common. */
export interface Team {
	id: string;
	statement: Statement;
	statements: Statement[];
}

const ended = ( until: string, today: string ): boolean => until < today;

/** What may have to be done with a vault, before one knows whom it leaves out; of a file, with what is known of its thread. */
export function wanted( holding: Holding, statement: Statement, own: string, today: string, thread?: Holding ): Need | null {
	if ( !holding.holders.includes( own ) ) {
		// Who has it for a time lets nobody in.
		return null;
	}
	const readers = audience( statement.members );
	const known = statement.members.map( ( one ) => one.fingerprint );
	const gone = [
		...holding.holders.filter( ( holder ) => !readers.some( ( reader ) => reader.fingerprint === holder ) ),
		...Object.keys( holding.timed ).filter( ( holder ) => !known.includes( holder ) || ended( holding.timed[ holder ], today ) )
	];
	const grant = readers.filter( ( reader ) => !holding.holders.includes( reader.fingerprint ) );
	// Somebody was kept out of the thread, and who did it was interrupted.
	const half = thread && holding.holders.some( ( holder ) => !thread.holders.includes( holder ) );
	return half || gone.length || grant.length ? { holding, grant, gone } : null;
}

/**
 * What is to be done with a vault, once it was read: nobody it leaves out is let in, and whoever of them holds it still is locked out.
 *
 * @param thread of a file: who reads its thread when this is done, by fingerprint; nobody else may read the file
 */
export function decide( need: Need, reading: Pick<VaultReading, 'barred'>, statement: Statement, thread: string[] | null ): Need | null {
	const may = ( member: Member ): boolean => !isBarred( member, reading.barred ) && ( !thread || thread.includes( member.fingerprint ) );
	const { holding } = need;
	const out = statement.members.filter( ( member ) => !may( member ) ).map( ( member ) => member.fingerprint );
	const inside = holding.holders.concat( Object.keys( holding.timed ) );
	const gone = Array.from( new Set( need.gone.concat( inside.filter( ( holder ) => out.includes( holder ) ) ) ) );
	const grant = need.grant.filter( may );
	return gone.length || grant.length ? { holding, grant, gone } : null;
}

/** Everybody who reads a vault after a need is met. */
export function readersAfter( { holding, grant, gone }: Need ): string[] {
	return holding.holders.concat( grant.map( ( one ) => one.fingerprint ) ).filter( ( holder ) => !gone.includes( holder ) );
}

/** How many vaults are concerned, by team and person. */
export interface Sum {
	team: string;
	grants: { member: Member; vaults: number }[];
	locks: { name: string; vaults: number }[];
}

/** Adds up what is to be done, for somebody to look at before it is. */
export function sums( needs: Need[], teams: Team[] ): Sum[] {
	return teams.map( ( { id, statements } ) => {
		const grants = new Map<string, { member: Member; vaults: number }>();
		const locks = new Map<string, number>();
		const lines = statements.flatMap( ( one ) => one.members );
		for ( const { grant, gone } of needs.filter( ( need ) => need.holding.team === id ) ) {
			for ( const member of grant ) {
				const sum = grants.get( member.fingerprint ) ?? { member, vaults: 0 };
				grants.set( member.fingerprint, { member, vaults: sum.vaults + 1 } );
			}
			for ( const holder of gone ) {
				// A key in no list that this team's root ever signed has no name one could believe.
				const name = lines.find( ( line ) => line.fingerprint === holder )?.name ?? '';
				locks.set( name, ( locks.get( name ) ?? 0 ) + 1 );
			}
		}
		return { team: id, grants: Array.from( grants.values() ), locks: Array.from( locks, ( [ name, vaults ] ) => ( { name, vaults } ) ) };
	} ).filter( ( sum ) => sum.grants.length + sum.locks.length > 0 );
}

/** Does it, in the browser of whoever sits here. */
export class Upkeep {
	public readonly teams: Team[] = [];
	/** Vaults that could not be read or changed, with the reason. */
	public readonly failures: { vault: string; error: unknown }[] = [];
	private readonly holdings = new Map<string, Holding>();
	private person!: Person;

	public constructor( private readonly session: Session ) {}

	/** Asks the service who holds what, and says which vaults need a look. No key is needed for it. */
	public async ask(): Promise<Need[]> {
		this.holdings.clear();
		this.teams.length = 0;
		this.failures.length = 0;
		const own = this.session.me.keys?.fingerprint ?? '';
		const needs: Need[] = [];
		for ( const { id } of this.session.me.teams.filter( ( team ) => team.in_statement ) ) {
			const statement = await this.session.currentStatement( id );
			if ( !statement || !audience( statement.members ).some( ( one ) => one.fingerprint === own ) ) {
				continue;
			}
			this.teams.push( { id, statement, statements: await this.session.statements( id ) } );
			const all = await this.allOf( id );
			all.forEach( ( holding ) => this.holdings.set( holding.vault, holding ) );
			for ( const holding of all ) {
				const need = wanted( holding, statement, own, this.session.today, this.threadOf( holding ) );
				if ( need ) {
					needs.push( need );
				}
			}
		}
		// A file is opened after its thread, because it leaves out whom the thread leaves out.
		return needs.sort( ( a, b ) => Number( a.holding.thread !== null ) - Number( b.holding.thread !== null ) );
	}

	public unlock( person: Person ): void {
		this.person = person;
	}

	/** Opens a vault and says what is to be done with it, if anything is. */
	public async look( need: Need, planned: Need[] ): Promise<Need | null> {
		const { statement } = this.teamOf( need.holding );
		const reading = await this.read( need.holding );
		const told = await this.toldOut( need.holding, statement );
		const recused = told.filter( ( one ) => !isBarred( one, reading.barred ) ).map( ( one ) => one.ed25519 );
		const decided = decide( need, { barred: reading.barred.concat( recused ) }, statement, this.threadAfter( need.holding, planned ) );
		return decided && { ...decided, recused };
	}

	/** Meets a need, unless somebody else has meanwhile. */
	public async meet( need: Need ): Promise<void> {
		for ( let tries = 0; ; tries++ ) {
			try {
				await ( need.gone.length ? this.lock( need ) : this.grant( need ) );
				return;
			} catch ( error ) {
				const raced = error instanceof ApiError && ( error.code === 'number_taken' || error.code === 'already_granted' );
				if ( !raced || tries === 2 ) {
					throw error;
				}
			}
			const again = await this.afresh( need );
			if ( !again ) {
				return;
			}
			need = again;
		}
	}

	private async grant( { holding, grant }: Need ): Promise<void> {
		const { vault, team } = holding;
		const reading = await this.read( holding );
		const keys = reading.keys.filter( ( key ) => key.epoch === reading.head?.epoch );
		const grants = await sealGrants( { vault, team, keys, to: grant, signer: this.person.signer } );
		await this.session.post( `/desk/vaults/${ vault }/grants`, { grants } );
	}

	private async lock( need: Need ): Promise<void> {
		const { vault, team, timed } = need.holding;
		const { statement } = this.teamOf( need.holding );
		const reading = await this.read( need.holding );
		const about = this.threadOf( need.holding );
		const half = about ? unheeded( reading, await this.read( about ) ) : [];
		const recused = half.concat( need.recused ?? [] );
		const after = readersAfter( need );
		const sealed = await sealEpoch( {
			vault, team, reading, statement, signer: this.person.signer, recused,
			holders: audience( statement.members ).filter( ( one ) => after.includes( one.fingerprint ) )
		} );
		await this.session.post( `/desk/vaults/${ vault }/epochs`, sealed.payload );
		await this.forATimeAgain( need, sealed.key, timed );
	}

	/** Who was let in for a time goes on reading until then. */
	private async forATimeAgain( { holding, gone }: Need, key: VaultReading[ 'keys' ][ 0 ], timed: Record<string, string> ): Promise<void> {
		const { vault, team } = holding;
		const to = this.teamOf( holding ).statement.members.filter( ( one ) => one.fingerprint in timed && !gone.includes( one.fingerprint ) );
		const grants = await sealGrants( { vault, team, keys: [ key ], to, signer: this.person.signer } );
		if ( grants.length ) {
			await this.session.post( `/desk/vaults/${ vault }/grants`, { grants: grants.map( ( one ) => ( { ...one, until: timed[ one.holder ] } ) ) } );
		}
	}

	/** The same need as it stands now; somebody else may have met it. */
	private async afresh( { holding }: Need ): Promise<Need | null> {
		const { id, statement } = this.teamOf( holding );
		const now = ( await this.allOf( id ) ).find( ( one ) => one.vault === holding.vault );
		if ( !now ) {
			return null;
		}
		this.holdings.set( now.vault, now );
		const need = wanted( now, statement, this.person.fingerprint, this.session.today, this.threadOf( now ) );
		return need && this.look( need, [] );
	}

	/** Who is to take part no more, as the file says, whether or not that was done: they may have left, and nobody has locked it since. */
	private async toldOut( holding: Holding, { members }: Statement ): Promise<Member[]> {
		const isFile = holding.kind === 'file';
		const file = isFile ? holding : [ ...this.holdings.values() ].find( ( one ) => one.thread === holding.vault );
		if ( !file || !file.mine.length ) {
			return [];
		}
		const { decisions } = fileOf( ( await this.read( file ) ).entries );
		return toldOut( decisions, members ).filter( ( one ) => one.ed25519 !== this.person.ed25519Public );
	}

	private threadOf( { thread }: Holding ): Holding | undefined {
		return thread === null ? undefined : this.holdings.get( thread );
	}

	private threadAfter( file: Holding, planned: Need[] ): string[] | null {
		const holding = this.threadOf( file );
		if ( !holding ) {
			// The thread was deleted, or there never was one.
			return null;
		}
		const need = planned.find( ( one ) => one.holding.vault === holding.vault );
		return readersAfter( need ?? { holding, grant: [], gone: [] } ).concat( Object.keys( holding.timed ) );
	}

	private async read( holding: Holding ): Promise<VaultReading> {
		const { grants, envelopes } = await this.session.get<VaultAnswer>( '/desk/vaults/' + holding.vault );
		const { vault, team, thread } = holding;
		const about = this.threadOf( holding );
		const of = about && await this.read( about );
		const reading = await readVault( {
			vault, team, holder: this.person.fingerprint, identity: this.person.identity, grants, envelopes,
			statements: this.teamOf( holding ).statements, remembered: await recallHead( vault ),
			...( holding.kind === 'file' ? { as: 'file' as const } : {} ),
			...( of && thread !== null ? { matter: thread, excluded: of.excluded } : {} )
		} );
		if ( reading.head ) {
			await rememberHead( vault, reading.head );
		}
		return of ? heeding( reading, of ) : reading;
	}

	private teamOf( { team }: Holding ): Team {
		return this.teams.find( ( one ) => one.id === team ) as Team;
	}

	private async allOf( team: string ): Promise<Holding[]> {
		const found: Holding[] = [];
		let after: string | null = null;
		do {
			const query = new URLSearchParams( { team, ...after !== null && { after } } );
			const page: { vaults: Holding[]; next: string | null } = await this.session.get( '/desk/holdings?' + query.toString() );
			found.push( ...page.vaults.map( ( one ) => ( { ...one, holders: one.holders.filter( ( holder ) => holder !== REPORTER ) } ) ) );
			after = page.next;
		} while ( after !== null );
		return found;
	}
}
