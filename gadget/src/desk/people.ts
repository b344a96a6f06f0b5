// SPDX-License-Identifier: AGPL-3.0-or-later
/** People and keys: the own ones, and for each team who can read what is sent to it now. */
import type { Statement } from '../sealing';
import { t } from '../shared/i18n';
import { dayElement, daysUntil } from '../thread/days';
import { box, el, fill, sentence } from '../thread/el';
import { failureWords } from '../thread/problems';
import { bit } from '../thread/text';
import { keysSection, wordsView } from './keys';
import { startSession, type Session } from './session';
import { uploadForm } from './statement';

/** From this many days before its end a list is called out: signing a new one takes people time. */
const SOON = 14;

export async function showPeople( view: HTMLElement, session: Session ): Promise<void> {
	const again = async (): Promise<void> => showPeople( view, await startSession( session.language ) );
	const teams = Object.keys( session.pins.teams );
	const sections = await Promise.all( teams.map( ( team ) => teamSection( session, team, () => void again() ) ) );
	fill( view, keysSection( session, () => void again() ),
		sections.length ? sections : el( 'p', { class: 'empty' }, t( 'alcove-desk-no-teams' ) ) );
}

async function teamSection( session: Session, team: string, changed: () => void ): Promise<HTMLElement> {
	const title = el( 'h2', {}, bit( session.teamName( team ) ) );
	let current: Statement | null = null;
	let problem: HTMLElement | null = null;
	try {
		current = await session.currentStatement( team );
		problem = current ? endsSoon( current, session ) : box( 'notice', el( 'p', {}, t( 'alcove-desk-list-none' ) ) );
	} catch ( error ) {
		problem = box( 'error', el( 'p', {}, t( 'alcove-desk-list-bad' ) ), el( 'p', {}, failureWords( error ) ) );
	}
	return el( 'section', {}, title, problem, current && members( current, session ), uploadForm( session, team, current, changed ) );
}

function endsSoon( statement: Statement, session: Session ): HTMLElement | null {
	return daysUntil( statement.expires, session.today ) <= SOON ? box( 'warning', el( 'p', {}, t( 'alcove-desk-list-ends-soon' ) ) ) : null;
}

function members( statement: Statement, session: Session ): HTMLElement {
	const mine = session.me.keys;
	const cell = ( name: string, ...children: ( Node | string )[] ): HTMLElement => el( 'td', { 'data-label': t( 'alcove-desk-member-' + name ) }, ...children );
	return el( 'div', {},
		el( 'p', {}, sentence( 'alcove-desk-list-checked', statement.seq, dayElement( statement.expires, session.today, session.language ) ) ),
		el( 'p', {}, t( 'alcove-desk-list-least', statement.minHolders ) ),
		el( 'table', { class: 'members' },
			el( 'caption', { class: 'for-readers' }, t( 'alcove-desk-list-caption' ) ),
			el( 'thead', {}, el( 'tr', {}, [ 'name', 'home', 'role', 'words' ].map( ( name ) => el( 'th', { scope: 'col' }, t( 'alcove-desk-member-' + name ) ) ) ) ),
			el( 'tbody', {}, statement.members.map( ( member ) => el( 'tr', {},
				el( 'th', { scope: 'row' }, bit( member.name ), mine && member.ed25519 === mine.ed25519 ? ' ' + t( 'alcove-thread-thats-you' ) : '' ),
				cell( 'home', bit( member.home ) ),
				cell( 'role', t( 'alcove-desk-role-' + member.role ) ),
				cell( 'words', wordsView( member.age, member.ed25519 ) ) ) ) ) ) );
}
