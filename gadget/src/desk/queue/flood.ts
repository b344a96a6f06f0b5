// SPDX-License-Identifier: AGPL-3.0-or-later
/** Many reports at once: those that are alike are offered together; what is selected is closed as abuse with one message, or muted. */
import type { Member, Person } from '../../sealing';
import { t } from '../../shared/i18n';
import { box, button, checkbox, el, field, fill, privateText } from '../../thread/el';
import { failureWords } from '../../thread/problems';
import { stepView } from '../../thread/messages';
import { visible } from '../../thread/text';
import type { Alike } from './alike';
import { changeOf, count, doneOf, isLeft, keepJob, leftJob, newJob, step, undoing, type Job } from './bulk';
import { tallyFields } from './counting';
import { Opening } from '../opening';
import type { Line } from './order';
import { progressIn } from '../progress';
import { addressOf } from './rows';
import type { Session } from '../session';

export interface Listed {
	/** Selects exactly these rows. */
	select( ids: readonly string[] ): void;
	/** Shows only these, or all again. */
	only( ids: readonly string[] | null ): void;
	/** Something about a report changed. */
	change( id: string, change: Partial<Line> ): void;
	/** Everything that was to change has. */
	changed(): void;
}

export class Handling {
	/** What is alike, and what is going on with many. */
	public readonly root: HTMLElement;
	/** What can be done with what is selected. */
	public readonly selection = el( 'div', { class: 'selection' } );
	private readonly alikes = el( 'div', {} );
	private readonly going = el( 'div', { class: 'job' } );
	private selected: Line[] = [];
	private person: Person | null = null;
	/** Typed and not yet sent. */
	private typed = { text: '', reason: '', mute: true, counted: true, group: 'other' };

	public constructor( private readonly session: Session, private readonly list: Listed ) {
		this.root = el( 'div', {}, this.going, this.alikes );
	}

	/** From now on there are keys to act with; work that was left is offered again. */
	public async unlocked( person: Person ): Promise<void> {
		this.person = person;
		const job = await leftJob();
		if ( job && isLeft( job ) ) {
			fill( this.going, box( 'warning', el( 'p', {}, t( 'alcove-desk-job-left', job.at, job.ids.length ), ' ', t( 'alcove-desk-job-' + job.what ) ),
				el( 'p', { class: 'buttons' }, button( t( 'alcove-desk-continue' ), () => this.run( job ), { primary: true } ),
					button( t( 'alcove-desk-job-drop' ), () => void this.drop( job ) ) ) ) );
		}
		this.drawSelection();
	}

	public select( lines: readonly Line[] ): void {
		this.selected = [ ...lines ];
		this.drawSelection();
	}

	/** Shows groups of reports that are alike. */
	public alike( groups: readonly Alike[] ): void {
		fill( this.alikes, groups.length > 0 && el( 'section', { class: 'alike', 'aria-labelledby': 'alike-title' },
			el( 'h2', { id: 'alike-title' }, t( 'alcove-desk-alike-title' ) ),
			el( 'ul', {}, groups.map( ( group ) => this.groupView( group ) ) ) ) );
	}

	private groupView( { why, what, ids }: Alike ): HTMLElement {
		return el( 'li', {},
			el( 'span', { class: 'alike__what' }, t( `alcove-desk-alike-${ why }`, ids.length ), ' ', el( 'bdi', { class: 'excerpt', translate: 'no' }, visible( what ) ) ),
			button( t( 'alcove-desk-alike-select', ids.length ), () => {
				this.list.only( ids );
				this.list.select( ids );
				this.selection.querySelector( 'button' )?.focus();
			} ) );
	}

	private drawSelection(): void {
		if ( this.selected.length === 0 || !this.person ) {
			fill( this.selection );
			return;
		}
		const toClose = this.selected.filter( ( line ) => line.state !== 'closed' && line.state !== 'withdrawn' );
		const toMute = this.selected.filter( ( line ) => !line.muted );
		const muted = this.selected.filter( ( line ) => line.muted );
		fill( this.selection,
			el( 'p', { role: 'status' }, t( 'alcove-desk-selected', this.selected.length ) ),
			toClose.length > 0 && button( t( 'alcove-desk-close-many', toClose.length ), () => this.showForm( toClose ) ),
			toMute.length > 0 && button( t( 'alcove-desk-mute-many', toMute.length ), () => this.begin( newJob( 'muted', toMute.map( ( line ) => line.id ) ) ) ),
			muted.length > 0 && button( t( 'alcove-desk-unmute-many', muted.length ), () => this.begin( newJob( 'unmuted', muted.map( ( line ) => line.id ) ) ) ),
			button( t( 'alcove-desk-select-none' ), () => this.clear(), { quiet: true } ) );
	}

	private clear(): void {
		this.list.only( null );
		this.list.select( [] );
	}

