// SPDX-License-Identifier: AGPL-3.0-or-later
/** One report while it is open: fetched, opened, checked, and changed only in ways that overwrite nobody. */
import {
	audience, heeding, readVault, sealFile, type Head, type Member, type Person, type Statement, type VaultReading, type VaultToRead
} from '../../sealing';
import { recallHead, rememberHead } from '../../sealing/memory';
import { ApiError } from '../../shared/api';
import { box, el, type Child } from '../../thread/el';
import { failureWords } from '../../thread/problems';
import { add } from '../../thread/sending';
import type { Act } from './answer';
import { changedWords, changesOf } from './changes';
import type { OpenReport, Standing, ThreadAnswer, VaultAnswer } from './context';
import type { DraftBody, PutDraft } from './drafts';
import { requireFinished } from './recusal';
import { draftFor, emptyFile, fileOf, type FileContent } from './filing';
import { forgetOpened } from '../queue/summaries';
import type { Session } from '../session';
import type { Typed } from './typed';

/** How the page is told to show what is there now. */
export interface Showing {
	draw( notice?: Child ): void;
	/** After an act: what to say, and to show the last step. */
	acted( act: Act, done: boolean ): void;
	/** Whoever sat here takes part no more: nothing is shown any longer. */
	left?(): void;
}

type File = { answer: VaultAnswer; reading: VaultReading };

/** What is read in a thread that was deleted. */
const NOTHING_LEFT: VaultReading = {
	entries: [], head: null, recipient: null, identity: null, reporter: null, reporterAge: null, reporters: [], excluded: [], recused: [],
	barred: [], holders: [], lines: [], keys: [], kind: null, matter: null, newest: null
};

export class Opened implements OpenReport {
	public thread!: ThreadAnswer;
	public statements: Statement[] = [];
	public statement: Statement | null = null;
	public me: Member | null = null;
	public person!: Person;
	public reading!: VaultReading;
	public file: File | null = null;
	/** There is a file, but not for whoever sits here. */
	public fileIsClosed = false;
	public content: FileContent = emptyFile();
	/** The emergency hand-over is open. */
	public handingOver = false;
	/** What was seen of the thread before this page was opened; nothing the first time. */
	public seen: Head | null | undefined;
	/** Which folded sections are open. */
	public readonly folds = new Set<string>();
	private busy: Promise<unknown> = Promise.resolve();
	private reads: Promise<unknown> = Promise.resolve();

	public constructor(
		public readonly session: Session, public readonly id: string, public readonly typed: Typed, private readonly page: Showing
	) {}

	public get standing(): Standing {
		return this.thread.report;
	}

	/** What is sealed, and what the service says of it, for which no key is needed. */
	public async fetch(): Promise<void> {
		this.thread = await this.session.get<ThreadAnswer>( '/desk/reports/' + this.id );
		this.statements = await this.session.statements( this.thread.team );
	}

	public async open( person: Person ): Promise<void> {
		this.person = person;
		await this.readThread();
		this.statement = await this.session.currentStatement( this.thread.team ).catch( () => null );
		this.me = this.statement?.members.find( ( one ) => one.ed25519 === person.ed25519Public ) ?? null;
		await this.readFile();
	}

	public post<T>( path: string, body: object ): Promise<T> {
		return this.session.post<T>( `/desk/reports/${ this.id }${ path && !path.startsWith( '/' ) ? '/' : '' }${ path }`, body );
	}

	public async refresh(): Promise<void> {
		this.session.forgetStatements();
		await this.fetch();
		await this.open( this.person );
	}

	public async reload( notice?: Child ): Promise<void> {
		await this.refresh();
		this.page.draw( notice );
	}

	public async left(): Promise<void> {
		await this.typed.forgetAll();
		await forgetOpened( this.id );
		this.page.left?.();
	}

	public redraw( notice?: Child ): void {
		this.page.draw( notice );
	}

	/**
	 * Posts a change of the report's standing, against the version that is shown. After somebody else's change nothing is done; the
	 * page is drawn anew and says what changed.
	 *
	 * @return whether it was done
	 */
	public async change( path: string, body: object ): Promise<boolean> {
		const before = this.standing;
		for ( let tries = 0; ; tries++ ) {
			try {
				await this.post( path, { version: this.standing.version, ...body } );
				await this.reload();
				return true;
			} catch ( error ) {
				if ( !( error instanceof ApiError ) || ( error.code !== 'changed' && error.code !== 'taken' ) ) {
					throw error;
				}
			}
			await this.fetch();
			await this.open( this.person );
			// What changed may be nothing one would decide by, such as one's own last act.
			if ( tries > 0 || changesOf( before, this.standing, this.session ).length > 0 ) {
				this.page.draw( changedWords( before, this.standing, this.session ) );
				return false;
			}
		}
	}

	public async act( act: Act, body: object ): Promise<string> {
		if ( !this.statement ) {
			return failureWords( new ApiError( 'unavailable', 0, '', '' ) );
		}
		try {
			requireFinished( this );
			const outcome = await add( this.thread, this.reading,
				{ kind: act, body, signer: this.person.signer, statement: this.reference() },
				( envelope ) => this.post( 'envelopes', { ...envelope, act } ),
				() => this.readAgain(), false );
			this.page.acted( act, outcome.done );
			return '';
		} catch ( error ) {
			return failureWords( error );
		}
	}

