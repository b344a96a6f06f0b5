// SPDX-License-Identifier: AGPL-3.0-or-later
/** Acting on a report, next to what it acts on: each act shows beforehand exactly what the writer will see. */
import type { Member, ReportBody } from '../../sealing';
import { t } from '../../shared/i18n';
import { dayElement } from '../../thread/days';
import { box, button, el, field, fill, privateText, type ButtonLook, type Child } from '../../thread/el';
import { stepView, type Look } from '../../thread/messages';
import { failureWords } from '../../thread/problems';
import { bit, written } from '../../thread/text';
import { languageName } from '../people/languages';
import { Outcome } from './closing';
import { DraftKeeper } from './drafts';
import { draftFor } from './filing';
import type { Opened } from './opened';
import { choice, daysAfter, folded } from './parts';
import { EarlierTexts } from './revisions';
import { takenWarning } from './take';
import { firstPlaceholder, inserted, openPlaceholders, templatesFor, wordsOf } from './templates';

export type Act = 'message' | 'acknowledged' | 'closed' | 'reopened';

/** Which acts make sense in a state; the service refuses the others. */
export const ACTS: Record<string, readonly Act[] | undefined> = {
	new: [ 'message', 'acknowledged' ],
	acknowledged: [ 'message', 'closed' ],
	closed: [ 'reopened' ]
};

/** What a team without a promise of its own says it will be back by. */
const BACK_IN = 14;

interface Body {
	text?: string;
	lang?: string;
}

/** The acts of one report's page. The texts being written outlive the page being drawn anew. */
export class Answering {
	private readonly keepers = new Map<Act, DraftKeeper>();
	private readonly lines = new Map<Act, () => void>();

	public constructor( private readonly open: Opened ) {
		for ( const act of [ 'message', 'closed' ] as const ) {
			this.keepers.set( act, new DraftKeeper( act, open.putDraft, () => this.lines.get( act )?.() ) );
		}
	}

	/** Goes on with what was typed before the page was loaded anew. */
	public resume(): void {
		for ( const [ act, keeper ] of this.keepers ) {
			const text = this.open.typed.get( act );
			if ( text ) {
				keeper.lang = this.open.typed.get( act + '-lang' );
				keeper.resume( text, this.open.typed.get( act + '-place' ) );
			}
		}
	}

	/** Forgets what is sent: at once for the page, and in the file as soon as may be. */
	public sent( act: Act ): void {
		this.open.typed.forget( act, act + '-lang', act + '-place' );
		// A colleague who sees the draft a little longer loses nothing.
		this.keepers.get( act )?.finish().catch( () => undefined );
	}

	public view( report: ReportBody | null ): HTMLElement {
		const acts = ACTS[ this.open.standing.state ] ?? [];
		this.lines.clear();
		return el( 'section', { class: 'acts', 'aria-label': t( 'alcove-desk-acts' ) }, acts.map( ( act ) => {
			const form = new ActForm( act, this.open, report, this.keepers.get( act ) ?? null );
			this.lines.set( act, () => form.drawLine() );
			return form.root;
		} ) );
	}
}

/** One act's form: words, their language, exactly what will be seen, sending. */
class ActForm {
	public readonly root: HTMLElement;
	private readonly text: HTMLTextAreaElement;
	private readonly words: ReturnType<typeof field>;
	private readonly lang: HTMLSelectElement;
	private readonly langField: HTMLElement;
	private readonly preview = el( 'div', { class: 'preview' } );
	private readonly failure = el( 'div', {} );
	private readonly line = el( 'div', {} );
	private readonly earlier: EarlierTexts;
	private readonly outcome: Outcome | null;
	private readonly send: HTMLButtonElement;

