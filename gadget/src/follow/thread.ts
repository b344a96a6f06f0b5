// SPDX-License-Identifier: AGPL-3.0-or-later
/** The writer's own thread: how far it is, what was written, writing back, and who can read and know what. */
import type { Entry } from '../sealing';
import { isLeaving } from '../shared/dom';
import { t } from '../shared/i18n';
import { dayElement } from '../thread/days';
import { box, button, el, field, fill, privateText, sentence, type Child } from '../thread/el';
import { brokenView, stepView, type Look } from '../thread/messages';
import { failureWords } from '../thread/problems';
import { readReportBody } from '../thread/report';
import { stateChip } from '../thread/states';
import { bit, written } from '../thread/text';
import type { FollowSession } from './session';

/** What is typed and not yet sent. It lives in this page only, and survives every failure. */
let typed = '';

addEventListener( 'beforeunload', ( event ) => {
	if ( typed.trim() && !isLeaving() ) {
		event.preventDefault();
	}
} );

export function showThread( view: HTMLElement, session: FollowSession, close: () => void, notice?: Child ): void {
	const broken = session.reading.entries.filter( ( entry ) => !entry.ok ).length;
	fill( view,
		notice,
		standing( session ),
		!session.isTeamKnown && box( 'warning', el( 'p', {}, t( 'alcove-thread-problem-no_root' ) ) ),
		broken > 0 && box( 'warning', el( 'p', {}, t( 'alcove-follow-broken', broken ) ) ),
		el( 'section', { class: 'thread', 'aria-label': t( 'alcove-follow-thread' ) }, session.reading.entries.map( ( entry ) => step( entry, session ) ) ),
		answerForm( view, session, close ),
		readers( session ),
		known(),
		el( 'p', {}, button( t( 'alcove-follow-close' ), () => {
			typed = '';
			close();
		} ) )
	);
}

/** How far it is. Only the service says this, and so it is labelled. */
function standing( session: FollowSession ): HTMLElement {
	const { report } = session.answer;
	return el( 'section', { class: 'standing' },
		el( 'h2', {}, t( 'alcove-follow-standing' ) ),
		el( 'p', {}, stateChip( report.state ) ),
		el( 'p', {}, t( `alcove-follow-state-${ report.state }` ) ),
		report.answer_by !== null && el( 'p', {}, sentence( 'alcove-follow-answer-by', dayElement( report.answer_by, session.today, session.language ) ) ),
		el( 'p', { class: 'step__day' }, t( 'alcove-follow-service-says' ) ) );
}

function step( entry: Entry, session: FollowSession ): HTMLElement | null {
	const look: Look = { reader: 'writer', today: session.today, language: session.language };
	const day = session.dayOf( entry.epoch, entry.n );
	if ( !entry.ok ) {
		return brokenView( entry.epoch, entry.n, entry.error, day, look );
	}
	if ( entry.header.kind === 'summary' ) {
		// It repeats the beginning of the report, for the team's list.
		return null;
	}
	return stepView( { kind: entry.header.kind, body: entry.body, from: entry.from }, day, look,
		entry.header.kind === 'report' ? ownReport( entry.body ) : undefined );
}

/** What somebody wrote themselves, in short: they know it, and others may be looking. */
function ownReport( body: unknown ): HTMLElement {
	const report = readReportBody( body );
	return el( 'details', {}, el( 'summary', {}, t( 'alcove-follow-own' ) ), written( report.what, report.lang ) );
}

function answerForm( view: HTMLElement, session: FollowSession, close: () => void ): HTMLElement {
	const text = privateText( 'textarea', { rows: 6 } );
	text.value = typed;
	const words = field( t( 'alcove-follow-write' ), text, t( 'alcove-follow-write-hint' ) );
	text.addEventListener( 'input', () => {
		typed = text.value;
		words.complain( '' );
	} );
	const send = button( t( 'alcove-follow-send' ), undefined, { primary: true } );
	const status = el( 'p', { class: 'status', role: 'status' } );
	const form = el( 'form', { class: 'write-back' }, session.answer.report.state === 'closed' && el( 'p', {}, t( 'alcove-follow-closed-write' ) ), words.root, send, status );
	form.addEventListener( 'submit', async ( event ) => {
		event.preventDefault();
		const said = text.value.trim();
		if ( !said ) {
			words.complain( t( 'alcove-follow-empty' ) );
			text.focus();
			return;
		}
		send.disabled = true;
		fill( status, t( 'alcove-follow-sending' ) );
		try {
			const outcome = await session.write( said );
			if ( outcome.done ) {
				typed = '';
				showThread( view, session, close, el( 'div', { role: 'status' }, box( 'success', el( 'p', {}, t( 'alcove-follow-sent' ) ) ) ) );
				focusLast( view );
				return;
			}
			words.complain( t( 'alcove-follow-not-sent' ) );
		} catch ( error ) {
			words.complain( [ failureWords( error ), t( 'alcove-follow-text-kept' ) ].join( ' ' ) );
		}
		fill( status );
		send.disabled = false;
	} );
	return form;
}

function focusLast( view: HTMLElement ): void {
	const steps = view.querySelectorAll<HTMLElement>( '.thread > .step' );
	steps[ steps.length - 1 ]?.focus();
}

/** Who can read it: as the first, signed step says, not the service. */
function readers( session: FollowSession ): HTMLElement | null {
	const first = session.reading.entries[ 0 ];
	const statement = first?.ok && session.statements.find( ( one ) => one.hash === first.header.statement?.hash );
	if ( !statement ) {
		return null;
	}
	const out = [ ...session.reading.excluded, ...session.reading.recused ];
	const people = statement.members.filter( ( member ) => !out.includes( member.ed25519 ) );
	return el( 'details', { class: 'readers' }, el( 'summary', {}, t( 'alcove-follow-readers', people.length ) ),
		el( 'p', {}, bit( session.teamName ) ),
		el( 'ul', {}, people.map( ( member ) => el( 'li', {}, bit( member.name ), ' ', el( 'span', { class: 'home' }, bit( member.home ) ) ) ) ) );
}

/** What can be known about this, and what cannot. */
function known(): HTMLElement {
	return el( 'details', { class: 'known' }, el( 'summary', {}, t( 'alcove-follow-known' ) ),
		el( 'ul', {}, [ 'read', 'service', 'device', 'hide' ].map( ( one ) => el( 'li', {}, t( 'alcove-follow-known-' + one ) ) ) ) );
}
