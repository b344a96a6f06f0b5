// SPDX-License-Identifier: AGPL-3.0-or-later
/** What somebody says of themselves: languages, home wiki, days away, and where news may go. */
import { t } from '../../shared/i18n';
import { dayElement } from '../../thread/days';
import { box, el, field, type Child } from '../../thread/el';
import { dayInput, workButton, workForm } from '../report/parts';
import { codesIn, wrongCode } from './languages';
import type { Session } from '../session';

/** Says which of the forms was saved, to draw the page anew. */
type Changed = ( name: string ) => void;

/**
 * @param saved which of the forms was saved just now: it says so, and reading goes on there
 */
export function settingsSection( session: Session, changed: Changed, saved = '' ): HTMLElement {
	const told = ( name: string ): Child => saved === name && el( 'p', { class: 'saved', role: 'status', tabindex: '-1' }, t( 'alcove-desk-settings-saved' ) );
	return el( 'section', { class: 'settings', 'aria-labelledby': 'settings-title' },
		el( 'h2', { id: 'settings-title' }, t( 'alcove-desk-settings-title' ) ),
		about( session, changed ), told( 'about' ), absences( session, changed ), told( 'absences' ), mail( session, changed ), told( 'mail' ) );
}

/** One host name, as the team's list writes it. */
const WIKI = /^[a-z0-9][a-z0-9.-]*$/;

function text( value: string, attributes: Record<string, string> = {} ): HTMLInputElement {
	return el( 'input', { class: 'cdx-text-input__input', type: 'text', value, ...attributes } );
}

function about( session: Session, changed: Changed ): HTMLElement {
	const { person } = session.me;
	const languages = text( ( person.languages ?? [] ).join( ' ' ), { dir: 'ltr', spellcheck: 'false', autocapitalize: 'none' } );
	const home = text( person.home, { dir: 'ltr', spellcheck: 'false' } );
	const spoken = field( t( 'alcove-desk-settings-languages' ), languages, t( 'alcove-desk-settings-languages-hint' ) );
	const wiki = field( t( 'alcove-desk-settings-home' ), home, t( 'alcove-desk-settings-home-hint' ) );
	return workForm( 'settings', t( 'alcove-desk-settings-save' ), async () => {
		const codes = codesIn( languages.value );
		const wrong = wrongCode( codes );
		const host = home.value.trim().toLowerCase();
		spoken.complain( wrong && t( 'alcove-desk-settings-languages-wrong', wrong ) );
		wiki.complain( WIKI.test( host ) ? '' : t( 'alcove-desk-settings-home-wrong' ) );
		if ( !wrong && WIKI.test( host ) ) {
			await session.post( '/desk/settings', { languages: codes, home: host } );
			changed( 'about' );
		}
	}, spoken.root, wiki.root );
}

function absences( session: Session, changed: Changed ): HTMLElement {
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
				changed( 'absences' );
			}, { quiet: true } ) ) ) ),
		workForm( 'absence', t( 'alcove-desk-absence-add' ), async () => {
			last.complain( ends.value && ends.value >= begins.value ? '' : t( 'alcove-desk-absence-ends-first' ) );
			if ( ends.value && ends.value >= begins.value ) {
				await session.post( '/desk/absences', { begins: begins.value, ends: ends.value } );
				changed( 'absences' );
			}
		}, field( t( 'alcove-desk-absence-begins' ), begins ).root, last.root ) );
}

function mail( session: Session, changed: Changed ): HTMLElement {
	const { mail: address = '', mail_confirmed: confirmed = false } = session.me.person;
	const given = el( 'input', { class: 'cdx-text-input__input', type: 'email', value: address, dir: 'ltr', autocomplete: 'email' } );
	const code = text( '', { dir: 'ltr', autocomplete: 'one-time-code', spellcheck: 'false' } );
	const put = async ( to: string ): Promise<void> => {
		await session.post( '/desk/settings/mail', { mail: to } );
		changed( 'mail' );
	};
	return el( 'div', { class: 'mail' },
		el( 'h3', {}, t( 'alcove-desk-mail-title' ) ), el( 'p', {}, t( 'alcove-desk-mail-lead' ) ),
		address !== '' && ( confirmed ? el( 'p', {}, t( 'alcove-desk-mail-confirmed' ) ) : box( 'notice', el( 'p', {}, t( 'alcove-desk-mail-waiting' ) ) ) ),
		workForm( 'mail', t( 'alcove-desk-mail-save' ), () => put( given.value.trim() ), field( t( 'alcove-desk-mail-address' ), given ).root ),
		address !== '' && !confirmed && workForm( 'mail-code', t( 'alcove-desk-mail-confirm' ), async () => {
			await session.post( '/desk/settings/mail/confirm', { code: code.value.trim() } );
			changed( 'mail' );
		}, field( t( 'alcove-desk-mail-code' ), code ).root ),
		address !== '' && workButton( t( 'alcove-desk-mail-none' ), () => put( '' ), { quiet: true } ) );
}
