// SPDX-License-Identifier: AGPL-3.0-or-later
/** Withdrawing: what it deletes and what it cannot is said before; while it can be taken back, a button does so. */
import { t } from '../shared/i18n';
import { dayElement } from '../thread/days';
import { box, button, el, fill, sentence } from '../thread/el';
import { failureWords } from '../thread/problems';
import type { FollowSession } from './session';

/** Says something to the team that is more than words; what went wrong stands beside the button. */
function acting( session: FollowSession, label: string, act: 'withdrawn' | 'taken_back', destructive: boolean, then: () => void ): HTMLElement {
	const wrong = el( 'div', { class: 'complaint' } );
	const press = button( label, async () => {
		press.disabled = true;
		try {
			const { done } = await session.write( '', act );
			if ( done ) {
				then();
				return;
			}
			fill( wrong, box( 'error', el( 'p', {}, t( 'alcove-follow-not-sent' ) ) ) );
		} catch ( error ) {
			fill( wrong, box( 'error', el( 'p', {}, failureWords( error ) ) ) );
		}
		press.disabled = false;
	}, { destructive } );
	return el( 'div', {}, el( 'p', {}, press ), wrong );
}

/** Withdrawing, folded away. */
export function withdrawing( session: FollowSession, then: () => void ): HTMLElement {
	return el( 'details', { class: 'withdraw' }, el( 'summary', {}, t( 'alcove-follow-withdraw' ) ),
		el( 'ul', {}, [ 'now', 'deletes', 'keeps' ].map( ( one ) => el( 'li', {}, t( 'alcove-follow-withdraw-' + one ) ) ) ),
		acting( session, t( 'alcove-follow-withdraw-button' ), 'withdrawn', true, then ) );
}

/** Until when a withdrawal can be taken back, and the button for that. */
export function takingBack( session: FollowSession, deletedOn: string, then: () => void ): HTMLElement {
	return el( 'div', { class: 'take-back' },
		el( 'p', {}, sentence( 'alcove-follow-deleted-on', dayElement( deletedOn, session.today, session.language ) ) ),
		acting( session, t( 'alcove-follow-take-back' ), 'taken_back', false, then ) );
}
