// SPDX-License-Identifier: AGPL-3.0-or-later
/** What somebody says of themselves: languages, home wiki, days away, and where news may go. */
import { t } from '../../shared/i18n';
import { dayElement } from '../../thread/days';
import { box, button, el, field, type Child } from '../../thread/el';
import { dayInput, workButton, workForm } from '../report/parts';
import type { Session } from '../session';

export function settingsSection( session: Session, changed: () => void ): HTMLElement {
	return el( 'section', { class: 'settings', 'aria-labelledby': 'settings-title' },
		el( 'h2', { id: 'settings-title' }, t( 'alcove-desk-settings-title' ) ),
		about( session, changed ), absences( session, changed ), mail( session, changed ) );
}

function text( value: string, attributes: Record<string, string> = {} ): HTMLInputElement {
	return el( 'input', { class: 'cdx-text-input__input', type: 'text', value, ...attributes } );
}

function about( session: Session, changed: () => void ): HTMLElement {
	const { person } = session.me;
	const languages = text( ( person.languages ?? [] ).join( ' ' ), { dir: 'ltr', spellcheck: 'false', autocapitalize: 'none' } );
	const home = text( person.home, { dir: 'ltr', spellcheck: 'false' } );
	return workForm( 'settings', t( 'alcove-desk-settings-save' ), async () => {
		await session.post( '/desk/settings', { languages: languages.value.split( /[\s,]+/ ).filter( Boolean ), home: home.value.trim() } );
		changed();
	}, field( t( 'alcove-desk-settings-languages' ), languages, t( 'alcove-desk-settings-languages-hint' ) ).root,
	field( t( 'alcove-desk-settings-home' ), home, t( 'alcove-desk-settings-home-hint' ) ).root );
}

function absences( session: Session, changed: () => void ): HTMLElement {
	const known = session.me.absences ?? [];
	const day = ( value: string ): Child => dayElement( value, session.today, session.language );
	const begins = dayInput( session.today );
	const ends = dayInput();
	begins.min = ends.min = session.today;
	const last = field( t( 'alcove-desk-absence-ends' ), ends );
	return el( 'div', { class: 'absences' },
		el( 'h3', {}, t( 'alcove-desk-absence-title' ) ), el( 'p', {}, t( 'alcove-desk-absence-lead' ) ),
		known.length > 0 && el( 'ul', { class: 'absences__list' }, known.map( ( one ) => el( 'li', {}, day( one.begins ), ' – ', day( one.ends ), ' ',
			workButton( t( 'alcove-desk-absence-end' ), async () => {
				await session.post( `/desk/absences/${ one.id }/end`, {} );
				changed();
			}, { quiet: true } ) ) ) ),
		workForm( 'absence', t( 'alcove-desk-absence-add' ), async () => {
			last.complain( ends.value && ends.value >= begins.value ? '' : t( 'alcove-desk-absence-ends-first' ) );
			if ( ends.value && ends.value >= begins.value ) {
				await session.post( '/desk/absences', { begins: begins.value, ends: ends.value } );
				changed();
			}
		}, field( t( 'alcove-desk-absence-begins' ), begins ).root, last.root ) );
}

function mail( session: Session, changed: () => void ): HTMLElement {
	const { mail: address = '', mail_confirmed: confirmed = false } = session.me.person;
	const given = el( 'input', { class: 'cdx-text-input__input', type: 'email', value: address, dir: 'ltr', autocomplete: 'email' } );
	const code = text( '', { dir: 'ltr', autocomplete: 'one-time-code', spellcheck: 'false' } );
	const put = async ( to: string ): Promise<void> => {
		await session.post( '/desk/settings/mail', { mail: to } );
		changed();
	};
	return el( 'div', { class: 'mail' },
		el( 'h3', {}, t( 'alcove-desk-mail-title' ) ), el( 'p', {}, t( 'alcove-desk-mail-lead' ) ),
		address !== '' && ( confirmed ? el( 'p', {}, t( 'alcove-desk-mail-confirmed' ) ) : box( 'notice', el( 'p', {}, t( 'alcove-desk-mail-waiting' ) ) ) ),
		workForm( 'mail', t( 'alcove-desk-mail-save' ), () => put( given.value.trim() ), field( t( 'alcove-desk-mail-address' ), given ).root ),
		address !== '' && !confirmed && workForm( 'mail-code', t( 'alcove-desk-mail-confirm' ), async () => {
			await session.post( '/desk/settings/mail/confirm', { code: code.value.trim() } );
			changed();
		}, field( t( 'alcove-desk-mail-code' ), code ).root ),
		address !== '' && button( t( 'alcove-desk-mail-none' ), () => void put( '' ), { quiet: true } ) );
}
