// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setTranslate } from '../shared/i18n';
import { el } from '../thread/el';
import { listen } from './keyboard';

const press = ( key: string, on: Element = document.body ): void => {
	on.dispatchEvent( new KeyboardEvent( 'keydown', { key, bubbles: true, cancelable: true } ) );
};
const focused = (): string | null => document.activeElement && document.activeElement.id;

beforeAll( () => {
	setTranslate( ( key ) => key );
	// jsdom has the element, not its methods.
	HTMLDialogElement.prototype.showModal = function () {
		this.open = true;
	};
	listen();
} );

beforeEach( () => {
	localStorage.clear();
	document.body.replaceChildren(
		el( 'input', { 'data-search': true, id: 'search' } ),
		...[ 'a', 'b', 'c' ].map( ( id ) => el( 'div', { 'data-row': true }, el( 'a', { href: '#', id, 'data-open': true }, id ) ) )
	);
} );

describe( 'the keys of the desk', () => {
	it( 'move through the rows and stay at the ends', () => {
		press( 'j' );
		expect( focused() ).toBe( 'a' );
		press( 'j' );
		press( 'j' );
		press( 'j' );
		expect( focused() ).toBe( 'c' );
		press( 'k' );
		expect( focused() ).toBe( 'b' );
	} );

	it( 'begin at the end when going up', () => {
		press( 'k' );
		expect( focused() ).toBe( 'c' );
	} );

	it( 'skip rows the search has hidden', () => {
		( document.querySelectorAll( '[data-row]' )[ 0 ] as HTMLElement ).hidden = true;
		press( 'j' );
		expect( focused() ).toBe( 'b' );
	} );

	it( 'lead to the search, and are letters while somebody types', () => {
		press( '/' );
		expect( focused() ).toBe( 'search' );
		press( 'j', document.getElementById( 'search' ) as Element );
		expect( focused() ).toBe( 'search' );
	} );

	it( 'select the row that has the focus', () => {
		const boxes = [ ...document.querySelectorAll( '[data-row]' ) ].map( ( row ) => {
			const box = el( 'input', { type: 'checkbox', 'data-select': true } );
			row.append( box );
			return box;
		} );
		press( 'x' );
		press( 'j' );
		press( 'j' );
		press( 'x' );
		expect( boxes.map( ( box ) => box.checked ) ).toEqual( [ false, true, false ] );
		// A box to tick is nothing to type in.
		boxes[ 1 ].focus();
		press( 'x', boxes[ 1 ] );
		expect( boxes[ 1 ].checked ).toBe( false );
	} );

	it( 'reach what a page marks: buttons are pressed, fields get the focus, what is folded opens', () => {
		let pressed = 0;
		const fold = el( 'details', {}, el( 'summary', {}, 'fold' ), el( 'textarea', { id: 'note', 'data-key': 'n', 'data-key-name': 'made-up' } ) );
		document.body.append( el( 'button', { 'data-key': 't', onclick: () => pressed++ }, 'Take it' ), fold,
			el( 'button', { 'data-key': 'h', hidden: true, onclick: () => pressed++ }, 'Hidden' ) );
		press( 't' );
		press( 'h' );
		expect( pressed ).toBe( 1 );
		press( 'n' );
		expect( focused() ).toBe( 'note' );
		expect( fold.open ).toBe( true );
		press( '?' );
		const keys = [ ...document.querySelectorAll( 'kbd' ) ].map( ( key ) => key.textContent );
		expect( keys ).toEqual( [ 'j', 'k', 'Enter', '/', 't', 'n', '?' ] );
		expect( document.querySelector( 'dialog' )?.textContent ).toContain( 'Take it' );
	} );

	it( 'are listed, and can be switched off', () => {
		press( '?' );
		const dialog = document.querySelector( 'dialog' ) as HTMLDialogElement;
		expect( dialog.open ).toBe( true );
		( dialog.querySelector( 'input' ) as HTMLInputElement ).click();
		dialog.remove();
		press( 'j' );
		expect( focused() ).not.toBe( 'a' );
	} );
} );
