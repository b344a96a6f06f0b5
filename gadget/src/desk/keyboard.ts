// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The desk by keyboard: j and k move, Enter opens, x selects, / leads to the search or the answer, ? lists all. What a page marks with
 * `data-key` is reached by that key too. They can be switched off.
 */
import { t } from '../shared/i18n';
import { button, checkbox, el } from '../thread/el';
import { wordsOr } from '../thread/report';

/** Where the choice "do not use these keys" is kept; it says nothing about anybody. */
const SWITCH = 'alcove-keys';

/** Elements j and k go through; what they hold with `data-open` gets the focus. */
const ROWS = '[data-row]';
const TYPING = 'input:not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable]';

function areOff(): boolean {
	try {
		return localStorage.getItem( SWITCH ) === 'off';
	} catch {
		return false;
	}
}

function setOff( off: boolean ): void {
	try {
		localStorage.setItem( SWITCH, off ? 'off' : 'on' );
	} catch {
		// Without storage the choice lasts as long as the page.
	}
}

function rows( root: ParentNode ): HTMLElement[] {
	return [ ...root.querySelectorAll<HTMLElement>( ROWS ) ].filter( ( row ) => !row.hidden );
}

/** Moves the focus to the next row or the one before; stays at the ends. */
export function move( by: 1 | -1, root: ParentNode = document ): void {
	const all = rows( root );
	const at = all.findIndex( ( row ) => row.contains( document.activeElement ) );
	const next = all[ at < 0 ? ( by > 0 ? 0 : all.length - 1 ) : Math.min( Math.max( at + by, 0 ), all.length - 1 ) ];
	const target = next && ( next.querySelector<HTMLElement>( '[data-open]' ) ?? next );
	target?.focus();
	target?.scrollIntoView?.( { block: 'nearest' } );
}

/** Ticks or unticks the row that has the focus. */
function selectRow(): void {
	rows( document ).find( ( row ) => row.contains( document.activeElement ) )?.querySelector<HTMLElement>( '[data-select]' )?.click();
}

/** What a page reaches by a key of its own, as far as it can be used now. */
function marked(): HTMLElement[] {
	return [ ...document.querySelectorAll<HTMLElement>( '[data-key]' ) ].filter( ( one ) => one.dataset.key && !one.closest( '[hidden]' ) );
}

/** Opens everything an element is folded into. */
export function unfold( target: HTMLElement ): void {
	for ( let fold = target.parentElement?.closest( 'details' ); fold; fold = fold.parentElement?.closest( 'details' ) ) {
		fold.open = true;
	}
}

/** Goes to a field; does what a button or link does; opens what is folded. */
function reach( target: HTMLElement ): void {
	unfold( target );
	target.focus();
	if ( !target.matches( TYPING ) ) {
		target.click();
	}
}

function listed(): [ string, string ][] {
	const fixed = ( key: string, name: string ): [ string, string ] => [ key, t( 'alcove-desk-shortcut-' + name ) ];
	const own = marked().map( ( one ): [ string, string ] => {
		const label = ( one.getAttribute( 'aria-label' ) ?? one.textContent ?? '' ).trim();
		return [ one.dataset.key as string, one.dataset.keyName ? wordsOr( 'alcove-desk-shortcut-' + one.dataset.keyName, label ) : label ];
	} );
	return [
		fixed( 'j', 'next' ), fixed( 'k', 'before' ), fixed( 'Enter', 'open' ),
		...document.querySelector( '[data-select]' ) ? [ fixed( 'x', 'select' ) ] : [],
		fixed( '/', 'search' ), ...own.filter( ( [ key ], at ) => own.findIndex( ( [ other ] ) => other === key ) === at ), fixed( '?', 'list' )
	];
}

function showList(): void {
	const list = el( 'dialog', { class: 'shortcuts', 'aria-labelledby': 'shortcuts-title' } );
	const off = checkbox( t( 'alcove-desk-shortcut-off' ) );
	off.input.checked = areOff();
	off.input.addEventListener( 'change', () => setOff( off.input.checked ) );
	list.append(
		el( 'h2', { id: 'shortcuts-title' }, t( 'alcove-desk-shortcut-title' ) ),
		el( 'dl', {}, listed().map( ( [ key, what ] ) => el( 'div', {}, el( 'dt', {}, el( 'kbd', {}, key ) ), el( 'dd', {}, what ) ) ) ),
		off.root,
		button( t( 'alcove-desk-shortcut-close' ), () => list.close(), { primary: true } )
	);
	list.addEventListener( 'close', () => list.remove() );
	document.body.append( list );
	list.showModal();
}

/** What a key does; nothing is known of the others. */
function act( key: string ): boolean {
	if ( key === 'j' || key === 'k' ) {
		move( key === 'j' ? 1 : -1 );
	} else if ( key === 'x' ) {
		selectRow();
	} else if ( key === '/' ) {
		document.querySelector<HTMLElement>( '[data-search]' )?.focus();
	} else if ( key === '?' ) {
		showList();
	} else {
		const target = marked().find( ( one ) => one.dataset.key === key );
		if ( !target ) {
			return false;
		}
		reach( target );
	}
	return true;
}

/** Listens from now on. */
export function listen(): void {
	const opener = document.querySelector<HTMLButtonElement>( '[data-keys]' );
	if ( opener ) {
		opener.hidden = false;
		opener.addEventListener( 'click', showList );
	}
	document.addEventListener( 'keydown', ( event ) => {
		const target = event.target as Element;
		if ( event.ctrlKey || event.metaKey || event.altKey || areOff() || target.closest( TYPING ) || document.querySelector( 'dialog[open]' ) ) {
			return;
		}
		if ( act( event.key ) ) {
			event.preventDefault();
		}
	} );
}
