// SPDX-License-Identifier: AGPL-3.0-or-later
/** What should I do next? The queue puts first what waits for the team, and of that what is due first. */
import type { StoredEnvelope, StoredGrant } from '../../sealing';
import { daysUntil } from '../../thread/days';
import type { Standing } from '../report/context';

/** One report as the service lists it: nothing of what it says. */
export interface Line extends Standing {
	size: number;
	envelopes: number;
	/** Null once the thread was deleted. */
	summary: StoredEnvelope | null;
	grants: StoredGrant[];
}

const TURNS = [ 'team', 'writer', 'nobody' ];

/** After everything that is due on some day. */
export const NEVER = '9999-12-31';

/** What somebody outside the team was promised; the other clocks are the team's own. */
const PROMISES = [ 'answer', 'update' ];

function rank( line: Line ): number {
	const at = TURNS.indexOf( line.turn );
	return at < 0 ? TURNS.length : at;
}

/** The first day something promised falls due; nothing is promised when it is missing. */
export function promisedBy( line: Line ): string | null {
	const days = line.clocks.filter( ( clock ) => PROMISES.includes( clock.kind ) ).map( ( clock ) => clock.due );
	return [ ...days, ...line.answer_by ? [ line.answer_by ] : [] ].sort()[ 0 ] ?? null;
}

export function compare( a: string, b: string ): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

export function inOrder( lines: readonly Line[] ): Line[] {
	const by = ( line: Line ): string => promisedBy( line ) ?? NEVER;
	return [ ...lines ].sort( ( a, b ) => rank( a ) - rank( b ) || compare( by( a ), by( b ) ) ||
		// What waits: the oldest first. What is done: the newest first.
		( a.turn === 'nobody' ? compare( b.day, a.day ) : compare( a.day, b.day ) ) || compare( a.id, b.id ) );
}

export interface Waiting {
	/** How many wait for the team. */
	waiting: number;
	overdue: number;
	/** The day the next answer is promised by; none is promised when it is missing. */
	next: string | null;
}

/** How much waits. What was muted waits for nobody. */
export function waiting( lines: readonly Line[], today: string ): Waiting {
	const ours = lines.filter( ( line ) => line.turn === 'team' && !line.muted );
	const due = ours.map( promisedBy ).filter( ( day ): day is string => day !== null ).sort();
	return {
		waiting: ours.length,
		overdue: due.filter( ( day ) => daysUntil( day, today ) < 0 ).length,
		next: due.find( ( day ) => daysUntil( day, today ) >= 0 ) ?? null
	};
}
