// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The bar above the list of reports: which of them to show, in one line; where that is too narrow, behind one button that counts what is
 * chosen. Choices about what is sealed appear once something is open.
 */
import { t } from '../../shared/i18n';
import { button, el, fill } from '../../thread/el';
import { kindWords } from '../../thread/report';
import { visible } from '../../thread/text';
import { CHOICES, NOTHING, writeShown, type Counted, type Sealed, type Shown } from './filters';

type Open = keyof typeof CHOICES;
type Locked = 'wiki' | 'category' | 'person';

const OPEN = Object.keys( CHOICES ) as Open[];
const LOCKED: readonly Locked[] = [ 'wiki', 'category', 'person' ];

/** From this width on there is room for all choices in one line. */
const WIDE = '(min-width: 75rem)';

export class FilterBar {
	public readonly root: HTMLElement;
	public readonly sealed: Sealed = { ...NOTHING };
	private readonly locked: HTMLElement;
	private readonly fold: HTMLDetailsElement;
	/** How many choices are made, on the button that unfolds them. */
	private readonly number = el( 'span', {} );
	/** What is chosen, to be seen and taken back while the choices are folded. */
	private readonly chosen = el( 'ul', { class: 'chosen', 'aria-label': t( 'alcove-desk-filter-chosen' ) } );
	private readonly search: HTMLInputElement;
	private readonly count = el( 'p', { class: 'count', role: 'status' } );
	private readonly clear: HTMLButtonElement;
	private choices: Record<Locked, Counted> = { wiki: [], category: [], person: [] };

	public constructor( public readonly shown: Shown, private readonly changed: () => void ) {
		this.search = el( 'input', {
			type: 'search', class: 'cdx-text-input__input', 'data-search': true, id: 'search', autocomplete: 'off', spellcheck: 'false', dir: 'auto',
			placeholder: t( 'alcove-desk-search' )
		} );
		this.search.addEventListener( 'input', () => this.set( 'words', this.search.value.trim().toLocaleLowerCase() ) );
		this.locked = el( 'div', { class: 'choices-row', role: 'group', 'aria-label': t( 'alcove-desk-filter-sealed' ) } );
		this.clear = button( t( 'alcove-desk-filter-clear' ), () => this.reset(), { quiet: true } );
		const wide = matchMedia( WIDE );
		this.fold = el( 'details', { class: 'bar-fold', open: wide.matches },
			el( 'summary', { class: 'cdx-button cdx-button--fake-button cdx-button--fake-button--enabled' }, t( 'alcove-desk-filter' ), this.number ),
			el( 'div', { class: 'choices-row', role: 'group', 'aria-label': t( 'alcove-desk-filter-open' ) },
				OPEN.filter( ( name ) => name !== 'muted' ).map( ( name ) => this.openChoice( name ) ) ),
			this.locked, this.mutedChoice() );
		this.root = el( 'div', { class: 'bar-row' },
			el( 'div', { class: 'search' }, el( 'label', { for: 'search', class: 'for-readers' }, t( 'alcove-desk-search' ) ), el( 'div', { class: 'cdx-text-input' }, this.search ) ),
			this.fold, this.chosen,
			el( 'div', { class: 'count-row' }, this.count, this.clear ) );
		// A tablet that is turned, a window that is made wider: there the choices need no unfolding.
		wide.addEventListener( 'change', ( { matches } ) => {
			this.fold.open = matches;
		} );
		this.address();
		this.tellChosen();
	}

	/** What there is to choose from, after more was opened. */
	public offer( choices: Record<Locked, Counted> ): void {
		if ( JSON.stringify( choices ) === JSON.stringify( this.choices ) ) {
			return;
		}
		this.choices = choices;
		const focused = document.activeElement?.id;
		fill( this.locked, LOCKED.filter( ( name ) => choices[ name ].length > 0 ).map( ( name ) => this.lockedChoice( name ) ) );
		this.tellChosen();
		if ( focused ) {
			document.getElementById( focused )?.focus();
		}
	}

	public choose( name: Locked, value: string ): void {
		this.set( name, value );
		const choice = this.select( name );
		if ( choice ) {
			choice.value = value;
			this.tellChosen();
			( this.fold.open ? choice : this.fold.querySelector( 'summary' ) )?.focus();
		}
	}

	/** How many are shown of how many; more may be on the service still. */
	public tell( found: number, total: number, hidden: number, more: boolean ): void {
		fill( this.count, found === total ? t( 'alcove-desk-count-all', total ) : t( 'alcove-desk-count', found, total ),
			hidden > 0 && ' ' + t( 'alcove-desk-count-muted', hidden ), more && ' ' + t( 'alcove-desk-count-more' ) );
		this.clear.hidden = !this.isNarrowed();
	}

	private isNarrowed(): boolean {
		return this.sealed.words !== '' || this.made().length > 0;
	}

	/** Which choices are made, besides what is typed. */
	private made(): ( Open | Locked )[] {
		return [ ...OPEN.filter( ( name ) => this.shown[ name ] ), ...LOCKED.filter( ( name ) => this.sealed[ name ] ) ];
	}

	private select( name: string ): HTMLSelectElement | null {
		return this.root.querySelector<HTMLSelectElement>( 'select#filter-' + name );
	}