	public constructor(
		private readonly act: Act, private readonly open: Opened, report: ReportBody | null, private readonly keeper: DraftKeeper | null
	) {
		const isMessage = act === 'message';
		this.text = privateText( 'textarea', {
			rows: isMessage ? 6 : 3, 'data-search': isMessage && true, 'data-key': isMessage && 'a', 'data-key-name': isMessage && 'answer'
		} );
		keeper?.meet( draftFor( open.content, act ) );
		this.text.value = keeper ? keeper.text : open.typed.get( act );
		this.words = field( t( `alcove-desk-act-${ act }-text` ), this.text );
		this.lang = languageChoice( open, report?.lang ?? '', keeper?.lang || open.typed.get( act + '-lang' ) );
		this.langField = field( t( 'alcove-desk-act-language' ), this.lang ).root;
		this.outcome = act === 'closed' ? new Outcome( report, open ) : null;
		this.earlier = new EarlierTexts( 'revisions-' + act, open, ( one ) => void keeper?.goBack( one ).then( () => this.show( keeper ) ) );
		const look: ButtonLook = { primary: isMessage || act === 'reopened', destructive: act === 'closed' };
		this.send = button( t( `alcove-desk-act-${ act }-send` ), undefined, look );
		const form = el( 'form', { class: 'act act--' + act, id: isMessage && 'answer' },
			el( 'h2', {}, t( `alcove-desk-act-${ act }-title` ) ),
			el( 'p', {}, t( `alcove-desk-act-${ act }-lead` ) ),
			isMessage && takenWarning( open ),
			this.outcome?.root, this.templates(), this.words.root, el( 'div', { class: 'draft' }, this.line, this.earlier.root ),
			this.langField, this.preview, this.outcome?.tally, this.failure, this.send );
		this.listen( form );
		this.draw();
		if ( keeper?.isDirty && keeper.state === 'nothing' ) {
			keeper.type( this.text.value, this.lang.value );
		}
		this.drawLine();
		this.root = isMessage || act === 'reopened' ? form : folded( open.folds, 'act-' + act, t( `alcove-desk-act-${ act }-title` ), form, act === 'closed' ? 'c' : undefined );
		this.root.classList.toggle( 'act-folded', this.root !== form );
		if ( this.root instanceof HTMLDetailsElement && this.text.value ) {
			this.root.open = true;
		}
	}

	private listen( form: HTMLFormElement ): void {
		this.text.addEventListener( 'input', () => this.typed() );
		this.text.addEventListener( 'blur', () => void this.keeper?.save() );
		this.text.addEventListener( 'keydown', ( event ) => {
			if ( event.key === 'Enter' && ( event.ctrlKey || event.metaKey ) ) {
				event.preventDefault();
				form.requestSubmit();
			}
		} );
		this.lang.addEventListener( 'change', () => this.typed() );
		form.addEventListener( 'submit', ( event ) => {
			event.preventDefault();
			void this.submit();
		} );
	}

	private get body(): Body {
		const text = this.text.value.trim();
		return text ? { text, lang: this.lang.value } : {};
	}

	private typed(): void {
		const { act, open, keeper } = this;
		this.words.complain( '' );
		keeper?.type( this.text.value, this.lang.value );
		open.typed.set( act, this.text.value );
		open.typed.set( act + '-lang', this.lang.value );
		open.typed.set( act + '-place', keeper?.place ?? '' );
		this.draw();
	}

	private draw(): void {
		// Nothing written, no language to choose.
		this.langField.hidden = this.act !== 'message' && !this.body.text;
		const { open, act, body } = this;
		const look: Look = { reader: 'writer', today: open.session.today, language: open.session.language };
		fill( this.preview, el( 'h3', {}, t( 'alcove-desk-preview' ) ), act === 'message' && !body.text ?
			el( 'p', { class: 'nothing' }, t( 'alcove-desk-preview-nothing' ) ) :
			el( 'div', { class: 'preview__seen' }, previewed( act, body, open.me as Member, look ) ) );
		this.text.lang = this.lang.value;
	}

	private async submit(): Promise<void> {
		const { act, open, keeper, body } = this;
		if ( act === 'message' && !body.text ) {
			this.complain( t( 'alcove-desk-act-empty' ) );
			return;
		}
		const places = openPlaceholders( body.text ?? '' );
		if ( places.length ) {
			this.complain( t( 'alcove-desk-placeholders', places.join( ' ' ) ) );
			this.select();
			return;
		}
		if ( this.outcome && !this.outcome.isChosen() ) {
			return;
		}
		this.send.disabled = true;
		await keeper?.settle();
		const problem = await open.act( act, body );
		this.send.disabled = false;
		fill( this.failure, problem && box( 'error', el( 'p', {}, problem ), el( 'p', {}, t( 'alcove-desk-text-kept' ) ) ) );
		if ( !problem && this.outcome && open.standing.state === 'closed' ) {
			await this.record( this.outcome );
		}
	}

	/** The report is closed already; only its outcome may still be missing. */
	private async record( outcome: Outcome ): Promise<void> {
		try {
			await outcome.record();
			this.open.redraw( done( 'closed' ) );
		} catch ( error ) {
			this.open.redraw( box( 'warning', el( 'p', {}, t( 'alcove-desk-outcome-failed' ), ' ', failureWords( error ) ) ) );
		}
	}

	private complain( words: string ): void {
		this.words.complain( words );
		this.text.focus();
	}

	/** Selects the first place still to fill in, so that one types over it. */
	private select( from = 0 ): void {
		const place = firstPlaceholder( this.text.value, from );
		if ( place ) {
			this.text.focus();
			this.text.setSelectionRange( place.start, place.end );
		}
	}

