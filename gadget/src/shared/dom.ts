// SPDX-License-Identifier: AGPL-3.0-or-later
/** Leaving at once: what somebody needs when another person walks into the room. */

/** Where leaving leads: a page anybody may have open. */
export const NEUTRAL_PLACE = 'https://www.wikipedia.org/';

/** Three presses within this many milliseconds leave the page. */
const SHIFT_WINDOW = 1500;

let leaving = false;

/** Whether the page is on its way out; a "you will lose your text" warning must not hold it up. */
export function isLeaving(): boolean {
	return leaving;
}

/**
 * Replaces this page, so that "back" does not lead to it again. It cannot erase the browser's history, and the
 * page says so beside the button.
 */
export function leave( place: string = NEUTRAL_PLACE ): void {
	leaving = true;
	// The new page may take seconds to arrive: nothing may stay readable until then.
	document.title = '';
	document.body.replaceChildren();
	window.location.replace( place );
}

/**
 * Calls `leave` when Shift is pressed three times in a row with no other key between.
 *
 * @return a function that stops listening
 */
export function onTripleShift( then: () => void = leave, on: EventTarget = document ): () => void {
	let presses: number[] = [];
	const listener = ( event: Event ): void => {
		const { key, repeat, timeStamp } = event as KeyboardEvent;
		if ( repeat ) {
			return;
		}
		// A capital letter is Shift and another key: it starts the count anew.
		presses = key === 'Shift' ? presses.filter( ( at ) => timeStamp - at < SHIFT_WINDOW ) : [];
		if ( key === 'Shift' && presses.push( timeStamp ) === 3 ) {
			presses = [];
			then();
		}
	};
	on.addEventListener( 'keydown', listener, true );
	return () => on.removeEventListener( 'keydown', listener, true );
}
