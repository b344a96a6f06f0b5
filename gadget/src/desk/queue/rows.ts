// SPDX-License-Identifier: AGPL-3.0-or-later
/** The rows of the list of reports: one line each, what the service says of it and, once opened, what it is about. */
import type { SummaryBody } from '../../sealing';
import { t } from '../../shared/i18n';
import { dayElement, daysUntil } from '../../thread/days';
import { button, el, fill, sentence, type Child } from '../../thread/el';
import { problemWords } from '../../thread/problems';
import { kindWords } from '../../thread/report';
import { stateChip, turnWords } from '../../thread/states';
import { bit, visible } from '../../thread/text';
import { worker } from '../agenda/agenda';
import { promisedBy, type Line } from './order';
import type { Session } from '../session';
import { DELETED, type Opened } from './summaries';

interface Drawn {
	root: HTMLTableRowElement;
	box: HTMLInputElement;
	what: HTMLElement;
	/** What it is about and like, after its name. */
	tags: HTMLElement;
}

/** A row of the list. It is drawn when it is first looked at: of thousands, most never are. */
export class Row {
	public opened: Opened | null = null;
	/** What can be searched in it, in small letters. */
	public words = '';
	private isSelected = false;
	private shared: { others: number; show: () => void } | null = null;
	private drawn: Drawn | null = null;

	public constructor( public readonly line: Line, private readonly session: Session, private readonly onSelect: () => void ) {}

	public get selected(): boolean {
		return this.isSelected;
	}

	public set selected( on: boolean ) {
		this.isSelected = on;
		if ( this.drawn ) {
			this.drawn.box.checked = on;
		}
	}

	public get root(): HTMLTableRowElement {
		if ( !this.drawn ) {
			const drawn = drawRow( this.line, this.session );
			this.drawn = drawn;
			drawn.box.checked = this.isSelected;
			drawn.box.addEventListener( 'change', () => {
				this.isSelected = drawn.box.checked;
				this.onSelect();
			} );
			if ( this.opened ) {
				drawOpened( drawn, this.line, this.opened );
			}
			drawShared( drawn, this.shared );
		}
		return this.drawn.root;
	}

	/** Puts into the row what its summary says, or why that is not to be had. */
	public show( opened: Opened ): void {
		this.opened = opened;
		this.words = opened.error === undefined ? [ ...opened.summary.about, opened.summary.excerpt, ...tagsOf( opened.summary ) ].join( ' ' ).toLocaleLowerCase() : '';
		if ( this.drawn ) {
			drawOpened( this.drawn, this.line, opened );
			drawShared( this.drawn, this.shared );
		}
	}

	/** Says in the row that others are about the same person, and shows them at a click. */
	public share( others: number, show: () => void ): void {
		this.shared = { others, show };
		if ( this.drawn ) {
			drawShared( this.drawn, this.shared );
		}
	}
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

function drawRow( line: Line, session: Session ): Drawn {
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
	fill( tags, marks( line ) );
	return { root, box, what, tags };
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
	if ( opened.error === DELETED ) {
		return el( 'span', { class: 'deleted' }, t( 'alcove-desk-deleted', line.id.slice( 0, 4 ) ) );
	}
	if ( opened.error !== undefined ) {
		return el( 'span', { class: 'broken' }, t( 'alcove-desk-broken', line.id.slice( 0, 4 ) ) );
	}
	const about = opened.summary.about.join( ', ' );
	return el( 'span', { class: 'opened' },
		about && el( 'span', { class: 'about', dir: 'auto', translate: 'no' }, visible( about ) ),
		el( 'span', { class: 'excerpt', dir: 'auto', translate: 'no' }, opened.summary.excerpt ? visible( opened.summary.excerpt ) : t( 'alcove-desk-no-excerpt' ) ) );
}

function tagsOf( { kinds, wiki, place }: SummaryBody ): string[] {
	return [ ...kinds.map( kindWords ), wiki, place ?? '' ].filter( Boolean );
}

function drawOpened( drawn: Drawn, line: Line, opened: Opened ): void {
	const words = openedWords( opened, line );
	drawn.what.replaceWith( words );
	drawn.what = words;
	if ( opened.error === DELETED ) {
		return;
	}
	if ( opened.error !== undefined ) {
		drawn.tags.after( el( 'details', { class: 'why' }, el( 'summary', {}, t( 'alcove-desk-why' ) ), problemWords( opened.error ) ) );
		return;
	}
	const { about, excerpt } = opened.summary;
	fill( drawn.tags, marks( line ), tagsOf( opened.summary ).map( ( tag ) => el( 'span', { class: 'tag', dir: 'auto' }, visible( tag ) ) ) );
	drawn.box.setAttribute( 'aria-label', t( 'alcove-desk-select', visible( [ ...about, excerpt ].join( ' ' ).slice( 0, 60 ) ) ) );
}

function drawShared( { tags }: Drawn, shared: { others: number; show: () => void } | null ): void {
	tags.querySelector( '.same' )?.remove();
	if ( shared && shared.others > 0 ) {
		const made = button( t( 'alcove-desk-same-mark', shared.others ), shared.show, { quiet: true } );
		made.classList.add( 'same' );
		tags.prepend( made );
	}
}
