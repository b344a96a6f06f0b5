// SPDX-License-Identifier: AGPL-3.0-or-later
/** The desk's first page: what to do next without a click, then everything else that is due, new, or in somebody's hands. */
import './agenda.css';
import type { Head, Person } from '../../sealing';
import { recallHead } from '../../sealing/memory';
import { t } from '../../shared/i18n';
import { dayElement, daysUntil } from '../../thread/days';
import { box, button, el, fill, sentence, type Child } from '../../thread/el';
import { failureWords } from '../../thread/problems';
import { bit } from '../../thread/text';
import { GROUPS, items, nextStep, placeOf, worker, type Group, type Item, type Looking, type Reason } from './agenda';
import { alarmChores, inUrgency, keyChores, ownChores, type Alarm, type Chore } from './chores';
import { linePages } from '../queue/lines';
import { Opening } from '../opening';
import { outsideView } from '../outside';
import type { Line } from '../queue/order';
import { progressIn } from '../progress';
import { addressOf, lockedName, openedWords } from '../queue/rows';
import type { Holdings, Session } from '../session';
import { Summaries, TOGETHER, type Opened } from '../queue/summaries';
import { peopleLink, unlocked } from '../unlock';

/** More are looked at only in the list. */
const MOST = 1000;

/** What the first reason to look at a matter asks for. */
const ACTS: Record<Reason[ 'kind' ], string> = {
	answer: 'answer', turn: 'answer', update: 'update', evidence: 'save', technical: 'save', retention: 'keep', withdrawn: 'read', handover: 'ask', new: 'read'
};

export async function showAgenda( view: HTMLElement, panel: HTMLElement, session: Session ): Promise<void> {
	fill( view, el( 'p', { role: 'status' }, t( 'alcove-desk-loading' ) ) );
	if ( !session.isMember() ) {
		fill( view, outsideView( session, peopleLink( t( 'alcove-desk-no-keys-link' ) ) ) );
		return;
	}
	const page = new AgendaPage( view, session );
	if ( await page.fetch() ) {
		// Keys and lists are known without a key, and do not wait for one.
		void page.lookAfterKeys();
		await page.open( await unlocked( panel, session ) );
	}
}

class AgendaPage {
	private lines: Line[] = [];
	private all: Item[] = [];
	private looking!: Looking;
	private isCut = false;
	private readonly progress = el( 'div', { class: 'progress' } );
	private readonly chores = el( 'div', {} );
	private readonly places = new Map<string, HTMLElement[]>();

	public constructor( private readonly view: HTMLElement, private readonly session: Session ) {}

	public async fetch(): Promise<boolean> {
		try {
			for await ( const page of linePages( this.session, { state: '', who: '' } ) ) {
				this.lines.push( ...page );
				if ( this.lines.length >= MOST ) {
					this.isCut = true;
					break;
				}
			}
		} catch ( error ) {
			fill( this.view, box( 'error', el( 'p', {}, failureWords( error ) ), button( t( 'alcove-desk-again' ), () => location.reload() ) ) );
			return false;
		}
		const vaults = this.lines.flatMap( ( line ) => [ line.vault, ...line.file ? [ line.file.vault ] : [] ] );
		const seen = new Map( await Promise.all(
			vaults.map( async ( vault ): Promise<[ string, Head | null ]> => [ vault, await recallHead( vault ) ] ) ) );
		this.looking = { person: this.session.me.person.id, today: this.session.today, seen };
		this.all = items( this.lines, this.looking );
		this.draw();
		return true;
	}

	/** Opens what stands on the agenda; the rest is opened in the list. */
	public async open( person: Person ): Promise<void> {
		const summaries = await Summaries.of( this.session, person );
		if ( !this.isCut ) {
			summaries.forgetAllBut( this.lines.map( ( line ) => line.id ) );
		}
		const work: Opening<Line> = new Opening( this.all.map( ( item ) => item.line ), async ( some ) => {
			( await summaries.open( some ) ).forEach( ( opened, id ) => this.showOpened( id, opened ) );
		}, ( progress ) => {
			show( progress );
			if ( !progress.running ) {
				void summaries.keep();
			}
		}, TOGETHER );
		const go = (): Promise<void> => work.run().catch( ( error ) => fill( this.progress, box( 'error', el( 'p', {}, failureWords( error ) ),
			button( t( 'alcove-desk-continue' ), () => void go() ) ) ) );
		const show = progressIn( this.progress, () => work.stop(), () => void go() );
		addEventListener( 'pagehide', () => work.stop() );
		await go();
	}

