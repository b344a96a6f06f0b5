// SPDX-License-Identifier: AGPL-3.0-or-later
/** A report worked on from outside its page: fetched and opened, acted on, and put away again. Many can be dealt with in a row. */
import type { Person } from '../../sealing';
import { ApiError } from '../../shared/api';
import { Opened } from '../report/opened';
import type { Session } from '../session';
import { Typed } from '../report/typed';

/** What was to be done was not, in words for whoever wanted it. */
export class NotDone extends Error {}

/** Somebody wrote in the meantime, so that nothing was done: it has to be read first. */
export class SomebodyWrote extends Error {}

/** Nothing is typed here; what was typed on a report's own page is not touched. */
let typing: Typed | undefined;

export class Matter {
	private isDone = true;
	public readonly opened: Opened;

	private constructor( session: Session, id: string ) {
		this.opened = new Opened( session, id, ( typing ??= new Typed( 'elsewhere' ) ), {
			draw: () => undefined,
			acted: ( _act, done ) => {
				this.isDone = done;
			}
		} );
	}

	public static async open( session: Session, person: Person, id: string ): Promise<Matter> {
		const matter = new Matter( session, id );
		await matter.opened.fetch();
		await matter.opened.open( person );
		return matter;
	}

	/** Adds an act to the thread. An act that is there already is done; after somebody else's step nothing is. */
	public async act( act: Parameters<Opened[ 'act' ]>[ 0 ], body: object ): Promise<void> {
		this.isDone = true;
		const problem = await this.opened.act( act, body );
		if ( problem ) {
			throw new NotDone( problem );
		}
		if ( !this.isDone ) {
			throw new SomebodyWrote();
		}
	}

	/** Mutes or unmutes the receipt; whatever else somebody changed meanwhile does not matter for it. */
	public async mute( muted: boolean ): Promise<void> {
		for ( let tries = 0; this.opened.standing.muted !== muted; tries++ ) {
			try {
				await this.opened.post( 'mute', { version: this.opened.standing.version, muted } );
			} catch ( error ) {
				if ( !( error instanceof ApiError ) || error.code !== 'changed' || tries > 3 ) {
					throw error;
				}
			}
			await this.opened.fetch();
		}
	}
}
