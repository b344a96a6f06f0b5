// SPDX-License-Identifier: AGPL-3.0-or-later
/** What reports are about, as far as it was opened in this visit: opened once, kept locked in the tab, gone with it. */
import { openSummary, type Person, type Statement, type SummaryBody } from '../../sealing';
import { readSummary } from '../../thread/report';
import type { Line } from './order';
import { Persons } from './persons';
import type { Session } from '../session';
import { recall, remember } from '../visit';

/** What a summary said, or why it could not be opened. */
export type Opened = { summary: SummaryBody; excluded: string[]; error?: undefined } | { error: string };

/** Instead of why it could not be opened: there is nothing left to open. */
export const DELETED = 'deleted';

/** As it is kept: with what tells reports apart where no list is at hand. */
interface Kept {
	body: object;
	excluded: string[];
	vault: string;
	day: string;
	/** Names in the report itself, when it was opened. */
	people?: string[];
}

/** Under which what was opened is kept for the visit. */
const OPENED = 'alcove-visit-opened';

/** How many are opened at once. */
export const TOGETHER = 24;

/** Forgets what one report said: it is no longer for whoever sits here. */
export async function forgetOpened( id: string ): Promise<void> {
	const kept = await recall( OPENED );
	if ( kept !== null ) {
		await remember( OPENED, JSON.stringify( ( JSON.parse( kept ) as [ string, Kept ][] ).filter( ( [ other ] ) => other !== id ) ) );
	}
}

export class Summaries {
	private constructor( private readonly session: Session, private readonly person: Person, private readonly kept: Map<string, Kept> ) {}

	public static async of( session: Session, person: Person ): Promise<Summaries> {
		return new Summaries( session, person, new Map( JSON.parse( await recall( OPENED ) ?? '[]' ) as [ string, Kept ][] ) );
	}

	public known( id: string ): Opened | null {
		const kept = this.kept.get( id );
		return kept ? { summary: readSummary( kept.body ), excluded: kept.excluded } : null;
	}

	/** The day a report came, and its vault, for those opened in this visit. */
	public placeOf( id: string ): { day: string; vault: string } | null {
		return this.kept.get( id ) ?? null;
	}

	public get size(): number {
		return this.kept.size;
	}

	/** Opens some, all at once. What cannot be opened is said with its reason, and tried again in the next visit. */
	public async open( lines: readonly Line[] ): Promise<Map<string, Opened>> {
		return new Map( await Promise.all(
			lines.map( async ( line ): Promise<[ string, Opened ]> => [ line.id, await this.openOne( line ) ] ) ) );
	}

	/** Remembers whom a report names, once the whole of it was opened. */
	public learn( id: string, people: string[] ): void {
		const kept = this.kept.get( id );
		if ( kept ) {
			kept.people = people;
		}
	}

	/** Forgets what is listed no more: deleted, or no longer for whoever sits here. Only a whole list tells. */
	public forgetAllBut( listed: readonly string[] ): void {
		const still = new Set( listed );
		[ ...this.kept.keys() ].filter( ( id ) => !still.has( id ) ).forEach( ( id ) => this.kept.delete( id ) );
	}

	/** Who is named in which of the reports opened in this visit; `among` leaves out those no longer listed. */
	public persons( among: readonly string[] = [ ...this.kept.keys() ] ): Persons {
		const persons = new Persons();
		for ( const id of among ) {
			const kept = this.kept.get( id );
			if ( kept ) {
				persons.add( id, [ ...readSummary( kept.body ).about, ...kept.people ?? [] ] );
			}
		}
		return persons;
	}

	public keep(): Promise<boolean> {
		return remember( OPENED, JSON.stringify( [ ...this.kept ] ) );
	}

	private async openOne( line: Line ): Promise<Opened> {
		const { id, team, vault, grants, summary, day } = line;
		if ( summary === null ) {
			// What was deleted is not shown from what this visit still remembers.
			this.kept.delete( id );
			return { error: DELETED };
		}
		const known = this.known( id );
		if ( known ) {
			return known;
		}
		if ( this.session.root( team ) === null ) {
			return { error: 'no_root' };
		}
		const entry = await openSummary( {
			vault, team, holder: this.person.fingerprint, identity: this.person.identity, grants, statements: await this.statements( team ), summary
		} );
		if ( !entry.ok ) {
			return { error: entry.error };
		}
		const excluded = Array.isArray( entry.header.excluded ) ? entry.header.excluded : [];
		this.kept.set( id, { body: entry.body, excluded, vault, day } );
		return { summary: readSummary( entry.body ), excluded };
	}

	private readonly read = new Map<string, Promise<Statement[]>>();

	private statements( team: string ): Promise<Statement[]> {
		const known = this.read.get( team ) ?? this.session.statements( team );
		this.read.set( team, known );
		known.catch( () => this.read.delete( team ) );
		return known;
	}
}
