// SPDX-License-Identifier: AGPL-3.0-or-later
/** Leaving a page of the service at once, by its link or by Shift three times. Without this script the link still leaves. */
const link = document.querySelector( '[data-leave]' );
const WITHIN = 1500;
let presses = [];

function leave() {
	// The next page may take seconds to arrive: nothing may stay readable until then.
	document.title = '';
	document.body.replaceChildren();
	// Replaces this page, so that "back" does not lead to it again. The browser's history cannot be erased from here.
	window.location.replace( 'https://www.wikipedia.org/' );
}

if ( link ) {
	link.addEventListener( 'click', ( event ) => {
		event.preventDefault();
		leave();
	} );
	document.addEventListener( 'keydown', ( { key, repeat, timeStamp } ) => {
		if ( repeat ) {
			return;
		}
		presses = key === 'Shift' ? presses.filter( ( at ) => timeStamp - at < WITHIN ) : [];
		if ( key === 'Shift' && presses.push( timeStamp ) === 3 ) {
			leave();
		}
	}, true );
}
