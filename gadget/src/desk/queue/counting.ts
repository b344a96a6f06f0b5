// SPDX-License-Identifier: AGPL-3.0-or-later
/** Asking once, for many reports that are closed together, whether and in which group of behaviour each of them counts. */
import { t } from '../../shared/i18n';
import { checkbox, el, field } from '../../thread/el';
import { GROUPS } from '../report/closing';
import { choice } from '../report/parts';

export interface TallyFields {
	root: HTMLElement;
	isCounted(): boolean;
	group(): string;
}

export function tallyFields( number: number, chosen: string, isCounted: boolean ): TallyFields {
	const groups = choice( GROUPS.map( ( one ) => [ one, one === 'other' ? t( 'alcove-desk-tally-other' ) : t( 'alcove-kind-group-' + one ) ] ), chosen );
	const counted = checkbox( t( 'alcove-desk-abuse-tally', number ) );
	counted.input.checked = isCounted;
	const group = field( t( 'alcove-desk-tally-group' ), groups ).root;
	const show = (): void => {
		group.hidden = !counted.input.checked;
	};
	counted.input.addEventListener( 'change', show );
	show();
	return {
		root: el( 'fieldset', { class: 'tally' }, el( 'legend', {}, t( 'alcove-desk-tally-title' ) ), el( 'p', {}, t( 'alcove-desk-abuse-tally-lead' ) ), counted.root, group ),
		isCounted: () => counted.input.checked,
		group: () => groups.value
	};
}
