// SPDX-License-Identifier: AGPL-3.0-or-later
/** The window in which somebody confirms who they are: hands the code to the page that opened it, and closes on request. */
const opener = window.opener && !window.opener.closed ? window.opener : null;

// Whether there is a page to hand the code to: then only that page may fetch what is confirmed here.
for ( const field of document.querySelectorAll( 'input[name="opener"]' ) ) {
	field.value = opener ? '1' : '';
}

const done = document.querySelector( '[data-claim-code]' );
if ( done && opener && done.dataset.claimCode ) {
	// The browser delivers it only if a page of exactly this origin is still there.
	opener.postMessage( { type: 'alcove-claim', code: done.dataset.claimCode }, done.dataset.claimOrigin );
}

for ( const button of document.querySelectorAll( '[data-close]' ) ) {
	button.hidden = false;
	button.addEventListener( 'click', () => window.close() );
}
