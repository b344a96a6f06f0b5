// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Handing over to somebody who can do more: to whom, by which way, with which words; and what came back. Danger waits for nobody: it
 * is one click away and needs no approval. Nothing is sent by itself; the member sends it from their own mail.
 */
import { randomId, type ReportBody } from '../../sealing';
import { ApiError } from '../../shared/api';
import { t } from '../../shared/i18n';
import { dayElement } from '../../thread/days';
import { box, button, checkbox, el, field, fill, privateText, type Child } from '../../thread/el';
import { kindWords } from '../../thread/report';
import { bit, visible, written } from '../../thread/text';
import { everybody } from '../../form/routing';
import type { Handover, HandoverState } from './filing';
import { givenName, handoverText, mailto, targets, type Target, type Way } from './handover-text';
import type { Opened } from './opened';
import { choice, copyButton, dayInput, daysAfter, filedLine, folded, workForm } from './parts';

/** Staff say they look within hours; for all others a week is fair before asking again. */
const ASK_AGAIN: Record<string, number> = { emergency: 1 };
const USUALLY = 7;

/** Whom most matters go to; the others are for particular kinds, which nobody should send to by mistake. */
const USUAL = 'trust-and-safety';

/** What a receiver can name when they answer; it says nothing about anybody. */
export function referenceOf( id: string ): string {
	return 'ALC-' + id.slice( 0, 8 );
}

export function bodyName( id: string ): string {
	const body = everybody( '' ).find( ( one ) => one.id === id );
	return body ? t( body.nameKey ) : id === 'arbcom' ? t( 'alcove-body-arbcom-name' ) : visible( id );
}

function wayWords( way: Way ): string {
	return way.kind === 'mail' ? way.address : t( 'alcove-desk-handover-way-' + way.kind );
}

const EMPTY: ReportBody = {
	v: 1, lang: '', role: '', officials: [], what: '', when: '', where: '', wiki: '', context: null, people: [], evidence: [], kinds: [],
	tried: '', wish: '', wish_unknown: true, appear: { as: 'none' }, tell_other: 'ask', wiki_mail: { allowed: false }
};

/** One hand-over being prepared. `now` is for danger: the emergency team, its mail, and the words along with it. */
class Preparing {
	private readonly id = randomId();
	private readonly all: Target[];
	private readonly to: HTMLSelectElement;
	private readonly about = el( 'div', {} );
	private readonly way = el( 'div', {} );
	private readonly words: ReturnType<typeof checkbox>;
	private readonly name: ReturnType<typeof checkbox>;
	private readonly text = privateText( 'textarea', { rows: 12 } );
	private readonly send = el( 'div', { class: 'handover__send' } );
	private readonly again: HTMLInputElement;
	private chosen = 0;
	private edited = false;

	public constructor( private readonly report: ReportBody, private readonly open: Opened, private readonly now: boolean ) {
		this.all = targets( report.wiki );
		this.to = choice( this.all.map( ( { body } ) => [ body.id, t( body.nameKey ) ] ), now ? 'emergency' : USUAL );
		this.words = checkbox( t( 'alcove-desk-handover-words' ) );
		this.words.input.checked = now;
		this.name = checkbox( t( 'alcove-desk-handover-name' ) );
		this.again = dayInput();
		this.to.addEventListener( 'change', () => this.choose() );
		this.words.input.addEventListener( 'change', () => this.compose() );
		this.name.input.addEventListener( 'change', () => this.compose() );
		this.text.addEventListener( 'input', () => {
			this.edited = true;
			this.offer();
		} );
		this.choose();
	}

	private get target(): Target {
		return this.all.find( ( one ) => one.body.id === this.to.value ) ?? this.all[ 0 ];
	}

