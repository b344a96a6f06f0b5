// SPDX-License-Identifier: AGPL-3.0-or-later
/** One report's page: what the writer said, acting on it, the team's own file set apart, and what only the service says. */
import type { Entry, GoodEntry, Head, ReportBody } from '../../sealing';
import { t } from '../../shared/i18n';
import { dayElement, daysUntil } from '../../thread/days';
import { box, button, download, el, fill, sentence, type Child } from '../../thread/el';
import { brokenView, stepOf, stepView, type Look } from '../../thread/messages';
import { failureWords } from '../../thread/problems';
import { readReportBody } from '../../thread/report';
import { stateChip, turnWords } from '../../thread/states';
import { bit } from '../../thread/text';
import './answer.css';
import './file.css';
import { Answering, done, type Act } from './answer';
import { arrive, type Part } from './arriving';
import { retentionView, withdrawnView } from './closing';
import type { Panel, ThreadAnswer } from './context';
import { evidenceView } from './evidence';
import { reportView } from './fields';
import { dangerButton, dangerPanel, handoverView } from './handover';
import { lockingView } from './locking';
import { noteForm, notesList } from './notes';
import { Opened } from './opened';
import { folded } from './parts';
import { pointerView } from './pointer';
import { proofPanel } from './proof';
import { readersPanel } from './readers';
import type { Session } from '../session';
import { renewingView } from './renewing';
import { mayFile, noVoteView, readOnly, votes } from './roles';
import { sameAs } from '../queue/same';
import { takeView } from './take';
import { tellingView } from './telling';
import { allowTranslation, translationHint } from './translation';
import { Typed } from './typed';
import { unlocked } from '../unlock';
import { isLater } from '../agenda/agenda';

/** What stands beside a report, from other parts of the desk. */
const PANELS: readonly Panel[] = [ proofPanel, sameAs, readersPanel ];

export async function showReport( view: HTMLElement, panel: HTMLElement, session: Session ): Promise<void> {
	const page = new ReportPage( view, session, view.dataset.report ?? '' );
	if ( await page.fetch() ) {
		await page.unlock( await unlocked( panel, session ) );
	}
}

class ReportPage {
	private readonly open: Opened;
	private readonly answering: Answering;
	private readonly translation = { allowed: false };

	public constructor( private readonly view: HTMLElement, private readonly session: Session, id: string ) {
		this.open = new Opened( session, id, new Typed( id ), {
			draw: ( notice ) => this.draw( notice ),
			acted: ( act, isDone ) => this.acted( act, isDone ),
			left: () => fill( this.view, el( 'div', { role: 'status' }, box( 'success', el( 'p', {}, t( 'alcove-desk-leave-done' ) ) ) ),
				el( 'p', {}, el( 'a', { href: '/desk/' + location.search }, t( 'alcove-desk-leave-back' ) ) ) )
		} );
		this.answering = new Answering( this.open );
	}

	/** Fetches what is sealed; shows what the service says of it, which needs no key. */
	public async fetch(): Promise<boolean> {
		fill( this.view, el( 'p', { role: 'status' }, t( 'alcove-desk-loading' ) ) );
		try {
			await this.open.fetch();
		} catch ( error ) {
			fill( this.view, box( 'error', el( 'p', {}, failureWords( error ) ) ), button( t( 'alcove-desk-again' ), () => location.reload() ) );
			return false;
		}
		fill( this.view, this.layout( [ el( 'p', { class: 'sealed' }, t( 'alcove-desk-thread-sealed' ) ) ], [] ) );
		return true;
	}

