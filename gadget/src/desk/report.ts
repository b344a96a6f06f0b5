// SPDX-License-Identifier: AGPL-3.0-or-later
/** One report's page: the thread in order, what the service says apart from it, and acting on it. */
import { readVault, type Entry, type Member, type Person, type Statement, type VaultReading } from '../sealing';
import { recallHead, rememberHead } from '../sealing/memory';
import { t } from '../shared/i18n';
import { dayElement } from '../thread/days';
import { box, button, download, el, fill, type Child } from '../thread/el';
import { brokenView, stepView, type Look } from '../thread/messages';
import { failureWords } from '../thread/problems';
import { readReportBody } from '../thread/report';
import { add } from '../thread/sending';
import { stateChip, turnWords } from '../thread/states';
import { bit } from '../thread/text';
import { actions, sent, type Act } from './answer';
import { reportView } from './fields';
import type { Session } from './session';
import { unlocked } from './unlock';

interface Thread {
	report: { id: string; team: string; state: string; turn: string; day: string; days: number; answer_by: string | null };
	team: string;
	vault: string;
	envelopes: { epoch: number; n: number; day: string; data: string }[];
	grants: { epoch: number; holder: string; data: string }[];
}

export async function showReport( view: HTMLElement, panel: HTMLElement, session: Session ): Promise<void> {
	const page = new ReportPage( view, session, view.dataset.report ?? '' );
	if ( await page.fetch() ) {
		await page.open( await unlocked( panel, session ) );
	}
}

class ReportPage {
	private thread!: Thread;
	private statements: Statement[] = [];
	private person!: Person;
	private reading!: VaultReading;

	public constructor( private readonly view: HTMLElement, private readonly session: Session, private readonly id: string ) {}

	/** Fetches what is sealed; shows what the service says of it, which needs no key. */
	public async fetch(): Promise<boolean> {
		fill( this.view, el( 'p', { role: 'status' }, t( 'alcove-desk-loading' ) ) );
		try {
			this.thread = await this.session.get<Thread>( '/desk/reports/' + this.id );
			this.statements = await this.session.statements( this.thread.team );
		} catch ( error ) {
			this.fail( error );
			return false;
		}
		fill( this.view, this.layout( el( 'p', { class: 'sealed' }, t( 'alcove-desk-thread-sealed' ) ) ) );
		return true;
	}

	public async open( person: Person ): Promise<void> {
		this.person = person;
		try {
			await this.read();
		} catch ( error ) {
			fill( this.view, this.layout( box( 'error', el( 'h2', {}, t( 'alcove-desk-thread-unreadable' ) ),
				el( 'p', {}, this.session.root( this.thread.team ) === null ? t( 'alcove-thread-problem-no_root' ) : failureWords( error ) ),
				el( 'p', {}, t( 'alcove-thread-broken-do' ) ) ) ) );
			return;
		}
		this.draw();
	}

	private fail( error: unknown ): void {
		fill( this.view, box( 'error', el( 'p', {}, failureWords( error ) ) ),
			button( t( 'alcove-desk-again' ), () => location.reload() ) );
	}

	private async read(): Promise<VaultReading> {
		const { team, vault, grants, envelopes } = this.thread;
		this.reading = await readVault( {
			vault, team, holder: this.person.fingerprint, identity: this.person.identity,
			grants, envelopes, statements: this.statements, remembered: await recallHead( vault )
		} );
		if ( this.reading.head ) {
			await rememberHead( vault, this.reading.head );
		}
		return this.reading;
	}

	private async readAgain(): Promise<VaultReading> {
		this.thread = await this.session.get<Thread>( '/desk/reports/' + this.id );
		this.session.forgetStatements();
		this.statements = await this.session.statements( this.thread.team );
		return this.read();
	}

	private look(): Look {
		return { reader: 'member', today: this.session.today, language: this.session.language };
	}

	private draw( notice?: Child ): void {
		const broken = this.reading.entries.filter( ( entry ) => !entry.ok ).length;
		fill( this.view, this.layout(
			notice,
			broken > 0 && box( 'warning', el( 'p', {}, t( 'alcove-desk-thread-broken', broken ) ) ),
			el( 'section', { class: 'thread', 'aria-labelledby': 'thread-title' }, el( 'h2', { id: 'thread-title', class: 'for-readers' }, t( 'alcove-desk-thread' ) ), this.reading.entries.map( ( entry ) => this.entry( entry ) ) ),
			this.acts()
		) );
	}

	private entry( entry: Entry ): HTMLElement | null {
		const day = this.thread.envelopes.find( ( one ) => one.epoch === entry.epoch && one.n === entry.n )?.day ?? null;
		if ( !entry.ok ) {
			return brokenView( entry.epoch, entry.n, entry.error, day, this.look() );
		}
		if ( entry.header.kind === 'summary' ) {
			// It repeats the report in short, for the list.
			return null;
		}
		const step = { kind: entry.header.kind, body: entry.body, from: entry.from, own: this.person.ed25519Public };
		return stepView( step, day, this.look(), entry.header.kind === 'report' ? reportView( readReportBody( entry.body ) ) : undefined );
	}