	private choose(): void {
		const { body, ways } = this.target;
		this.chosen = 0;
		this.again.value = daysAfter( this.open.session.today, ASK_AGAIN[ body.id ] ?? USUALLY );
		fill( this.about, el( 'p', {}, t( body.aboutKey ) ), el( 'p', {}, t( body.toldKey ) ),
			!body.confirmed && box( 'notice', el( 'p', {}, t( 'alcove-desk-handover-unconfirmed' ) ) ),
			body.privacy === 'public' && box( 'warning', el( 'p', {}, t( 'alcove-desk-handover-public' ) ) ) );
		const select = choice( ways.map( ( way, at ) => [ String( at ), wayWords( way ) ] ) );
		select.addEventListener( 'change', () => {
			this.chosen = Number( select.value );
			this.offer();
		} );
		fill( this.way, ways.length > 1 ? field( t( 'alcove-desk-handover-way' ), select ).root : el( 'p', {}, bit( wayWords( ways[ 0 ] ) ) ) );
		this.compose();
	}

	private compose(): void {
		const { report, open } = this;
		if ( !this.edited ) {
			this.text.value = handoverText( {
				report, came: open.standing.day, today: open.session.today, reference: referenceOf( open.id ),
				team: open.session.teamName( open.thread.team ), from: open.session.me.person.name, to: this.to.value,
				kinds: report.kinds.map( kindWords ),
				agreed: { words: this.words.input.checked, name: this.name.input.checked }
			} );
		}
		this.offer();
	}

	/** The way there, with the text as it stands now. */
	private offer(): void {
		const way = this.target.ways[ this.chosen ];
		const subject = `${ referenceOf( this.open.id ) }`;
		fill( this.send, way.kind === 'mail' ?
			el( 'a', { class: 'cdx-button cdx-button--fake-button cdx-button--fake-button--enabled cdx-button--action-progressive cdx-button--weight-primary', href: mailto( way.address, subject, this.text.value ) }, t( 'alcove-desk-handover-mail' ) ) :
			el( 'a', { href: way.url, rel: 'noopener noreferrer', target: '_blank' }, t( 'alcove-desk-handover-open' ) ), ' ',
		copyButton( this.text ) );
	}

	public view(): HTMLElement {
		const { report, open, now } = this;
		const name = givenName( report );
		const refresh = button( t( 'alcove-desk-handover-afresh' ), () => {
			this.edited = false;
			this.compose();
		}, { quiet: true } );
		return workForm( now ? 'danger' : 'handover', t( 'alcove-desk-handover-record' ), async () => {
			const way = this.target.ways[ this.chosen ];
			await open.addToFile( 'handover', { id: this.id, to: this.to.value, channel: way.kind === 'mail' ? way.address : way.url, text: this.text.value, state: 'waiting' } );
			await open.post( 'handovers', { id: this.id, answer_by: this.again.value || null } ).catch( alreadyThere );
			open.handingOver = false;
			await open.reload( el( 'div', { role: 'status' }, box( 'success', el( 'p', {}, t( 'alcove-desk-handover-recorded' ) ) ) ) );
		},
		now ? el( 'p', {}, t( 'alcove-desk-danger-lead' ) ) : field( t( 'alcove-desk-handover-to' ), this.to ).root,
		now ? '' : this.about, this.way,
		el( 'div', { class: 'agreed' }, el( 'p', {}, t( 'alcove-desk-handover-tell', t( 'alcove-desk-choice-tell-' + report.tell_other ) ) ),
			this.words.root, el( 'p', { class: 'hint' }, t( now ? 'alcove-desk-handover-words-danger' : 'alcove-desk-handover-words-hint' ) ),
			name ? [ this.name.root, el( 'p', { class: 'hint' }, bit( name ) ) ] : el( 'p', {}, t( 'alcove-desk-handover-nameless' ) ) ),
		field( t( 'alcove-desk-handover-text' ), this.text, t( 'alcove-desk-handover-text-hint' ) ).root, refresh,
		this.send,
		field( t( 'alcove-desk-handover-again' ), this.again, t( 'alcove-desk-handover-again-hint' ) ).root,
		el( 'p', {}, t( 'alcove-desk-handover-record-lead' ) ) );
	}
}

