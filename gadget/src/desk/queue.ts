// SPDX-License-Identifier: AGPL-3.0-or-later
/** The list of reports: what, how far, whose turn, by when. What each is about is opened here, in place. */
import { openSummary, type Person, type Statement } from '../sealing';
import { t } from '../shared/i18n';
import { dayElement, daysUntil, relativeDay } from '../thread/days';
import { box, button, el, fill, sentence } from '../thread/el';
import { failureWords, problemWords } from '../thread/problems';
import { kindWords, readSummary } from '../thread/report';
import { stateChip, turnWords } from '../thread/states';
import { bit, visible } from '../thread/text';
import { Opening, type Progress } from './opening';
import { agenda, inOrder, type Line } from './order';
import type { Session } from './session';
import { peopleLink, unlocked } from './unlock';
import { recall, remember } from './visit';

/** Under which what was opened is kept for the visit. */
const OPENED = 'alcove-visit-opened';
const PAGE = 200;

/** What a summary said, or why it could not be opened. */
type Opened = { body: Record<string, unknown> } | { error: string };

interface Row {
	line: Line;
	root: HTMLTableRowElement;
	what: HTMLElement;
	words: string;
}

export async function showQueue( view: HTMLElement, panel: HTMLElement, session: Session ): Promise<void> {
	if ( !session.isMember() ) {
		fill( view, box( 'notice', el( 'p', {}, t( session.me.keys ? 'alcove-desk-not-in-list' : 'alcove-desk-no-keys' ) ),
			peopleLink( t( 'alcove-desk-no-keys-link' ) ) ) );
		return;
	}
	fill( view, el( 'p', { role: 'status' }, t( 'alcove-desk-loading' ) ) );
	const state = view.dataset.state ?? '';
	let lines: Line[];
	try {
		lines = inOrder( await fetchAll( session, state ) );
	} catch ( error ) {
		fill( view, box( 'error', el( 'p', {}, failureWords( error ) ), button( t( 'alcove-desk-again' ), () => void showQueue( view, panel, session ) ) ) );
		return;
	}
	if ( lines.length === 0 ) {
		fill( view, emptyWords( state ) );
		void unlocked( panel, session );
		return;
	}
	const rows = lines.map( ( line ) => makeRow( line, session ) );
	const list = new List( rows, session );
	const progress = el( 'div', { class: 'progress' } );
	fill( view, agendaWords( lines, session ), list.search, progress, list.table, list.more );
	await openAll( list, progress, session, await unlocked( panel, session ) );
}

async function fetchAll( session: Session, state: string ): Promise<Line[]> {
	const lines: Line[] = [];
	let after: string | null = null;
	do {
		const query = new URLSearchParams( { limit: String( PAGE ), ...state && { state }, ...after && { after } } );
		const page: { reports: Line[]; next: string | null } = await session.get( '/desk/reports?' + query );
		lines.push( ...page.reports );
		after = page.next;
	} while ( after !== null );
	return lines;
}

function emptyWords( state: string ): HTMLElement {
	return el( 'div', { class: 'empty' },
		el( 'p', {}, t( state ? 'alcove-desk-empty-' + state : 'alcove-desk-empty' ) ),
		el( 'p', {}, t( 'alcove-desk-empty-how' ) ) );
}

/** The sentence that answers "what should I do next?". */
function agendaWords( lines: Line[], session: Session ): HTMLElement {
	const { waiting, overdue, next } = agenda( lines, session.today );
	return el( 'p', { class: 'agenda' },
		waiting ? t( 'alcove-desk-agenda-waiting', waiting ) : t( 'alcove-desk-agenda-nothing' ),
		overdue ? el( 'strong', {}, ' ' + t( 'alcove-desk-agenda-overdue', overdue ) ) : '',
		next ? ' ' + t( 'alcove-desk-agenda-next', relativeDay( next, session.today, session.language ) ) : '' );
}

const COLUMNS = [ 'what', 'state', 'turn', 'by', 'came' ];

/** So many rows are drawn at once: a browser lays out a table of thousands anew for every text that is opened in it. */
const DRAWN = 200;

