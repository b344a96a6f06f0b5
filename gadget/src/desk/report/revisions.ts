// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Earlier texts of a draft: who wrote each and when, to be looked at and, by who may write, gone on with. Saving goes on while somebody
 * reads them, and pressing the fold is what saves: so it is never made anew, and its list only when there are other texts.
 */
import { t } from '../../shared/i18n';
import { button, el, fill } from '../../thread/el';
import { written } from '../../thread/text';
import type { OpenFile } from './context';
import type { Revision } from './filing';
import { filedLine, folded } from './parts';

export class EarlierTexts {
	public readonly root: HTMLDetailsElement;
	private readonly title = el( 'span', {} );
	private readonly list = el( 'ol', { class: 'filed-list' } );
	private shown = '';

	public constructor(
		name: string, private readonly open: Pick<OpenFile, 'folds' | 'session'>, private readonly goOn?: ( one: Revision ) => void
	) {
		this.root = folded( open.folds, name, this.title, this.list );
		this.root.hidden = true;
	}

	public draw( title: string, texts: readonly Revision[] ): void {
		const { goOn, open: { session } } = this;
		const shown = JSON.stringify( texts.map( ( one ) => [ one.id, one.rev, one.epoch, one.n ] ) );
		if ( shown !== this.shown ) {
			this.shown = shown;
			fill( this.title, title );
			fill( this.list, texts.map( ( one ) => filedLine( one, session, written( one.text, one.lang ),
				goOn && button( t( 'alcove-desk-draft-use' ), () => goOn( one ), { quiet: true } ) ) ) );
		}
		this.root.hidden = texts.length === 0;
	}
}
