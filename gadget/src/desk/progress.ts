// SPDX-License-Identifier: AGPL-3.0-or-later
/** Long work that is shown while it goes on, can be stopped and gone on with. */
import { t } from '../shared/i18n';
import { button, el, fill } from '../thread/el';
import type { Progress } from './opening';

/** Draws the progress once and then only moves it: a button that is made anew all the time cannot be pressed. */
export function progressIn( place: HTMLElement, stop: () => void, goOn: () => void, what = 'opened' ): ( progress: Progress ) => void {
	const bar = el( 'progress', { 'aria-label': t( `alcove-desk-${ what }-label` ) } );
	const words = el( 'span', {} );
	const stopping = button( t( 'alcove-desk-stop' ), stop );
	const going = button( t( 'alcove-desk-continue' ), goOn );
	return ( { done, total, running } ) => {
		if ( done === total ) {
			fill( place, total > 1 && el( 'p', { role: 'status', class: 'for-readers' }, t( `alcove-desk-${ what }-all`, total ) ) );
			return;
		}
		if ( bar.parentElement !== place ) {
			fill( place, bar, words, stopping, going );
		}
		bar.max = total;
		bar.value = done;
		fill( words, t( 'alcove-desk-' + what, done, total ) );
		stopping.hidden = !running;
		going.hidden = running;
	};
}
