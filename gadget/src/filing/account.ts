// SPDX-License-Identifier: AGPL-3.0-or-later
/** Whether this person can make the page at all: better said before anything is typed than after. */
import { page, textOf } from './api';
import type { FilingConfig } from './config';
import { inputBoxOf, type Preload, readPreload } from './preload';

export interface Start {
	/** Why the wiki would refuse, as a code and in its own words; empty when it would not. */
	refusal: { code: string; text: string } | null;
	/** What requests begin with here. */
	prefix: string;
	/** Null when the wiki's text was not found or not understood. */
	preload: Preload | null;
}

/** A title nobody has: only its form matters, for questions about making a page there. */
const NOBODYS = 'Alcove 0';

/** What the wiki would put into the edit box for a new page under the prefix, and whether it would let it be saved. */
export async function beginningOf( config: FilingConfig ): Promise<Start> {
	let { preload, prefix } = config;
	if ( !preload ) {
		const cases = await textOf( config.cases );
		const box = cases && inputBoxOf( cases.text, prefix );
		preload = box?.preload ?? '';
		prefix = box?.prefix ?? prefix;
	}
	const found = await page( prefix + NOBODYS, {
		prop: 'info', inprop: preload ? 'preloadcontent' : undefined, inpreloadcustom: preload || undefined,
		intestactions: 'edit|create', intestactionsdetail: 'full'
	} );
	const { actions = {} } = found;
	const [ refusal ] = [ ...actions.edit ?? [], ...actions.create ?? [] ];
	return {
		refusal: refusal ? { code: refusal.code, text: refusal.text ?? '' } : null,
		prefix,
		preload: readPreload( found.preloadcontent?.content ?? '' )
	};
}