/** The rows, as far as they are looked for and drawn. */
class List {
	public readonly search: HTMLElement;
	public readonly table: HTMLElement;
	public readonly more = el( 'p', {} );
	private readonly body = el( 'tbody', {} );
	private readonly found = el( 'p', { class: 'for-readers', role: 'status' } );
	private wanted = '';
	private drawn = DRAWN;

	public constructor( public readonly rows: Row[], session: Session ) {
		const several = new Set( rows.map( ( row ) => row.line.team ) ).size > 1;
		if ( several ) {
			rows.forEach( ( row ) => row.root.append( cell( 'team', bit( session.teamName( row.line.team ) ) ) ) );
		}
		this.search = this.searchField();
		this.table = el( 'table', { class: 'queue' },
			el( 'caption', { class: 'for-readers' }, t( 'alcove-desk-caption' ) ),
			el( 'thead', {}, el( 'tr', {}, [ ...COLUMNS, ...several ? [ 'team' ] : [] ].map( ( name ) =>
				el( 'th', { scope: 'col', class: 'queue__' + name }, t( 'alcove-desk-column-' + name ) ) ) ) ),
			this.body );
		this.draw();
	}

	/** After rows were opened: more of them may be what somebody looks for. */
	public opened(): void {
		if ( this.wanted ) {
			this.draw();
		}
	}

	private draw(): void {
		const found = this.wanted ? this.rows.filter( ( row ) => row.words.includes( this.wanted ) ) : this.rows;
		const rest = found.length - this.drawn;
		fill( this.body, found.slice( 0, this.drawn ).map( ( row ) => row.root ) );
		fill( this.more, rest > 0 && button( t( 'alcove-desk-more', Math.min( rest, DRAWN ), rest ), () => {
			this.drawn += DRAWN;
			this.draw();
		} ) );
		fill( this.found, this.wanted && t( 'alcove-desk-search-found', found.length ) );
	}

	private searchField(): HTMLElement {
		const input = el( 'input', {
			type: 'search', class: 'cdx-text-input__input', 'data-search': true, id: 'search', autocomplete: 'off', spellcheck: 'false', dir: 'auto',
			placeholder: t( 'alcove-desk-search' )
		} );
		input.addEventListener( 'input', () => {
			this.wanted = input.value.trim().toLocaleLowerCase();
			this.drawn = DRAWN;
			this.draw();
		} );
		return el( 'div', { class: 'search' }, el( 'label', { for: 'search', class: 'for-readers' }, t( 'alcove-desk-search' ) ),
			el( 'div', { class: 'cdx-text-input' }, input ), this.found );
	}
}

function cell( name: string, ...children: ( Node | string )[] ): HTMLTableCellElement {
	return el( 'td', { class: 'queue__' + name, 'data-label': t( 'alcove-desk-column-' + name ) }, ...children );
}

function makeRow( line: Line, session: Session ): Row {
	const what = el( 'span', { class: 'sealed' }, t( 'alcove-desk-sealed', line.id.slice( 0, 4 ) ) );
	const query = new URLSearchParams( location.search );
	query.delete( 'state' );
	const root = el( 'tr', { 'data-row': true, class: line.turn === 'team' ? 'ours' : false },
		el( 'th', { scope: 'row', class: 'queue__what' },
			el( 'div', { class: 'what' }, el( 'a', { href: `/desk/reports/${ encodeURIComponent( line.id ) }${ query.size ? '?' + query : '' }`, 'data-open': true }, what ) ) ),
		cell( 'state', stateChip( line.state ) ),
		cell( 'turn', turnWords( line.turn ) ),
		cell( 'by', byWhen( line, session ) ),
		cell( 'came', dayElement( line.day, session.today, session.language ) ) );
	return { line, root, what, words: '' };
}

function byWhen( line: Line, session: Session ): Node {
	if ( line.answer_by === null ) {
		return el( 'span', {}, el( 'span', { 'aria-hidden': 'true' }, '–' ), el( 'span', { class: 'for-readers' }, t( 'alcove-desk-no-day' ) ) );
	}
	const day = dayElement( line.answer_by, session.today, session.language );
	return daysUntil( line.answer_by, session.today ) < 0 ? el( 'span', { class: 'late' }, sentence( 'alcove-desk-late', day ) ) : day;
}

