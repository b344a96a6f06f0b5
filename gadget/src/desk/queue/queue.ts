// SPDX-License-Identifier: AGPL-3.0-or-later
/** The list of reports: what, how far, whose turn, by when. What each is about is opened here, in place. */
import type { Person } from '../../sealing';
import { t } from '../../shared/i18n';
import { relativeDay } from '../../thread/days';
import { box, button, el, fill } from '../../thread/el';
import { failureWords } from '../../thread/problems';
import { floods } from './alike';
import { FilterBar } from './bar';
import { choicesAmong, isShown, isWanted, readShown } from './filters';
import { Handling } from './flood';
import { linePages } from './lines';
import { Opening } from '../opening';
import { outsideView } from '../outside';
import { inOrder, waiting, type Line } from './order';
import { progressIn } from '../progress';
import { COLUMNS, Row } from './rows';
import type { Session } from '../session';
import { Summaries, TOGETHER } from './summaries';
import { peopleLink, unlocked } from '../unlock';

/** So many rows are drawn at once: a browser lays out a table of thousands anew for every text that is opened in it. */
const DRAWN = 200;
/** So many are fetched without being asked for. */
const FETCHED = 2000;

export async function showQueue( view: HTMLElement, panel: HTMLElement, session: Session ): Promise<void> {
	if ( !session.isMember() ) {
		fill( view, outsideView( session, peopleLink( t( 'alcove-desk-no-keys-link' ) ) ) );
		return;
	}
	fill( view, el( 'p', { role: 'status' }, t( 'alcove-desk-loading' ) ) );
	const queue = new Queue( view, session );
	if ( await queue.fetch() ) {
		await queue.open( await unlocked( panel, session ) );
	}
}

class Queue {
	private readonly rows: Row[] = [];
	private readonly bar: FilterBar;
	private readonly handling: Handling;
	private readonly waits = el( 'p', { class: 'agenda' } );
	private readonly progress = el( 'div', { class: 'progress' } );
	private readonly body = el( 'tbody', {} );
	private readonly more = el( 'p', {} );
	private readonly list = el( 'div', {} );
	private readonly nothing = nothingFound();
	private readonly all: HTMLInputElement;
	private readonly table: HTMLElement;
	private readonly pages: AsyncGenerator<Line[], void>;
	private summaries: Summaries | null = null;
	private opening: Opening<Row> | null = null;
	private drawn = DRAWN;
	/** Reports picked out because they are alike. */
	private only: Set<string> | null = null;
	private isComplete = false;

	public constructor( private readonly view: HTMLElement, private readonly session: Session ) {
		const shown = readShown( location.search, view.dataset.state ?? '' );
		const begun = shown.who;
		this.bar = new FilterBar( shown, () => {
			if ( begun === 'mine' && shown.who !== begun ) {
				// Only the own ones were fetched.
				location.reload();
			}
			this.drawn = DRAWN;
			this.draw();
		} );
		this.handling = new Handling( session, {
			select: ( ids ) => this.select( ids ),
			only: ( ids ) => {
				this.only = ids && new Set( ids );
				this.drawn = DRAWN;
				this.draw();
			},
			change: ( id, change ) => this.change( id, change ),
			changed: () => this.compare()
		} );
		this.pages = linePages( session, this.bar.shown );
		const several = session.me.teams.filter( ( team ) => team.in_statement ).length > 1;
		this.all = el( 'input', { type: 'checkbox', class: 'cdx-checkbox__input', 'aria-label': t( 'alcove-desk-select-all' ) } );
		this.all.addEventListener( 'change', () => this.select( this.all.checked ? this.found().map( ( row ) => row.line.id ) : [] ) );
		this.table = el( 'table', { class: `queue${ several ? ' queue--teams' : '' }${ session.votesIn() ? '' : ' queue--reading' }` },
			el( 'caption', { class: 'for-readers' }, t( 'alcove-desk-caption' ) ),
			el( 'thead', {}, el( 'tr', {},
				el( 'td', { class: 'queue__select' }, el( 'span', { class: 'cdx-checkbox cdx-checkbox--inline' }, el( 'span', { class: 'cdx-checkbox__wrapper' }, this.all, el( 'span', { class: 'cdx-checkbox__icon' } ) ) ) ),
				COLUMNS.map( ( name ) => el( 'th', { scope: 'col', class: 'queue__' + name }, t( 'alcove-desk-column-' + name ) ) ) ) ),
			this.body );
	}

