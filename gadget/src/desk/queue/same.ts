// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Other reports about the same person, beside a report; and joining two of them. Work goes on in one, the other is closed with a
 * message to its writer that says so. Whoever was left out of either must not learn of it from the other.
 */
import './same.css';
import { ApiError } from '../../shared/api';
import { t } from '../../shared/i18n';
import { dayElement } from '../../thread/days';
import { box, button, el, field, fill, privateText, sentence, type Child } from '../../thread/el';
import { failureWords } from '../../thread/problems';
import { stepView } from '../../thread/messages';
import { readReportBody } from '../../thread/report';
import { bit } from '../../thread/text';
import type { OpenReport } from '../report/context';
import { decided } from '../report/filing';
import { decisionsIn } from '../report/recusal';
import { votes } from '../report/roles';
import { linePages } from './lines';
import { reportIn } from './number';
import { Matter, NotDone, SomebodyWrote } from './matter';
import { addressOf, openedWords } from './rows';
import { Summaries } from './summaries';
import type { Line } from './order';

/** Who reads one of two reports and not the other, by fingerprint. */
export function readersApart( one: readonly string[], other: readonly string[] ): string[] {
	return [ ...one.filter( ( holder ) => !other.includes( holder ) ), ...other.filter( ( holder ) => !one.includes( holder ) ) ]
		.filter( ( holder ) => holder !== 'reporter' );
}

/** Everybody the opened report names. */
export function namedIn( open: Pick<OpenReport, 'reading'> ): string[] {
	const report = open.reading.entries.find( ( entry ) => entry.ok && entry.header.kind === 'report' );
	return report?.ok ? readReportBody( report.body ).people.map( ( one ) => one.name ).filter( Boolean ) : [];
}

/** The panel for a report's page: others about whom it names, and any other by its number. */
export function sameAs( open: OpenReport ): HTMLElement | null {
	const names = namedIn( open );
	const list = el( 'div', {} );
	const panel = new SamePanel( open, names, list );
	const other = panel.byNumber();
	if ( names.length === 0 ) {
		return other && el( 'section', { class: 'same-as' }, other );
	}
	void panel.show();
	return el( 'section', { class: 'same-as', 'aria-labelledby': 'same-title' }, el( 'h2', { id: 'same-title' }, t( 'alcove-desk-same-title' ) ), list, other );
}

class SamePanel {
	public constructor( private readonly open: OpenReport, private readonly names: string[], private readonly list: HTMLElement ) {}

	/** What was opened in this visit is there at once; the rest is looked through on request. */
	public async show(): Promise<void> {
		const summaries = await Summaries.of( this.open.session, this.open.person );
		summaries.learn( this.open.id, this.names );
		await summaries.keep();
		this.draw( summaries, false );
	}

	private draw( summaries: Summaries, isAll: boolean ): void {
		const persons = summaries.persons();
		persons.add( this.open.id, this.names );
		const others = [ ...persons.others( this.open.id ) ];
		fill( this.list,
			others.length > 0 ? el( 'ul', { class: 'same-list' }, others.map( ( [ id, shared ] ) => this.otherView( id, shared, summaries ) ) ) :
				el( 'p', {}, t( isAll ? 'alcove-desk-same-none' : 'alcove-desk-same-none-here' ) ),
			!isAll && button( t( 'alcove-desk-same-look' ), () => void this.lookThrough( summaries ), { quiet: true } ) );
	}

	private async lookThrough( summaries: Summaries ): Promise<void> {
		const { session } = this.open;
		fill( this.list, el( 'p', { role: 'status' }, t( 'alcove-desk-loading' ) ) );
		try {
			const listed: string[] = [];
			for await ( const page of linePages( session, { state: '', who: '' } ) ) {
				await summaries.open( page );
				listed.push( ...page.map( ( line ) => line.id ) );
			}
			summaries.forgetAllBut( listed );
			await summaries.keep();
			this.draw( summaries, true );
		} catch ( error ) {
			fill( this.list, box( 'error', el( 'p', {}, failureWords( error ) ) ), button( t( 'alcove-desk-again' ), () => void this.lookThrough( summaries ) ) );
		}
	}