/** Puts into a row what its summary says, or why that is not to be had. */
function showOpened( row: Row, opened: Opened ): void {
	if ( 'error' in opened ) {
		row.what.className = 'broken';
		fill( row.what, t( 'alcove-desk-broken', row.line.id.slice( 0, 4 ) ) );
		row.what.parentElement?.after( el( 'details', { class: 'why' }, el( 'summary', {}, t( 'alcove-desk-why' ) ), problemWords( opened.error ) ) );
		return;
	}
	const summary = readSummary( opened.body );
	const about = summary.about.join( ', ' );
	row.what.className = 'opened';
	fill( row.what, about && el( 'span', { class: 'about', dir: 'auto', translate: 'no' }, visible( about ) ),
		el( 'span', { class: 'excerpt', dir: 'auto', translate: 'no' }, summary.excerpt ? visible( summary.excerpt ) : t( 'alcove-desk-no-excerpt' ) ) );
	const kinds = summary.kinds.map( kindWords );
	row.what.parentElement?.after( el( 'span', { class: 'tags' }, [ ...kinds, summary.wiki ].filter( Boolean ).map( ( tag ) => el( 'span', { class: 'tag', dir: 'auto' }, visible( tag ) ) ) ) );
	row.words = [ about, summary.excerpt, summary.wiki, ...kinds ].join( ' ' ).toLocaleLowerCase();
}

/** Opens all summaries; those opened earlier in this visit are there at once. */
async function openAll( list: List, place: HTMLElement, session: Session, person: Person ): Promise<void> {
	const kept = JSON.parse( await recall( OPENED ) ?? '{}' ) as Record<string, Record<string, unknown>>;
	const { rows } = list;
	const known = rows.filter( ( row ) => row.line.id in kept );
	known.forEach( ( row ) => showOpened( row, { body: kept[ row.line.id ] } ) );
	const statements = new Map<string, Statement[]>();
	const open = async ( row: Row ): Promise<void> => {
		const { team, id } = row.line;
		const opened = await openOne( row.line, session, person, statements.get( team ) ?? await session.statements( team ).then( ( read ) => {
			statements.set( team, read );
			return read;
		} ) );
		if ( 'body' in opened ) {
			kept[ id ] = opened.body;
		}
		showOpened( row, opened );
	};
	const rest = rows.filter( ( row ) => !known.includes( row ) );
	const keep = (): void => void remember( OPENED, JSON.stringify( kept ) );
	const work: Opening<Row> = new Opening( rest, open, ( progress ) => {
		show( progress );
		list.opened();
		if ( !progress.running ) {
			keep();
		}
	} );
	const go = (): Promise<void> => work.run().catch( ( error ) => fill( place, box( 'error', el( 'p', {}, failureWords( error ) ),
		button( t( 'alcove-desk-continue' ), () => void go() ) ) ) );
	const show = progressIn( place, () => work.stop(), () => void go() );
	addEventListener( 'pagehide', () => work.stop() );
	await go();
}

async function openOne( line: Line, session: Session, person: Person, statements: Statement[] ): Promise<Opened> {
	if ( session.root( line.team ) === null ) {
		return { error: 'no_root' };
	}
	const entry = await openSummary( {
		vault: line.vault, team: line.team, holder: person.fingerprint, identity: person.identity,
		grants: line.grants, statements, summary: line.summary
	} );
	return entry.ok ? { body: entry.body } : { error: entry.error };
}

/** Draws the progress once and then only moves it: a button that is made anew all the time cannot be pressed. */
function progressIn( place: HTMLElement, stop: () => void, goOn: () => void ): ( progress: Progress ) => void {
	const bar = el( 'progress', { 'aria-label': t( 'alcove-desk-opening' ) } );
	const words = el( 'span', {} );
	const stopping = button( t( 'alcove-desk-stop' ), stop );
	const going = button( t( 'alcove-desk-continue' ), goOn );
	return ( { done, total, running } ) => {
		if ( done === total ) {
			fill( place, total > 1 && el( 'p', { role: 'status', class: 'for-readers' }, t( 'alcove-desk-opened-all', total ) ) );
			return;
		}
		if ( bar.parentElement !== place ) {
			fill( place, bar, words, stopping, going );
		}
		bar.max = total;
		bar.value = done;
		fill( words, t( 'alcove-desk-opened', done, total ) );
		stopping.hidden = !running;
		going.hidden = running;
	};
}
