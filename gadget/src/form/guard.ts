// SPDX-License-Identifier: AGPL-3.0-or-later
/** Keeps words from getting lost by accident, and the way out in reach. */
import { onBeforeUnmount, onMounted } from 'vue';
import { isLeaving, leave, onTripleShift } from '../shared/dom';
import { isTyped } from './state';
import type { Form } from './store';

/** Whether going away now would lose something: words not sent, or a code nobody kept. */
export function wouldLose( form: Form ): boolean {
	return form.sending.state === 'sent' ? !form.sending.kept : isTyped( form.draft );
}

/** Asks before the tab is closed with something in it, but never when somebody leaves at once. */
export function useGuard( form: Form ): void {
	const warn = ( event: BeforeUnloadEvent ): void => {
		if ( !isLeaving() && wouldLose( form ) ) {
			event.preventDefault();
			// Browsers before 2024 ask only when this is set.
			event.returnValue = true;
		}
	};
	let stop: ( () => void ) | undefined;
	onMounted( () => {
		window.addEventListener( 'beforeunload', warn );
		stop = onTripleShift( () => leave() );
	} );
	onBeforeUnmount( () => {
		window.removeEventListener( 'beforeunload', warn );
		stop?.();
	} );
}

/**
 * Where the visible part of the page begins. A phone's keyboard pushes the page up underneath a bar that sticks to
 * its top; the bar follows what can be seen.
 */
export function useVisibleTop( apply: ( top: number ) => void ): void {
	const view = window.visualViewport;
	const follow = (): void => apply( view ? Math.max( 0, Math.round( view.offsetTop ) ) : 0 );
	onMounted( () => {
		view?.addEventListener( 'resize', follow );
		view?.addEventListener( 'scroll', follow );
	} );
	onBeforeUnmount( () => {
		view?.removeEventListener( 'resize', follow );
		view?.removeEventListener( 'scroll', follow );
	} );
}
