// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Who acts on a report: members with a vote. Observers read along, as writers are told; translators and staff help for a time. They
 * are told so, and not offered what would be refused.
 */
import type { StoredGrant } from '../../sealing';
import { t } from '../../shared/i18n';
import { dayElement } from '../../thread/days';
import { box, el, sentence, type Child } from '../../thread/el';
import type { OpenReport } from './context';

type Grant = StoredGrant & { until?: string | null };

/** Whether somebody acts in the team's name. */
export function votes( { me }: Pick<OpenReport, 'me'> ): boolean {
	return me?.role === 'member';
}

/** The last day somebody reads the newest of it, as the service says; null for good. */
export function readsUntil( { thread }: Pick<OpenReport, 'thread'> ): string | null {
	const newest = [ ...thread.grants as Grant[] ].sort( ( a, b ) => b.epoch - a.epoch )[ 0 ];
	return newest?.until ?? null;
}

/** Whether somebody can add to the team's file: to one that is open to them, and begin one only if they read for good. */
export function mayFile( open: Pick<OpenReport, 'me' | 'thread' | 'file'> ): boolean {
	return open.me !== null && ( open.file !== null || readsUntil( open ) === null );
}

/** In place of what members do: why not, and what one can do instead. */
export function noVoteView( open: OpenReport ): HTMLElement {
	const { today, language } = open.session;
	const until = readsUntil( open );
	const words: Child[] = until === null ? [ t( 'alcove-desk-reading-along' ) ] :
		sentence( open.file ? 'alcove-desk-reading-until-file' : 'alcove-desk-reading-until', dayElement( until, today, language ) );
	return el( 'section', { class: 'acts acts--none', 'aria-label': t( 'alcove-desk-acts' ) }, box( 'notice', el( 'p', {}, words ) ) );
}

/** A part of the file for who may read and not decide: without its forms and buttons. Copying stays, it changes nothing. */
export function readOnly( view: Child[] ): Child[] {
	const kept = el( 'div', {}, ...view );
	kept.querySelectorAll( 'form' ).forEach( ( one ) => one.remove() );
	kept.querySelectorAll( '.work-button' ).forEach( ( one ) => !one.querySelector( '.copied' ) && one.remove() );
	// What unfolded to a form only unfolds to nothing now.
	[ ...kept.querySelectorAll( 'details' ) ].reverse().forEach( ( one ) => one.children.length < 2 && one.remove() );
	return [ ...kept.childNodes ] as Child[];
}
