// SPDX-License-Identifier: AGPL-3.0-or-later
/** Where links stand: the page's tools, each side of a diff, each comment of a discussion. */
import { type Context, authorOf, contextHere } from './context';
import { labelsIn } from './labels';
import { leadToForm } from './link';

/** The link in the page's tools, or in the main menu where a skin shows no tools (Minerva's special pages). */
export function addToTools(): void {
	const [ text, title ] = labelsIn( mw.config.get( 'wgUserLanguage' ) );
	const add = ( portlet: string ): HTMLElement | null => mw.util.addPortletLink( portlet, '#', text, 't-alcove', title );
	const item = add( 'p-tb' ) || add( 'p-navigation' );
	if ( item ) {
		leadToForm( item.querySelector( 'a' )!, contextHere );
	}
}

/** A link in an element, unless it has one: pages change under our feet, and hooks fire more than once. */
function addTo( parent: HTMLElement | null, known: () => Partial<Context> ): void {
	if ( !parent || parent.dataset.alcove ) {
		return;
	}
	parent.dataset.alcove = '1';
	const [ text, title ] = labelsIn( mw.config.get( 'wgUserLanguage' ) );
	const { author } = known();
	const anchor = document.createElement( 'a' );
	anchor.className = 'alcove-entry noprint';
	anchor.textContent = text;
	anchor.title = title;
	if ( author ) {
		// Fifty links that are all read out as "Get help" would help nobody.
		anchor.setAttribute( 'aria-label', text + ': ' + author );
	}
	leadToForm( anchor, () => contextHere( known() ) );
	// DiscussionTools hides its place for buttons when it has none to show.
	if ( parent.firstChild ) {
		parent.append( ' ', anchor );
	} else {
		parent.after( ' ', anchor );
	}
}

/** Beside the name of each side of a diff: that revision is what is meant. */
function addToDiff(): void {
	for ( const [ side, key ] of [ [ 'o', 'wgDiffOldId' ], [ 'n', 'wgDiffNewId' ] ] ) {
		const parent = document.getElementById( `mw-diff-${ side }title2` );
		addTo( parent, () => {
			const revision = mw.config.get( key ) as number;
			const user = parent!.querySelector( 'a.mw-userlink' );
			return { revision, diff: revision, author: user && user.textContent };
		} );
	}
}

/** Beside the signature of each comment, where DiscussionTools marks them. */
function addToComments(): void {
	document.querySelectorAll<HTMLElement>( '.ext-discussiontools-init-replylink-buttons[data-mw-thread-id]' ).forEach( ( buttons ) => {
		const thread = buttons.dataset.mwThreadId!;
		addTo( buttons, () => ( { thread, author: authorOf( thread ) } ) );
	} );
}

/** Adds what is missing on this page now. */
export function addToContent(): void {
	addToDiff();
	addToComments();
}
