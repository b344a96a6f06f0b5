// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Adding to a thread. Each place in it is taken once: who was slower fetches, checks what came in between, and signs anew. A text
 * is never lost and never stored twice, also when the answer to sending it got lost on the way.
 */
import { sealNext, type Entry, type Signer, type StatementRef, type VaultReading } from '../sealing';
import { ApiError } from '../shared/api';

export interface Outgoing {
	kind: string;
	body: object;
	signer: Signer;
	statement?: StatementRef;
}

export interface Place {
	vault: string;
	team: string;
}

/** What is asked of the service: to store this at that place. */
export type Put = ( envelope: { epoch: number; n: number; data: string } ) => Promise<unknown>;

export type Outcome =
	{ done: true; reading: VaultReading } |
	/** Somebody else was faster; what they wrote is in the reading. Nothing of ours was stored. */
	{ done: false; reading: VaultReading; news: Entry[] };

/** Steps of a thread after the one that was last when `before` was read. */
export function newsSince( before: VaultReading, after: VaultReading ): Entry[] {
	const head = before.head;
	return after.entries.filter( ( entry ) => !head || entry.epoch > head.epoch || ( entry.epoch === head.epoch && entry.n > head.n ) );
}

/** Whether this very thing is among some steps: it was stored, only the answer did not arrive. */
export function isAmong( entries: Entry[], out: Outgoing ): boolean {
	const wanted = JSON.stringify( out.body );
	return entries.some( ( entry ) => entry.ok && entry.header.kind === out.kind && entry.header.from === out.signer.publicKey &&
		JSON.stringify( JSON.parse( entry.text ) ) === wanted );
}

async function seal( place: Place, reading: VaultReading, out: Outgoing ): Promise<{ epoch: number; n: number; data: string }> {
	const head = reading.head;
	if ( !head || !reading.recipient ) {
		throw new Error( 'a thread one cannot open cannot be continued' );
	}
	const { data } = await sealNext( {
		vaultRecipient: reading.recipient, vault: place.vault, team: place.team,
		epoch: head.epoch, n: head.n + 1, prev: head.hash, ...out
	} );
	return { epoch: head.epoch, n: head.n + 1, data };
}

/**
 * Seals what is to be said for the place after the last step and has it stored.
 *
 * @param again whether to sign anew by itself after somebody else's step, or after which of them; else they should be read first
 * @throws ApiError for everything but a taken place
 */
export async function add(
	place: Place, reading: VaultReading, out: Outgoing, put: Put, read: () => Promise<VaultReading>,
	again: boolean | ( ( news: Entry[] ) => boolean )
): Promise<Outcome> {
	let known = reading;
	for ( let tries = 0; tries < 5; tries++ ) {
		try {
			await put( await seal( place, known, out ) );
			return { done: true, reading: await read() };
		} catch ( error ) {
			if ( !( error instanceof ApiError ) || error.code !== 'number_taken' ) {
				throw error;
			}
		}
		const now = await read();
		const news = newsSince( known, now );
		if ( isAmong( news, out ) ) {
			return { done: true, reading: now };
		}
		if ( news.length === 0 || !( typeof again === 'function' ? again( news ) : again ) ) {
			return { done: false, reading: now, news };
		}
		known = now;
	}
	throw new ApiError( 'number_taken', 409, '', '' );
}
