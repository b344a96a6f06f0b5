// SPDX-License-Identifier: AGPL-3.0-or-later
/** A member's own keys: made here, locked into a key file under a generated passphrase at once, and only their public halves told. */
import { memberLine, newPerson, type Person } from '../../sealing';
import { keyFileName, makeKeyFile, newPassphrase } from '../../sealing/keyfile';
import { keep } from '../../sealing/keystore';
import { fingerprintWords } from '../../sealing/words';
import { t } from '../../shared/i18n';
import { box, button, checkbox, download, el, field, fill, type Child } from '../../thread/el';
import { failureWords } from '../../thread/problems';
import type { Me, Session } from '../session';
import { drawn } from '../unlock';
import { rememberPerson } from '../visit';

/** Six words that name two keys, to be compared by voice. */
export function wordsView( age: string, ed25519: string ): HTMLElement {
	return el( 'p', { class: 'words', lang: 'en', dir: 'ltr', translate: 'no' }, fingerprintWords( age, ed25519 ).join( ' ' ) );
}

/** A text to be taken elsewhere, with a button that copies it. */
function copyable( label: string, text: string ): HTMLElement {
	const area = el( 'textarea', { class: 'cdx-text-area__textarea line', readonly: true, rows: 4, dir: 'ltr', spellcheck: 'false', translate: 'no' } );
	area.value = text;
	const told = el( 'span', { role: 'status' } );
	return el( 'div', {}, field( label, area ).root, button( t( 'alcove-desk-copy' ), async () => {
		area.select();
		try {
			// eslint-disable-next-line compat/compat -- caught
			await navigator.clipboard.writeText( text );
			fill( told, ' ' + t( 'alcove-desk-copied' ) );
		} catch {
			fill( told, ' ' + t( 'alcove-desk-copy-yourself' ) );
		}
	} ), told );
}

/** The line a team's root signs, from public halves only. */
function lineOf( { person, keys }: Me ): string {
	return keys ? memberLine( { name: person.name, home: person.home, recipient: keys.age, ed25519Public: keys.ed25519 } as Person ) : '';
}

export function keysSection( session: Session, changed: () => void ): HTMLElement {
	const { me } = session;
	const place = el( 'div', {} );
	const section = el( 'section', { 'aria-labelledby': 'keys-own' }, el( 'h2', { id: 'keys-own' }, t( 'alcove-desk-keys-own' ) ), place );
	if ( me.keys ) {
		fill( place, knownKeys( session, place, changed ) );
	} else {
		fill( place, el( 'p', {}, t( 'alcove-desk-keys-none' ) ), el( 'p', {}, t( 'alcove-desk-keys-make-lead' ) ),
			button( t( 'alcove-desk-keys-make' ), () => void make( session, place, changed ), { primary: true } ) );
	}
	return section;
}

function knownKeys( session: Session, place: HTMLElement, changed: () => void ): Child[] {
	const { me } = session;
	const inList = session.isMember();
	return [
		inList ? el( 'p', {}, t( 'alcove-desk-keys-listed' ) ) : box( 'warning', el( 'p', {}, t( 'alcove-desk-keys-unlisted' ) ) ),
		el( 'p', {}, t( 'alcove-desk-keys-words' ) ),
		me.keys && wordsView( me.keys.age, me.keys.ed25519 ),
		el( 'details', { open: !inList }, el( 'summary', {}, t( 'alcove-desk-keys-line' ) ), copyable( t( 'alcove-desk-keys-line-label' ), lineOf( me ) ) ),
		el( 'details', {}, el( 'summary', {}, t( 'alcove-desk-keys-new' ) ), el( 'p', {}, t( 'alcove-desk-keys-new-lead' ) ),
			el( 'ol', {}, [ 'first', 'second', 'third' ].map( ( step ) => el( 'li', {}, t( 'alcove-desk-keys-new-' + step ) ) ) ),
			button( t( 'alcove-desk-keys-make' ), () => void make( session, place, changed ), { destructive: true } ) )
	];
}

/** Makes keys and the file; nothing is told to anybody before the person says that the words are written down. */
async function make( session: Session, place: HTMLElement, changed: () => void ): Promise<void> {
	fill( place, el( 'p', { role: 'status' }, t( 'alcove-desk-keys-busy' ) ) );
	await drawn();
	const { name, home } = session.me.person;
	const person = await newPerson( name, home );
	const passphrase = newPassphrase();
	const file = await makeKeyFile( person, passphrase );
	const save = (): void => download( keyFileName( person ), file );
	const written = checkbox( t( 'alcove-desk-keys-written' ) );
	const keepHere = checkbox( t( 'alcove-desk-unlock-keep' ) );
	const failure = el( 'div', {} );
	const use = button( t( 'alcove-desk-keys-use' ), async () => {
		fill( failure );
		if ( !written.input.checked ) {
			fill( failure, box( 'error', el( 'p', {}, t( 'alcove-desk-keys-written-first' ) ) ) );
			return;
		}
		use.disabled = true;
		try {
			await session.post( '/desk/keys', { age: person.recipient, ed25519: person.ed25519Public } );
			if ( keepHere.input.checked && !await keep( person ) ) {
				alertKept( failure );
			}
			await rememberPerson( person );
			changed();
		} catch ( error ) {
			fill( failure, box( 'error', el( 'p', {}, failureWords( error ) ) ) );
		}
		use.disabled = false;
	}, { primary: true } );
	fill( place,
		el( 'ol', { class: 'steps' },
			el( 'li', {}, el( 'h3', {}, t( 'alcove-desk-keys-step-words' ) ),
				el( 'p', { class: 'words words--secret', lang: 'en', dir: 'ltr', translate: 'no', tabindex: '-1' }, passphrase ),
				el( 'p', {}, t( 'alcove-desk-keys-step-words-why' ) ) ),
			el( 'li', {}, el( 'h3', {}, t( 'alcove-desk-keys-step-file' ) ), el( 'p', {}, t( 'alcove-desk-keys-step-file-why' ) ),
				button( t( 'alcove-desk-keys-save' ), save ) ),
			el( 'li', {}, el( 'h3', {}, t( 'alcove-desk-keys-step-use' ) ), written.root, keepHere.root, failure, use ) ) );
	place.querySelector<HTMLElement>( '.words--secret' )?.focus();
	save();
}

function alertKept( place: HTMLElement ): void {
	fill( place, box( 'notice', el( 'p', {}, t( 'alcove-desk-keys-not-kept' ) ) ) );
}