function handoverLine( one: Handover, open: Opened ): HTMLElement {
	const { session } = open;
	const clock = open.thread.handovers.find( ( other ) => other.id === one.id );
	const state = one.state;
	const reference = open.typed.keep( `reference-${ one.id }`, privateText( 'input', { value: one.reference } ) );
	const answer = open.typed.keep( `answer-${ one.id }`, privateText( 'textarea', { rows: 2 } ) );
	const outcome = choice( [ [ 'waiting', t( 'alcove-desk-handover-state-waiting' ) ], [ 'answered', t( 'alcove-desk-handover-state-answered' ) ], [ 'ended', t( 'alcove-desk-handover-state-ended' ) ] ], state );
	return filedLine( one, session,
		el( 'p', {}, el( 'strong', {}, bodyName( one.to ) ), ' · ', t( 'alcove-desk-handover-state-' + state ),
			state === 'waiting' && clock?.answer_by ? [ ' · ', t( 'alcove-desk-handover-ask' ), ' ', dayElement( clock.answer_by, session.today, session.language ) ] : '' ),
		one.reference ? el( 'p', {}, t( 'alcove-desk-handover-reference' ), ': ', bit( one.reference ) ) : '',
		one.answer ? written( one.answer ) : '',
		folded( open.folds, 'sent-' + one.id, t( 'alcove-desk-handover-sent' ), [ el( 'p', {}, bit( one.channel ) ), written( one.text, 'en' ) ] ),
		state === 'waiting' ? folded( open.folds, 'came-' + one.id, t( 'alcove-desk-handover-came' ), workForm( 'came', t( 'alcove-desk-handover-save' ), async () => {
			const next = outcome.value as HandoverState;
			await open.addToFile( 'handover', { id: one.id, state: next, reference: reference.value.trim(), answer: answer.value.trim() } );
			if ( next !== 'waiting' ) {
				await open.post( `handovers/${ one.id }`, { state: next } ).catch( alreadyThere );
			}
			open.typed.forget( `reference-${ one.id }`, `answer-${ one.id }` );
			await open.reload();
		}, field( t( 'alcove-desk-handover-reference' ), reference ).root, field( t( 'alcove-desk-handover-answer' ), answer ).root, field( t( 'alcove-desk-handover-state' ), outcome ).root ) ) : '' );
}

/** The service has it so already, from an earlier try whose answer got lost. */
function alreadyThere( error: unknown ): void {
	if ( !( error instanceof ApiError ) || error.status !== 409 ) {
		throw error;
	}
}

/** What was handed over, and preparing another; of what its writer took back nothing goes anywhere any more. */
export function handoverView( report: ReportBody | null, open: Opened ): Child[] {
	const { handovers } = open.content;
	return [
		handovers.length ? el( 'ol', { class: 'filed-list' }, handovers.map( ( one ) => handoverLine( one, open ) ) ) : el( 'p', { class: 'nothing' }, t( 'alcove-desk-handover-none' ) ),
		open.standing.state === 'withdrawn' ? '' : folded( open.folds, 'handover-new', t( 'alcove-desk-handover-new' ), new Preparing( report ?? EMPTY, open, false ).view() )
	];
}

/** At the top of every report: one click when somebody is in danger. */
export function dangerButton( open: Opened ): HTMLElement {
	const made = button( t( 'alcove-desk-danger' ), () => {
		open.handingOver = !open.handingOver;
		open.redraw();
		document.querySelector<HTMLElement>( '.danger-panel a' )?.focus();
	}, { destructive: true } );
	made.setAttribute( 'aria-expanded', String( open.handingOver ) );
	made.dataset.key = 'h';
	made.dataset.keyName = 'danger';
	return made;
}

export function dangerPanel( report: ReportBody | null, open: Opened ): HTMLElement | null {
	return open.handingOver ? el( 'section', { class: 'danger-panel', 'aria-labelledby': 'danger-title' },
		el( 'h2', { id: 'danger-title' }, t( 'alcove-desk-danger-title' ) ), new Preparing( report ?? EMPTY, open, true ).view() ) : null;
}
