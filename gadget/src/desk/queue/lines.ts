// SPDX-License-Identifier: AGPL-3.0-or-later
/** Reports as the service lists them, page by page; the next page begins after the last line, whatever was added meanwhile. */
import type { Shown } from './filters';
import type { Line } from './order';
import type { Session } from '../session';

const PAGE = 200;

/** Each page of the list; the generator ends with the last one. */
export async function* linePages( session: Session, { state, who }: Pick<Shown, 'state' | 'who'> ): AsyncGenerator<Line[], void> {
	let after: string | null = null;
	do {
		const query = new URLSearchParams( { limit: String( PAGE ), ...state && { state }, ...who === 'mine' && { mine: '1' }, ...after && { after } } );
		const page: { reports: Line[]; next: string | null } = await session.get( '/desk/reports?' + query.toString() );
		after = page.next;
		yield page.reports;
	} while ( after !== null );
}
