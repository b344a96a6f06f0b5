// SPDX-License-Identifier: AGPL-3.0-or-later
/** Why there is nothing here for somebody: no keys, keys that no list has, or a team that does not let them in at present. */
import { t } from '../shared/i18n';
import { box, el, sentence } from '../thread/el';
import { bit } from '../thread/text';
import type { Membership, Session } from './session';

/** Teams whose list has somebody's keys, and which they still may not read for. */
function shut( session: Session ): Membership[] {
	return session.me.teams.filter( ( team ) => team.in_statement && team.belongs === false );
}

export function shutViews( session: Session ): HTMLElement[] {
	return shut( session ).map( ( team ) => box( 'warning',
		el( 'p', {}, sentence( `alcove-desk-outside-${ team.authority?.holds === false ? 'authority' : 'staff' }`, bit( session.teamName( team.id ) ) ) ) ) );
}

/** In place of a page that is for members. */
export function outsideView( session: Session, people: HTMLElement ): HTMLElement[] {
	const views = shutViews( session );
	return views.length ? views : [ box( 'notice', el( 'p', {}, t( session.me.keys ? 'alcove-desk-not-in-list' : 'alcove-desk-no-keys' ) ), people ) ];
}