	/** Thread and acts beside what the service says and who can read. */
	private layout( ...main: Child[] ): HTMLElement {
		const { report, envelopes } = this.thread;
		const day = ( value: string ): Node => dayElement( value, this.session.today, this.session.language );
		const facts: [ string, Child ][] = [
			[ 'state', stateChip( report.state ) ],
			[ 'turn', turnWords( report.turn ) ],
			[ 'by', report.answer_by ? day( report.answer_by ) : t( 'alcove-desk-no-day' ) ],
			[ 'came', day( report.day ) ],
			[ 'team', bit( this.session.teamName( this.thread.team ) ) ],
			[ 'envelopes', String( envelopes.length ) ]
		];
		return el( 'div', { class: 'report-page' },
			el( 'div', { class: 'report-page__main' }, ...main ),
			el( 'aside', { class: 'report-page__side' },
				el( 'section', { class: 'facts' }, el( 'h2', {}, t( 'alcove-desk-service-says' ) ),
					el( 'dl', {}, facts.map( ( [ name, value ] ) => el( 'div', {}, el( 'dt', {}, t( 'alcove-desk-column-' + name ) ), el( 'dd', {}, value ) ) ) ),
					el( 'p', { class: 'note' }, t( 'alcove-desk-service-days' ) ) ),
				this.readers(),
				el( 'section', {}, el( 'h2', {}, t( 'alcove-desk-export-title' ) ), el( 'p', {}, t( 'alcove-desk-export-lead' ) ),
					button( t( 'alcove-desk-export' ), () => void this.export() ) ) ) );
	}

	/** Who can open this: as the signed first step says, not the service. */
	private readers(): HTMLElement | null {
		const first = this.reading?.entries[ 0 ];
		const statement = first?.ok && this.statements.find( ( one ) => one.hash === first.header.statement?.hash );
		if ( !statement ) {
			return null;
		}
		const out = [ ...this.reading.excluded, ...this.reading.recused ];
		const readers = statement.members.filter( ( member ) => !out.includes( member.ed25519 ) );
		return el( 'section', {}, el( 'h2', {}, t( 'alcove-desk-readers' ) ),
			el( 'p', {}, t( 'alcove-desk-readers-lead', readers.length ) ),
			el( 'ul', {}, readers.map( ( member ) => el( 'li', {}, bit( member.name ), ' ', el( 'span', { class: 'home' }, bit( member.home ) ) ) ) ) );
	}

	private me(): { member: Member; statement: Statement } | null {
		const statement = this.statements[ this.statements.length - 1 ];
		const member = statement?.members.find( ( one ) => one.ed25519 === this.person.ed25519Public );
		return member ? { member, statement } : null;
	}

	private acts(): HTMLElement {
		const me = this.me();
		if ( !me ) {
			return box( 'notice', el( 'p', {}, t( 'alcove-desk-not-in-list' ) ) );
		}
		const report = this.reading.entries.find( ( entry ) => entry.ok && entry.header.kind === 'report' );
		return actions( {
			state: this.thread.report.state, me: me.member, language: this.session.language, today: this.session.today,
			writers: report?.ok ? readReportBody( report.body ).lang : '',
			send: ( act, body ) => this.send( act, body, me.statement )
		} );
	}

	/** Signs and sends; after somebody else's step it shows that first, and the text stays. */
	private async send( act: Act, body: object, statement: Statement ): Promise<string> {
		try {
			const outcome = await add( this.thread, this.reading,
				{ kind: act, body, signer: this.person.signer, statement: { seq: statement.seq, hash: statement.hash } },
				( envelope ) => this.session.post( `/desk/reports/${ this.id }/envelopes`, { ...envelope, act } ),
				() => this.readAgain(), false );
			if ( outcome.done ) {
				sent( act );
				this.draw( el( 'div', { role: 'status' }, box( 'success', el( 'p', {}, t( `alcove-desk-act-${ act }-done` ) ) ) ) );
				this.focusLast();
				return '';
			}
			this.draw( el( 'div', { role: 'status' }, box( 'warning', el( 'p', {}, t( 'alcove-desk-somebody-faster' ) ) ) ) );
			this.focusLast();
			return '';
		} catch ( error ) {
			return failureWords( error );
		}
	}

	private focusLast(): void {
		const steps = this.view.querySelectorAll<HTMLElement>( '.thread > .step' );
		steps[ steps.length - 1 ]?.focus();
	}

	/** The thread as a file for the command line, where nothing this service serves needs to be trusted. */
	private async export(): Promise<void> {
		const { team, vault, grants, envelopes } = this.thread;
		const statements = await this.session.statementWires( team );
		download( `alcove-${ this.id.slice( 0, 8 ) }.json`, JSON.stringify( {
			v: 1, team, vault, statements, grants, envelopes: envelopes.map( ( { epoch, n, data } ) => ( { epoch, n, data } ) )
		}, null, '\t' ) + '\n', 'application/json' );
	}
}