	public async unlock( person: Parameters<Opened[ 'open' ]>[ 0 ] ): Promise<void> {
		try {
			await this.open.open( person );
		} catch ( error ) {
			fill( this.view, this.layout( [ box( 'error', el( 'h2', {}, t( 'alcove-desk-thread-unreadable' ) ),
				el( 'p', {}, this.session.root( this.open.thread.team ) === null ? t( 'alcove-thread-problem-no_root' ) : failureWords( error ) ),
				el( 'p', {}, t( 'alcove-thread-broken-do' ) ) ) ], [] ) );
			return;
		}
		await this.open.typed.load();
		this.answering.resume();
		this.draw();
		arrive( this.view, location.hash );
		addEventListener( 'hashchange', () => arrive( this.view, location.hash ) );
	}

	/** After an act, the steps as they are now, with the last one in focus. */
	private acted( act: Act, isDone: boolean ): void {
		if ( isDone ) {
			this.answering.sent( act );
		}
		this.draw( isDone ? done( act ) : el( 'div', { role: 'status' }, box( 'warning', el( 'p', {}, t( 'alcove-desk-somebody-faster' ) ) ) ) );
		const steps = this.view.querySelectorAll<HTMLElement>( '.thread > .step' );
		steps[ steps.length - 1 ]?.focus();
	}

	private get report(): ReportBody | null {
		const entry = this.open.reading.entries.find( ( one ) => one.ok && one.header.kind === 'report' );
		return entry?.ok ? readReportBody( entry.body ) : null;
	}

	private draw( notice?: Child ): void {
		const { open, report } = this;
		const focused = ( document.activeElement as HTMLElement | null )?.dataset.keyName;
		const broken = open.reading.entries.filter( ( entry ) => !entry.ok ).length;
		fill( this.view, this.layout( [
			notice,
			mayFile( open ) && dangerPanel( report, open ),
			...this.may( [ withdrawnView( open ) ] ),
			...lockingView( open ),
			broken > 0 && box( 'warning', el( 'p', {}, t( 'alcove-desk-thread-broken', broken ) ) ),
			el( 'section', { class: 'thread', id: 'thread', 'data-unseen': open.seen === null, 'aria-labelledby': 'thread-title' }, el( 'h2', { id: 'thread-title', class: 'for-readers' }, t( 'alcove-desk-thread' ) ),
				open.reading.entries.map( ( entry ) => this.entry( entry ) ) ),
			translationHint( this.languages(), this.session.language, this.view, this.translation ),
			votes( open ) ? this.answering.view( report ) : open.me ? noVoteView( open ) : box( 'notice', el( 'p', {}, t( 'alcove-desk-not-in-list' ) ) )
		], [ this.file( report ), ...PANELS.map( ( panel ) => panel( open ) ), this.facts(), !open.isDeleted && this.exporting() ] ) );
		this.view.querySelectorAll<HTMLAnchorElement>( '.jumps a' ).forEach( ( link ) => {
			link.parentElement!.hidden = !this.view.querySelector( link.hash );
		} );
		allowTranslation( this.view, this.translation.allowed );
		if ( focused ) {
			this.view.querySelector<HTMLElement>( `[data-key-name="${ focused }"]` )?.focus();
		}
	}

	/** In which languages the writer wrote. */
	private languages(): string[] {
		return this.open.reading.entries.flatMap( ( entry ) => entry.ok && entry.from.role === 'reporter' && typeof entry.body.lang === 'string' ? [ entry.body.lang ] : [] );
	}

	private entry( entry: Entry ): HTMLElement | null {
		const { open, session } = this;
		const look: Look = { reader: 'member', today: session.today, language: session.language };
		const day = open.thread.envelopes.find( ( one ) => one.epoch === entry.epoch && one.n === entry.n )?.day ?? null;
		if ( !entry.ok ) {
			return brokenView( entry.epoch, entry.n, entry.error, day, look );
		}
		if ( entry.header.kind === 'summary' ) {
			// It repeats the report in short, for the list.
			return null;
		}
		const step = stepOf( entry, open.person.ed25519Public );
		const view = stepView( step, day, look, entry.header.kind === 'report' ? reportView( readReportBody( entry.body ) ) : undefined );
		return this.isUnseen( entry ) ? unseen( view ) : view;
	}

