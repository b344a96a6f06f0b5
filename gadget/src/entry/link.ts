// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a link of the entry does: it opens the form here, or where the form lives. Nothing happens before the click. */
import type { Context } from './context';

/** Set when the gadget is built, from the same file as the pinned keys. */
declare const __ALCOVE_ENTRY__: { service: string; home: string };

const FORM = 'ext.gadget.alcove-form';

interface Form {
	start( context: Context ): void;
}

/** The form's address elsewhere: on the home wiki, else on the service. */
export function addressOf( context: Context ): string {
	const { home, service } = __ALCOVE_ENTRY__;
	return ( home ? home + '/wiki/Special:BlankPage/Alcove?withgadget=alcove-form' : service + '/write' ) +
		'#alcove=' + encodeURIComponent( JSON.stringify( context ) );
}

/** Makes an anchor lead to the form, with the context as it is at the moment of the click. */
export function leadToForm( anchor: HTMLAnchorElement, context: () => Context ): void {
	// Also for middle clicks and "open in a new tab", where no click event says so.
	anchor.href = addressOf( context() );
	// The other side is not to learn from which wiki or page somebody came.
	anchor.rel = 'noreferrer';
	let elsewhere = false;
	anchor.addEventListener( 'click', ( event ) => {
		const now = context();
		anchor.href = addressOf( now );
		if ( elsewhere || !mw.loader.getState( FORM ) || event.ctrlKey || event.metaKey || event.shiftKey ) {
			return;
		}
		event.preventDefault();
		mw.loader.using( FORM ).then( ( require ) => ( require( FORM ) as Form ).start( now ) ).catch( () => {
			elsewhere = true;
			anchor.click();
		} );
	} );
}
