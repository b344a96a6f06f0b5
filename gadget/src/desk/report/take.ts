// SPDX-License-Identifier: AGPL-3.0-or-later
/** Who works on it: one may take a report for a while, which others see. It warns them and stops nobody. */
import { t } from '../../shared/i18n';
import { dayElement } from '../../thread/days';
import { box, el, sentence, type Child } from '../../thread/el';
import { bit } from '../../thread/text';
import type { Taken } from './context';
import type { Opened } from './opened';
import { votes } from './roles';
import { workButton } from './parts';

/** Somebody else works on it, and their time is not over. */
export function takenByOther( open: Opened ): Taken | null {
	const { taken } = open.standing;
	return taken && taken.person !== open.session.me.person.id && taken.until >= open.session.today ? taken : null;
}

/** Who works on it, with taking and giving back beside it. */
export function takeView( open: Opened ): HTMLElement {
	const { session, standing } = open;
	const { taken } = standing;
	const own = taken?.person === session.me.person.id;
	const other = takenByOther( open );
	const words: Child[] = !taken || ( !own && !other ) ? [ t( 'alcove-desk-taken-nobody' ) ] :
		own ? sentence( 'alcove-desk-taken-own', dayElement( taken.until, session.today, session.language ) ) :
			sentence( 'alcove-desk-taken-other', bit( taken.name ), dayElement( taken.until, session.today, session.language ) );
	const key = { key: 't', name: 'take' };
	const act = own ? workButton( t( 'alcove-desk-release' ), async () => void await open.change( 'release', {} ), {}, key ) :
		workButton( t( other ? 'alcove-desk-take-over' : 'alcove-desk-take' ), async () => void await open.change( 'take', other ? { force: true } : {} ), {}, key );
	return el( 'div', { class: 'taken' }, el( 'span', { class: 'taken__who' }, words ), votes( open ) && standing.state !== 'withdrawn' ? act : '' );
}

/** Beside the answer: that somebody else is at it. */
export function takenWarning( open: Opened ): Child {
	const other = takenByOther( open );
	return other && box( 'warning', el( 'p', {}, sentence( 'alcove-desk-taken-warning', bit( other.name ) ) ) );
}