	/** Whether it came since whoever sits here last looked. The first time nothing is told apart: all of it is new. */
	private isUnseen( entry: GoodEntry ): boolean {
		const { seen, person } = this.open;
		const own = entry.from.role === 'member' && entry.from.member.ed25519 === person.ed25519Public;
		return Boolean( seen ) && !own && isLater( entry, seen as Head );
	}

	/** On top where it stands, whose it is and what cannot wait; below it thread and acts, beside them the rest. */
	private layout( main: Child[], side: Child[] ): HTMLElement {
		return el( 'div', { class: 'report-page' },
			this.bar(),
			el( 'div', { class: 'report-page__main' }, ...main ),
			el( 'aside', { class: 'report-page__side' }, ...side ) );
	}

	private bar(): HTMLElement {
		const { open } = this;
		const { standing } = open;
		const isOpen = 'reading' in open && open.reading !== undefined;
		return el( 'div', { class: 'work-bar', role: 'group', 'aria-label': t( 'alcove-desk-where' ) },
			el( 'p', { class: 'work-bar__state' }, stateChip( standing.state ),
				el( 'span', {}, t( 'alcove-desk-column-turn' ), ': ', turnWords( standing.turn ) ),
				standing.answer_by && this.answerBy( standing.answer_by ) ),
			isOpen && takeView( open ), isOpen && mayFile( open ) && !open.isDeleted && dangerButton( open ),
			isOpen && this.jumps() );
	}

	/** On a phone all of it stands below each other, and much of it is long. */
	private jumps(): HTMLElement {
		const places: [ Part, string ][] = [ [ 'answer', 'alcove-desk-act-message-title' ], [ 'file', 'alcove-desk-file-title' ], [ 'readers', 'alcove-desk-readers' ] ];
		return el( 'ul', { class: 'jumps' }, places.map( ( [ part, key ] ) => el( 'li', {}, el( 'a', { href: '#' + part }, t( key ) ) ) ) );
	}

	/** Until when an answer is promised; once that is past, it stands out. */
	private answerBy( due: string ): HTMLElement {
		const { today, language } = this.open.session;
		const shown = dayElement( due, today, language );
		return daysUntil( due, today ) < 0 ? el( 'span', { class: 'late' }, sentence( 'alcove-desk-late', shown ) ) : el( 'span', {}, t( 'alcove-desk-column-by' ), ': ', shown );
	}

	/** A view with all that can be done in it, for who may do it. */
	private may( view: Child[] ): Child[] {
		return votes( this.open ) ? view : readOnly( view );
	}

	/** What only members read. It looks different, so that nobody mistakes it for the thread. */
	private file( report: ReportBody | null ): HTMLElement {
		const { open } = this;
		const { content, folds, standing } = open;
		const waiting = content.handovers.filter( ( one ) => one.state === 'waiting' ).length;
		const part = ( name: string, count: number, view: Child[] ): HTMLElement => named( name,
			folded( folds, name, count ? [ t( 'alcove-desk-part-' + name ), el( 'span', { class: 'count' }, ` (${ count })` ) ].reduce<HTMLElement>( ( all, one ) => {
				all.append( one );
				return all;
			}, el( 'span', {} ) ) : t( 'alcove-desk-part-' + name ), this.may( view ) ) );
		return el( 'section', { class: 'team-file', id: 'file', 'aria-labelledby': 'file-title' },
			el( 'h2', { id: 'file-title' }, t( 'alcove-desk-file-title' ) ),
			el( 'p', { class: 'note' }, t( 'alcove-desk-file-lead' ) ),
			open.fileIsClosed ? box( 'notice', el( 'p', {}, t( 'alcove-desk-file-closed' ) ) ) : open.me && !mayFile( open ) ? el( 'p', {}, t( 'alcove-desk-file-not-lent' ) ) : [
				content.broken > 0 && box( 'warning', el( 'p', {}, t( 'alcove-desk-thread-broken', content.broken ) ) ),
				notesList( open ),
				mayFile( open ) && noteForm( open ),
				...open.me && standing.state === 'withdrawn' ? [
					content.handovers.length > 0 && part( 'handover', waiting, handoverView( null, open ) ),
					...this.may( [ retentionView( open ) ] )
				] : open.me ? [
					part( 'evidence', report?.evidence.length ?? 0, evidenceView( report, open ) ),
					part( 'handover', waiting, handoverView( report, open ) ),
					part( 'telling', 0, tellingView( report, open ) ),
					part( 'pointer', 0, pointerView( report, open ) ),
					report?.appear.as === 'proven' && votes( open ) && part( 'renewing', 0, renewingView( open ) ),
					...this.may( [ retentionView( open ) ] )
				] : []
			] );
	}

