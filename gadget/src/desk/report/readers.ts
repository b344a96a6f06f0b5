// SPDX-License-Identifier: AGPL-3.0-or-later
/** Who can read a report, by what is signed and not by what the service says; keeping somebody out; letting in one more for a time. */
import type { Member, Statement } from '../../sealing';
import { t } from '../../shared/i18n';
import { dayElement } from '../../thread/days';
import { checkbox, el, field, fill, privateText } from '../../thread/el';
import type { OpenReport } from './context';
import { afterwards, nameOf, told, WHO, WHY, writeReason } from './locking';
import { choice, dayInput, daysAfter, workForm } from './parts';
import { decisionsIn, hasAskedOut, leave, lend, lent, lockOut, newestKey, readersOf, without, type Readers } from './recusal';
import { readsUntil, votes } from './roles';
import './readers.css';

/** How long somebody is let in when nothing else is said, and at most. */
const SHORT_DAYS = 14;
const LONGEST_DAYS = 90;

export function readersPanel( open: OpenReport ): HTMLElement | null {
	const { statement, reading, session } = open;
	if ( !statement || !reading.head ) {
		return null;
	}
	const readers = readersOf( reading, statement );
	const guests = lent( decisionsIn( open ), reading, statement, session.today );
	return el( 'section', { class: 'readers', id: 'readers', 'aria-labelledby': 'readers-title' },
		el( 'h2', { id: 'readers-title' }, t( 'alcove-desk-readers' ) ),
		el( 'p', {}, t( 'alcove-desk-readers-signed' ) ),
		list( readers.members, open ),
		guests.length > 0 && [ el( 'h3', {}, t( 'alcove-desk-readers-lent' ) ),
			el( 'ul', {}, guests.map( ( { member, until } ) => el( 'li', {}, nameOf( member ), ' ', t( 'alcove-desk-readers-until' ), ' ', dayElement( until, session.today, session.language ) ) ) ) ],
		readers.later.length > 0 && [ el( 'h3', {}, t( 'alcove-desk-readers-later' ) ), el( 'p', {}, t( 'alcove-desk-readers-later-lead' ) ), list( readers.later, open ) ],
		readers.out.length > 0 && [ el( 'h3', {}, t( 'alcove-desk-readers-out' ) ), list( readers.out, open ) ],
		open.me && isReader( open.me, readers ) && readsUntil( open ) === null &&
			[ recusing( open, readers ), votes( open ) && lending( open, statement, readers ) ] );
}

function isReader( me: Member, { members, later }: Readers ): boolean {
	return members.concat( later ).some( ( one ) => one.ed25519 === me.ed25519 );
}

function list( members: Member[], open: OpenReport ): HTMLElement {
	return el( 'ul', {}, members.map( ( one ) => el( 'li', {}, nameOf( one ),
		one.ed25519 === open.person.ed25519Public ? ' ' + t( 'alcove-thread-thats-you' ) : '',
		one.role === 'member' ? '' : ' · ' + t( 'alcove-desk-role-' + one.role ) ) ) );
}

