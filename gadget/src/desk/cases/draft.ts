// SPDX-License-Identifier: AGPL-3.0-or-later
/** A text several members write on in a case's file: saved as it is typed, and never over a colleague's. */
import { t } from '../../shared/i18n';
import { box, button, el, field, fill, privateText, type Child } from '../../thread/el';
import { failureWords } from '../../thread/problems';
import { written } from '../../thread/text';
import { DraftKeeper } from '../report/drafts';
import { draftFor } from '../report/filing';
import type { OpenCase } from './opened-case';

/** What the draft is for, as the file says it. */
const ACT = 'case';

export class DraftView {
	private readonly keeper: DraftKeeper;
	private readonly line = el( 'div', { class: 'draft', role: 'status' } );
	private text = privateText( 'textarea', { rows: 6 } );

	public constructor( private readonly open: OpenCase ) {
		this.keeper = new DraftKeeper( ACT, open.putDraft, () => this.drawLine() );
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
		return [ draft ? written( draft.newest.text, draft.newest.lang ) : el( 'p', { class: 'nothing' }, t( 'alcove-desk-case-draft-none' ) ) ];
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
		return [ field( t( 'alcove-desk-case-draft-text' ), this.text, t( 'alcove-desk-case-draft-hint' ) ).root, this.line ];
	}

	private drawLine(): void {
		const { keeper, open } = this;
		if ( keeper.state === 'saved' && !keeper.isDirty ) {
			open.typed.forget( ACT, ACT + '-place' );
		}
		fill( this.line, this.words() );
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
					button( t( 'alcove-desk-case-draft-theirs' ), () => void keeper.takeTheirs().then( () => {
						this.text.value = keeper.text;
					} ) ) );
			default:
				return null;
		}
	}
}
