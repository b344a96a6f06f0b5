// SPDX-License-Identifier: AGPL-3.0-or-later
/** Unlocking, once a visit: with the keys this browser keeps, or with the key file and its passphrase. */
import type { Person } from '../sealing';
import { openKeyFile } from '../sealing/keyfile';
import { isKept, keep, open } from '../sealing/keystore';
import { t } from '../shared/i18n';
import { box, button, checkbox, el, field, fill, privateText } from '../thread/el';
import { failureWords } from '../thread/problems';
import type { Session } from './session';
import { forget, recallPerson, rememberPerson } from './visit';

/** Lets the browser draw before work that keeps it busy for seconds. */
export function drawn(): Promise<void> {
	return new Promise( ( resolve ) => {
		requestAnimationFrame( () => setTimeout( resolve, 0 ) );
	} );
}

/** The keys of whoever sits here, as soon as there are any: from this visit, or once somebody has unlocked. */
export async function unlocked( panel: HTMLElement, session: Session ): Promise<Person> {
	const keys = session.me.keys;
	const person = keys && await recallPerson( keys.fingerprint );
	if ( person ) {
		showLock( true );
		return person;
	}
	showLock( false );
	return new Promise( ( resolve ) => {
		void showPanel( panel, session, async ( opened ) => {
			await rememberPerson( opened );
			fill( panel );
			showLock( true );
			resolve( opened );
		} );
	} );
}

/** Shows in the head of the page whether texts can be opened, and lets one lock them again. */
function showLock( isOpen: boolean ): void {
	const place = document.getElementById( 'lock' );
	if ( place ) {
		fill( place, isOpen ? button( t( 'alcove-desk-lock' ), () => void forget().then( () => location.reload() ), { quiet: true } ) :
			t( 'alcove-desk-locked' ) );
	}
}

async function showPanel( panel: HTMLElement, session: Session, then: ( person: Person ) => Promise<void> ): Promise<void> {
	if ( !session.me.keys ) {
		fill( panel, box( 'notice', el( 'p', {}, t( 'alcove-desk-no-keys' ) ), peopleLink( t( 'alcove-desk-no-keys-link' ) ) ) );
		return;
	}
	const { fingerprint } = session.me.keys;
	const byFile = fileForm( session, then );
	const kept = await isKept( fingerprint );
	fill( panel, el( 'section', { class: 'unlock', 'aria-labelledby': 'unlock-title' },
		el( 'h2', { id: 'unlock-title' }, t( 'alcove-desk-unlock-title' ) ),
		el( 'p', {}, t( 'alcove-desk-unlock-lead' ) ),
		kept ? [
			keptButton( fingerprint, then ),
			el( 'details', { class: 'other-way' }, el( 'summary', {}, t( 'alcove-desk-unlock-file-instead' ) ), byFile )
		] : byFile
	) );
}

export function peopleLink( label: string ): HTMLElement {
	return el( 'p', {}, el( 'a', { href: '/desk/people' + location.search.replace( /[?&]state=[^&]*/, '' ) }, label ) );
}

function keptButton( fingerprint: string, then: ( person: Person ) => Promise<void> ): HTMLElement {
	const failure = el( 'div', {} );
	const unlock = button( t( 'alcove-desk-unlock' ), async () => {
		unlock.disabled = true;
		try {
			const person = await open( fingerprint );
			if ( person ) {
				await then( person );
				return;
			}
			fill( failure, box( 'error', el( 'p', {}, t( 'alcove-desk-unlock-gone' ) ) ) );
		} catch ( error ) {
			fill( failure, box( 'error', el( 'p', {}, failureWords( error ) ) ) );
		}
		unlock.disabled = false;
	}, { primary: true } );
	return el( 'div', {}, unlock, failure );
}

/** The form for key file and passphrase. Neither ever leaves this page. */
function fileForm( session: Session, then: ( person: Person ) => Promise<void> ): HTMLFormElement {
	const file = field( t( 'alcove-desk-unlock-file' ), el( 'input', { type: 'file', accept: '.age,.txt', class: 'file' } ) );
	const words = privateText( 'input', { type: 'password', dir: 'ltr' } );
	const passphrase = field( t( 'alcove-desk-unlock-passphrase' ), words, t( 'alcove-desk-unlock-passphrase-hint' ) );
	const show = checkbox( t( 'alcove-desk-unlock-show' ) );
	show.input.addEventListener( 'change', () => {
		words.type = show.input.checked ? 'text' : 'password';
	} );
	const keepHere = checkbox( t( 'alcove-desk-unlock-keep' ) );
	const send = button( t( 'alcove-desk-unlock' ), undefined, { primary: true } );
	const status = el( 'p', { class: 'status', role: 'status' } );
	const form = el( 'form', {}, file.root, passphrase.root, show.root, keepHere.root, send, status );
	form.addEventListener( 'submit', async ( event ) => {
		event.preventDefault();
		file.complain( '' );
		passphrase.complain( '' );
		const chosen = file.input.files?.[ 0 ];
		if ( !chosen ) {
			file.complain( t( 'alcove-desk-unlock-no-file' ) );
			return;
		}
		send.disabled = true;
		fill( status, t( 'alcove-desk-unlock-busy' ) );
		await drawn();
		try {
			const person = await openKeyFile( await chosen.text(), words.value );
			if ( person.fingerprint !== session.me.keys?.fingerprint ) {
				file.complain( t( 'alcove-desk-unlock-other-keys' ) );
			} else {
				if ( keepHere.input.checked ) {
					await keep( person );
				}
				await then( person );
			}
		} catch ( error ) {
			const code = ( error as { code?: string } ).code;
			( code === 'wrong_key' ? passphrase : file ).complain(
				code === 'wrong_key' ? t( 'alcove-desk-unlock-wrong' ) : code === 'malformed' ? t( 'alcove-desk-unlock-no-key-file' ) : failureWords( error ) );
		}
		fill( status );
		send.disabled = false;
	} );
	return form;
}