	/** Fetches the first page and draws it, locked; the others come while those are opened. */
	public async fetch(): Promise<boolean> {
		try {
			await this.next();
		} catch ( error ) {
			fill( this.view, box( 'error', el( 'p', {}, failureWords( error ) ), button( t( 'alcove-desk-again' ), () => location.reload() ) ) );
			return false;
		}
		this.draw();
		return true;
	}

	public async open( person: Person ): Promise<void> {
		this.summaries = await Summaries.of( this.session, person );
		void this.handling.unlocked( person );
		this.opening = new Opening( this.rows, ( some ) => this.openSome( some ), ( progress ) => {
			show( progress );
			this.opened( !progress.running );
		}, TOGETHER );
		const work = this.opening;
		const go = (): Promise<void> => this.run( work ).catch( ( error ) => fill( this.progress, box( 'error', el( 'p', {}, failureWords( error ) ),
			button( t( 'alcove-desk-continue' ), () => void go() ) ) ) );
		const show = progressIn( this.progress, () => work.stop(), () => void go() );
		addEventListener( 'pagehide', () => work.stop() );
		await go();
	}

	/** Opens what is here, and fetches and opens the rest. */
	private async run( work: Opening<Row> ): Promise<void> {
		await work.run();
		while ( !this.isComplete && this.rows.length < FETCHED && work.progress.done === work.progress.total ) {
			await this.next();
			this.draw();
			await work.run();
		}
	}

	private async next(): Promise<void> {
		const page = await this.pages.next();
		this.isComplete = page.done === true;
		for ( const line of inOrder( page.value ?? [] ) ) {
			this.rows.push( this.row( line ) );
		}
	}

	private row( line: Line ): Row {
		return new Row( line, this.session, () => {
			this.handling.select( this.selected() );
			this.draw();
		} );
	}

	/** Draws one row anew, after something was done to its report. */
	private change( id: string, change: Partial<Line> ): void {
		const at = this.rows.findIndex( ( row ) => row.line.id === id );
		const before = this.rows[ at ];
		if ( before ) {
			const row = this.row( { ...before.line, ...change } );
			this.rows[ at ] = row;
			if ( before.opened ) {
				row.show( before.opened );
			}
			this.draw();
		}
	}

	private async openSome( some: Row[] ): Promise<void> {
		const opened = await this.summaries!.open( some.map( ( row ) => row.line ) );
		some.forEach( ( row ) => row.show( opened.get( row.line.id )! ) );
	}

	/** After rows were opened: more of them may be what somebody looks for, and more can be told about all of them. */
	private opened( isOver: boolean ): void {
		const summaries = this.rows.flatMap( ( row ) => row.opened?.error === undefined && row.opened ? [ row.opened.summary ] : [] );
		this.bar.offer( choicesAmong( summaries ) );
		if ( isOver ) {
			if ( this.isComplete && !this.bar.shown.state && !this.bar.shown.who ) {
				this.summaries!.forgetAllBut( this.rows.map( ( row ) => row.line.id ) );
			}
			void this.summaries!.keep();
			this.compare();
		}
		this.draw();
	}

	/** Finds reports about the same person, and floods, among those listed. */
	private compare(): void {
		const persons = this.summaries!.persons( this.rows.map( ( row ) => row.line.id ) );
		for ( const row of this.rows ) {
			const others = persons.others( row.line.id );
			const [ name ] = persons.namesIn( row.line.id ).filter( ( one ) => [ ...others.values() ].some( ( names ) => names.includes( one ) ) );
			row.share( others.size, () => this.bar.choose( 'person', name ) );
		}
		const told = this.rows.filter( ( { line } ) => this.session.votesIn( line.team ) && line.state !== 'closed' && line.state !== 'withdrawn' && !line.muted )
			.map( ( { line, opened } ) => ( { id: line.id, day: line.day, excerpt: opened?.error === undefined ? opened?.summary.excerpt ?? '' : '', names: persons.namesIn( line.id ) } ) );
		this.handling.alike( floods( told ) );
	}

