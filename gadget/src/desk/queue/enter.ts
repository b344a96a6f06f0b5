// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A report that came by mail, through a contact form or on a talk page: typed or pasted in here, sealed in this browser like any
 * other, with a private code that can be passed on to whoever wrote it, or put away.
 */
import './enter.css';
import { sealReport, type Member, type ReportBody, type SealedReport, type Statement } from '../../sealing';
import { summaryOf } from '../../form/report';
import { ApiError } from '../../shared/api';
import { t } from '../../shared/i18n';
import { box, button, checkbox, el, field, fill, privateText, type Child } from '../../thread/el';
import { failureWords } from '../../thread/problems';
import { kindWords, RECEIVED } from '../../thread/report';
import { bit } from '../../thread/text';
import { userNames } from './persons';
import { outsideView } from '../outside';
import { languageName } from '../people/languages';
import { choice, copyButton } from '../report/parts';
import type { Membership, Session } from '../session';
import { Typed } from '../report/typed';
import { peopleLink } from '../unlock';

/** Languages offered besides the reader's own; any other can be chosen as "another". */
const LANGUAGES = [ 'en', 'de', 'ar', 'es', 'fr', 'fa', 'hi', 'id', 'it', 'ja', 'ko', 'nl', 'pl', 'pt', 'ru', 'sv', 'sw', 'tr', 'uk', 'zh', 'und' ];
const KINDS = [
	'3.1-insults', '3.1-sexual', '3.1-threats', '3.1-encourage-harm', '3.1-doxing', '3.1-hounding', '3.1-trolling', '3.1-other',
	'3.2-office', '3.2-seniority', '3.2-manipulation', '3.3-removal', '3.3-bias', '3.3-hate', '3.3-symbols'
];

export interface Entered {
	by: string;
	where: string;
	what: string;
	people: string;
	links: string;
	wiki: string;
	lang: string;
	kinds: string[];
}

const rows = ( text: string ): string[] => text.split( '\n' ).map( ( one ) => one.trim() ).filter( Boolean );

/** The report as the form would write it; what nobody said is left open, above all whether the other person may be told. */
export function reportFrom( entered: Entered ): ReportBody {
	return {
		v: 1, lang: entered.lang, role: 'me', officials: [], what: entered.what.trim(), when: '', where: '', wiki: entered.wiki.trim().toLowerCase(),
		context: null, people: userNames( rows( entered.people ) ).map( ( name ) => ( { name } ) ),
		evidence: rows( entered.links ).map( ( url ) => ( { url } ) ),
		kinds: entered.kinds, tried: '', wish: '', wish_unknown: true, appear: { as: 'none' }, tell_other: 'ask', wiki_mail: { allowed: false },
		received: { by: entered.by, where: entered.where.trim() }
	};
}

