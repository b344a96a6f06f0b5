// SPDX-License-Identifier: AGPL-3.0-or-later
/** A text several members write on in a case's file: saved as it is typed, and never over a colleague's. */
import { t } from '../../shared/i18n';
import { box, button, el, field, fill, privateText, type Child } from '../../thread/el';
import { failureWords } from '../../thread/problems';
import { written } from '../../thread/text';
import { DraftKeeper } from '../report/drafts';
import { draftFor } from '../report/filing';
import { workButton } from '../report/parts';
import { EarlierTexts } from '../report/revisions';
import type { OpenCase } from './opened-case';

/** What the draft is for, as the file says it. */
const ACT = 'case';

export class DraftView {
	private readonly keeper: DraftKeeper;
	private readonly line = el( 'div', { class: 'draft', role: 'status' } );
	private readonly before: EarlierTexts;
	private readonly others: EarlierTexts;
	private readonly aside = workButton( t( 'alcove-desk-case-draft-aside' ), () => this.putAside(), { quiet: true } );
	private text = privateText( 'textarea', { rows: 6 } );

	public constructor( private readonly open: OpenCase ) {
		this.keeper = new DraftKeeper( ACT, open.putDraft, () => this.drawLine() );
		[ this.before, this.others ] = this.earlier( ( one ) => void this.keeper.goBack( one ).then( () => this.show() ) );
	}

	/** Goes on with what was typed before the page was loaded anew. */
	public resume(): void {
		const typed = this.open.typed.get( ACT );
		if ( typed ) {
			this.keeper.resume( typed, this.open.typed.get( ACT + '-place' ) );
		}
	}

	/** For who only reads along. */
	public read(): Child[] {
		const draft = draftFor( this.open.content, ACT );
		const earlier = this.earlier();
		this.drawEarlier( draft?.newest.text ?? '', ...earlier );
		return [
			draft ? written( draft.newest.text, draft.newest.lang ) : el( 'p', { class: 'nothing' }, t( 'alcove-desk-case-draft-none' ) ),
			...earlier.map( ( one ) => one.root )
		];
	}

	public view(): Child[] {
		const { keeper, open } = this;
		keeper.meet( draftFor( open.content, ACT ) );
		this.text = privateText( 'textarea', { rows: 6 } );
		this.text.value = keeper.text;
		this.text.addEventListener( 'input', () => {
			keeper.type( this.text.value, open.session.language );
			open.typed.set( ACT, keeper.isDirty ? this.text.value : '' );
			open.typed.set( ACT + '-place', keeper.place );
		} );
		this.text.addEventListener( 'blur', () => void keeper.save() );
		this.drawLine();
		return [
			field( t( 'alcove-desk-case-draft-text' ), this.text, t( 'alcove-desk-case-draft-hint' ) ).root, this.line,
			this.aside, this.before.root, this.others.root
		];
	}

	private drawLine(): void {
		const { keeper, open } = this;
		if ( keeper.state === 'saved' && !keeper.isDirty ) {
			open.typed.forget( ACT, ACT + '-place' );
		}
		fill( this.line, this.words() );
		this.aside.hidden = draftFor( open.content, ACT ) === null;
		this.drawEarlier( keeper.text, this.before, this.others );
	}

	/** What the draft said before, and what was put aside: nothing that was saved is lost. */
	private earlier( goOn?: ConstructorParameters<typeof EarlierTexts>[ 2 ] ): [ EarlierTexts, EarlierTexts ] {
		return [ new EarlierTexts( 'revisions', this.open, goOn ), new EarlierTexts( 'aside', this.open, goOn ) ];
	}

	private drawEarlier( now: string, before: EarlierTexts, others: EarlierTexts ): void {
		const { content } = this.open;
		const texts = ( draftFor( content, ACT )?.revisions ?? [] ).filter( ( one ) => one.text && one.text !== now );
		const aside = content.drafts.filter( ( one ) => one.done && one.act === ACT && one.newest.text ).map( ( one ) => one.newest );
		before.draw( t( 'alcove-desk-draft-earlier', texts.length ), texts );
		others.draw( t( 'alcove-desk-case-drafts-aside', aside.length ), aside );
	}

	/** Ends this text and begins another; it stays to be read. */
	private async putAside(): Promise<void> {
		await this.keeper.save();
		await this.keeper.settle();
		if ( this.keeper.state === 'saved' ) {
			await this.keeper.finish();
			this.open.typed.forget( ACT, ACT + '-place' );
			this.open.redraw();
		}
	}

	private show(): void {
		this.text.value = this.keeper.text;
		this.drawLine();
	}

	private words(): Child {
		const { keeper } = this;
		switch ( keeper.state ) {
			case 'typing':
			case 'saving':
				return el( 'p', { class: 'note' }, t( 'alcove-desk-case-draft-saving' ) );
			case 'saved':
				return el( 'p', { class: 'note' }, t( 'alcove-desk-case-draft-saved' ) );
			case 'failed':
				return box( 'error', el( 'p', {}, failureWords( keeper.failure ) ), button( t( 'alcove-desk-case-draft-again' ), () => void keeper.save() ) );
			case 'conflict':
				return box( 'warning', el( 'p', {}, t( 'alcove-desk-case-draft-conflict', keeper.theirs?.by.name ?? '' ) ),
					written( keeper.theirs?.text ?? '', keeper.theirs?.lang ?? '' ),
					button( t( 'alcove-desk-case-draft-mine' ), () => void keeper.keepMine() ),
					button( t( 'alcove-desk-case-draft-theirs' ), () => void keeper.takeTheirs().then( () => this.show() ) ) );
			default:
				return null;
		}
	}
}
