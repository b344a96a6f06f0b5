// SPDX-License-Identifier: AGPL-3.0-or-later
/** Keeps a request from getting lost with its tab, and lets nothing of it stay behind when somebody leaves at once. */
import { forget, isTyped } from './state';
import type { Filing } from './store';

/** Whether closing the tab would lose words: what it keeps ends with it. Whatever is on the wiki is safe. */
export function wouldLose( { draft, journal }: Pick<Filing, 'draft' | 'journal'> ): boolean {
	return [ '', 'saving' ].includes( journal.stage ) && isTyped( draft );
}

/**
 * Asks before the tab is closed. Leaving at once takes everything off the page first, also when it is done from the
 * private form above this one: then nobody is asked, and what the tab kept goes as well.
 *
 * @return a function that ends it
 */
export function guard( filing: Filing, at: HTMLElement ): () => void {
	const warn = ( event: BeforeUnloadEvent ): void => {
		if ( at.isConnected && wouldLose( filing ) ) {
			event.preventDefault();
			// Browsers before 2024 ask only when this is set.
			event.returnValue = true;
		}
	};
	const clear = (): void => {
		if ( !at.isConnected ) {
			forget();
		}
	};
	window.addEventListener( 'beforeunload', warn );
	window.addEventListener( 'pagehide', clear );
	return () => {
		window.removeEventListener( 'beforeunload', warn );
		window.removeEventListener( 'pagehide', clear );
	};
}