/** One host name, as reports name their wiki; empty when it is none. */
export function hostOf( text: string ): string {
	const host = text.trim().toLowerCase().replace( /^https?:\/\//, '' ).replace( /\/.*$/, '' );
	return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test( host ) ? host : '';
}

export async function showEnter( view: HTMLElement, session: Session ): Promise<void> {
	const teams = session.me.teams.filter( ( team ) => session.votesIn( team.id ) );
	if ( teams.length === 0 ) {
		fill( view, session.isMember() ? box( 'notice', el( 'p', {}, t( 'alcove-desk-enter-no-vote' ) ) ) : outsideView( session, peopleLink( t( 'alcove-desk-no-keys-link' ) ) ) );
		return;
	}
	const typed = new Typed( 'enter' );
	await typed.load();
	fill( view, el( 'p', { class: 'lead' }, t( 'alcove-desk-enter-lead' ) ), new EnterForm( view, session, teams, typed ).root );
}

class EnterForm {
	public readonly root: HTMLFormElement;
	private readonly failure = el( 'div', {} );
	private readonly leftOut = el( 'div', {} );
	private readonly excluded = new Set<string>();
	private readonly kinds = new Set<string>();
	private readonly send = button( t( 'alcove-desk-enter-send' ), undefined, { primary: true } );
	private readonly team: HTMLSelectElement;
	private readonly by: HTMLSelectElement;
	private readonly lang: HTMLSelectElement;
	private readonly what;
	private readonly wiki;
	private readonly where: HTMLInputElement;
	private readonly people: HTMLTextAreaElement;
	private readonly links: HTMLTextAreaElement;
	private statement: Statement | null = null;
	/** What was sealed and not yet taken in: sent again as it is, so that nothing is stored twice. */
	private sealed: { of: string; report: SealedReport } | null = null;

	public constructor(
		private readonly view: HTMLElement, private readonly session: Session, teams: Membership[], private readonly typed: Typed
	) {
		const nameOf = ( code: string ): string =>
			code === 'und' ? t( 'alcove-desk-enter-lang-other' ) : languageName( code, session.language );
		const codes = [ ...new Set( [ session.language, ...LANGUAGES ] ) ];
		this.team = typed.keep( 'team', choice( teams.map( ( { id } ) => [ id, session.teamName( id ) ] ) ) );
		this.by = typed.keep( 'by', choice( RECEIVED.map( ( by ) => [ by, t( 'alcove-desk-enter-by-' + by ) ] ) ) );
		this.lang = typed.keep( 'lang', choice( codes.map( ( code ) => [ code, nameOf( code ) ] ) ) );
		this.where = typed.keep( 'where', privateText( 'input', { type: 'text' } ) );
		this.people = typed.keep( 'people', privateText( 'textarea', { rows: 2 } ) );
		this.links = typed.keep( 'links', privateText( 'textarea', { rows: 3, dir: 'ltr' } ) );
		this.what = field( t( 'alcove-desk-enter-what' ), typed.keep( 'what', privateText( 'textarea', { rows: 10, 'data-search': true } ) ), t( 'alcove-desk-enter-what-hint' ) );
		this.wiki = field( t( 'alcove-desk-enter-wiki' ), typed.keep( 'wiki', privateText( 'input', { type: 'text', dir: 'ltr', placeholder: 'en.wikipedia.org' } ) ) );
		this.root = el( 'form', { class: 'enter' },
			teams.length > 1 && field( t( 'alcove-desk-column-team' ), this.team ).root,
			el( 'div', { class: 'enter__pair' }, field( t( 'alcove-desk-enter-by' ), this.by ).root,
				field( t( 'alcove-desk-enter-where' ), this.where, t( 'alcove-desk-enter-where-hint' ) ).root ),
			this.what.root,
			el( 'div', { class: 'enter__pair' }, this.wiki.root, field( t( 'alcove-desk-enter-lang' ), this.lang ).root ),
			field( t( 'alcove-desk-enter-people' ), this.people, t( 'alcove-desk-enter-people-hint' ) ).root,
			field( t( 'alcove-desk-enter-links' ), this.links, t( 'alcove-desk-enter-links-hint' ) ).root,
			this.kindsView(), this.leftOut, this.failure, this.send );
		this.team.addEventListener( 'change', () => void this.offerReaders() );
		this.root.addEventListener( 'submit', ( event ) => {
			event.preventDefault();
			void this.submit();
		} );
		void this.offerReaders();
	}

	private kindsView(): HTMLElement {
		return el( 'details', {}, el( 'summary', {}, t( 'alcove-desk-enter-kinds' ) ), KINDS.map( ( kind ) => {
			const made = checkbox( kindWords( kind ) );
			made.input.addEventListener( 'change', () => void this.kinds[ made.input.checked ? 'add' : 'delete' ]( kind ) );
			return made.root;
		} ) );
	}

	/** Whoever is complained about does not get to read it, here either. */
	private async offerReaders(): Promise<void> {
		this.excluded.clear();
		try {
			this.statement = await this.session.currentStatement( this.team.value );
		} catch ( error ) {
			this.statement = null;
			this.fail( failureWords( error ) );
		}
		const { me } = this.session;
		const others = ( this.statement?.members ?? [] ).filter( ( one ) => ( one.role === 'member' || one.role === 'observer' ) && one.ed25519 !== me.keys?.ed25519 );
		fill( this.leftOut, el( 'details', {}, el( 'summary', {}, t( 'alcove-desk-enter-readers' ) ),
			el( 'p', {}, t( 'alcove-desk-enter-readers-hint' ) ), others.map( ( member ) => this.readerBox( member ) ) ) );
	}

	private readerBox( member: Member ): HTMLElement {
		const made = checkbox( member.name );
		made.input.checked = true;
		made.input.addEventListener( 'change', () => void this.excluded[ made.input.checked ? 'delete' : 'add' ]( member.ed25519 ) );
		return made.root;
	}

	private fail( ...words: Child[] ): void {
		fill( this.failure, box( 'error', el( 'p', {}, words ), el( 'p', {}, t( 'alcove-desk-text-kept' ) ) ) );
	}

	private async submit(): Promise<void> {
		fill( this.failure );
		const wiki = hostOf( this.wiki.input.value );
		this.what.complain( this.what.input.value.trim() ? '' : t( 'alcove-desk-enter-what-missing' ) );
		this.wiki.complain( wiki || !this.wiki.input.value.trim() ? '' : t( 'alcove-desk-enter-wiki-wrong' ) );
		if ( !this.what.input.value.trim() || ( !wiki && this.wiki.input.value.trim() ) ) {
			( this.what.input.value.trim() ? this.wiki.input : this.what.input ).focus();
			return;
		}
		this.send.disabled = true;
		try {
			const sealed = await this.seal( wiki );
			await this.session.post( '/desk/reports', sealed.payload );
			this.typed.forget( 'what', 'where', 'people', 'links', 'wiki' );
			this.done( sealed );
		} catch ( error ) {
			if ( error instanceof ApiError && error.code === 'statement_changed' ) {
				// Somebody joined or left meanwhile: it is sealed anew to whoever reads now.
				this.sealed = null;
				this.session.forgetStatements();
				await this.offerReaders();
			}
			this.fail( failureWords( error ) );
		}
		this.send.disabled = false;
	}

	private async seal( wiki: string ): Promise<SealedReport> {
		if ( !this.statement ) {
			throw new ApiError( 'unavailable', 0, '', '' );
		}
		const report = reportFrom( {
			by: this.by.value, where: this.where.value, what: this.what.input.value, people: this.people.value, links: this.links.value,
			wiki, lang: this.lang.value, kinds: [ ...this.kinds ]
		} );
		const input = { team: this.team.value, statement: this.statement, excluded: [ ...this.excluded ], report, summary: summaryOf( report ) };
		const of = JSON.stringify( [ input.team, this.statement.hash, input.excluded, report ] );
		if ( this.sealed?.of !== of ) {
			this.sealed = { of, report: await sealReport( input ) };
		}
		return this.sealed.report;
	}

	/** The private code is shown once; without it nobody but members reads the thread. */
	private done( { receipt }: SealedReport ): void {
		const code = el( 'input', { class: 'cdx-text-input__input enter__code', readonly: true, dir: 'ltr', value: receipt.text, spellcheck: 'false', translate: 'no' } );
		const title = el( 'h2', { tabindex: '-1' }, t( 'alcove-desk-enter-done' ) );
		fill( this.view, box( 'success', title, el( 'p', {}, t( 'alcove-desk-enter-done-lead' ) ) ),
			field( t( 'alcove-desk-enter-code' ), code, t( 'alcove-desk-enter-code-hint' ) ).root,
			copyButton( code ),
			el( 'p', {}, t( 'alcove-desk-enter-code-how' ), ' ', bit( location.origin + '/follow' ) ),
			el( 'p', {}, el( 'a', { href: this.listAddress() }, t( 'alcove-desk-enter-list' ) ) ) );
		title.focus();
	}

	private listAddress(): string {
		const lang = new URLSearchParams( location.search ).get( 'uselang' );
		return '/desk/reports' + ( lang ? '?uselang=' + encodeURIComponent( lang ) : '' );
	}
}
