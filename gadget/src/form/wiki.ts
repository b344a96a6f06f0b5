// SPDX-License-Identifier: AGPL-3.0-or-later
/** The form on a wiki: over any page when the entry asks for it, and as a page of its own on Special:BlankPage/Alcove. */
import { claim_key, home, service, teams } from './alcove-pins.js';
import { loadMessages } from '../shared/i18n-wiki';
import { contextFrom, takeContext } from './context';
import { mountForm } from './mount';
import { openOverlay } from './overlay';
import { newForm } from './store';

// Named, one by one: the page that holds them knows no default export.
const pins = { service, claim_key, home, teams };
const LEVELS = { heading: 'h2', subheading: 'h3' };

let open = false;

/**
 * Opens the form over the page.
 *
 * @param context where somebody came from, as the entry knows it
 */
export async function start( context?: unknown ): Promise<void> {
	if ( open ) {
		return;
	}
	open = true;
	try {
		const language = await loadMessages();
		openOverlay( ( close ) => newForm( pins, language, contextFrom( context ), { ...LEVELS, close } ), () => {
			open = false;
		} );
	} catch ( error ) {
		open = false;
		throw error;
	}
}

/** The form as the content of the blank page that other wikis link to. */
async function startHere( content: HTMLElement ): Promise<void> {
	open = true;
	const context = takeContext();
	const language = await loadMessages();
	const at = document.createElement( 'div' );
	// Neutral in tabs and histories, and not "Blank page" above a question.
	document.title = 'Alcove';
	document.getElementById( 'firstHeading' )?.replaceChildren( 'Alcove' );
	content.replaceChildren( at );
	mountForm( newForm( pins, language, context, LEVELS ), at );
}

const content = document.getElementById( 'mw-content-text' );
if ( content && mw.config.get( 'wgCanonicalSpecialPageName' ) === 'Blankpage' &&
	/\/Alcove$/.test( mw.config.get( 'wgPageName' ) ) ) {
	void startHere( content );
} else {
	mw.hook( 'alcove.open' ).add( ( context: unknown ) => void start( context ) );
}
