// SPDX-License-Identifier: AGPL-3.0-or-later
/** Shows what is to be done so that the right people can read, and does it when somebody says so: in steps that can be stopped. */
import type { Person } from '../../sealing';
import { t } from '../../shared/i18n';
import { box, button, el, fill } from '../../thread/el';
import { failureWords } from '../../thread/problems';
import { bit } from '../../thread/text';
import { Opening } from '../opening';
import { progressIn } from '../progress';
import type { Session } from '../session';
import { unlocked } from '../unlock';
import { sums, Upkeep, type Need } from './upkeep';

export class UpkeepView {
	public readonly root = el( 'div', { class: 'upkeep' } );
	private readonly place = el( 'div', { class: 'upkeep__place' } );
	private readonly upkeep: Upkeep;

	public constructor( private readonly session: Session ) {
		this.upkeep = new Upkeep( session );
	}

	/** What the service alone can say: whether there is anything to look at. When there is not, a line is enough. */
	public async begin(): Promise<boolean> {
		try {
			const needs = await this.upkeep.ask();
			if ( needs.length === 0 ) {
				fill( this.root, el( 'p', { class: 'note' }, t( 'alcove-desk-upkeep-nothing' ) ) );
				return false;
			}
			this.unfold();
			fill( this.place, el( 'p', {}, t( 'alcove-desk-upkeep-look-lead', needs.length ) ),
				button( t( 'alcove-desk-upkeep-look' ), () => void this.look( needs ), { primary: true } ) );
		} catch ( error ) {
			this.unfold();
			this.fail( error );
		}
		return true;
	}

	private unfold(): void {
		fill( this.root, el( 'h3', {}, t( 'alcove-desk-upkeep-title' ) ), el( 'p', {}, t( 'alcove-desk-upkeep-lead' ) ), this.place );
	}

	private fail( error: unknown ): void {
		fill( this.place, box( 'error', el( 'p', {}, failureWords( error ) ) ), button( t( 'alcove-desk-again' ), () => void this.begin() ) );
	}

	/** Opens what may have to change: whom a vault leaves out stands inside it. */
	private async look( needs: Need[] ): Promise<void> {
		const panel = el( 'div', {} );
		fill( this.place, panel );
		const person: Person = await unlocked( panel, this.session );
		this.upkeep.unlock( person );
		const planned: Need[] = [];
		await this.each( needs, 'looked', async ( need ) => {
			const decided = await this.upkeep.look( need, planned );
			if ( decided ) {
				planned.push( decided );
			}
		} );
		this.show( planned );
	}

	/** Who would be let in where, and who locked out, before anything happens. */
	private show( planned: Need[] ): void {
		const troubles = this.troubles();
		if ( planned.length === 0 ) {
			fill( this.place, troubles, !troubles && box( 'success', el( 'p', {}, t( 'alcove-desk-upkeep-nothing' ) ) ) );
			return;
		}
		fill( this.place, troubles,
			sums( planned, this.upkeep.teams ).map( ( sum ) => el( 'div', { class: 'upkeep__team', role: 'group', 'aria-label': this.session.teamName( sum.team ) },
				el( 'h4', {}, bit( this.session.teamName( sum.team ) ) ),
				el( 'ul', {},
					sum.grants.map( ( { member, vaults } ) => el( 'li', { class: 'upkeep__grant' }, bit( member.name ), ' ', el( 'span', { class: 'home' }, bit( member.home ) ), ': ', t( 'alcove-desk-upkeep-grant', vaults ) ) ),
					sum.locks.map( ( { name, vaults } ) => el( 'li', { class: 'upkeep__lock' }, name ? bit( name ) : t( 'alcove-desk-upkeep-unknown' ), ': ', t( 'alcove-desk-upkeep-lock', vaults ) ) ) ) ) ),
			el( 'p', {}, t( 'alcove-desk-upkeep-do-lead' ) ),
			button( t( 'alcove-desk-upkeep-do', planned.length ), () => void this.run( planned ), { primary: true } ) );
		this.place.querySelector( 'button' )?.focus();
	}

	private async run( planned: Need[] ): Promise<void> {
		await this.each( planned, 'kept', ( need ) => this.upkeep.meet( need ) );
		const troubles = this.troubles();
		const done = el( 'div', { role: 'status' }, troubles ?? box( 'success', el( 'p', {}, t( 'alcove-desk-upkeep-done', planned.length ) ) ) );
		fill( this.place, done, troubles && button( t( 'alcove-desk-again' ), () => void this.begin() ) );
	}

	/** One after the other; where it was stopped it goes on. What one vault makes difficult does not stop the others. */
	private each( needs: Need[], what: string, work: ( need: Need ) => Promise<void> ): Promise<void> {
		return new Promise( ( resolve ) => {
			let going: Opening<Need> | null = null;
			const go = async (): Promise<void> => {
				await going?.run();
				if ( going && going.progress.done === needs.length ) {
					resolve();
				}
			};
			const show = progressIn( this.place, () => going?.stop(), () => void go(), what );
			going = new Opening( needs, async ( [ need ] ) => {
				try {
					await work( need );
				} catch ( error ) {
					this.upkeep.failures.push( { vault: need.holding.vault, error } );
				}
			}, show );
			void go();
		} );
	}

	private troubles(): HTMLElement | null {
		const { failures } = this.upkeep;
		const reasons = Array.from( new Set( failures.map( ( { error } ) => failureWords( error ) ) ) );
		return failures.length ? box( 'error', el( 'p', {}, t( 'alcove-desk-upkeep-failed', failures.length ) ),
			el( 'ul', {}, reasons.map( ( reason ) => el( 'li', {}, reason ) ) ), el( 'p', {}, t( 'alcove-desk-upkeep-failed-do' ) ) ) : null;
	}
}
