// SPDX-License-Identifier: AGPL-3.0-or-later
/** Asking for the private code, and finding the thread it belongs to. */
import { readReceipt, SealingError, type Receipt } from '../sealing';
import { ApiError } from '../shared/api';
import { t } from '../shared/i18n';
import { button, el, field, fill, privateText } from '../thread/el';
import { failureWords, problemWords } from '../thread/problems';
import { FollowSession } from './session';

/** What to tell about a code that leads nowhere; what can be told apart is. */
function complaint( error: unknown ): string {
	if ( error instanceof SealingError ) {
		return problemWords( error.code );
	}
	return error instanceof ApiError && error.code === 'no_such_report' ? t( 'alcove-follow-no-such' ) : failureWords( error );
}

export function showCodeForm( view: HTMLElement, language: string, then: ( session: FollowSession ) => void ): void {
	const input = privateText( 'input', { type: 'text', dir: 'ltr', class: 'cdx-text-input__input code', inputmode: 'text', placeholder: 'PRIVATE-DO-NOT-SHARE-…' } );
	const code = field( t( 'alcove-follow-code' ), input, t( 'alcove-follow-code-hint' ) );
	const open = button( t( 'alcove-follow-open' ), undefined, { primary: true } );
	const status = el( 'p', { class: 'status', role: 'status' } );
	const form = el( 'form', { class: 'code-form' }, code.root, open, status );
	form.addEventListener( 'submit', async ( event ) => {
		event.preventDefault();
		code.complain( '' );
		if ( !input.value.trim() ) {
			code.complain( t( 'alcove-follow-code-missing' ) );
			input.focus();
			return;
		}
		open.disabled = true;
		fill( status, t( 'alcove-follow-busy' ) );
		try {
			const receipt: Receipt = await readReceipt( input.value );
			const session = new FollowSession( receipt, language );
			await session.fetch();
			// The code is not left standing on the screen.
			input.value = '';
			then( session );
		} catch ( error ) {
			code.complain( complaint( error ) );
			input.focus();
		}
		fill( status );
		open.disabled = false;
	} );
	fill( view, el( 'p', { class: 'lead' }, t( 'alcove-follow-lead' ) ), form,
		el( 'details', {}, el( 'summary', {}, t( 'alcove-follow-lost' ) ), el( 'p', {}, t( 'alcove-follow-lost-text' ) ) ) );
}
