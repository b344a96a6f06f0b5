// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Arriving at one part of a report's page: the agenda's links lead to what they speak of. The parts' names stand in the address after
 * the `#`, which no server sees, and stay the same.
 */
import { unfold } from '../keyboard';

/** The parts a link can lead to; each is the id of what it names. */
export const PARTS = [ 'thread', 'answer', 'withdrawn', 'file', 'evidence', 'handover', 'retention', 'readers' ] as const;
export type Part = typeof PARTS[ number ];

/** In the thread: the first step not seen before; the last one when all were seen. */
function stepIn( thread: HTMLElement ): HTMLElement | null {
	const steps = [ ...thread.querySelectorAll<HTMLElement>( '.step' ) ];
	return thread.matches( '[data-unseen]' ) ? steps[ 0 ] : steps.find( ( step ) => step.matches( '.step--unseen' ) ) ?? steps.pop() ?? null;
}

/** What gets the focus, so that screen readers say where one is: what unfolds a part, or its heading. */
function headOf( part: HTMLElement ): HTMLElement | null {
	if ( part.id === 'thread' ) {
		return stepIn( part );
	}
	const head = part.querySelector<HTMLElement>( part instanceof HTMLDetailsElement ? 'summary' : 'h2, h3' );
	if ( part instanceof HTMLDetailsElement ) {
		part.open = true;
	} else if ( head ) {
		head.tabIndex = -1;
	}
	return head;
}

/** Goes to the part the address names, unfolded and with the focus. Nothing happens where there is no such part. */
export function arrive( view: HTMLElement, hash: string ): void {
	const name = PARTS.find( ( one ) => '#' + one === hash );
	const part = name && view.querySelector<HTMLElement>( '#' + name );
	const head = part ? headOf( part ) : null;
	if ( part && head ) {
		unfold( head );
		head.focus( { preventScroll: true } );
		const shown = name === 'thread' ? head : part;
		// What stands above it stays in sight where it may: how far the matter is, and who has it.
		const { top } = shown.getBoundingClientRect();
		if ( top < 0 || top > innerHeight / 2 ) {
			shown.scrollIntoView?.( { block: 'start' } );
		}
	}
}