	private otherView( id: string, shared: string[], summaries: Summaries ): HTMLElement {
		const { session } = this.open;
		const opened = summaries.known( id );
		const place = summaries.placeOf( id );
		const form = el( 'div', {} );
		const join = button( t( 'alcove-desk-same-join' ), () => this.offer( form, id, place?.day ?? '' ) );
		return el( 'li', {},
			el( 'a', { href: addressOf( id ) }, opened && opened.error === undefined ? openedWords( opened, { id } as Line ) : t( 'alcove-desk-sealed', id.slice( 0, 4 ) ) ),
			el( 'p', { class: 'same__who' }, sentence( 'alcove-desk-same-shares', bit( shared.join( ', ' ) ) ), ' · ', place && dayElement( place.day, session.today, session.language ) ),
			this.isJoined( id ) ? el( 'p', {}, t( 'alcove-desk-same-joined' ) ) : this.mayJoin && join, form );
	}

	/** Whether the file says that work on both goes on in one of them. */
	private isJoined( id: string ): boolean {
		return decisionsIn( this.open ).some( ( one ) => one.what === 'joined' && one.report === id );
	}

	private get mayJoin(): boolean {
		return votes( this.open ) && this.open.thread.report.state !== 'withdrawn';
	}

	private offer( place: HTMLElement, id: string, day = '' ): void {
		place.replaceChildren( this.joinForm( id, day ) );
		place.querySelector( 'textarea' )?.focus();
	}

	/** For the same matter where nobody is named, or somebody else: the other report by its number. */
	public byNumber(): HTMLElement | null {
		const which = field( t( 'alcove-desk-join-which' ), privateText( 'input', { dir: 'ltr' } ), t( 'alcove-desk-join-which-hint' ) );
		const place = el( 'div', {} );
		const join = button( t( 'alcove-desk-same-join' ), async () => {
			const id = reportIn( which.input.value );
			join.disabled = true;
			const found = await this.find( id );
			join.disabled = false;
			which.complain( typeof found === 'string' ? found : '' );
			if ( typeof found === 'string' ) {
				fill( place );
			} else {
				this.offer( place, id, found.opened.thread.report.day );
			}
		} );
		return this.mayJoin ? el( 'details', { class: 'fold fold--joining' }, el( 'summary', {}, t( 'alcove-desk-part-joining' ) ),
			el( 'p', {}, t( 'alcove-desk-join-lead' ) ), which.root, join, place ) : null;
	}

	/** The other report, or why not that one. One that is not there and one that is not for whoever asks are the same. */
	private async find( id: string ): Promise<Matter | string> {
		if ( id === '' || id === this.open.id ) {
			return t( id ? 'alcove-desk-join-own' : 'alcove-desk-join-wrong' );
		}
		if ( this.isJoined( id ) ) {
			return t( 'alcove-desk-same-joined' );
		}
		try {
			return await Matter.open( this.open.session, this.open.person, id );
		} catch ( error ) {
			return error instanceof ApiError && error.status === 404 ? t( 'alcove-desk-join-none' ) : failureWords( error );
		}
	}

