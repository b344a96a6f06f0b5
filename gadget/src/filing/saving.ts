// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Making the page, once. Before it is asked for, this tab notes that it will be; whatever happens then, the wiki is
 * asked first whether it is there already. A request whose answer was lost is found by the mark in its summary.
 */
import { ask, edit, page, WikiProblem } from './api';
import type { FilingConfig } from './config';
import { addToList } from './listing';
import type { Journal } from './state';
import { nextTitle } from './title';

export interface Saving {
	user: string;
	config: FilingConfig;
	/** What titles begin with on this wiki. */
	prefix: string;
	journal: Journal;
	/** Called after each step, so that the tab remembers it. */
	remember: () => void;
}

/** What stands in the page's history; the mark makes this very edit recognisable. */
export function summaryOf( mark: string ): string {
	return `New request (Alcove ${ mark })`;
}

/** Where this request is, if it was saved: among the person's own edits, also when it was moved since; else under its title. */
export async function findSaved( { user, journal }: Pick<Saving, 'user' | 'journal'> ): Promise<{ title: string; revision: number } | null> {
	const { query } = await ask( {
		action: 'query', list: 'usercontribs', ucuser: user, uclimit: '50', ucprop: 'ids|title|comment|flags', assert: 'user', assertuser: user
	} );
	const found = query?.usercontribs?.find( ( one ) => one.new && ( one.comment ?? '' ).includes( journal.mark ) );
	if ( found ) {
		return { title: found.title, revision: found.revid };
	}
	const there = await page( journal.title, { prop: 'revisions', rvprop: 'ids|user|comment', rvdir: 'newer', rvlimit: '1' } );
	const first = there.revisions?.[ 0 ];
	return first && first.user === user && ( first.comment ?? '' ).includes( journal.mark ) ? { title: there.title, revision: first.revid } : null;
}

/** Whether a title can still be had; the next one if not. */
export async function freeTitle( name: string, prefix: string ): Promise<{ name: string; wasTaken: boolean }> {
	let free = name;
	for ( let attempt = 0; attempt < 30; attempt++ ) {
		const there = await page( prefix + free, { prop: 'info' } );
		if ( there.invalid ) {
			throw new WikiProblem( 'invalidtitle' );
		}
		if ( there.missing ) {
			return { name: free, wasTaken: free !== name };
		}
		free = nextTitle( free, prefix );
	}
	throw new WikiProblem( 'title-taken' );
}

function note( saving: Saving, change: Partial<Journal> ): void {
	Object.assign( saving.journal, change );
	saving.remember();
}

/**
 * Saves the page, or finds that it was saved.
 *
 * @throws WikiProblem "title-taken" when somebody else's page stands there
 */
export async function savePage( saving: Saving, name: string, text: string, captcha: { id: string; word: string } | null ): Promise<void> {
	const { journal, user } = saving;
	if ( journal.stage === 'saving' ) {
		const found = await findSaved( saving );
		if ( found ) {
			note( saving, { stage: 'saved', ...found } );
			return;
		}
	}
	note( saving, { stage: 'saving', title: saving.prefix + name } );
	try {
		const done = await edit( user, {
			title: journal.title, text, summary: summaryOf( journal.mark ), createonly: '1', contentmodel: 'wikitext',
			captchaid: captcha?.id, captchaword: captcha?.word
		} );
		note( saving, { stage: 'saved', title: String( done.title ), revision: Number( done.newrevid ) } );
	} catch ( error ) {
		if ( !( error instanceof WikiProblem ) || error.code === 'lost' ) {
			throw error;
		}
		if ( error.code !== 'articleexists' ) {
			note( saving, { stage: '' } );
			throw error;
		}
		// Perhaps it is ours: an earlier attempt whose answer never came.
		const found = await findSaved( saving );
		if ( !found ) {
			note( saving, { stage: '' } );
			throw new WikiProblem( 'title-taken' );
		}
		note( saving, { stage: 'saved', ...found } );
	}
}

/** Lists the request, where this is done by hand. The page is saved already, so a failure here takes nothing back. */
export async function listPage( saving: Saving ): Promise<void> {
	const { config, journal, user } = saving;
	if ( !config.list ) {
		note( saving, { stage: 'done', listing: 'none' } );
		return;
	}
	note( saving, { stage: 'listing', listing: '' } );
	try {
		await addToList( user, config, journal.title, `Listing a new request (Alcove ${ journal.mark })` );
		note( saving, { stage: 'done', listing: 'done' } );
	} catch ( error ) {
		// A lost answer, perhaps lost with the tab, says nothing about the list: coming back goes on.
		if ( !( error instanceof WikiProblem ) || error.code !== 'lost' ) {
			note( saving, { listing: 'failed' } );
		}
		throw error;
	}
}
