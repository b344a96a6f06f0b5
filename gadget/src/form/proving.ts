// SPDX-License-Identifier: AGPL-3.0-or-later
/** Showing a team who writes: what stands on the screen while somebody confirms it in the service's window. */
import { markRaw } from 'vue';
import type { Claiming, Proof } from './claiming';
import { fetchSealing } from './fetch-sealing';
import type { Channel } from './routing';
import type { Draft } from './state';
import { isProof } from './steps';
import type { Form } from './store';

export interface Proving {
	/** Ready once everything for the window is there, so that the click itself can open it. */
	state: '' | 'preparing' | 'ready' | 'waiting';
	/** What the last try came to, or that the browser let no window open. */
	outcome: '' | 'refused' | 'expired' | 'unsound' | 'offline' | 'blocked';
	/** The window's address, for browsers that open it only as a tab. */
	address: string;
	claiming: Claiming | null;
}

export function newProving(): Proving {
	return { state: '', outcome: '', address: '', claiming: null };
}

/** A proof is of use only to the team it was made for, and only if it shows what the writer wants to show. */
export function usableProof( draft: Draft, channel: Channel | undefined ): Proof | null {
	const { proof } = draft;
	return proof && channel?.kind === 'alcove' && channel.team === proof.team && draft.appear === proof.kind ? proof : null;
}

/** Makes ready what the window needs. Nothing is asked of the service by it. */
export async function prepareProof( form: Form ): Promise<void> {
	const { proving, channel } = form;
	const team = channel?.kind === 'alcove' ? channel.team : '';
	if ( proving.claiming && proving.claiming.team !== team ) {
		stopProof( form );
	}
	if ( proving.state !== '' || !team ) {
		return;
	}
	proving.state = 'preparing';
	try {
		const { Claiming } = await fetchSealing();
		proving.claiming = markRaw( await Claiming.prepare( form.pins, team, form.language ) );
		proving.address = proving.claiming.address;
		proving.state = 'ready';
	} catch {
		Object.assign( proving, { state: '', outcome: 'offline' } );
	}
}

/**
 * Opens the window from a click and waits for what is done in it.
 *
 * @param inTab the browser follows the link itself
 */
export async function askForProof( form: Form, inTab = false ): Promise<void> {
	const { proving } = form;
	const { claiming } = proving;
	if ( !claiming ) {
		return;
	}
	proving.outcome = inTab || claiming.open() ? '' : 'blocked';
	if ( proving.state === 'waiting' ) {
		return;
	}
	proving.state = 'waiting';
	const outcome = await claiming.wait();
	if ( proving.claiming !== claiming ) {
		return;
	}
	Object.assign( proving, newProving() );
	if ( !isProof( form.draft.appear ) ) {
		// Meanwhile they chose to show nothing.
		return;
	}
	if ( outcome && typeof outcome === 'object' ) {
		form.draft.proof = markRaw( outcome );
		// The window has the last word on what is shown.
		form.draft.appear = outcome.kind;
	} else if ( outcome ) {
		proving.outcome = outcome;
	}
}

/** Waits no more. What the window confirms from now on reaches nobody. */
export function stopProof( form: Form ): void {
	form.proving.claiming?.stop();
	Object.assign( form.proving, newProving() );
}