	private joinForm( id: string, day: string ): HTMLElement {
		const { thread } = this.open;
		const text = privateText( 'textarea', { rows: 4 } );
		text.value = t( 'alcove-desk-same-message' );
		const reason = privateText( 'input', { type: 'text' } );
		// The older one began it.
		const keep = el( 'select', { class: 'cdx-select' },
			el( 'option', { value: 'there' }, t( 'alcove-desk-same-keep-there' ) ), el( 'option', { value: 'here' }, t( 'alcove-desk-same-keep-here' ) ) );
		keep.value = day > thread.report.day ? 'here' : 'there';
		const preview = el( 'div', { class: 'preview' } );
		const failure = el( 'div', {} );
		const send = button( t( 'alcove-desk-same-send' ), undefined, { destructive: true } );
		const draw = (): void => fill( preview, el( 'h3', {}, t( 'alcove-desk-preview' ) ), el( 'div', { class: 'preview__seen' }, this.preview( text.value.trim() ) ) );
		text.addEventListener( 'input', draw );
		draw();
		const form = el( 'form', { class: 'act' },
			el( 'p', {}, t( 'alcove-desk-same-lead' ) ),
			field( t( 'alcove-desk-same-keep' ), keep ).root,
			field( t( 'alcove-desk-same-text' ), text ).root, preview,
			field( t( 'alcove-desk-abuse-reason' ), reason, t( 'alcove-desk-abuse-reason-hint' ) ).root, failure,
			el( 'p', { class: 'buttons' }, send, button( t( 'alcove-desk-cancel' ), () => form.remove(), { quiet: true } ) ) );
		form.addEventListener( 'submit', async ( event ) => {
			event.preventDefault();
			send.disabled = true;
			const [ kept, closed ] = keep.value === 'here' ? [ this.open.id, id ] : [ id, this.open.id ];
			const problem = await this.join( kept, closed, text.value.trim(), reason.value.trim() ).catch( ( error: unknown ) =>
				[ error instanceof SomebodyWrote ? t( 'alcove-desk-job-wrote' ) : error instanceof NotDone ? error.message : failureWords( error ) ] );
			send.disabled = false;
			if ( problem ) {
				fill( failure, box( 'error', el( 'p', {}, problem ), el( 'p', {}, t( 'alcove-desk-text-kept' ) ) ) );
			} else {
				await this.open.reload( el( 'div', { role: 'status' }, box( 'success', el( 'p', {}, t( 'alcove-desk-same-done' ), ' ', el( 'a', { href: addressOf( id ) }, t( 'alcove-desk-same-other' ) ) ) ) ) );
			}
		} );
		return form;
	}

	private preview( text: string ): HTMLElement {
		const { me, session } = this.open;
		const seen = stepView( { kind: 'closed', body: text ? { text, lang: session.language } : {}, from: { role: 'member', member: me! } }, null,
			{ reader: 'writer', today: session.today, language: session.language } );
		seen.removeAttribute( 'data-row' );
		seen.removeAttribute( 'tabindex' );
		return seen;
	}

	/** Joins two reports, or says why not. What was done of it already is not done again. */
	private async join( kept: string, closed: string, text: string, reason: string ): Promise<Child[] | null> {
		const { session, person, statements } = this.open;
		const [ one, other ] = [ await Matter.open( session, person, kept ), await Matter.open( session, person, closed ) ];
		if ( one.opened.thread.team !== other.opened.thread.team ) {
			return [ t( 'alcove-desk-same-teams' ) ];
		}
		const [ here, there ] = await Promise.all(
			[ one, other ].map( ( { opened: { thread } } ) => session.holdersOf( thread.team, thread.vault ) ) );
		const apart = readersApart( here, there );
		if ( apart.length > 0 ) {
			const known = statements.flatMap( ( { members } ) => members );
			const names = apart.map( ( holder ) => known.find( ( member ) => member.fingerprint === holder )?.name ?? holder.slice( 0, 8 ) );
			return sentence( 'alcove-desk-same-apart', bit( [ ...new Set( names ) ].join( ', ' ) ) );
		}
		for ( const [ matter, report ] of [ [ one, closed ], [ other, kept ] ] as const ) {
			if ( decided( matter.opened.content, 'joined' )?.report !== report ) {
				await matter.opened.addToFile( 'decision', { what: 'joined', report, reason } );
			}
		}
		if ( other.opened.standing.state !== 'closed' ) {
			await other.act( 'closed', text ? { text, lang: session.language } : {} );
		}
		return null;
	}
}
