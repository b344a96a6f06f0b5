// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * One matter, written in twice: the second report is joined to the first, where work goes on. Whoever was left out of one of them must
 * not learn of it from the other, so it is asked first who reads which.
 */
import { t } from '../../shared/i18n';
import { box, el, field, privateText, type Child } from '../../thread/el';
import type { Opened } from '../report/opened';
import { workForm } from '../report/parts';
import { reportLink } from '../report/notes';
import { decided } from '../report/filing';
import { readersApart } from './same';

/** The number of a report in what was typed or pasted: its number, or the address of its page. */
export function reportIn( text: string ): string {
	return /(?:^|\/desk\/reports\/)([0-9a-f]{32})(?:$|[?#])/.exec( text.trim() )?.[ 1 ] ?? '';
}

export function joiningView( open: Opened ): Child[] {
	const joined = decided( open.content, 'joined' );
	const other = open.typed.keep( 'joined', privateText( 'input', { dir: 'ltr' } ) );
	const which = field( t( 'alcove-desk-join-which' ), other, t( 'alcove-desk-join-which-hint' ) );
	const reason = open.typed.keep( 'joined-reason', privateText( 'input' ) );
	return [
		joined ? el( 'p', {}, t( 'alcove-desk-joined' ), ' ', reportLink( joined.report ) ) : el( 'p', {}, t( 'alcove-desk-join-lead' ) ),
		workForm( 'join', t( 'alcove-desk-join' ), async () => {
			which.complain( '' );
			const id = reportIn( other.value );
			if ( !id || id === open.id ) {
				which.complain( t( 'alcove-desk-join-wrong' ) );
				return;
			}
			const { vault } = await open.session.get<{ vault: string }>( '/desk/reports/' + id );
			const [ here, there ] = await Promise.all( [ open.thread.vault, vault ].map( ( one ) => open.session.holdersOf( open.thread.team, one ) ) );
			if ( readersApart( here, there ).length > 0 ) {
				return t( 'alcove-desk-join-left-out' );
			}
			await open.addToFile( 'decision', { what: 'joined', report: id, reason: reason.value.trim() } );
			open.typed.forget( 'joined', 'joined-reason' );
			open.redraw( el( 'div', { role: 'status' }, box( 'success', el( 'p', {}, t( 'alcove-desk-join-done' ) ) ) ) );
		}, which.root, field( t( 'alcove-desk-reason-optional' ), reason ).root )
	];
}