	public async addToFile( kind: string, body: object ): Promise<void> {
		try {
			await this.put( kind, body, true );
		} catch ( error ) {
			if ( error instanceof ApiError && error.code === 'half_locked' && error.status ) {
				// Somebody was kept out since this page was opened: it shows what is to be done first.
				await this.reload( box( 'warning', el( 'p', {}, failureWords( error ) ) ) );
			}
			throw error;
		}
	}

	/** Saves a draft, unless another of the same came in between, or was there before the file was first looked at. */
	public readonly putDraft: PutDraft = async ( body: DraftBody, isLate ) => {
		const fits = (): boolean => !isLate( draftFor( this.content, body.act ) );
		const stored = await this.put( 'draft', body, fits );
		return stored ? { stored } : { stored, newest: draftFor( this.content, body.act ) };
	};

	/** One addition after the other: two at once would only take each other's place. */
	private put( kind: string, body: object, again: true | ( () => boolean ) ): Promise<boolean> {
		const run = async (): Promise<boolean> => {
			requireFinished( this );
			const { answer, reading } = this.file ?? await this.startFile();
			if ( again !== true && !again() ) {
				return false;
			}
			const outcome = await add( answer, reading,
				{ kind, body, signer: this.person.signer, statement: this.reference() },
				( envelope ) => this.session.post( `/desk/vaults/${ answer.vault }/envelopes`, envelope ),
				async () => ( await this.readFile() as File ).reading, again );
			return outcome.done;
		};
		const done = this.busy.then( run, run );
		this.busy = done.catch( () => undefined );
		return done;
	}

	private reference(): { seq: number; hash: string } {
		const { seq, hash } = this.statement as Statement;
		return { seq, hash };
	}

	/** The first thing to be filed starts the file; whoever was slower goes on with the other's. */
	private async startFile(): Promise<File> {
		try {
			const { payload } = await sealFile( {
				team: this.thread.team, statement: this.statement as Statement, ...await this.readers(), matter: this.thread.vault,
				signer: this.person.signer
			} );
			await this.post( 'file', payload );
		} catch ( error ) {
			if ( !( error instanceof ApiError ) || error.code !== 'already_started' ) {
				throw error;
			}
		}
		this.thread = await this.session.get<ThreadAnswer>( '/desk/reports/' + this.id );
		const file = await this.readFile();
		if ( !file ) {
			throw new ApiError( 'no_such_vault', 404, '', '' );
		}
		return file;
	}

	/** Who can read the thread now, and whom it leaves out: what belongs to it is for nobody else. */
	public async readers(): Promise<{ excluded: string[]; holders: Member[] }> {
		const excluded = [ ...this.reading.excluded, ...this.reading.recused ];
		const holding = await this.session.holdersOf( this.thread.team, this.thread.vault );
		const people = audience( ( this.statement as Statement ).members );
		return { excluded, holders: people.filter( ( member ) => holding.includes( member.fingerprint ) ) };
	}

	/** The thread was deleted: its writer took the report back, and only the team's own file is left. */
	public get isDeleted(): boolean {
		return this.standing.state === 'withdrawn' && this.thread.head === null;
	}

	private async readThread(): Promise<void> {
		const { team, vault, grants, envelopes } = this.thread;
		if ( this.seen === undefined ) {
			this.seen = await recallHead( vault );
		}
		// With the thread its keys are gone, and what was read before cannot be there any more; the page says so.
		this.reading = this.isDeleted ? NOTHING_LEFT : await this.read( { team, vault, grants, envelopes }, {} );
	}

	private async readAgain(): Promise<VaultReading> {
		this.session.forgetStatements();
		await this.fetch();
		await this.readThread();
		return this.reading;
	}

	/** One reading after the other: an older answer that comes later would look as if the service had taken something back. */
	private readFile(): Promise<File | null> {
		const done = this.reads.then( () => this.openFile() );
		this.reads = done.catch( () => undefined );
		return done;
	}

	private async openFile(): Promise<File | null> {
		const known = this.standing.file ?? null;
		if ( !known ) {
			this.file = null;
			return null;
		}
		try {
			const answer = await this.session.vault( known.vault );
			const reading = heeding( await this.read( answer, {
				as: 'file', matter: this.thread.vault, excluded: this.reading.excluded
			} ), this.reading );
			this.file = { answer, reading };
			this.content = fileOf( reading.entries, ( entry ) =>
				answer.envelopes.find( ( one ) => one.epoch === entry.epoch && one.n === entry.n )?.day ?? null );
			this.fileIsClosed = false;
		} catch ( error ) {
			if ( !( error instanceof ApiError ) || error.status !== 404 ) {
				throw error;
			}
			this.file = null;
			this.fileIsClosed = true;
		}
		return this.file;
	}

	private async read( { team, vault, grants, envelopes }: Pick<VaultAnswer, 'team' | 'vault' | 'grants' | 'envelopes'>, as: Partial<VaultToRead> ): Promise<VaultReading> {
		const reading = await readVault( {
			vault, team, holder: this.person.fingerprint, identity: this.person.identity,
			grants, envelopes, statements: this.statements, remembered: await recallHead( vault ), ...as
		} );
		if ( reading.head ) {
			await rememberHead( vault, reading.head );
		}
		return reading;
	}
}