	/** Says what is chosen: on the button, below it while it is folded, and where it was chosen. */
	private tellChosen(): void {
		const made = this.made();
		fill( this.number, made.length > 0 && ` (${ made.length })` );
		fill( this.chosen, made.map( ( name ) => el( 'li', {}, this.chip( name ) ) ) );
		this.root.querySelectorAll<HTMLSelectElement>( '.choice select' ).forEach( ( one ) => {
			one.classList.toggle( 'is-chosen', one.value !== '' );
		} );
	}

	/** One choice as words; pressing takes it back. */
	private chip( name: Open | Locked ): HTMLButtonElement {
		const select = this.select( name );
		const words = name === 'muted' ? t( 'alcove-desk-filter-muted' ) : `${ t( 'alcove-desk-filter-' + name ) }: ${ select?.selectedOptions[ 0 ]?.textContent ?? '' }`;
		const made = button( words, () => this.drop( name ) );
		made.append( el( 'span', { class: 'for-readers' }, ' ', t( 'alcove-desk-filter-drop' ) ), el( 'span', { 'aria-hidden': 'true' }, ' ✕' ) );
		return made;
	}

	private drop( name: Open | Locked ): void {
		const select = this.select( name );
		const box = this.root.querySelector<HTMLInputElement>( '#filter-muted' );
		if ( select ) {
			select.value = '';
		} else if ( box ) {
			box.checked = false;
		}
		if ( name in CHOICES ) {
			this.setOpen( name as Open, '' );
		} else {
			this.set( name as Locked, '' );
		}
		this.fold.querySelector( 'summary' )?.focus();
	}

	private reset(): void {
		Object.assign( this.sealed, NOTHING );
		OPEN.forEach( ( name ) => {
			this.shown[ name ] = '';
		} );
		this.root.querySelectorAll( 'select' ).forEach( ( one ) => {
			one.value = '';
		} );
		this.root.querySelectorAll<HTMLInputElement>( 'input[type="checkbox"]' ).forEach( ( one ) => {
			one.checked = false;
		} );
		this.search.value = '';
		this.address();
		this.tellChosen();
		this.search.focus();
		this.changed();
	}

	private set( name: keyof Sealed, value: string ): void {
		this.sealed[ name ] = value;
		this.tellChosen();
		this.changed();
	}

	private setOpen( name: Open, value: string ): void {
		this.shown[ name ] = value;
		this.address();
		this.tellChosen();
		this.changed();
	}

	private openChoice( name: Open ): HTMLElement {
		return this.choice( name, CHOICES[ name ].map( ( value ) => [ value, t( `alcove-desk-filter-${ name }-${ value || 'all' }` ) ] ), this.shown[ name ], ( value ) => this.setOpen( name, value ) );
	}

	private lockedChoice( name: Locked ): HTMLElement {
		const known = this.choices[ name ];
		const words = ( value: string ): string => name === 'category' ? kindWords( value ) : visible( value );
		// What is chosen stays to be seen, also while nothing open has it.
		const kept = this.sealed[ name ];
		const chosen: Counted = kept && !known.some( ( [ value ] ) => value === kept ) ? [ [ kept, 0 ] ] : [];
		return this.choice( name, [ [ '', t( `alcove-desk-filter-${ name }-all` ) ], ...[ ...known, ...chosen ].map( ( [ value, count ] ): [ string, string ] => [ value, `${ words( value ) } (${ count })` ] ) ],
			this.sealed[ name ], ( value ) => this.set( name, value ) );
	}

	private choice( name: string, options: [ string, string ][], chosen: string, set: ( value: string ) => void ): HTMLElement {
		const id = 'filter-' + name;
		const select = el( 'select', { class: 'cdx-select', id }, options.map( ( [ value, words ] ) => el( 'option', { value, selected: value === chosen }, words ) ) );
		select.addEventListener( 'change', () => set( select.value ) );
		return el( 'div', { class: 'choice' }, el( 'label', { for: id }, t( 'alcove-desk-filter-' + name ) ), select );
	}

	private mutedChoice(): HTMLElement {
		const input = el( 'input', { type: 'checkbox', class: 'cdx-checkbox__input', id: 'filter-muted', checked: Boolean( this.shown.muted ) } );
		input.addEventListener( 'change', () => this.setOpen( 'muted', input.checked ? '1' : '' ) );
		return el( 'div', { class: 'cdx-checkbox cdx-checkbox--inline muted-too' }, el( 'div', { class: 'cdx-checkbox__wrapper' }, input, el( 'span', { class: 'cdx-checkbox__icon' } ),
			el( 'div', { class: 'cdx-checkbox__label cdx-label' }, el( 'label', { class: 'cdx-label__label', for: 'filter-muted' }, t( 'alcove-desk-filter-muted' ) ) ) ) );
	}

	/** Writes what may stand there into the address and into the links to other states; what is sealed never. */
	private address(): void {
		history.replaceState( history.state, '', location.pathname + writeShown( location.search, this.shown ) );
		document.querySelectorAll<HTMLAnchorElement>( '.filters a' ).forEach( ( link ) => {
			const state = new URLSearchParams( link.search ).get( 'state' ) ?? '';
			link.search = writeShown( location.search, { ...this.shown, state } );
		} );
	}
}
