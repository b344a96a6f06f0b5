// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Floods: reports that say the same, or that are about the same person within days, put together so that they can be looked at, and
 * dealt with, at once. Only the browser compares them, among what was opened in it.
 */
import { sha256Hex } from '../../sealing';
import { daysUntil } from '../../thread/days';

/** What is compared of a report. */
export interface Told {
	id: string;
	day: string;
	excerpt: string;
	/** Names as MediaWiki spells them. */
	names: readonly string[];
}

export interface Alike {
	why: 'same' | 'near' | 'person';
	/** The first words of the text, or the name. */
	what: string;
	ids: string[];
}

/** So many make a flood; two that are alike are duplicates. */
export const FLOOD = 3;
/** Reports about one person count together when each came within so many days of the one before. */
const DAYS_APART = 7;
/** How much of two texts must be the same for them to be near. */
const NEAR = 0.6;
/** Shorter texts are alike by chance. */
const LEAST_WORDS = 6;
/** Words that more texts have in a row are nobody's mark; texts that are near share others too. */
const COMMON = 20;

/** The words of a text as they are compared: without case, signs and spaces. */
export function wordsOf( text: string ): string[] {
	return text.normalize( 'NFKC' ).toLowerCase().match( /[\p{L}\p{N}\p{M}]+/gu ) ?? [];
}

function shingles( words: string[] ): Set<string> {
	return new Set( words.slice( 0, -2 ).map( ( _, at ) => words.slice( at, at + 3 ).join( ' ' ) ) );
}

/** How much two sets have in common: from 0 to 1. */
function overlap( a: Set<string>, b: Set<string> ): number {
	let both = 0;
	a.forEach( ( one ) => {
		both += b.has( one ) ? 1 : 0;
	} );
	return both / ( a.size + b.size - both || 1 );
}

function gathered<T>( all: readonly T[], key: ( one: T ) => string ): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for ( const one of all ) {
		const name = key( one );
		const group = groups.get( name );
		if ( group ) {
			group.push( one );
		} else {
			groups.set( name, [ one ] );
		}
	}
	groups.delete( '' );
	return groups;
}

/** The same text, whatever its case, signs and spaces. */
export function textHash( text: string ): string {
	const words = wordsOf( text );
	return words.length ? sha256Hex( new TextEncoder().encode( words.join( ' ' ) ) ) : '';
}

/** Texts that differ in a few words, each group around its first. Equal texts are compared once. */
function nearTexts( told: readonly Told[] ): Told[][] {
	const distinct = [ ...gathered( told, ( one ) => textHash( one.excerpt ) ).values() ]
		.map( ( group ) => ( { group, words: wordsOf( group[ 0 ].excerpt ) } ) ).filter( ( { words } ) => words.length >= LEAST_WORDS );
	const around: { group: Told[]; set: Set<string> }[] = [];
	// Which groups a run of words stands in, so that not every text is compared with every other.
	const index = new Map<string, Set<number>>();
	for ( const { group, words } of distinct ) {
		const set = shingles( words );
		const candidates = new Set( [ ...set ].flatMap( ( one ) => [ ...index.get( one ) ?? [] ] ) );
		const at = [ ...candidates ].find( ( one ) => overlap( around[ one ].set, set ) >= NEAR );
		if ( at === undefined ) {
			for ( const one of set ) {
				const known = index.get( one ) ?? new Set();
				if ( known.size < COMMON ) {
					index.set( one, known.add( around.length ) );
				}
			}
			around.push( { group: [ ...group ], set } );
		} else {
			around[ at ].group.push( ...group );
		}
	}
	return around.map( ( { group } ) => group );
}

/** Parts of one person's reports that came within days of each other. */
function close( told: Told[] ): Told[][] {
	const sorted = [ ...told ].sort( ( a, b ) => a.day < b.day ? -1 : 1 );
	const parts: Told[][] = [];
	sorted.forEach( ( one, at ) => {
		if ( at > 0 && daysUntil( one.day, sorted[ at - 1 ].day ) <= DAYS_APART ) {
			parts[ parts.length - 1 ].push( one );
		} else {
			parts.push( [ one ] );
		}
	} );
	return parts;
}

/** Groups of at least three that are alike, the largest first; a group that holds just the same reports as another is left out. */
export function floods( told: readonly Told[] ): Alike[] {
	const found: Alike[] = [];
	const add = ( why: Alike[ 'why' ], what: string, group: Told[] ): void => {
		const ids = group.map( ( one ) => one.id ).sort();
		if ( ids.length >= FLOOD && !found.some( ( other ) => other.ids.join() === ids.join() ) ) {
			found.push( { why, what, ids } );
		}
	};
	const same = gathered( told, ( one ) => wordsOf( one.excerpt ).length < LEAST_WORDS ? '' : textHash( one.excerpt ) );
	same.forEach( ( group ) => add( 'same', group[ 0 ].excerpt, group ) );
	nearTexts( told ).forEach( ( group ) => add( 'near', group[ 0 ].excerpt, group ) );
	const named = gathered( told.flatMap( ( one ) => one.names.map( ( name ) => ( { one, name } ) ) ), ( { name } ) => name );
	named.forEach( ( group, name ) => close( group.map( ( { one } ) => one ) ).forEach( ( part ) => add( 'person', name, part ) ) );
	return found.sort( ( a, b ) => b.ids.length - a.ids.length );
}
