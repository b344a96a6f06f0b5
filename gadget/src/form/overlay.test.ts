// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openOverlay } from './overlay';
import type { Form } from './store';
import { fakeService, makeForm } from './test-form';

let form: Form;
const closed = vi.fn();

beforeEach( async () => {
	Element.prototype.scrollIntoView = vi.fn();
	document.body.innerHTML = '<a id="link" href="#">link</a><div id="page"></div>';
	document.getElementById( 'link' )?.focus();
	closed.mockClear();
	const service = await fakeService();
	openOverlay( ( close ) => {
		form = makeForm( service, null, close );
		return form;
	}, closed );
	await flushPromises();
} );
afterEach( () => {
	form.close?.();
	vi.unstubAllGlobals();
} );

const dialog = (): HTMLElement | null => document.querySelector( '[role=dialog]' );

async function key( name: string, shiftKey = false ): Promise<Event> {
	const event = new KeyboardEvent( 'keydown', { key: name, shiftKey, bubbles: true, cancelable: true } );
	( document.activeElement ?? document.body ).dispatchEvent( event );
	await flushPromises();
	return event;
}

describe( 'the form over a page', () => {
	it( 'is a dialog with a name, and the page underneath is out of reach', () => {
		expect( dialog()?.getAttribute( 'aria-modal' ) ).toBe( 'true' );
		expect( document.getElementById( dialog()?.getAttribute( 'aria-labelledby' ) ?? '' )?.textContent ).toContain( 'danger' );
		expect( document.getElementById( 'page' )?.hasAttribute( 'inert' ) ).toBe( true );
		expect( dialog()?.contains( document.activeElement ) ).toBe( true );
	} );

	it( 'closes on Escape when nothing was typed, and gives the focus back', async () => {
		await key( 'Escape' );
		expect( dialog() ).toBeNull();
		expect( document.getElementById( 'page' )?.hasAttribute( 'inert' ) ).toBe( false );
		expect( document.activeElement?.id ).toBe( 'link' );
		expect( closed ).toHaveBeenCalledTimes( 1 );
	} );

	it( 'asks on Escape when words would be lost; a second Escape goes back to them', async () => {
		form.draft.what = 'Words';
		await key( 'Escape' );
		expect( dialog()?.textContent ).toContain( 'If you close now, it is gone.' );
		await key( 'Escape' );
		expect( form ).toMatchObject( { cover: '', draft: { what: 'Words' } } );
		expect( dialog() ).not.toBeNull();
	} );

	it( 'keeps Tab inside', async () => {
		// jsdom lays nothing out, so everything counts as visible.
		Element.prototype.getClientRects = () => [ {} ] as unknown as DOMRectList;
		const stops = dialog()?.querySelectorAll<HTMLElement>( 'button, input' ) ?? [];
		const last = stops[ stops.length - 1 ];
		last.focus();
		expect( ( await key( 'Tab' ) ).defaultPrevented ).toBe( true );
		expect( document.activeElement ).toBe( stops[ 0 ] );
		await key( 'Tab', true );
		expect( document.activeElement ).toBe( last );
	} );
} );
