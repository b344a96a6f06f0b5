// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the last screen does: the title is looked up, the page saved, the list brought up to date. */
import { WikiProblem } from './api';
import { pageText } from './page';
import { troubleOf } from './problems';
import { findSaved, freeTitle, listPage, savePage, type Saving } from './saving';
import { type Filing, remember } from './store';

function savingOf( filing: Filing ): Saving {
	return {
		user: filing.user, config: filing.config, journal: filing.journal,
		prefix: filing.start?.prefix ?? filing.config.prefix,
		remember: () => remember( filing )
	};
}

async function guarded( filing: Filing, busy: Filing[ 'busy' ], act: () => Promise<void> ): Promise<void> {
	filing.busy = busy;
	filing.trouble = null;
	try {
		await act();
	} catch ( error ) {
		filing.trouble = troubleOf( error, busy === 'saving' || busy === 'listing' ? busy : 'asking' );
	} finally {
		filing.busy = '';
	}
}

/** Shows the next title where the typed one is taken. */
async function findTitle( filing: Filing, prefix: string ): Promise<boolean> {
	const { name, wasTaken } = await freeTitle( filing.name, prefix );
	if ( wasTaken ) {
		filing.draft.title = name;
	}
	filing.wasTaken = wasTaken;
	return wasTaken;
}

/** When the last screen is opened, and when the title was changed. */
export function checkTitle( filing: Filing ): Promise<void> {
	return guarded( filing, 'checking', async () => {
		if ( filing.name ) {
			await findTitle( filing, savingOf( filing ).prefix );
		}
	} );
}

/** Saves, then lists. Pressed again after whatever went wrong, it goes on where that was. */
export async function save( filing: Filing ): Promise<void> {
	const saving = savingOf( filing );
	const { journal } = filing;
	const { captcha } = filing.trouble ?? { captcha: null };
	await guarded( filing, 'saving', async () => {
		const { preload } = filing.start ?? {};
		if ( journal.stage === 'saved' || journal.stage === 'listing' ) {
			return;
		}
		if ( !preload ) {
			throw new WikiProblem( 'nocreate' );
		}
		try {
			const answer = captcha ? { id: captcha.id, word: filing.captchaWord } : null;
			await savePage( saving, filing.name, pageText( filing.draft, preload, filing.config ), answer );
		} catch ( error ) {
			if ( error instanceof WikiProblem && error.code === 'title-taken' ) {
				// Shown before it is used: a title is something people choose.
				await findTitle( filing, saving.prefix );
			}
			throw error;
		} finally {
			filing.captchaWord = '';
		}
	} );
	if ( !filing.trouble ) {
		await list( filing );
	}
}

export function list( filing: Filing ): Promise<void> {
	return guarded( filing, 'listing', () => listPage( savingOf( filing ) ) );
}

/** After an interruption: was the page saved? Then only what is left is done. */
export async function resume( filing: Filing ): Promise<void> {
	const { journal } = filing;
	await guarded( filing, 'checking', async () => {
		const found = journal.stage === 'saving' ? await findSaved( filing ) : null;
		if ( found ) {
			Object.assign( journal, { stage: 'saved', ...found } );
			remember( filing );
		}
	} );
	// What failed is tried again when somebody says so; what was cut short goes on.
	if ( journal.stage === 'saved' || ( journal.stage === 'listing' && journal.listing === '' ) ) {
		await list( filing );
	}
}