	/** Ready texts, in the language of the answer where there are such. */
	private templates(): Child {
		const { act, open } = this;
		const offered = templatesFor( act, open.session.language );
		if ( !offered.length ) {
			return null;
		}
		const which = choice( [ [ '', t( 'alcove-desk-template-choose' ) ], ...offered.map( ( { id, title } ): [ string, string ] => [ id, title ] ) ] );
		which.addEventListener( 'change', () => {
			const back = open.thread.team_days?.update ?? BACK_IN;
			const known = { team: open.session.teamName( open.thread.team ), day: daysAfter( open.session.today, back ) };
			const words = wordsOf( which.value, this.lang.value, known );
			which.value = '';
			if ( words ) {
				const at = this.text.selectionStart;
				this.text.value = inserted( this.text.value, at, words.text );
				if ( ![ ...this.lang.options ].some( ( option ) => option.value === words.lang ) ) {
					this.lang.add( new Option( words.lang, words.lang ) );
				}
				this.lang.value = words.lang;
				this.typed();
				this.text.focus();
				this.select();
			}
		} );
		return el( 'div', { class: 'templates' }, field( t( 'alcove-desk-template' ), which ).root );
	}

	/** Where what is being written stands: in the file, with whom and when; or beside a colleague's that came in between. */
	public drawLine(): void {
		const { keeper, open, line } = this;
		if ( !keeper ) {
			return;
		}
		open.typed.set( this.act + '-place', this.text.value ? keeper.place : '' );
		if ( keeper.theirs ) {
			fill( line, this.conflict( keeper ) );
			return;
		}
		const saved = keeper.saved;
		const who = ( name: string, day: string | null ): Child[] => [ bit( name ), ' · ', day ? dayElement( day, open.session.today, open.session.language ) : dayElement( open.session.today, open.session.today, open.session.language ) ];
		const words: Child[] = keeper.state === 'failed' ? [ t( 'alcove-desk-draft-failed' ), ' ', failureWords( keeper.failure ), ' ', button( t( 'alcove-desk-again' ), () => void keeper.save(), { quiet: true } ) ] :
			keeper.state === 'saving' || keeper.state === 'typing' ? [ t( 'alcove-desk-draft-' + keeper.state ) ] :
				keeper.state === 'saved' && this.text.value ? [ t( 'alcove-desk-draft-saved' ), ' ', ...saved && saved.text === this.text.value ? who( saved.by.name, saved.day ) : who( open.session.me.person.name, null ) ] : [];
		fill( line, words.length > 0 && el( 'p', { class: 'draft__line', 'data-saving': keeper.state }, words ) );
		const others = keeper.revisions.filter( ( one ) => one.text && one.text !== this.text.value );
		this.earlier.draw( t( 'alcove-desk-draft-earlier', others.length ), others );
	}

	/** Two texts side by side, neither of them lost. */
	private conflict( keeper: DraftKeeper ): HTMLElement {
		const theirs = keeper.theirs as NonNullable<typeof keeper.theirs>;
		return el( 'div', { role: 'status' }, box( 'warning',
			el( 'p', {}, bit( theirs.by.name ), ': ', t( 'alcove-desk-draft-conflict' ) ),
			written( theirs.text, theirs.lang ),
			el( 'div', { class: 'buttons' },
				button( t( 'alcove-desk-draft-mine' ), () => void keeper.keepMine() ),
				button( t( 'alcove-desk-draft-theirs' ), () => void keeper.takeTheirs().then( () => this.show( keeper ) ) ) ) ) );
	}

	private show( keeper: DraftKeeper ): void {
		this.text.value = keeper.text;
		this.lang.value = keeper.lang || this.lang.value;
		this.open.typed.set( this.act, keeper.text );
		this.draw();
		this.drawLine();
	}
}

/** What is said on top once an act is done. */
export function done( act: Act ): HTMLElement {
	return el( 'div', { role: 'status' }, box( 'success', el( 'p', {}, t( `alcove-desk-act-${ act }-done` ) ) ) );
}

/** Languages an answer may be in: the writer's first, then the reader's, then English. */
export function languageChoice( open: Pick<Opened, 'session'>, writers: string, chosen: string ): HTMLSelectElement {
	const { language } = open.session;
	const codes = [ ...new Set( [ /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test( writers ) ? writers : language, language, 'en' ] ) ];
	return choice( codes.map( ( code ) => [ code, languageName( code, language ) ] ), chosen );
}

function previewed( act: Act, body: Body, me: Member, look: Look ): HTMLElement {
	const step = stepView( { kind: act, body: { ...body }, from: { role: 'member', member: me } }, null, look );
	// It is not part of the thread yet: keys that go through the thread pass it by.
	step.removeAttribute( 'data-row' );
	step.removeAttribute( 'tabindex' );
	return step;
}
