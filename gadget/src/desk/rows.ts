// SPDX-License-Identifier: AGPL-3.0-or-later
/** The rows of the list of reports: one line each, what the service says of it and, once opened, what it is about. */
import { t } from '../shared/i18n';
import { dayElement, daysUntil } from '../thread/days';
import { button, el, fill, sentence, type Child } from '../thread/el';
import { problemWords } from '../thread/problems';
import { kindWords } from '../thread/report';
import { stateChip, turnWords } from '../thread/states';
import { bit, visible } from '../thread/text';
import { worker } from './agenda';
import { promisedBy, type Line } from './order';
import type { Session } from './session';
import type { Opened } from './summaries';

export interface Row {
	line: Line;
	root: HTMLTableRowElement;
	box: HTMLInputElement;
	what: HTMLElement;
	/** What it is about and like, after its name. */
	tags: HTMLElement;
	opened: Opened | null;
	/** What can be searched in it, in small letters. */
	words: string;
}

export const COLUMNS = [ 'what', 'state', 'turn', 'by', 'came' ];

/** The address of a report's page; it keeps the language somebody chose. */
export function addressOf( id: string ): string {
	const lang = new URLSearchParams( location.search ).get( 'uselang' );
	return `/desk/reports/${ encodeURIComponent( id ) }${ lang ? '?uselang=' + encodeURIComponent( lang ) : '' }`;
}

/** What stands for a report while it is locked. */
export function lockedName( line: Line ): string {
	return t( 'alcove-desk-sealed', line.id.slice( 0, 4 ) );
}

function cell( name: string, ...children: Child[] ): HTMLTableCellElement {
	return el( 'td', { class: 'queue__' + name, 'data-label': t( 'alcove-desk-column-' + name ) }, ...children );
}

export function makeRow( line: Line, session: Session, onSelect: ( row: Row, on: boolean ) => void ): Row {
	const what = el( 'span', { class: 'sealed' }, lockedName( line ) );
	const tags = el( 'span', { class: 'tags' } );
	const box = el( 'input', { type: 'checkbox', class: 'cdx-checkbox__input', 'aria-label': t( 'alcove-desk-select', line.id.slice( 0, 4 ) ), 'data-select': true } );
	const root = el( 'tr', { 'data-row': true, 'data-report': line.id, class: line.turn === 'team' && !line.muted ? 'ours' : false },
		el( 'td', { class: 'queue__select' }, el( 'span', { class: 'cdx-checkbox cdx-checkbox--inline' }, el( 'span', { class: 'cdx-checkbox__wrapper' }, box, el( 'span', { class: 'cdx-checkbox__icon' } ) ) ) ),
		el( 'th', { scope: 'row', class: 'queue__what' },
			el( 'div', { class: 'what' }, el( 'a', { href: addressOf( line.id ), 'data-open': true }, what ), tags ) ),
		cell( 'state', stateChip( line.state ) ),
		cell( 'turn', turnWords( line.turn ), ...takenWords( line, session ) ),
		cell( 'by', byWhen( promisedBy( line ), session ) ),
		cell( 'came', dayElement( line.day, session.today, session.language ) ) );
	const row: Row = { line, root, box, what, tags, opened: null, words: '' };
	box.addEventListener( 'change', () => onSelect( row, box.checked ) );
	fill( tags, marks( line ) );
	return row;
}

/** Who works on it, beside whose turn it is. */
function takenWords( line: Line, session: Session ): Child[] {
	const taken = worker( line, session.today );
	if ( !taken ) {
		return [];
	}
	return [ ' · ', taken.person === session.me.person.id ? t( 'alcove-desk-taken-you' ) : bit( taken.name ) ];
}

/** Marks that need no key: muted, an invitation. */
function marks( line: Line ): Child[] {
	const mark = ( name: string ): HTMLElement => el( 'span', { class: 'tag tag--mark' }, t( 'alcove-desk-mark-' + name ) );
	return [ line.muted && mark( 'muted' ), line.kind === 'invitation' && mark( 'invitation' ) ];
}

export function byWhen( day: string | null, session: Session ): Node {
	if ( day === null ) {
		return el( 'span', {}, el( 'span', { 'aria-hidden': 'true' }, '–' ), el( 'span', { class: 'for-readers' }, t( 'alcove-desk-no-day' ) ) );
	}
	const shown = dayElement( day, session.today, session.language );
	return daysUntil( day, session.today ) < 0 ? el( 'span', { class: 'late' }, sentence( 'alcove-desk-late', shown ) ) : shown;
}

/** What an opened report is about, in a line: whom, then the beginning of what was written. */
export function openedWords( opened: Opened, line: Line ): HTMLElement {
	if ( opened.error !== undefined ) {
		return el( 'span', { class: 'broken' }, t( 'alcove-desk-broken', line.id.slice( 0, 4 ) ) );
	}
	const about = opened.summary.about.join( ', ' );
	return el( 'span', { class: 'opened' },
		about && el( 'span', { class: 'about', dir: 'auto', translate: 'no' }, visible( about ) ),
		el( 'span', { class: 'excerpt', dir: 'auto', translate: 'no' }, opened.summary.excerpt ? visible( opened.summary.excerpt ) : t( 'alcove-desk-no-excerpt' ) ) );
}

/** Puts into a row what its summary says, or why that is not to be had. */
export function showOpened( row: Row, opened: Opened ): void {
	row.opened = opened;
	const words = openedWords( opened, row.line );
	row.what.replaceWith( words );
	row.what = words;
	if ( opened.error !== undefined ) {
		row.tags.after( el( 'details', { class: 'why' }, el( 'summary', {}, t( 'alcove-desk-why' ) ), problemWords( opened.error ) ) );
		return;
	}
	const { about, excerpt, wiki, kinds, place } = opened.summary;
	const tags = [ ...kinds.map( kindWords ), wiki, place ?? '' ].filter( Boolean );
	fill( row.tags, marks( row.line ), tags.map( ( tag ) => el( 'span', { class: 'tag', dir: 'auto' }, visible( tag ) ) ) );
	row.words = [ ...about, excerpt, ...tags ].join( ' ' ).toLocaleLowerCase();
	row.box.setAttribute( 'aria-label', t( 'alcove-desk-select', visible( [ ...about, excerpt ].join( ' ' ).slice( 0, 60 ) ) ) );
}

/** Says in a row that others are about the same person, and shows them at a click. */
export function showShared( row: Row, others: number, show: () => void ): void {
	row.tags.querySelector( '.same' )?.remove();
	if ( others > 0 ) {
		const shared = button( t( 'alcove-desk-same-mark', others ), show, { quiet: true } );
		shared.classList.add( 'same' );
		row.tags.prepend( shared );
	}
}
