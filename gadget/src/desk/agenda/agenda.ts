// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The agenda: every matter once, under the most urgent of the reasons to look at it. What should be done first stands first, and
 * whoever comes after dinner need not open anything to know it.
 */
import type { Head } from '../../sealing';
import { daysUntil } from '../../thread/days';
import { compare, NEVER, type Line } from '../queue/order';
import type { Part } from '../report/arriving';

/** Groups in the order they are shown. */
export const GROUPS = [ 'late', 'soon', 'mine', 'free', 'deadlines', 'answers', 'news', 'others' ] as const;
export type Group = typeof GROUPS[ number ];

/** Why a matter is on the agenda. */
export interface Reason {
	kind: 'answer' | 'update' | 'evidence' | 'technical' | 'retention' | 'withdrawn' | 'handover' | 'turn' | 'new';
	due: string | null;
}

export interface Item {
	line: Line;
	group: Group;
	/** The most urgent first; it says what to do. */
	reasons: Reason[];
}

/** From how many days before its end each kind of day is called out. */
const AHEAD: Record<string, number> = { answer: 3, update: 3, evidence: 14, technical: 21, retention: 30, withdrawn: 4 };

export interface Looking {
	/** The person who looks, as the service knows them. */
	person: string;
	today: string;
	/** What was last seen of each vault, thread or file; nothing when it was never opened here. */
	seen: ReadonlyMap<string, Head | null>;
}

export function isLater( head: Pick<Head, 'epoch' | 'n'>, seen: Pick<Head, 'epoch' | 'n'> ): boolean {
	return head.epoch > seen.epoch || ( head.epoch === seen.epoch && head.n > seen.n );
}

/** Whether a matter has something this reader did not see. What was closed or deleted before they first came is not news. */
export function isNews( line: Line, seen: Looking[ 'seen' ] ): boolean {
	const known = seen.get( line.vault ) ?? null;
	if ( known === null ) {
		return line.state !== 'closed' && line.head !== null;
	}
	const file = line.file && seen.get( line.file.vault );
	return Boolean( line.head && isLater( line.head, known ) ) || Boolean( line.file && file && isLater( line.file.head, file ) );
}

/** Whether the thread holds something this reader did not see. */
function isThreadNews( { head, vault }: Line, seen: Looking[ 'seen' ] ): boolean {
	const known = seen.get( vault ) ?? null;
	return head !== null && ( known === null || isLater( head, known ) );
}

/** Where on a report's page what an item asks for is done. What was not read yet comes first: nobody answers what they did not read. */
export function placeOf( { line, reasons: [ { kind } ] }: Item, seen: Looking[ 'seen' ] ): Part {
	switch ( kind ) {
		case 'evidence':
		case 'technical':
			return 'evidence';
		case 'retention':
		case 'withdrawn':
		case 'handover':
			return kind;
		case 'new':
			return isThreadNews( line, seen ) ? 'thread' : 'file';
		default:
			return isThreadNews( line, seen ) ? 'thread' : 'answer';
	}
}

/** Whoever works on a matter today; a lease that has ended holds nobody off. */
export function worker( line: Line, today: string ): Line[ 'taken' ] {
	return line.taken && line.taken.until >= today ? line.taken : null;
}

function reasonsOf( line: Line, { today, seen }: Looking ): Reason[] {
	const days: Reason[] = [
		...line.answer_by ? [ { kind: 'answer', due: line.answer_by } as Reason ] : [],
		...line.clocks.filter( ( clock ) => clock.kind in AHEAD && !( clock.kind === 'answer' && line.answer_by ) ) as Reason[],
		// Once it is deleted there is nothing left to be in time for.
		...line.withdrawn && line.head ? [ { kind: 'withdrawn', due: line.withdrawn.deleted_on } as Reason ] : []
	];
	return [
		...days.filter( ( { kind, due } ) => daysUntil( due as string, today ) <= AHEAD[ kind ] )
			.sort( ( a, b ) => compare( a.due ?? NEVER, b.due ?? NEVER ) ),
		...line.turn === 'team' && line.state !== 'closed' && line.state !== 'withdrawn' ? [ { kind: 'turn', due: line.answer_by } as Reason ] : [],
		...line.handovers_waiting > 0 ? [ { kind: 'handover', due: null } as Reason ] : [],
		...isNews( line, seen ) ? [ { kind: 'new', due: null } as Reason ] : []
	];
}

/** What was promised to somebody outside; being late with it hurts them. */
const isPromise = ( { kind }: Reason ): boolean => kind === 'answer' || kind === 'update';

function groupOf( line: Line, reasons: Reason[], { person, today }: Looking ): Group {
	const due = reasons.filter( ( reason ) => reason.due !== null && reason.kind !== 'turn' );
	const taken = worker( line, today );
	if ( due.some( ( reason ) => daysUntil( reason.due as string, today ) < 0 ) ) {
		return 'late';
	}
	if ( due.some( ( reason ) => isPromise( reason ) || daysUntil( reason.due as string, today ) <= AHEAD.answer ) ) {
		return 'soon';
	}
	if ( reasons.some( ( { kind } ) => kind === 'turn' ) ) {
		return !taken ? 'free' : taken.person === person ? 'mine' : due.length ? 'deadlines' : 'others';
	}
	return due.length ? 'deadlines' : reasons.some( ( { kind } ) => kind === 'handover' ) ? 'answers' : 'news';
}

/** Which day decides how far up a matter stands in its group. */
function urgency( { reasons, line }: Item ): string {
	return reasons.map( ( reason ) => reason.due ).filter( Boolean ).sort()[ 0 ] ?? line.answer_by ?? NEVER;
}

export function items( lines: readonly Line[], looking: Looking ): Item[] {
	return lines.filter( ( line ) => !line.muted )
		.map( ( line ) => ( { line, reasons: reasonsOf( line, looking ) } ) )
		.filter( ( { reasons } ) => reasons.length > 0 )
		.map( ( { line, reasons } ) => ( { line, reasons, group: groupOf( line, reasons, looking ) } ) )
		.sort( ( a, b ) => GROUPS.indexOf( a.group ) - GROUPS.indexOf( b.group ) || compare( urgency( a ), urgency( b ) ) ||
			compare( a.line.day, b.line.day ) || compare( a.line.id, b.line.id ) );
}

/** The one thing to do next: what somebody else works on is not it, unless it is late. */
export function nextStep( all: readonly Item[], { person, today }: Looking ): Item | null {
	const free = ( { line }: Item ): boolean => ( worker( line, today )?.person ?? person ) === person;
	return all.find( ( item ) => item.group !== 'others' && free( item ) ) ?? all.find( ( { group } ) => group === 'late' ) ?? null;
}
