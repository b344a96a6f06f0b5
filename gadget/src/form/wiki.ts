// SPDX-License-Identifier: AGPL-3.0-or-later
/** The form on a wiki: over any page when the entry asks for it, and as a page of its own on Special:BlankPage/Alcove. */
import { claim_key as claimKey, filing, home, service, teams } from './alcove-pins.js';
import { askedFor, filingAddress } from '../filing/config';
import type * as Filing from '../filing/filing.gadget';
import { requireGadget } from '../shared/gadgets';
import { loadMessages } from '../shared/i18n-wiki';
import { contextFrom, takeContext } from './context';
import { mountForm } from './mount';
import { openOverlay } from './overlay';
import { newForm } from './store';

// Named, one by one: the page that holds them knows no default export.
const pins = { service, claim_key: claimKey, home, teams, filing };
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

/** An empty place instead of a blank page's own words. */
function placeIn( content: HTMLElement ): HTMLElement {
	const at = document.createElement( 'div' );
	// Neutral in tabs and histories, and not "Blank page" above a question.
	document.title = 'Alcove';
	document.getElementById( 'firstHeading' )?.replaceChildren( 'Alcove' );
	content.replaceChildren( at );
	return at;
}

/** A public request as the content of that page, on the wiki that holds them; the form, where the part for it cannot be had. */
async function startFiling( content: HTMLElement, wiki: string ): Promise<void> {
	// The mobile variant of a wiki has another address, but is the same server.
	if ( home && new URL( home ).host !== mw.config.get( 'wgServer' ).replace( /^.*\/\//, '' ) ) {
		window.location.replace( filingAddress( home, wiki ) );
		return;
	}
	await loadMessages();
	const part = await requireGadget<typeof Filing>( 'alcove-filing' ).catch( () => null );
	const isTaken = await part?.start( placeIn( content ), pins, wiki, () => void start() );
	if ( !isTaken ) {
		await startHere( content );
	}
}

/** The form as the content of the blank page that other wikis link to. */
async function startHere( content: HTMLElement ): Promise<void> {
	open = true;
	const context = takeContext();
	const language = await loadMessages();
	const at = placeIn( content );
	mountForm( newForm( pins, language, context, LEVELS ), at );
}

const content = document.getElementById( 'mw-content-text' );
if ( content && mw.config.get( 'wgCanonicalSpecialPageName' ) === 'Blankpage' &&
	/\/Alcove$/.test( mw.config.get( 'wgPageName' ) ) ) {
	const asked = askedFor( window.location );
	void ( asked ? startFiling( content, asked.wiki ) : startHere( content ) );
} else {
	mw.hook( 'alcove.open' ).add( ( context: unknown ) => void start( context ) );
}
