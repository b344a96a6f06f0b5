// SPDX-License-Identifier: AGPL-3.0-or-later
/** The writer's own thread: how far it is, what was written, writing back, and who can read and know what. */
import type { Entry, GoodEntry, Member } from '../sealing';
import { isLeaving } from '../shared/dom';
import { t } from '../shared/i18n';
import { dayElement } from '../thread/days';
import { box, button, el, field, fill, privateText, sentence, type Child } from '../thread/el';
import { brokenView, stepOf, stepView, type Look } from '../thread/messages';
import { failureWords } from '../thread/problems';
import { readReportBody } from '../thread/report';
import { stateChip } from '../thread/states';
import { bit, written } from '../thread/text';
import { newCodeStep } from './renew';
import type { FollowSession } from './session';
import { takingBack, withdrawing } from './withdraw';

/** What is typed and not yet sent. It lives in this page only, and survives every failure. */
let typed = '';

addEventListener( 'beforeunload', ( event ) => {
	if ( typed.trim() && !isLeaving() ) {
		event.preventDefault();
	}
} );

export function showThread( view: HTMLElement, session: FollowSession, close: () => void, notice?: Child ): void {
	const { withdrawn } = session.answer.report;
	const again = ( words: string, focus = true ): void => {
		showThread( view, session, close, el( 'div', { role: 'status' }, box( 'success', el( 'p', {}, words ) ) ) );
		if ( focus ) {
			view.querySelector<HTMLElement>( '.standing h2' )?.focus();
		}
	};
	if ( session.hasFirstCode ) {
		fill( view, notice, invited( session, () => again( t( 'alcove-follow-code-used' ) ) ), readers( session ), closing( close ) );
		return;
	}
	const broken = session.reading.entries.filter( ( entry ) => !entry.ok ).length;
	fill( view,
		notice,
		standing( session, withdrawn && takingBack( session, withdrawn.deleted_on, () => again( t( 'alcove-follow-taken-back' ) ) ) ),
		!session.isTeamKnown && box( 'warning', el( 'p', {}, t( 'alcove-thread-problem-no_root' ) ) ),
		broken > 0 && box( 'warning', el( 'p', {}, t( 'alcove-follow-broken', broken ) ) ),
		given( session ),
		el( 'section', { class: 'thread', 'aria-label': t( 'alcove-follow-thread' ) }, session.reading.entries.map( ( entry ) => step( entry, session ) ) ),
		!withdrawn && answerForm( view, session, close ),
		readers( session ),
		known(),
		el( 'details', {}, el( 'summary', {}, t( 'alcove-follow-code-new' ) ),
			el( 'p', {}, t( 'alcove-follow-code-new-why' ) ), newCodeStep( session, () => again( t( 'alcove-follow-code-used' ) ) ) ),
		!withdrawn && withdrawing( session, () => again( t( 'alcove-follow-withdrawn' ) ) ),
		closing( close )
	);
}

function closing( close: () => void ): HTMLElement {
	return el( 'p', { class: 'closing' }, button( t( 'alcove-follow-close' ), () => {
		typed = '';
		close();
	} ) );
}

/** Before somebody invited reads anything: a code that nobody else has seen. It says of nobody that they reported. */
function invited( session: FollowSession, used: () => void ): HTMLElement {
	return el( 'section', { class: 'standing' },
		el( 'h2', { tabindex: '-1' }, sentence( 'alcove-follow-invited', bit( session.teamName ) ) ),
		el( 'p', {}, t( 'alcove-follow-invited-first' ) ),
		el( 'p', {}, t( 'alcove-follow-invited-free' ) ),
		newCodeStep( session, used ) );
}

/** Says who gave the code that counts, when a member did: the reader may be somebody else than who wrote first. */
function given( session: FollowSession ): HTMLElement | null {
	const renewals = session.reading.entries.filter( ( entry ): entry is GoodEntry => entry.ok && stepOf( entry ).newCode === true );
	const last = renewals[ renewals.length - 1 ];
	return last && last.from.role === 'member' ?
		box( 'notice', el( 'p', {}, sentence( 'alcove-follow-given', bit( last.from.member.name ) ) ) ) : null;
}

/** How far it is, and what can be done about that. Only the service says this, and so it is labelled. */
function standing( session: FollowSession, act: Child ): HTMLElement {
	const { report } = session.answer;
	const day = ( key: string, when: string | null ): Child => when !== null &&
		el( 'p', {}, sentence( key, dayElement( when, session.today, session.language ) ) );
	return el( 'section', { class: 'standing' },
		el( 'h2', { tabindex: '-1' }, t( 'alcove-follow-standing' ) ),
		el( 'p', {}, stateChip( report.state ) ),
		el( 'p', {}, t( `alcove-follow-state-${ report.state }` ) ),
		day( 'alcove-follow-answer-by', report.answer_by ),
		day( 'alcove-follow-update-by', report.update_by ),
		report.state === 'new' && !report.promised && report.median_days !== null && el( 'p', {}, t( 'alcove-follow-median', report.median_days ) ),
		act,
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
	return stepView( stepOf( entry ), day, look,
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

/** Who can read it: as signed steps say, not the service. */
function readers( session: FollowSession ): HTMLElement | null {
	const { holders, lines } = session.reading;
	const people = holders.map( ( holder ) => lines.find( ( line ) => line.fingerprint === holder ) )
		.filter( ( one ): one is Member => one !== undefined );
	if ( !people.length ) {
		return null;
	}
	return el( 'details', { class: 'readers' }, el( 'summary', {}, t( 'alcove-follow-readers', people.length ) ),
		el( 'p', {}, bit( session.teamName ) ),
		el( 'ul', {}, people.map( ( member ) => el( 'li', {}, bit( member.name ), ' ', el( 'span', { class: 'home' }, bit( member.home ) ) ) ) ) );
}

/** What can be known about this, and what cannot. */
function known(): HTMLElement {
	return el( 'details', { class: 'known' }, el( 'summary', {}, t( 'alcove-follow-known' ) ),
		el( 'ul', {}, [ 'read', 'service', 'device', 'hide' ].map( ( one ) => el( 'li', {}, t( 'alcove-follow-known-' + one ) ) ) ) );
}
