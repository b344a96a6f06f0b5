// SPDX-License-Identifier: AGPL-3.0-or-later
/** The file of one case while it is open: begun, opened, added to, and locked anew without whom the case is closed to. */
import {
	audience, isBarred, readVault, sealEpoch, sealFile, stillReading, type Member, type Person, type Statement, type VaultReading
} from '../../sealing';
import { recallHead, rememberHead } from '../../sealing/memory';
import { ApiError } from '../../shared/api';
import { t } from '../../shared/i18n';
import type { Child } from '../../thread/el';
import { add } from '../../thread/sending';
import type { OpenFile, VaultAnswer } from '../report/context';
import type { PutDraft } from '../report/drafts';
import { draftFor, emptyFile, fileOf, type FileContent } from '../report/filing';
import type { Typed } from '../report/typed';
import type { Session } from '../session';

/** `GET /desk/cases/<id>` */
interface CaseAnswer {
	case: string;
	team: string;
	file: string | null;
	head: object | null;
	kept_out: string[];
}

type File = { answer: VaultAnswer; reading: VaultReading };

export class OpenCase implements OpenFile {
	public content: FileContent = emptyFile();
	public readonly folds = new Set<string>();
	public statement: Statement | null = null;
	public me: Member | null = null;
	/** There is a file, but not for whoever sits here. */
	public isClosed = false;
	public file: File | null = null;
	private standing!: CaseAnswer;
	private statements: Statement[] = [];
	private busy: Promise<unknown> = Promise.resolve();
	private reads: Promise<unknown> = Promise.resolve();

	public constructor(
		public readonly session: Session, public readonly id: string, public readonly typed: Typed, private readonly person: Person,
		private readonly draw: ( notice?: Child ) => void
	) {}

	public get team(): string {
		return this.standing.team;
	}

	/** Fetches and opens what is there now. */
	public async read(): Promise<void> {
		this.standing = await this.session.get<CaseAnswer>( '/desk/cases/' + this.id );
		this.statements = await this.session.statements( this.team );
		this.statement = await this.session.currentStatement( this.team ).catch( () => null );
		this.me = this.statement?.members.find( ( one ) => one.ed25519 === this.person.ed25519Public ) ?? null;
		await this.readFile();
	}

	public redraw( notice?: Child ): void {
		this.draw( notice );
	}

	/** Whom the case is closed to, and who could open what is sealed to its file now. */
	public unfinished(): Member[] {
		const { file } = this;
		return file ? this.out().filter( ( one ) => !isBarred( one, file.reading.barred ) ) : [];
	}

	/** Locks the file anew, so that nothing from now on can be opened by whom the case is closed to. */
	public async lock(): Promise<void> {
		await this.read();
		const { file, statement } = this;
		const out = this.unfinished();
		if ( !file || !statement || !out.length ) {
			return;
		}
		const { payload } = await sealEpoch( {
			vault: file.answer.vault, team: this.team, reading: file.reading, statement, signer: this.person.signer,
			recused: out.map( ( one ) => one.ed25519 ),
			holders: stillReading( file.reading, statement ).filter( ( one ) => !out.some( ( other ) => other.ed25519 === one.ed25519 ) )
		} );
		await this.session.post( `/desk/vaults/${ file.answer.vault }/epochs`, payload );
		await this.read();
	}

	public async addToFile( kind: string, body: object ): Promise<void> {
		await this.put( kind, body, true );
	}

	/** Saves a draft, unless another of the same came in between. */
	public readonly putDraft: PutDraft = async ( body, isLate ) => {
		const stored = await this.put( 'draft', body, () => !isLate( draftFor( this.content, body.act ) ) );
		return stored ? { stored } : { stored, newest: draftFor( this.content, body.act ) };
	};

	/** One addition after the other: two at once would only take each other's place. */
	private put( kind: string, body: object, again: true | ( () => boolean ) ): Promise<boolean> {
		const run = async (): Promise<boolean> => {
			const [ left ] = this.unfinished();
			if ( left ) {
				throw new ApiError( 'half_locked', 0, t( 'alcove-desk-lock-first', left.name ), '' );
			}
			const { answer, reading } = this.file ?? await this.start();
			if ( again !== true && !again() ) {
				return false;
			}
			const { seq, hash } = this.statement as Statement;
			const outcome = await add( answer, reading, { kind, body, signer: this.person.signer, statement: { seq, hash } },
				( envelope ) => this.session.post( `/desk/vaults/${ answer.vault }/envelopes`, envelope ),
				async () => {
					await this.read();
					return ( this.file as File ).reading;
				}, again );
			return outcome.done;
		};
		const done = this.busy.then( run, run );
		this.busy = done.catch( () => undefined );
		return done;
	}

	private out(): Member[] {
		return ( this.statement?.members ?? [] ).filter( ( one ) => this.standing.kept_out.includes( one.fingerprint ) );
	}

	/** The first thing to be filed begins the file; whoever was slower goes on with the other's. */
	private async start(): Promise<File> {
		const statement = this.statement as Statement;
		const out = this.out();
		try {
			const { payload } = await sealFile( {
				team: this.team, statement, excluded: out.map( ( one ) => one.ed25519 ),
				holders: audience( statement.members ).filter( ( one ) => !out.includes( one ) ), matter: this.id, signer: this.person.signer
			} );
			await this.session.post( `/desk/cases/${ this.id }/file`, payload );
		} catch ( error ) {
			if ( !( error instanceof ApiError ) || error.code !== 'already_started' ) {
				throw error;
			}
		}
		await this.read();
		if ( !this.file ) {
			throw new ApiError( 'no_such_vault', 404, '', '' );
		}
		return this.file;
	}

	/** One reading after the other: an older answer that comes later would look as if the service had taken something back. */
	private readFile(): Promise<void> {
		const done = this.reads.then( () => this.openFile() );
		this.reads = done.catch( () => undefined );
		return done;
	}

	private async openFile(): Promise<void> {
		if ( !this.standing.file ) {
			this.isClosed = false;
			return;
		}
		// What was read before stands until all of it was read anew: the page may be drawn at any moment.
		try {
			const answer = await this.session.vault( this.standing.file );
			const reading = await readVault( {
				vault: answer.vault, team: answer.team, grants: answer.grants, envelopes: answer.envelopes, as: 'file', matter: this.id, excluded: [],
				holder: this.person.fingerprint, identity: this.person.identity, statements: this.statements,
				remembered: await recallHead( answer.vault )
			} );
			if ( reading.head ) {
				await rememberHead( answer.vault, reading.head );
			}
			this.file = { answer, reading };
			this.isClosed = false;
			this.content = fileOf( reading.entries, ( entry ) =>
				answer.envelopes.find( ( one ) => one.epoch === entry.epoch && one.n === entry.n )?.day ?? null );
		} catch ( error ) {
			if ( !( error instanceof ApiError ) || error.status !== 404 ) {
				throw error;
			}
			this.file = null;
			this.content = emptyFile();
			this.isClosed = true;
		}
	}
}
