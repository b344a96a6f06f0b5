// SPDX-License-Identifier: AGPL-3.0-or-later
/** What speaks against a public request to the committee, as data with its sources, and where to turn instead. */
import { type Body, everybody } from '../form/routing';
import table from './data/bars.json';

/** What somebody answered before anything was typed. */
export interface Fit {
	kind: '' | 'cross_wiki' | 'appeal' | 'systemic' | 'off_wiki' | 'other';
	wiki: string;
	tried: '' | 'yes' | 'no' | 'none';
	isBlock: boolean;
	restricted: '' | 'no' | 'interaction' | 'other';
	isPrivate: '' | 'no' | 'yes';
}

export interface Bar {
	id: string;
	/** Nobody may go on past it: the rule leaves no choice. */
	absolute: boolean;
	/** Whom to turn to instead; "sealed" is the private report. */
	bodies: Body[];
	sealed: boolean;
}

interface Row {
	id: string;
	if: Record<string, string | boolean | string[]>;
	absolute: boolean;
	to: string[];
}

/** The bars that stand in the way of these answers, in the order of the data: first those that nobody passes. */
export function barsFor( fit: Fit ): Bar[] {
	const there = everybody( fit.wiki );
	// What was ticked for an appeal says nothing of another kind.
	const isBlock = fit.kind === 'appeal' && fit.isBlock;
	const facts: Record<string, unknown> = { ...fit, isBlock, arbcom: there.some( ( body ) => body.id === 'arbcom' ) };
	const applies = ( row: Row ): boolean => Object.keys( row.if ).every( ( name ) => {
		const wanted = row.if[ name ];
		return Array.isArray( wanted ) ? wanted.includes( facts[ name ] as string ) : wanted === facts[ name ];
	} );
	return ( table.bars as unknown as Row[] ).filter( applies ).map( ( row ) => ( {
		id: row.id,
		absolute: row.absolute,
		bodies: row.to.map( ( id ) => there.find( ( body ) => body.id === id ) ).filter( ( body ): body is Body => body !== undefined ),
		sealed: row.to.includes( 'sealed' )
	} ) );
}

/** Whether the kind of matter needs to name one wiki. */
export function needsWiki( fit: Fit ): boolean {
	return fit.kind === 'appeal' || fit.kind === 'systemic';
}