	private showOpened( id: string, opened: Opened ): void {
		const line = this.lines.find( ( one ) => one.id === id ) as Line;
		this.places.get( id )?.forEach( ( place ) => fill( place, openedWords( opened, line ) ) );
	}

	/** What needs no report: the own standing at once, then who holds which keys. */
	public async lookAfterKeys(): Promise<void> {
		const { me, today } = this.session;
		const chores = ownChores( me, today );
		this.drawChores( inUrgency( chores ) );
		for ( const team of this.session.readsFor() ) {
			chores.push( ...await this.keysOf( team.id ).catch( () => [] ) );
		}
		this.drawChores( inUrgency( chores ) );
	}

	private async keysOf( team: string ): Promise<Chore[]> {
		const roster = await this.session.get<{ alarms: Alarm[] }>( `/desk/teams/${ encodeURIComponent( team ) }/people` );
		const statement = await this.session.currentStatement( team );
		const held: { team: string; holders: string[] }[] = [];
		let after: string | null = null;
		do {
			const query = new URLSearchParams( { team, ...after && { after } } );
			const page: Holdings = await this.session.get( '/desk/holdings?' + query.toString() );
			held.push( ...page.vaults.map( ( { holders } ) => ( { team, holders } ) ) );
			after = page.next;
		} while ( after !== null );
		const readers = ( statement?.members ?? [] ).filter( ( one ) => one.role === 'member' || one.role === 'observer' );
		return [ ...alarmChores( team, roster.alarms ), ...statement ? keyChores( team, held, readers ) : [] ];
	}

	private drawChores( chores: readonly Chore[] ): void {
		fill( this.chores, chores.length > 0 && el( 'section', { class: 'group', 'aria-labelledby': 'group-keys' },
			el( 'h2', { id: 'group-keys' }, t( 'alcove-desk-group-keys' ) ),
			el( 'ul', { class: 'agenda-list' }, chores.map( ( chore ) => this.choreView( chore ) ) ) ) );
	}

	private choreView( { kind, team, what = '', day, count = 0 }: Chore ): HTMLElement {
		const { today, language } = this.session;
		const words = kind === 'paused' ? [ t( 'alcove-desk-chore-paused-' + what ) ] :
			sentence( 'alcove-desk-chore-' + kind, ...day ? [ dayElement( day, today, language ) ] : kind === 'joined' ? [ bit( what ), count ] : what ? [ bit( what ) ] : [ count ] );
		return el( 'li', { class: 'agenda-item', 'data-row': true },
			el( 'span', { class: 'agenda-item__what' }, words ),
			el( 'span', { class: 'agenda-item__who' }, team && this.session.me.teams.length > 1 ? bit( this.session.teamName( team ) ) : '' ),
			el( 'a', { class: 'agenda-item__act', href: peopleAddress(), 'data-open': true }, t( 'alcove-desk-chore-open' ) ) );
	}

	private draw(): void {
		const next = nextStep( this.all, this.looking );
		const groups = GROUPS.map( ( group ) => this.groupView( group, this.all.filter( ( item ) => item.group === group ) ) );
		fill( this.view,
			this.isCut && box( 'notice', el( 'p', {}, t( 'alcove-desk-agenda-cut', MOST ) ) ),
			next ? this.nextView( next ) : this.nothingView(),
			this.progress, groups, this.chores );
	}

	/** The one thing to do next, with the way to it. */
	private nextView( item: Item ): HTMLElement {
		const { line, reasons } = item;
		return el( 'section', { class: 'next', 'aria-labelledby': 'next-title' },
			el( 'h2', { id: 'next-title' }, t( 'alcove-desk-next' ) ),
			el( 'p', { class: 'next__what' }, this.what( line ) ),
			el( 'p', {}, this.reasonsView( reasons ), this.whoView( line ) && ' · ', this.whoView( line ) ),
			el( 'a', { class: 'cdx-button cdx-button--fake-button cdx-button--fake-button--enabled cdx-button--action-progressive cdx-button--weight-primary', href: this.addressOf( item ), 'data-key': 'n' },
				t( 'alcove-desk-do-' + this.actOf( item ) ) ) );
	}