	/** What only the service says; nobody signed it. */
	private facts(): HTMLElement {
		const { open, session } = this;
		const { standing, thread } = open;
		const day = ( value: string ): Node => dayElement( value, session.today, session.language );
		const facts: [ string, Child ][] = [
			[ t( 'alcove-desk-column-state' ), stateChip( standing.state ) ],
			[ t( 'alcove-desk-column-came' ), day( standing.day ) ],
			...standing.clocks.map( ( clock ): [ string, Child ] => [ t( 'alcove-desk-clock-' + clock.kind ), day( clock.due ) ] ),
			[ t( 'alcove-desk-column-team' ), bit( session.teamName( thread.team ) ) ],
			[ t( 'alcove-desk-column-envelopes' ), String( thread.envelopes.length ) ]
		];
		return el( 'section', { class: 'facts' }, el( 'h2', {}, t( 'alcove-desk-service-says' ) ),
			el( 'dl', {}, facts.map( ( [ name, value ] ) => el( 'div', {}, el( 'dt', {}, name ), el( 'dd', {}, value ) ) ) ),
			el( 'p', { class: 'note' }, t( 'alcove-desk-service-days' ) ) );
	}

	private exporting(): HTMLElement {
		return el( 'section', {}, folded( this.open.folds, 'export', t( 'alcove-desk-export-title' ),
			[
				el( 'p', {}, t( 'alcove-desk-export-lead' ) ),
				el( 'div', { class: 'buttons' },
					button( t( 'alcove-desk-export' ), () => void this.export( this.open.thread, '' ) ),
					this.open.file && button( t( 'alcove-desk-export-file' ), () => this.open.file && void this.export( this.open.file.answer, '-file' ) ) )
			] ) );
	}

	/** Thread or file, still locked, for the command line, where nothing this service serves needs to be trusted. */
	private async export( { team, vault, grants, envelopes }: Stored, part: string ): Promise<void> {
		const statements = await this.session.statementWires( team );
		download( `alcove-${ this.open.id.slice( 0, 8 ) }${ part }.json`, JSON.stringify( {
			v: 1, team, vault, statements, grants, envelopes: envelopes.map( ( { epoch, n, data } ) => ( { epoch, n, data } ) )
		}, null, '\t' ) + '\n', 'application/json' );
	}
}

/** What the service hands out of a vault, whatever else belongs to it. */
type Stored = Pick<ThreadAnswer, 'team' | 'vault' | 'grants' | 'envelopes'>;

/** Gives a part the name by which links lead to it. */
function named( name: string, part: HTMLElement ): HTMLElement {
	part.id = name;
	return part;
}

/** A step with a mark that it was not seen before. */
function unseen( step: HTMLElement ): HTMLElement {
	step.classList.add( 'step--unseen' );
	step.querySelector( 'header' )?.append( el( 'span', { class: 'tag tag--mark' }, t( 'alcove-desk-step-unseen' ) ) );
	return step;
}