	/** Selects exactly these. */
	private select( ids: readonly string[] ): void {
		const wanted = new Set( ids );
		for ( const row of this.rows ) {
			row.selected = wanted.has( row.line.id );
		}
		this.handling.select( this.selected() );
		this.draw();
	}

	private selected(): Line[] {
		return this.rows.filter( ( row ) => row.selected && this.session.votesIn( row.line.team ) ).map( ( row ) => row.line );
	}

	private found(): Row[] {
		const looking = { person: this.session.me.person.id, today: this.session.today };
		return this.rows.filter( ( { line, opened, words } ) => this.only ? this.only.has( line.id ) : isShown( line, this.bar.shown, looking ) &&
			isWanted( opened?.error === undefined ? opened?.summary ?? null : null, this.bar.sealed, words ) );
	}

	private draw(): void {
		const lines = this.rows.map( ( row ) => row.line );
		const found = this.found();
		const rest = found.length - this.drawn;
		const hidden = this.bar.shown.muted ? 0 : lines.filter( ( line ) => line.muted ).length;
		this.bar.tell( found.length, lines.length - hidden, hidden, !this.isComplete && lines.length >= FETCHED );
		this.all.checked = found.length > 0 && found.every( ( row ) => row.selected );
		const focused = document.activeElement;
		// What stands there already is left alone: what is made anew all the time cannot be pressed.
		const roots = found.slice( 0, this.drawn ).map( ( row ) => row.root );
		if ( roots.length !== this.body.children.length || roots.some( ( root, at ) => this.body.children[ at ] !== root ) ) {
			fill( this.body, roots );
		}
		if ( focused instanceof HTMLElement && focused !== document.activeElement && this.body.contains( focused ) ) {
			focused.focus();
		}
		const more = `${ rest } ${ this.isComplete } ${ lines.length }`;
		if ( this.more.dataset.shows !== more ) {
			this.more.dataset.shows = more;
			this.drawMore( rest, lines.length );
		}
		if ( lines.length === 0 ) {
			fill( this.view, emptyWords( this.bar.shown.state, this.session ) );
			return;
		}
		this.drawParts( lines, found.length );
	}

	private drawMore( rest: number, fetched: number ): void {
		fill( this.more, rest > 0 ? button( t( 'alcove-desk-more', Math.min( rest, DRAWN ), rest ), () => {
			this.drawn += DRAWN;
			this.draw();
		} ) : !this.isComplete && fetched >= FETCHED && button( t( 'alcove-desk-fetch-more' ), () => void this.next().then( () => this.run( this.opening! ) ) ) );
	}

	private drawParts( lines: Line[], found: number ): void {
		fill( this.waits, waitingWords( lines, this.session ) );
		// The field somebody types into stays where it is, whether anything is found or not.
		const list = found ? this.table : this.nothing;
		if ( this.list.firstChild !== list ) {
			fill( this.list, list );
		}
		const parts = [ this.waits, this.handling.root, this.bar.root, this.progress, this.handling.selection, this.list, this.more ];
		if ( parts.some( ( part, at ) => this.view.children[ at ] !== part ) ) {
			fill( this.view, parts );
		}
	}
}

function nothingFound(): HTMLElement {
	return el( 'p', { class: 'empty' }, t( 'alcove-desk-nothing-found' ) );
}

function emptyWords( state: string, session: Session ): HTMLElement {
	return session.readsFor().length === 0 ? el( 'p', { class: 'empty' }, t( 'alcove-desk-empty-lent' ) ) : el( 'div', { class: 'empty' },
		el( 'p', {}, t( state ? 'alcove-desk-empty-' + state : 'alcove-desk-empty' ) ),
		el( 'p', {}, t( 'alcove-desk-empty-how' ) ) );
}

/** How much waits, in a sentence. */
function waitingWords( lines: Line[], session: Session ): ( Node | string )[] {
	const waits = waiting( lines, session.today );
	return [
		waits.waiting ? t( 'alcove-desk-agenda-waiting', waits.waiting ) : t( 'alcove-desk-agenda-nothing' ),
		waits.overdue ? el( 'strong', {}, ' ' + t( 'alcove-desk-agenda-overdue', waits.overdue ) ) : '',
		waits.next ? ' ' + t( 'alcove-desk-agenda-next', relativeDay( waits.next, session.today, session.language ) ) : ''
	];
}
