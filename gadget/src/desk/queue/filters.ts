// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Choosing among reports. What the service knows anyway may stand in the address of the page; what is sealed (on which wiki, about
 * what, about whom) is compared in the browser and stands in no address, no history and no log.
 */
import { daysUntil } from '../../thread/days';
import type { SummaryBody } from '../../sealing';
import { worker } from '../agenda/agenda';
import { promisedBy, type Line } from './order';
import { userNames } from './persons';

/** What may stand in the address. */
export interface Shown {
	state: string;
	who: string;
	turn: string;
	due: string;
	kind: string;
	muted: string;
}

/** The choices of each; the first one is "all". */
export const CHOICES: { readonly [ name in keyof Omit<Shown, 'state'> ]: readonly string[] } = {
	who: [ '', 'mine', 'free' ],
	turn: [ '', 'team', 'writer' ],
	due: [ '', 'late', 'week' ],
	kind: [ '', 'report', 'invitation' ],
	muted: [ '', '1' ]
};

/** What must not. */
export interface Sealed {
	wiki: string;
	category: string;
	person: string;
	/** Typed words. */
	words: string;
}

export const NOTHING: Sealed = { wiki: '', category: '', person: '', words: '' };
const WEEK = 7;

export function readShown( search: string, state: string ): Shown {
	const said = new URLSearchParams( search );
	const chosen = ( name: keyof typeof CHOICES ): string => {
		const value = said.get( name ) ?? '';
		return CHOICES[ name ].includes( value ) ? value : '';
	};
	return { state, who: chosen( 'who' ), turn: chosen( 'turn' ), due: chosen( 'due' ), kind: chosen( 'kind' ), muted: chosen( 'muted' ) };
}

/** The query of the address with these choices; what else it says stays. */
export function writeShown( search: string, shown: Shown ): string {
	const said = new URLSearchParams( search );
	for ( const [ name, value ] of Object.entries( shown ) as [ string, string ][] ) {
		if ( value ) {
			said.set( name, value );
		} else {
			said.delete( name );
		}
	}
	const query = said.toString();
	return query && '?' + query;
}

export function isShown( line: Line, shown: Shown, { person, today }: { person: string; today: string } ): boolean {
	const by = promisedBy( line );
	const taken = worker( line, today );
	return ( !shown.state || line.state === shown.state ) &&
		( !shown.turn || line.turn === shown.turn ) &&
		( !shown.kind || line.kind === shown.kind ) &&
		( !shown.who || ( shown.who === 'mine' ? taken?.person === person : taken === null ) ) &&
		( !shown.due || ( by !== null && daysUntil( by, today ) < ( shown.due === 'late' ? 0 : WEEK + 1 ) ) ) &&
		( Boolean( shown.muted ) || !line.muted );
}

/** Whether a summary is what is looked for; one that is not open yet is not, as soon as anything is looked for. */
export function isWanted( summary: SummaryBody | null, wanted: Sealed, words: string ): boolean {
	if ( !wanted.wiki && !wanted.category && !wanted.person && !wanted.words ) {
		return true;
	}
	return summary !== null &&
		( !wanted.wiki || summary.wiki === wanted.wiki ) &&
		( !wanted.category || summary.kinds.includes( wanted.category ) ) &&
		( !wanted.person || userNames( summary.about ).includes( wanted.person ) ) &&
		( !wanted.words || words.includes( wanted.words ) );
}

export type Counted = [ value: string, count: number ][];

/** What there is to choose from among opened summaries, the most frequent first. */
export function choicesAmong( summaries: readonly SummaryBody[] ): { wiki: Counted; category: Counted; person: Counted } {
	const count = ( of: ( one: SummaryBody ) => string[] ): Counted => {
		const counts = new Map<string, number>();
		summaries.flatMap( ( one ) => [ ...new Set( of( one ) ) ] ).filter( Boolean )
			.forEach( ( value ) => counts.set( value, ( counts.get( value ) ?? 0 ) + 1 ) );
		return [ ...counts ].sort( ( a, b ) => b[ 1 ] - a[ 1 ] || ( a[ 0 ] < b[ 0 ] ? -1 : 1 ) );
	};
	return {
		wiki: count( ( one ) => [ one.wiki ] ), category: count( ( one ) => one.kinds ), person: count( ( one ) => userNames( one.about ) )
	};
}
