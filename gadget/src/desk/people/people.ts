// SPDX-License-Identifier: AGPL-3.0-or-later
/** People and keys: first what is to be done, if anything is; then the own keys, and for each team who can read what it is sent. */
import { t } from '../../shared/i18n';
import { dayElement, daysUntil } from '../../thread/days';
import { box, el, fill, sentence, type Child } from '../../thread/el';
import { languageName } from './languages';
import { failureWords } from '../../thread/problems';
import { bit } from '../../thread/text';
import type { Statement } from '../../sealing';
import { deviceSection } from './device';
import { keysSection, wordsView } from './keys';
import { alarmsView, type Roster, type RosterLine } from './roster';
import { shutViews } from '../outside';
import { startSession, type Session } from '../session';
import { settingsSection } from './settings';
import { uploadForm } from './statement';
import { UpkeepView } from './upkeep-view';

/** From this many days before its end a list is called out: signing a new one takes people time. */
export const SOON = 21;

/** A team's part of the page, and what of it cannot wait. */
interface TeamPart {
	root: HTMLElement;
	due: HTMLElement | null;
}

export async function showPeople( view: HTMLElement, session: Session, saved = '' ): Promise<void> {
	const again = async ( name = '' ): Promise<void> => showPeople( view, await startSession( session.language ), name );
	const upkeep = session.readsFor().length > 0 ? new UpkeepView( session ) : null;
	const teams = Object.keys( session.pins.teams );
	// All of it is known before anything is drawn: what is due stands on top, and nothing moves under the hand.
	const [ parts, isDue ] = await Promise.all( [
		Promise.all( teams.map( ( team ) => teamPart( session, team, () => void again() ) ) ), upkeep?.begin() ?? false
	] );
	const due = [ ...shutViews( session ), ...parts.map( ( part ) => part.due ), isDue && upkeep ? upkeep.root : null ]
		.filter( ( one ) => one !== null );
	fill( view,
		due.length > 0 && el( 'section', { class: 'due', 'aria-labelledby': 'due-title' }, el( 'h2', { id: 'due-title' }, t( 'alcove-desk-due' ) ), due ),
		keysSection( session, () => void again() ),
		session.me.keys && await deviceSection( session ),
		parts.length ? parts.map( ( part ) => part.root ) : el( 'p', { class: 'empty' }, t( 'alcove-desk-no-teams' ) ),
		!isDue && upkeep ? upkeep.root : null,
		session.isMember() && settingsSection( session, ( name ) => void again( name ), saved ) );
	view.querySelector<HTMLElement>( '.saved' )?.focus();
}

async function teamPart( session: Session, team: string, changed: () => void ): Promise<TeamPart> {
	const title = el( 'h2', {}, bit( session.teamName( team ) ) );
	let current: Statement | null = null;
	let problem: HTMLElement | null = null;
	try {
		current = await session.currentStatement( team );
		problem = current ? endsSoon( current, session ) : box( 'notice', el( 'p', {}, t( 'alcove-desk-list-none' ) ) );
	} catch ( error ) {
		problem = box( 'error', el( 'p', {}, t( 'alcove-desk-list-bad' ) ), el( 'p', {}, failureWords( error ) ) );
	}
	const belongs = session.me.teams.some( ( one ) => one.id === team && one.in_statement && one.belongs !== false );
	const roster = belongs ? await session.get<Roster>( `/desk/teams/${ encodeURIComponent( team ) }/people` ).catch( () => null ) : null;
	const alarms = roster && alarmsView( roster, session );
	// Of a team one is not in, what is wrong with its list stands where its list is.
	const due = belongs && ( alarms || problem ) ? el( 'div', { class: 'due__team', role: 'group', 'aria-label': session.teamName( team ) },
		Object.keys( session.pins.teams ).length > 1 && el( 'h3', {}, bit( session.teamName( team ) ) ), alarms, problem ) : null;
	return { due, root: el( 'section', { class: 'team' }, title, !due && problem,
		current && members( current, roster?.people ?? [], session ), uploadForm( session, team, current, changed ) ) };
}

function endsSoon( statement: Statement, session: Session ): HTMLElement | null {
	const left = daysUntil( statement.expires, session.today );
	return left <= SOON ? box( 'warning', el( 'p', {}, sentence( 'alcove-desk-list-ends-on', dayElement( statement.expires, session.today, session.language ) ) ),
		el( 'p', {}, t( 'alcove-desk-list-ends-soon' ) ) ) : null;
}

/** The signed list; what the service adds to each line is told apart. */
function members( statement: Statement, people: RosterLine[], session: Session ): HTMLElement {
	const mine = session.me.keys;
	const cell = ( name: string, ...children: Child[] ): HTMLElement => el( 'td', { 'data-label': t( 'alcove-desk-member-' + name ) }, ...children );
	const said = ( name: string, home: string ): RosterLine | undefined => people.find( ( one ) => one.name === name && one.home === home );
	const columns = [ 'name', 'home', 'role', 'words', ...people.length ? [ 'about' ] : [] ];
	return el( 'div', {},
		el( 'p', {}, sentence( 'alcove-desk-list-checked', statement.seq, dayElement( statement.expires, session.today, session.language ) ) ),
		el( 'p', {}, t( 'alcove-desk-list-least', statement.minHolders ) ),
		people.length > 0 && el( 'p', { class: 'note' }, t( 'alcove-desk-member-about-lead' ) ),
		el( 'table', { class: 'members' },
			el( 'caption', { class: 'for-readers' }, t( 'alcove-desk-list-caption' ) ),
			el( 'thead', {}, el( 'tr', {}, columns.map( ( name ) => el( 'th', { scope: 'col' }, t( 'alcove-desk-member-' + name ) ) ) ) ),
			el( 'tbody', {}, statement.members.map( ( member ) => el( 'tr', {},
				el( 'th', { scope: 'row' }, bit( member.name ), mine && member.ed25519 === mine.ed25519 ? ' ' + t( 'alcove-thread-thats-you' ) : '' ),
				cell( 'home', bit( member.home ) ),
				cell( 'role', t( 'alcove-desk-role-' + member.role ) ),
				cell( 'words', wordsView( member.age, member.ed25519 ) ),
				people.length > 0 && cell( 'about', about( said( member.name, member.home ), session ) ) ) ) ) ) );
}

function about( line: RosterLine | undefined, session: Session ): Child {
	if ( !line || line.id === null ) {
		return el( 'p', {}, t( 'alcove-desk-member-never' ) );
	}
	const day = ( value: string ): Node => dayElement( value, session.today, session.language );
	return el( 'ul', { class: 'member-about' },
		el( 'li', {}, line.seen ? sentence( 'alcove-desk-member-seen', day( line.seen ) ) : t( 'alcove-desk-member-never' ) ),
		line.absent_until && el( 'li', {}, sentence( 'alcove-desk-member-absent', day( line.absent_until ) ) ),
		line.languages.length > 0 && el( 'li', {}, t( 'alcove-desk-member-languages' ), ' ', line.languages.map( ( code ) => languageName( code, session.language ) ).join( ', ' ) ),
		line.authority.needed && !line.authority.holds && el( 'li', {}, t( 'alcove-desk-member-no-authority' ) ) );
}
