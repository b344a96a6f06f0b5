// SPDX-License-Identifier: AGPL-3.0-or-later
/** Opens the first envelopes of many reports, for the list of all (SEALING). */
import { codeOf } from './errors';
import { readVault, type Entry, type StoredEnvelope, type VaultToRead } from './vault';

export type SummaryToOpen = Pick<VaultToRead, 'vault' | 'team' | 'holder' | 'identity' | 'grants' | 'statements'> & {
	summary: StoredEnvelope;
};

/** Opens the first envelope of one report; never throws for what was sealed. */
export async function openSummary( input: SummaryToOpen ): Promise<Entry> {
	const { summary, ...rest } = input;
	try {
		const grants = rest.grants.filter( ( grant ) => grant.epoch === summary.epoch );
		return ( await readVault( { ...rest, grants, envelopes: [ summary ] } ) ).entries[ 0 ];
	} catch ( error ) {
		return { epoch: summary.epoch, n: summary.n, hash: '', ok: false, error: codeOf( error ) };
	}
}

/** How many are opened at once; more only fill the memory. */
const AT_ONCE = 32;

/** Opens many, in the same order. */
export async function openSummaries( inputs: SummaryToOpen[] ): Promise<Entry[]> {
	const entries: Entry[] = [];
	for ( let at = 0; at < inputs.length; at += AT_ONCE ) {
		entries.push( ...await Promise.all( inputs.slice( at, at + AT_ONCE ).map( openSummary ) ) );
	}
	return entries;
}
