// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What somebody has written, and how far saving has come. It stays in this tab, so that an interrupted request goes on
 * where it stopped; all of it is meant to be public.
 */
import type { Evidence } from '../form/state';
import type { Fit } from './bars';

export interface Draft {
	fit: Fit;
	/** Bars that were read and passed all the same. */
	passed: string[];
	parties: string[];
	/** A name that is being typed. */
	party: string;
	/** Words by the wiki's own headings. */
	words: Record<string, string>;
	evidence: Evidence[];
	pasted: string;
	notices: 'committee' | 'self';
	/** The title after the prefix; empty: proposed from the words. */
	title: string;
}

/** How far saving has come. Nothing is done twice: each step is looked for on the wiki before it is done again. */
export interface Journal {
	/** Stands in the summary of the edit, by which it is found again. */
	mark: string;
	/** The whole title last asked for. */
	title: string;
	stage: '' | 'saving' | 'saved' | 'listing' | 'done';
	revision: number;
	listing: '' | 'done' | 'failed' | 'none';
}

export interface Kept {
	user: string;
	screen: string;
	draft: Draft;
	journal: Journal;
}

const KEY = 'alcove-filing';

export function newDraft( wiki = '' ): Draft {
	return {
		fit: { kind: '', wiki, tried: '', isBlock: false, restricted: '', isPrivate: '' },
		passed: [], parties: [], party: '', words: {}, evidence: [], pasted: '', notices: 'committee', title: ''
	};
}

export function newJournal(): Journal {
	const random = Array.from( crypto.getRandomValues( new Uint8Array( 6 ) ) );
	return { mark: random.map( ( one ) => ( '0' + one.toString( 16 ) ).slice( -2 ) ).join( '' ), title: '', stage: '', revision: 0, listing: '' };
}

/** Whether leaving would take something away. */
export function isTyped( draft: Draft ): boolean {
	return draft.parties.length > 0 || draft.evidence.length > 0 ||
		[ draft.party, draft.pasted, draft.title, ...Object.keys( draft.words ).map( ( key ) => draft.words[ key ] ) ].some( ( text ) => text.trim() !== '' );
}

export function keep( what: Kept ): void {
	try {
		sessionStorage.setItem( KEY, JSON.stringify( what ) );
	} catch {
		// A browser that keeps nothing: then the page still has it, until it is closed.
	}
}

export function forget(): void {
	try {
		sessionStorage.removeItem( KEY );
	} catch {
		// Nothing was kept.
	}
}

/** What this tab kept for this account. Another account's words are thrown away: a shared computer shows them to nobody. */
export function kept( user: string ): Kept | null {
	try {
		const found = JSON.parse( sessionStorage.getItem( KEY ) ?? 'null' ) as Kept | null;
		if ( !found || !found.draft || !found.journal ) {
			return null;
		}
		if ( user && found.user !== user ) {
			forget();
			return null;
		}
		return user ? { ...found, draft: { ...newDraft(), ...found.draft } } : null;
	} catch {
		forget();
		return null;
	}
}
