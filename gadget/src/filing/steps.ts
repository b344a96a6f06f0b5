// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which screens somebody walks through, and what each needs before the next. */
import { type Bar, needsWiki } from './bars';
import { evidenceIn } from './evidence';
import type { Preload } from './preload';
import type { Draft } from './state';
import { saysSomething } from './title';

export const SCREENS = [ 'before', 'fit', 'parties', 'words', 'evidence', 'notices', 'save' ] as const;
export type Screen = typeof SCREENS[ number ];

/** What is missing on a screen: the field beside which it is said. */
export function missingOn( screen: Screen, draft: Draft, bars: readonly Bar[], preload: Preload | null, name: string ): string {
	const { fit } = draft;
	switch ( screen ) {
		case 'fit':
			return !fit.kind ? 'kind' :
				needsWiki( fit ) && !fit.wiki.trim() ? 'wiki' :
					!fit.tried ? 'tried' :
						!fit.restricted ? 'restricted' :
							!fit.isPrivate ? 'private' :
								bars.some( ( bar ) => bar.absolute || !draft.passed.includes( bar.id ) ) ? 'passed' : '';
		case 'parties':
			// A name that stands in the field and not on the list would be lost.
			return draft.parties.length && !draft.party.trim() ? '' : 'party';
		case 'words': {
			const first = preload?.fields.filter( ( field ) => !field.isEvidence )[ 0 ];
			return first && !( draft.words[ first.heading ] ?? '' ).trim() ? 'field-0' : '';
		}
		case 'evidence':
			return draft.pasted.trim() && !evidenceIn( draft.pasted ).length ? 'paste' : '';
		case 'save':
			return saysSomething( name ) ? '' : 'title';
		default:
			return '';
	}
}
