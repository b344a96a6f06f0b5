// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Reading a language one does not know. What writers wrote is marked as not to be translated, because most browsers send a page to
 * their maker for that. A member whose browser translates on the device can lift the mark, for this visit of this page.
 */
import { t } from '../../shared/i18n';
import { checkbox, el, type Child } from '../../thread/el';
import { languageName } from '../people/languages';

/** Whether a text is in another language than the reader's, as far as its writer said. */
export function isForeign( lang: string, reader: string ): boolean {
	return lang !== '' && lang.split( '-' )[ 0 ].toLowerCase() !== reader.split( '-' )[ 0 ].toLowerCase();
}

/** Lets the browser's own translator at everything people wrote below `root`, or keeps it away. */
export function allowTranslation( root: ParentNode, allowed: boolean ): void {
	for ( const text of root.querySelectorAll<HTMLElement>( '.written' ) ) {
		text.setAttribute( 'translate', allowed ? 'yes' : 'no' );
	}
}

export function translationHint( languages: readonly string[], reader: string, root: ParentNode, state: { allowed: boolean } ): Child {
	const foreign = [ ...new Set( languages.filter( ( lang ) => isForeign( lang, reader ) ) ) ];
	if ( !foreign.length ) {
		return null;
	}
	const allow = checkbox( t( 'alcove-desk-translate-allow' ) );
	allow.input.checked = state.allowed;
	allow.input.addEventListener( 'change', () => {
		state.allowed = allow.input.checked;
		allowTranslation( root, state.allowed );
	} );
	return el( 'div', { class: 'translation' }, el( 'p', {}, t( 'alcove-desk-translate', foreign.map( ( lang ) => languageName( lang, reader ) ).join( ', ' ) ) ), allow.root,
		el( 'p', { class: 'hint' }, t( 'alcove-desk-translate-hint' ) ) );
}
