// SPDX-License-Identifier: AGPL-3.0-or-later
/** Copying as wikitext: a case with whatever of its file was chosen, and each motion, decision and remedy beside it. */
import { t } from '../../shared/i18n';
import { box, checkbox, el, privateText, type Child } from '../../thread/el';
import { copyButton, folded } from '../report/parts';
import type { OpenFile } from '../report/context';
import type { PublicCase } from './public';
import { caseAsWikitext, decisionAsWikitext, motionAsWikitext, PARTS, remedyAsWikitext, type Part } from './wikitext';

function source( text: string ): HTMLTextAreaElement {
	const made = privateText( 'textarea', { rows: 5, readonly: true, dir: 'ltr', 'aria-label': t( 'alcove-desk-wikitext' ) } );
	made.value = text;
	return made;
}

/** What is public; once the file is open, its parts can be added one by one. None is by itself. */
export function copyView( known: PublicCase, open: OpenFile | null, folds: Set<string> ): HTMLElement {
	const text = source( caseAsWikitext( known, open, [] ) );
	const boxes = open ? PARTS.map( ( part ) => ( { part, ...checkbox( t( 'alcove-desk-case-part-' + part ) ) } ) ) : [];
	const chosen = (): Part[] => boxes.filter( ( one ) => one.input.checked ).map( ( one ) => one.part );
	const warning = el( 'div', { 'aria-live': 'polite' } );
	boxes.forEach( ( one ) => one.input.addEventListener( 'change', () => {
		text.value = caseAsWikitext( known, open, chosen() );
		warning.replaceChildren( ...chosen().length ? [ box( 'warning', el( 'p', {}, t( 'alcove-desk-case-copy-private' ) ) ) ] : [] );
	} ) );
	const content: Child[] = [
		boxes.length > 0 && el( 'div', { class: 'copy-parts', role: 'group', 'aria-label': t( 'alcove-desk-case-copy-parts' ) }, boxes.map( ( one ) => one.root ) ),
		warning, text, copyButton( text, t( 'alcove-desk-wikitext-copy' ) )
	];
	return folded( folds, 'wikitext', t( 'alcove-desk-wikitext' ), content );
}

/** Beside each motion, decision and remedy of the page. */
export function addCopies( known: PublicCase ): void {
	const put = ( selector: string, text: ( at: number ) => string ): void => {
		document.querySelectorAll<HTMLElement>( `[data-${ selector }]` ).forEach( ( place ) => {
			const field = source( text( Number( place.dataset[ selector ] ) ) );
			place.append( folded( new Set(), 'wikitext', t( 'alcove-desk-wikitext' ), [ field, copyButton( field, t( 'alcove-desk-wikitext-copy' ) ) ] ) );
		} );
	};
	put( 'motion', ( at ) => motionAsWikitext( known.motions[ at ] ) );
	put( 'decision', ( at ) => decisionAsWikitext( known.decisions[ at ] ) );
	put( 'remedy', ( at ) => remedyAsWikitext( known.remedies[ at ] ) );
}
