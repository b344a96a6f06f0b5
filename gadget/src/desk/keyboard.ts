// SPDX-License-Identifier: AGPL-3.0-or-later
/** The desk by keyboard: j and k move, Enter opens, / leads to the search or the answer, ? lists them. They can be switched off. */
import { t } from '../shared/i18n';
import { button, checkbox, el } from '../thread/el';

/** Where the choice "do not use these keys" is kept; it says nothing about anybody. */
const SWITCH = 'alcove-keys';

/** Elements j and k go through; what they hold with `data-open` gets the focus. */
const ROWS = '[data-row]';
const TYPING = 'input, textarea, select, [contenteditable]';

function areOff(): boolean {
	try {
		return localStorage.getItem( SWITCH ) === 'off';
	} catch ( error ) {
		return false;
	}
}

function setOff( off: boolean ): void {
	try {
		localStorage.setItem( SWITCH, off ? 'off' : 'on' );
	} catch ( error ) {
		// Without storage the choice lasts as long as the page.
	}
}

/** Moves the focus to the next row or the one before; stays at the ends. */
export function move( by: 1 | -1, root: ParentNode = document ): void {
	const rows = [ ...root.querySelectorAll<HTMLElement>( ROWS ) ].filter( ( row ) => !row.hidden );
	const at = rows.findIndex( ( row ) => row.contains( document.activeElement ) );
	const next = rows[ at < 0 ? ( by > 0 ? 0 : rows.length - 1 ) : Math.min( Math.max( at + by, 0 ), rows.length - 1 ) ];
	const target = next && ( next.querySelector<HTMLElement>( '[data-open]' ) ?? next );
	target?.focus();
	target?.scrollIntoView?.( { block: 'nearest' } );
}

function showList(): void {
	const list = el( 'dialog', { class: 'shortcuts', 'aria-labelledby': 'shortcuts-title' } );
	const off = checkbox( t( 'alcove-desk-shortcut-off' ) );
	off.input.checked = areOff();
	off.input.addEventListener( 'change', () => setOff( off.input.checked ) );
	const rows: [ string, string ][] = [
		[ 'j', 'next' ], [ 'k', 'before' ], [ 'Enter', 'open' ], [ '/', 'search' ], [ '?', 'list' ]
	];
	list.append(
		el( 'h2', { id: 'shortcuts-title' }, t( 'alcove-desk-shortcut-title' ) ),
		el( 'dl', {}, rows.map( ( [ key, what ] ) => el( 'div', {}, el( 'dt', {}, el( 'kbd', {}, key ) ), el( 'dd', {}, t( 'alcove-desk-shortcut-' + what ) ) ) ) ),
		off.root,
		button( t( 'alcove-desk-shortcut-close' ), () => list.close(), { primary: true } )
	);
	list.addEventListener( 'close', () => list.remove() );
	document.body.append( list );
	list.showModal();
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
		if ( event.key === 'j' || event.key === 'k' ) {
			move( event.key === 'j' ? 1 : -1 );
		} else if ( event.key === '/' ) {
			document.querySelector<HTMLElement>( '[data-search]' )?.focus();
		} else if ( event.key === '?' ) {
			showList();
		} else {
			return;
		}
		event.preventDefault();
	} );
}