	/** What to do about it; who has no vote reads. */
	private actOf( { line, reasons }: Item ): string {
		return this.session.votesIn( line.team ) ? ACTS[ reasons[ 0 ].kind ] : 'read';
	}

	private nothingView(): HTMLElement {
		return el( 'section', { class: 'next next--nothing' }, el( 'h2', {}, t( 'alcove-desk-next-nothing' ) ), el( 'p', {}, t( this.lines.length ? 'alcove-desk-next-nothing-now' : this.session.readsFor().length ? 'alcove-desk-empty-how' : 'alcove-desk-empty-lent' ) ) );
	}

	private groupView( group: Group, some: Item[] ): HTMLElement | null {
		return some.length === 0 ? null : el( 'section', { class: 'group group--' + group, 'aria-labelledby': 'group-' + group },
			el( 'h2', { id: 'group-' + group }, t( 'alcove-desk-group-' + group ), ' ', el( 'span', { class: 'group__count' }, String( some.length ) ) ),
			el( 'ul', { class: 'agenda-list' }, some.map( ( item ) => this.itemView( item ) ) ) );
	}

	/** Of the report's page, and of the part of it that the item speaks of. */
	private addressOf( item: Item ): string {
		return `${ addressOf( item.line.id ) }#${ placeOf( item, this.looking.seen ) }`;
	}

	private itemView( item: Item ): HTMLElement {
		const { line, reasons } = item;
		const href = this.addressOf( item );
		const what = el( 'a', { class: 'agenda-item__what', href, 'data-open': true }, this.what( line ) );
		return el( 'li', { class: 'agenda-item', 'data-row': true }, what,
			el( 'span', { class: 'agenda-item__why' }, this.reasonsView( reasons ) ),
			el( 'span', { class: 'agenda-item__who' }, this.whoView( line ) ),
			el( 'a', { class: 'agenda-item__act', href, tabindex: '-1', 'aria-hidden': 'true' }, t( 'alcove-desk-do-' + this.actOf( item ) ) ) );
	}

	/** What it is about: locked now, opened in place later. */
	private what( line: Line ): HTMLElement {
		const place = el( 'span', { class: 'agenda-what' }, el( 'span', { class: 'sealed' }, lockedName( line ) ) );
		this.places.set( line.id, [ ...this.places.get( line.id ) ?? [], place ] );
		return place;
	}

	private reasonsView( reasons: Reason[] ): Child[] {
		const words = reasons.filter( ( { kind } ) => kind !== 'turn' || reasons.every( ( other ) => other.kind !== 'answer' ) );
		return words.map( ( reason, at ) => [ at ? ' · ' : '', this.reasonView( reason ) ] ).flat();
	}

	private reasonView( { kind, due }: Reason ): HTMLElement {
		const { today, language } = this.session;
		const isLate = due !== null && daysUntil( due, today ) < 0;
		return el( 'span', { class: isLate ? 'late' : false }, kind === 'turn' && due === null || due === null ? t( 'alcove-desk-reason-' + kind ) :
			sentence( `alcove-desk-reason-${ kind }${ kind === 'turn' ? '-by' : '' }`, dayElement( due, today, language ) ) );
	}

	private whoView( line: Line ): Child {
		const taken = worker( line, this.session.today );
		return taken ? el( 'span', { class: 'who' }, taken.person === this.session.me.person.id ? t( 'alcove-desk-drafts-you' ) : sentence( 'alcove-desk-drafts', bit( taken.name ) ) ) :
			line.turn === 'team' && el( 'span', { class: 'who who--nobody' }, t( 'alcove-desk-drafts-nobody' ) );
	}
}

function peopleAddress(): string {
	const lang = new URLSearchParams( location.search ).get( 'uselang' );
	return '/desk/people' + ( lang ? '?uselang=' + encodeURIComponent( lang ) : '' );
}