function recusing( open: OpenReport, readers: Readers ): HTMLElement {
	// Who has no vote decides about nobody else.
	const people = readers.members.concat( readers.later ).filter( ( one ) => votes( open ) || one.ed25519 === open.person.ed25519Public );
	const who = choice( people.map( ( one ) => [ one.ed25519, one.name ] ), open.person.ed25519Public );
	const how = choice( [ ...votes( open ) ? [ [ 'voting', t( 'alcove-desk-recuse-voting' ) ] as [ string, string ] ] : [], [ 'full', t( 'alcove-desk-recuse-full' ) ] ], 'voting' );
	const reason = open.typed.keep( WHY, privateText( 'textarea', { rows: 2 } ) );
	const why = field( t( 'alcove-desk-readers-reason' ), reason );
	const preview = el( 'div', { 'aria-live': 'polite' } );
	const chosen = (): Member => people.find( ( one ) => one.ed25519 === who.value ) as Member;
	const own = (): boolean => who.value === open.person.ed25519Public;
	const show = (): void => fill( preview,
		how.value === 'voting' ? el( 'p', {}, t( 'alcove-desk-recuse-voting-lead' ) ) :
			[ el( 'p', {}, t( own() ? 'alcove-desk-recuse-own' : 'alcove-desk-recuse-full-lead' ) ), ...afterwards( without( readers, chosen() ) ) ] );
	who.addEventListener( 'change', show );
	how.addEventListener( 'change', show );
	show();
	return el( 'details', { class: 'readers__act readers__act--recuse' }, el( 'summary', {}, t( 'alcove-desk-recuse-title' ) ),
		workForm( 'recuse', t( 'alcove-desk-recuse-do' ), async () => {
			why.complain( reason.value.trim() ? '' : t( 'alcove-desk-readers-reason-first' ) );
			if ( !reason.value.trim() ) {
				return;
			}
			const member = chosen();
			const said = { what: 'recuse', name: member.name, home: member.home, how: how.value, reason: reason.value.trim() };
			if ( how.value === 'voting' ) {
				await open.addToFile( 'decision', said );
				open.typed.forget( WHY );
				await open.reload( told( 'alcove-desk-recuse-noted', member.name ) );
			} else if ( !own() ) {
				open.typed.set( WHO, member.ed25519 );
				// First the lock, then the words: they are not for whom they are about.
				await lockOut( open, [ member ] );
				await writeReason( open, member );
				await open.reload( told( 'alcove-desk-recuse-done', member.name ) );
			} else if ( without( readers, member ).length === 0 ) {
				return t( 'alcove-desk-leave-last' );
			} else {
				if ( !hasAskedOut( open ) ) {
					await open.addToFile( 'decision', said );
				}
				await leave( open );
			}
		}, field( t( 'alcove-desk-readers-who' ), who ).root, field( t( 'alcove-desk-recuse-how' ), how ).root, why.root, preview ) );
}

function lending( open: OpenReport, statement: Statement, readers: Readers ): HTMLElement | null {
	const inside = ( one: Member ): boolean => readers.members.includes( one ) || readers.out.includes( one );
	const others = statement.members.filter( ( one ) => !inside( one ) );
	if ( others.length === 0 ) {
		return null;
	}
	const { session } = open;
	const who = choice( others.map( ( one ) => [ one.ed25519, `${ one.name } (${ t( 'alcove-desk-role-' + one.role ) })` ] ) );
	const until = dayInput( daysAfter( session.today, SHORT_DAYS ) );
	until.min = session.today;
	until.max = daysAfter( session.today, LONGEST_DAYS );
	const day = field( t( 'alcove-desk-lend-until' ), until );
	const reason = privateText( 'textarea', { rows: 2 } );
	const why = field( t( 'alcove-desk-readers-reason' ), reason );
	const withFile = checkbox( t( 'alcove-desk-lend-file' ) );
	const preview = el( 'div', { 'aria-live': 'polite' } );
	const chosen = (): Member => others.find( ( one ) => one.ed25519 === who.value ) as Member;
	const show = (): void => fill( preview, afterwards( readers.members.concat( chosen() ) ) );
	who.addEventListener( 'change', show );
	show();
	return el( 'details', { class: 'readers__act readers__act--lend' }, el( 'summary', {}, t( 'alcove-desk-lend-title' ) ), el( 'p', {}, t( 'alcove-desk-lend-lead' ) ),
		workForm( 'lend', t( 'alcove-desk-lend-do' ), async () => {
			why.complain( reason.value.trim() ? '' : t( 'alcove-desk-readers-reason-first' ) );
			day.complain( until.value && until.value >= until.min && until.value <= until.max ? '' : t( 'alcove-desk-lend-until-first', LONGEST_DAYS ) );
			if ( !reason.value.trim() || !until.value || until.value < until.min || until.value > until.max ) {
				return;
			}
			const member = chosen();
			// Recorded first: nobody is let in without a trace of who wanted it.
			await open.addToFile( 'decision', { what: 'grant', name: member.name, home: member.home, until: until.value, reason: reason.value.trim() } );
			await lend( open, open.thread.vault, newestKey( open.reading ), member, until.value );
			if ( withFile.input.checked && open.file ) {
				await lend( open, open.file.answer.vault, newestKey( open.file.reading ), member, until.value );
			}
			await open.reload( told( 'alcove-desk-lend-done', member.name ) );
		}, field( t( 'alcove-desk-readers-who' ), who ).root, day.root, why.root, withFile.root, preview ) );
}
