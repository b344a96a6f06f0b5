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
	const progress = el( 'div', { class: 'progress' } );
	fill( view, agendaWords( lines, session ), search( rows ), progress, table( rows, session ) );
	await openAll( rows, progress, session, await unlocked( panel, session ) );
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

function search( rows: Row[] ): HTMLElement {
	const found = el( 'p', { class: 'for-readers', role: 'status' } );
	const input = el( 'input', {
		type: 'search', class: 'cdx-text-input__input', 'data-search': true, id: 'search', autocomplete: 'off', spellcheck: 'false', dir: 'auto',
		placeholder: t( 'alcove-desk-search' )
	} );
	input.addEventListener( 'input', () => {
		const wanted = input.value.trim().toLocaleLowerCase();
		for ( const row of rows ) {
			row.root.hidden = wanted !== '' && !row.words.includes( wanted );
		}
		fill( found, t( 'alcove-desk-search-found', rows.filter( ( row ) => !row.root.hidden ).length ) );
	} );
	return el( 'div', { class: 'search' }, el( 'label', { for: 'search', class: 'for-readers' }, t( 'alcove-desk-search' ) ),
		el( 'div', { class: 'cdx-text-input' }, input ), found );
}

const COLUMNS = [ 'what', 'state', 'turn', 'by', 'came' ];

function table( rows: Row[], session: Session ): HTMLElement {
	const several = new Set( rows.map( ( row ) => row.line.team ) ).size > 1;
	const columns = several ? [ ...COLUMNS, 'team' ] : COLUMNS;
	if ( several ) {
		rows.forEach( ( row ) => row.root.append( cell( 'team', bit( session.teamName( row.line.team ) ) ) ) );
	}
	return el( 'table', { class: 'queue' },
		el( 'caption', { class: 'for-readers' }, t( 'alcove-desk-caption' ) ),
		el( 'thead', {}, el( 'tr', {}, columns.map( ( name ) => el( 'th', { scope: 'col', class: 'queue__' + name }, t( 'alcove-desk-column-' + name ) ) ) ) ),
		el( 'tbody', {}, rows.map( ( row ) => row.root ) ) );
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
async function openAll( rows: Row[], place: HTMLElement, session: Session, person: Person ): Promise<void> {
	const kept = JSON.parse( await recall( OPENED ) ?? '{}' ) as Record<string, Record<string, unknown>>;
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
	const work = new Opening( rest, open, ( progress ) => {
		showProgress( place, progress, work );
		if ( !progress.running ) {
			keep();
		}
	} );
	addEventListener( 'pagehide', () => work.stop() );
	await work.run().catch( ( error ) => fill( place, box( 'error', el( 'p', {}, failureWords( error ) ) ) ) );
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

function showProgress( place: HTMLElement, { done, total, running }: Progress, work: Opening<Row> ): void {
	if ( done === total ) {
		fill( place, total > 1 && el( 'p', { role: 'status', class: 'for-readers' }, t( 'alcove-desk-opened-all', total ) ) );
		return;
	}
	fill( place,
		el( 'progress', { max: total, value: done, 'aria-label': t( 'alcove-desk-opening' ) } ),
		el( 'span', {}, t( 'alcove-desk-opened', done, total ) ),
		running ? button( t( 'alcove-desk-stop' ), () => work.stop() ) : button( t( 'alcove-desk-continue' ), () => void work.run() ) );
}
