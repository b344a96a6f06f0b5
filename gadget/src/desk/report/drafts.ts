// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A text while it is being written. It goes into the team's file whenever the writing pauses, so that colleagues see it and nothing
 * is lost. Each revision names the one before by its number; when a colleague's came in between, theirs is shown and neither is
 * overwritten.
 */
import { randomId } from '../../sealing';
import type { Draft, Revision } from './filing';

/** What a draft's envelope says. */
export interface DraftBody {
	id: string;
	rev: number;
	text: string;
	lang: string;
	act: string;
	done?: true;
}

/**
 * Stores a revision, unless the newest draft of the file, as it is by then, makes it one too late. Says whether it was stored; when it
 * was not, that newest draft.
 */
export type PutDraft = ( body: DraftBody, isLate: ( newest: Draft | null ) => boolean ) =>
Promise<{ stored: true } | { stored: false; newest: Draft | null }>;

export type Saving = 'nothing' | 'typing' | 'saving' | 'saved' | 'failed' | 'conflict';

/** Typing this long without a pause is a long time; then it is saved without one. */
const LONGEST = 30_000;

export class DraftKeeper {
	public text = '';
	public lang = '';
	public state: Saving = 'nothing';
	/** A colleague's revision that came while ours was being written. */
	public theirs: Revision | null = null;
	/** Who saved what stands in the file, for the line below the field. */
	public saved: Revision | null = null;
	public revisions: Revision[] = [];
	public failure: unknown = null;
	private id = randomId();
	private base = 0;
	private stored = '';
	private timer: ReturnType<typeof setTimeout> | undefined;
	private since = 0;
	private busy: Promise<void> | null = null;
	/** Sent from here; the file may not say so yet. */
	private readonly gone = new Set<string>();
	/** It was typed before the page was loaded anew, and not touched since. */
	private isResumed = false;

	public constructor(
		private readonly act: string, private readonly put: PutDraft, private readonly changed: () => void, private readonly pause = 2500
	) {}

	/** Whether something was typed that is not in the file. */
	public get isDirty(): boolean {
		return this.text !== this.stored;
	}

	/** For keeping beside the typed text, so that a page loaded anew knows what it continues. */
	public get place(): string {
		return JSON.stringify( [ this.id, this.base, this.stored ] );
	}

	/** Goes on with what was typed before the page was loaded anew. */
	public resume( text: string, place: string ): void {
		try {
			const [ id, base, stored ] = JSON.parse( place ) as [ unknown, unknown, unknown ];
			if ( typeof id === 'string' && typeof base === 'number' && typeof stored === 'string' ) {
				[ this.id, this.base, this.stored ] = [ id, base, stored ];
			}
		} catch {
			// It was typed before anything was saved.
		}
		this.text = text;
		this.isResumed = true;
	}

	/** After the file was read: what stands in it for this act, if anything. */
	public meet( found: Draft | null ): void {
		const draft = found && !this.gone.has( found.id ) ? found : null;
		this.revisions = draft?.revisions ?? [];
		if ( !draft ) {
			if ( this.base > 0 && !this.busy ) {
				// A colleague sent it or put it aside: what is still typed here begins a new one.
				this.startAnew();
			}
			return;
		}
		const { newest, id } = draft;
		if ( id === this.id && newest.rev <= this.base ) {
			this.saved = newest;
			return;
		}
		// A page left right after its text was put aside may remember that text as typed. It lies among the revisions, so nothing is lost.
		const isPutAside = this.isResumed && draft.revisions.some( ( one ) => one.text === this.text );
		this.isResumed = false;
		if ( this.isDirty && this.text !== newest.text && !isPutAside ) {
			this.theirs = newest;
			this.state = 'conflict';
			this.stop();
		} else {
			this.adopt( newest );
			this.text = newest.text;
			this.lang = newest.lang || this.lang;
			this.state = 'saved';
		}
	}

	/** Somebody typed. */
	public type( text: string, lang: string ): void {
		this.text = text;
		this.lang = lang;
		this.isResumed = false;
		if ( this.state === 'conflict' ) {
			return;
		}
		this.stop();
		if ( !this.isDirty || ( !text.trim() && this.base === 0 ) ) {
			this.since = 0;
			this.state = this.base ? 'saved' : 'nothing';
			this.changed();
			return;
		}
		this.state = 'typing';
		this.since = this.since || Date.now();
		this.timer = setTimeout( () => void this.save(), Math.max( 0, Math.min( this.pause, this.since + LONGEST - Date.now() ) ) );
		this.changed();
	}

	/** Saves what was typed, once what is being saved is done. */
	public async save(): Promise<void> {
		this.stop();
		await this.busy;
		if ( !this.isDirty || this.state === 'conflict' || ( !this.text.trim() && this.base === 0 ) ) {
			return;
		}
		this.busy = this.store( this.text ).finally( () => {
			this.busy = null;
		} );
		await this.busy;
	}

	/** Puts ours over theirs; theirs stays among the revisions. */
	public async keepMine(): Promise<void> {
		if ( this.theirs ) {
			this.adopt( this.theirs );
			this.state = 'typing';
			await this.save();
		}
	}

	/** Goes on with theirs; ours is put among the revisions first. */
	public async takeTheirs(): Promise<void> {
		const theirs = this.theirs;
		if ( theirs ) {
			await this.keepMine();
			if ( !this.theirs && this.state === 'saved' ) {
				await this.goBack( theirs );
			}
		}
	}

	/** Makes an earlier revision the newest again. */
	public async goBack( { text, lang }: Pick<Revision, 'text' | 'lang'> ): Promise<void> {
		await this.save();
		if ( this.state !== 'conflict' ) {
			this.text = text;
			this.lang = lang;
			this.state = 'typing';
			this.changed();
			await this.save();
		}
	}

	/** Waits until nothing is being saved, so that nothing overtakes what is sent now. */
	public async settle(): Promise<void> {
		this.stop();
		await this.busy;
	}

	/** It was sent, after `settle`: marked as such in the file if it ever was there, and what comes next is another one. */
	public async finish(): Promise<void> {
		this.stop();
		const { id, base, lang, act } = this;
		this.gone.add( id );
		this.startAnew();
		this.text = '';
		this.state = 'nothing';
		if ( base > 0 ) {
			await this.put( { id, rev: base + 1, text: '', lang, act, done: true }, () => false );
		}
	}

	private startAnew(): void {
		[ this.id, this.base, this.stored ] = [ randomId(), 0, '' ];
		this.saved = null;
		this.theirs = null;
		this.revisions = [];
	}

	private adopt( revision: Revision ): void {
		[ this.id, this.base, this.stored ] = [ revision.id, revision.rev, revision.text ];
		this.saved = revision;
		this.theirs = null;
	}

	private stop(): void {
		clearTimeout( this.timer );
	}

	private async store( text: string ): Promise<void> {
		this.state = 'saving';
		this.since = 0;
		this.changed();
		const { id, lang, act } = this;
		const rev = this.base + 1;
		try {
			const outcome = await this.put( { id, rev, text, lang, act }, ( newest ) => newest !== null && !this.gone.has( newest.id ) &&
				( newest.id !== id || newest.newest.rev >= rev ) );
			this.failure = null;
			if ( outcome.stored ) {
				this.base = rev;
				this.stored = text;
				this.state = 'saved';
			} else {
				this.state = 'typing';
				this.meet( outcome.newest );
			}
		} catch ( error ) {
			this.failure = error;
			this.state = 'failed';
		}
		this.changed();
		if ( this.isDirty && this.state === 'saved' ) {
			this.type( this.text, this.lang );
		}
	}
}
