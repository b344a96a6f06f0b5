// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Asking somebody else to be heard, in a thread of their own and never the writer's. The member gets a code to pass on; whoever it is
 * for makes a new one before they can say anything, so the first one is of no use to anybody who comes later.
 */
import { newReceipt, sealInvitation, type Receipt } from '../../sealing';
import { t } from '../../shared/i18n';
import { box, el, field, privateText, type Child } from '../../thread/el';
import type { Opened } from './opened';
import { copyButton, workForm } from './parts';

/** Made here and shown until the page is left; nothing keeps it. */
const made = new Map<string, Receipt>();

function codeView( receipt: Receipt ): HTMLElement {
	const address = privateText( 'input', { readonly: true, dir: 'ltr', value: location.origin + '/follow' } );
	const code = privateText( 'input', { readonly: true, dir: 'ltr', value: receipt.text, class: 'cdx-text-input__input line' } );
	return el( 'div', { role: 'status' }, box( 'success', el( 'p', {}, t( 'alcove-desk-invite-made' ) ) ),
		field( t( 'alcove-desk-invite-code' ), code, t( 'alcove-desk-invite-code-hint' ) ).root, copyButton( code ),
		field( t( 'alcove-desk-invite-address' ), address ).root );
}

export function invitationView( open: Opened ): Child[] {
	const name = open.typed.keep( 'invite-name', privateText( 'input' ) );
	const about = open.typed.keep( 'invite-about', privateText( 'textarea', { rows: 3, maxlength: 300 } ) );
	const who = field( t( 'alcove-desk-invite-name' ), name, t( 'alcove-desk-invite-name-hint' ) );
	const words = field( t( 'alcove-desk-invite-about' ), about, t( 'alcove-desk-invite-about-hint' ) );
	const receipt = made.get( open.id );
	return [
		el( 'p', {}, t( 'alcove-desk-invite-lead' ) ),
		receipt ? codeView( receipt ) : '',
		workForm( 'invite', t( 'alcove-desk-invite-make' ), async () => {
			who.complain( name.value.trim() ? '' : t( 'alcove-desk-act-empty' ) );
			words.complain( about.value.trim() ? '' : t( 'alcove-desk-act-empty' ) );
			if ( !name.value.trim() || !about.value.trim() || !open.statement ) {
				return;
			}
			const fresh = await newReceipt();
			const payload = await sealInvitation( {
				team: open.thread.team, statement: open.statement, ...await open.readers(), signer: open.person.signer, receipt: fresh,
				body: { wiki: '', about: [ name.value.trim() ], kinds: [], excerpt: about.value.trim(), lang: open.session.language }
			} );
			const { report } = await open.post<{ report: string }>( 'invitations', payload );
			made.set( open.id, fresh );
			await open.addToFile( 'decision', { what: 'invited', name: name.value.trim(), report, reason: '' } );
			open.typed.forget( 'invite-name', 'invite-about' );
			await open.reload();
		}, who.root, words.root )
	];
}
