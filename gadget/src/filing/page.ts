// SPDX-License-Identifier: AGPL-3.0-or-later
/** The whole page of a request, from what was written and the wiki's own beginning. */
import type { FilingConfig } from './config';
import { evidenceText } from './evidence';
import { compose, type Filled, type Preload } from './preload';
import type { Draft } from './state';
import { toWikitext } from './wikitext';

/** What goes into each field. Changes go where the wiki asks for them, else after the first field's words. */
export function filledOf( draft: Draft, preload: Preload ): Filled {
	const place = preload.fields.find( ( field ) => field.isEvidence ) ?? preload.fields[ 0 ];
	return Object.fromEntries( preload.fields.map( ( field ) => [ field.heading, [
		toWikitext( draft.words[ field.heading ] ?? '' ),
		field === place ? evidenceText( draft.evidence ) : ''
	].filter( Boolean ).join( '\n\n' ) ] ) );
}

export function pageText( draft: Draft, preload: Preload, config: FilingConfig ): string {
	return compose( preload, filledOf( draft, preload ), draft.parties, draft.notices === 'committee' ? config.asked : config.own );
}

/** Words to take along when the page cannot be made here: each field under its heading, as it was typed. */
export function carriedText( draft: Draft ): string {
	const fields = Object.keys( draft.words ).filter( ( heading ) => draft.words[ heading ].trim() );
	return [
		draft.title,
		draft.parties.join( '\n' ),
		...fields.map( ( heading ) => `== ${ heading } ==\n${ draft.words[ heading ].trim() }` ),
		draft.evidence.map( ( row ) => [ row.url, row.note ].filter( Boolean ).join( ' ' ) ).join( '\n' )
	].filter( Boolean ).join( '\n\n' );
}
