// SPDX-License-Identifier: AGPL-3.0-or-later
/** What should I do next? The queue puts first what waits for the team, and of that what is due first. */
import { daysUntil } from '../thread/days';

/** One report as the service lists it: nothing of what it says. */
export interface Line {
	id: string;
	team: string;
	vault: string;
	state: string;
	turn: string;
	day: string;
	days: number;
	answer_by: string | null;
	size: number;
	envelopes: number;
	summary: { epoch: number; n: number; data: string };
	grants: { epoch: number; holder: string; data: string }[];
}

const TURNS = [ 'team', 'writer', 'nobody' ];

/** After everything that is due on some day. */
const NEVER = '9999-12-31';

function rank( line: Line ): number {
	const at = TURNS.indexOf( line.turn );
	return at < 0 ? TURNS.length : at;
}

export function inOrder( lines: readonly Line[] ): Line[] {
	const by = ( line: Line ): string => line.answer_by ?? NEVER;
	const text = ( a: string, b: string ): number => a < b ? -1 : a > b ? 1 : 0;
	return [ ...lines ].sort( ( a, b ) => rank( a ) - rank( b ) || text( by( a ), by( b ) ) ||
		// What waits: the oldest first. What is done: the newest first.
		( a.turn === 'nobody' ? text( b.day, a.day ) : text( a.day, b.day ) ) || text( a.id, b.id ) );
}

export interface Agenda {
	/** How many wait for the team. */
	waiting: number;
	overdue: number;
	/** The day the next answer is promised by; none is promised when it is missing. */
	next: string | null;
}

export function agenda( lines: readonly Line[], today: string ): Agenda {
	const waiting = lines.filter( ( line ) => line.turn === 'team' );
	const due = waiting.map( ( line ) => line.answer_by ).filter( ( day ): day is string => day !== null ).sort();
	return {
		waiting: waiting.length,
		overdue: due.filter( ( day ) => daysUntil( day, today ) < 0 ).length,
		next: due.find( ( day ) => daysUntil( day, today ) >= 0 ) ?? null
	};
}