	/** One message for all, as each writer will see it; what can be undone and what not stands before the button. */
	private showForm( lines: Line[] ): void {
		const { typed } = this;
		const text = privateText( 'textarea', { rows: 3 } );
		const reason = privateText( 'input', { type: 'text' } );
		const mute = checkbox( t( 'alcove-desk-abuse-mute' ) );
		const tally = tallyFields( lines.length, typed.group, typed.counted );
		text.value = typed.text;
		reason.value = typed.reason;
		mute.input.checked = typed.mute;
		const preview = el( 'div', { class: 'preview' } );
		const draw = (): void => {
			Object.assign( typed, {
				text: text.value, reason: reason.value, mute: mute.input.checked, counted: tally.isCounted(), group: tally.group()
			} );
			fill( preview, el( 'h3', {}, t( 'alcove-desk-preview-many', lines.length ) ), el( 'div', { class: 'preview__seen' }, this.preview( text.value.trim() ) ) );
		};
		text.addEventListener( 'input', draw );
		reason.addEventListener( 'input', draw );
		mute.input.addEventListener( 'change', draw );
		tally.root.addEventListener( 'change', draw );
		draw();
		const form = el( 'form', { class: 'act many', 'aria-labelledby': 'many-title' },
			el( 'h2', { id: 'many-title' }, t( 'alcove-desk-abuse-title', lines.length ) ),
			el( 'p', {}, t( 'alcove-desk-abuse-lead' ) ),
			field( t( 'alcove-desk-abuse-text' ), text, t( 'alcove-desk-abuse-text-hint' ) ).root, preview,
			field( t( 'alcove-desk-abuse-reason' ), reason, t( 'alcove-desk-abuse-reason-hint' ) ).root, mute.root, tally.root,
			el( 'p', { class: 'buttons' }, button( t( 'alcove-desk-abuse-send', lines.length ), undefined, { destructive: true } ),
				button( t( 'alcove-desk-cancel' ), () => this.drawSelection(), { quiet: true } ) ) );
		form.addEventListener( 'submit', ( event ) => {
			event.preventDefault();
			this.begin( newJob( 'abuse', lines.map( ( line ) => line.id ), {
				text: typed.text.trim(), lang: this.session.language, reason: typed.reason.trim(), mute: typed.mute, group: typed.counted ? typed.group : ''
			} ) );
		} );
		fill( this.selection, form );
		text.focus();
	}

	private preview( text: string ): HTMLElement {
		const { person } = this;
		const member = { name: this.session.me.person.name, home: this.session.me.person.home, ed25519: person?.ed25519Public } as Member;
		const seen = stepView( { kind: 'closed', body: text ? { text, lang: this.session.language } : {}, from: { role: 'member', member } }, null,
			{ reader: 'writer', today: this.session.today, language: this.session.language } );
		seen.removeAttribute( 'data-row' );
		seen.removeAttribute( 'tabindex' );
		return seen;
	}

	private begin( job: Job ): void {
		fill( this.selection );
		this.clear();
		void keepJob( job ).then( () => this.run( job ) );
	}

	/** Does what is left of a job, with progress; it can be stopped, left and gone on with. */
	private run( job: Job ): void {
		if ( job.at === job.ids.length ) {
			void this.finish( job );
			return;
		}
		const progress = el( 'div', { class: 'progress' } );
		const failure = el( 'div', {} );
		fill( this.going, box( 'notice', el( 'p', {}, t( `alcove-desk-job-${ job.what }` ) ), progress, failure ) );
		const left = job.ids.slice( job.at );
		const begun = job.at;
		const work: Opening<string> = new Opening( left, async () => {
			const { id, done } = await step( job, this.session, this.person as Person );
			if ( done ) {
				this.list.change( id, changeOf( job ) );
			}
			show( { done: job.at, total: job.ids.length, running: work.progress.running } );
		}, ( { running } ) => {
			show( { done: begun + work.progress.done, total: job.ids.length, running } );
			if ( !running && job.at === job.ids.length ) {
				void this.finish( job );
			}
		} );
		const go = (): void => {
			fill( failure );
			work.run().catch( ( error ) => fill( failure, el( 'p', { role: 'alert' }, failureWords( error ) ) ) );
		};
		const show = progressIn( progress, () => work.stop(), go, 'done' );
		go();
	}

	private async finish( job: Job ): Promise<void> {
		if ( !await this.counted( job, () => void this.finish( job ) ) ) {
			return;
		}
		await keepJob( null );
		this.list.changed();
		const done = doneOf( job );
		const back = undoing( job );
		fill( this.going, el( 'div', { role: 'status' }, box( job.failed.length ? 'warning' : 'success',
			el( 'p', {}, t( `alcove-desk-job-${ job.what }-done`, done.length ) ),
			job.failed.length > 0 && el( 'ul', {}, job.failed.map( ( [ id, why ] ) => el( 'li', {}, el( 'a', { href: addressOf( id ) }, t( 'alcove-desk-sealed', id.slice( 0, 4 ) ) ), ': ' + why ) ) ),
			el( 'p', { class: 'buttons' },
				back && button( t( `alcove-desk-job-undo-${ job.what }`, done.length ), () => this.begin( back ) ),
				button( t( 'alcove-desk-job-ok' ), () => fill( this.going ), { quiet: true } ) ) ) ) );
	}

	/** Has what was closed counted; says why when it was not, and offers to try again. */
	private async counted( job: Job, again: () => void ): Promise<boolean> {
		try {
			await count( job, this.session );
			return true;
		} catch ( error ) {
			fill( this.going, box( 'warning', el( 'p', { role: 'alert' }, t( 'alcove-desk-job-uncounted' ), ' ', failureWords( error ) ), button( t( 'alcove-desk-again' ), again ) ) );
			return false;
		}
	}

	/** Leaves the rest as it is; what was closed until then counts. */
	private async drop( job: Job ): Promise<void> {
		if ( await this.counted( job, () => void this.drop( job ) ) ) {
			await keepJob( null );
			fill( this.going );
		}
	}
}
