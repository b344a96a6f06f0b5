// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the screens of one request share. */
import { computed, inject, type InjectionKey, reactive, watch } from 'vue';
import type { Language } from '../shared/i18n';
import { beginningOf, type Start } from './account';
import { type Bar, barsFor } from './bars';
import type { FilingConfig } from './config';
import { type Draft, forget, isTyped, type Journal, keep, kept, newDraft, newJournal } from './state';
import { type Screen, SCREENS } from './steps';
import { legalTitle, proposeTitle } from './title';
import type { Trouble } from './problems';

export interface Around {
	config: FilingConfig;
	language: Language;
	/** Who is signed in when the page opens; empty when nobody is. */
	user: string;
	/** The wiki somebody comes from, if they said so. */
	wiki: string;
	/** Opens the private form over this page: emergencies, and what should not be public. */
	openForm: () => void;
}

export interface Filing extends Around {
	draft: Draft;
	journal: Journal;
	screen: Screen;
	missing: string;
	/** Looking whether a request can be made here, and with what. */
	start: Start | null;
	trouble: Trouble | null;
	busy: '' | 'starting' | 'checking' | 'saving' | 'listing';
	/** What the person answered to the wiki's question. */
	captchaWord: string;
	/** Something was taken up again that this tab had kept. */
	resumed: boolean;
	/** The title was taken; the one shown is the next. */
	wasTaken: boolean;
	readonly bars: Bar[];
	/** The title without the prefix, as it would be saved. */
	readonly name: string;
}

export const FILING: InjectionKey<Filing> = Symbol( 'filing' );

export function useFiling(): Filing {
	return inject( FILING ) as Filing;
}

export function newFiling( around: Around ): Filing {
	const before = kept( around.user );
	const draft = reactive( before?.draft ?? newDraft( around.wiki ) );
	const journal = reactive( before?.journal ?? newJournal() );
	const bars = computed( () => barsFor( draft.fit ) );
	const filing: Filing = reactive( {
		...around, draft, journal,
		screen: SCREENS.find( ( one ) => one === before?.screen ) ?? 'before',
		missing: '', start: null, trouble: null, busy: '', captchaWord: '', resumed: journal.stage !== 'done' && ( draft.fit.kind !== '' || isTyped( draft ) ), wasTaken: false,
		bars,
		name: computed( (): string => {
			const prefix = filing.start?.prefix ?? around.config.prefix;
			return legalTitle( draft.title, prefix ) || proposeTitle( wordsOf( filing ), prefix );
		} )
	} ) as unknown as Filing;
	watch( () => [ draft, journal, filing.screen ], () => remember( filing ), { deep: true } );
	return filing;
}

/** What was written into the first field that holds anything. */
function wordsOf( { draft, start }: Filing ): string {
	const headings = start?.preload?.fields.map( ( field ) => field.heading ) ?? Object.keys( draft.words );
	return headings.map( ( heading ) => draft.words[ heading ] ?? '' ).find( ( text ) => text.trim() ) ?? '';
}

/** The tab keeps it for this account; nothing is kept for nobody. */
export function remember( { user, screen, draft, journal }: Filing ): void {
	if ( user ) {
		keep( { user, screen, draft, journal } );
	}
}

/** Everything anew, after a request was saved or given up. */
export function startOver( filing: Filing ): void {
	Object.assign( filing.draft, newDraft() );
	Object.assign( filing.journal, newJournal() );
	Object.assign( filing, { screen: 'before', missing: '', trouble: null, captchaWord: '', resumed: false, wasTaken: false } );
	forget();
}

/** Asks the wiki for its own beginning of a request, and whether this account may save one. */
export async function begin( filing: Filing ): Promise<void> {
	filing.busy = 'starting';
	try {
		filing.start = await beginningOf( filing.config );
	} finally {
		filing.busy = '';
	}
}
