// SPDX-License-Identifier: AGPL-3.0-or-later
/** The form over a wiki page: a dialog that fills the window and keeps keyboard and screen readers inside it. */
import { wouldLose } from './guard';
import { mountForm } from './mount';
import type { Form } from './store';

const CAN_FOCUS = 'a[href], button:not([disabled]), input:not([disabled]), textarea, select, summary, [tabindex="0"]';

/** Tab goes round inside the dialog instead of out into the page underneath. */
function keepFocus( event: KeyboardEvent, inside: HTMLElement ): void {
	const stops = Array.from( inside.querySelectorAll<HTMLElement>( CAN_FOCUS ) )
		.filter( ( one ) => one.getClientRects().length > 0 );
	const [ from, to ] = event.shiftKey ? [ stops[ 0 ], stops[ stops.length - 1 ] ] : [ stops[ stops.length - 1 ], stops[ 0 ] ];
	if ( to && ( document.activeElement === from || !inside.contains( document.activeElement ) ) ) {
		event.preventDefault();
		to.focus();
	}
}

/**
 * @param make builds the form, given how to close it
 * @param closed called when it is gone
 */
export function openOverlay( make: ( close: () => void ) => Form, closed: () => void ): void {
	const before = document.activeElement as HTMLElement | null;
	const others = Array.from( document.body.children ).filter( ( one ) => !one.hasAttribute( 'inert' ) );
	const overlay = document.createElement( 'div' );
	overlay.className = 'alcove-overlay';
	overlay.setAttribute( 'role', 'dialog' );
	overlay.setAttribute( 'aria-modal', 'true' );
	overlay.setAttribute( 'aria-labelledby', 'alcove-heading' );

	const close = (): void => {
		app.unmount();
		overlay.remove();
		others.forEach( ( one ) => one.removeAttribute( 'inert' ) );
		document.documentElement.classList.remove( 'alcove-open' );
		before?.focus();
		closed();
	};
	const form = make( close );
	overlay.addEventListener( 'keydown', ( event ) => {
		if ( event.key === 'Tab' ) {
			keepFocus( event, overlay );
		} else if ( event.key === 'Escape' && !event.isComposing ) {
			event.stopPropagation();
			if ( form.cover ) {
				form.cover = '';
			} else if ( wouldLose( form ) ) {
				form.cover = 'close';
			} else {
				close();
			}
		}
	} );

	document.body.append( overlay );
	others.forEach( ( one ) => one.setAttribute( 'inert', '' ) );
	document.documentElement.classList.add( 'alcove-open' );
	const app = mountForm( form, overlay );
	overlay.querySelector<HTMLElement>( '#alcove-heading' )?.focus();
}
