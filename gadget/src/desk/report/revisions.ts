// SPDX-License-Identifier: AGPL-3.0-or-later
/** Earlier texts of a draft: who wrote each and when, to be looked at and, by who may write, gone on with. */
import { t } from '../../shared/i18n';
import { button, el, type Child } from '../../thread/el';
import { written } from '../../thread/text';
import type { OpenFile } from './context';
import type { Revision } from './filing';
import { filedLine, folded } from './parts';

export function earlierTexts(
	name: string, title: string, texts: readonly Revision[], { folds, session }: Pick<OpenFile, 'folds' | 'session'>, goOn?: ( one: Revision ) => void
): Child {
	return texts.length > 0 && folded( folds, name, title, el( 'ol', { class: 'filed-list' }, texts.map( ( one ) => filedLine( one, session,
		written( one.text, one.lang ), goOn && button( t( 'alcove-desk-draft-use' ), () => goOn( one ), { quiet: true } ) ) ) ) );
}
