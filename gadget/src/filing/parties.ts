// SPDX-License-Identifier: AGPL-3.0-or-later
/** Where a wiki's preload wants the parties: the rows of a table, the items of a list, or the parameters of a template. */
import { boxesIn, type Parameter } from './boxes';
import { FILER, isOthers, matches, type Section, sectionsOf } from './marks';

export interface Edit {
	from: number;
	to: number;
	put: string;
}

export interface Parties {
	/** Where they stand. */
	from: number;
	to: number;
	/** What is put where, so that each is named and what is done about their notice is said. */
	edits: ( names: readonly string[], notice: string ) => Edit[];
}

/** A user name as a label: apostrophes would be read as bold. */
function quiet( name: string ): string {
	return name.replace( /[']/g, '&#39;' );
}

const linked = ( name: string ): string => `[[User:${ name }|${ quiet( name ) }]]`;

const PLACES = /(\[\[\s*[^[\]|{}:]+:)([^[\]|{}]*)(?:\|[^[\]{}]*)?\]\]|(\{\{[^{}|]+\|\s*(?:[^{}|=]+=\s*)?)([^{}|]*)(\|[^{}]*\}\}|\}\})/g;

/** A sample with somebody's name where the example's stood; a link to the user where it shows none. */
function withName( sample: string, name: string ): string {
	const found = new RegExp( PLACES.source ).exec( sample );
	if ( !found ) {
		return linked( name );
	}
	const example = ( found[ 2 ] ?? found[ 4 ] ).trim();
	return sample.replace( PLACES, ( all: string, space?: string, target?: string, start?: string, value?: string, end?: string ) => {
		if ( ( target ?? value ?? '' ).trim() !== example ) {
			return all;
		}
		if ( space !== undefined ) {
			const label = /\|([^[\]{}]*)\]\]$/.exec( all )?.[ 1 ];
			return `${ space }${ name }${ label === undefined ? '' : '|' + ( label.trim() === example ? quiet( name ) : label ) }]]`;
		}
		return `${ start }${ !/=\s*$/.test( start! ) && name.includes( '=' ) ? '1=' : '' }${ name }${ end }`;
	} );
}

// ---- a table --------------------------------------------------------------------------------------------------------

/** The cells of a row, with what stands between them; pipes of links and templates belong to the cell. */
function cellsOf( row: string ): string[] {
	const cells: string[] = [];
	let depth = 0;
	let cell = '';
	for ( let at = 0; at < row.length; at++ ) {
		const two = row.slice( at, at + 2 );
		if ( two === '{{' || two === '[[' ) {
			depth++;
		} else if ( two === '}}' || two === ']]' ) {
			depth--;
		} else if ( depth <= 0 && ( two === '||' || ( two === '\n|' && cell.trim() ) ) ) {
			cells.push( cell );
			cell = two;
			at++;
			continue;
		}
		cell += row[ at ];
	}
	return [ ...cells, cell ];
}

/** A row as the wiki writes it for a party. */
function rowOf( sample: string, name: string, notice: string ): string {
	const [ first, ...others ] = cellsOf( sample );
	const lead = /^(\|\||\n\|)/.exec( others[ others.length - 1 ] ?? '' )?.[ 0 ] ?? '||';
	const who = new RegExp( PLACES.source ).test( first ) ? withName( first, name ) : `\n| ${ linked( name ) } `;
	return [ '|-', who.replace( /\s+$/, ' ' ), ...others.slice( 0, -1 ), `${ lead } ${ notice }\n` ].join( '' );
}

function tableOf( blank: string ): Parties | null {
	const finder = /^\{\|[\s\S]*?^\|\}/gm;
	for ( let table = finder.exec( blank ); table; table = finder.exec( blank ) ) {
		const bounds: number[] = [];
		const breaks = /^\|-.*$/gm;
		for ( let found = breaks.exec( table[ 0 ] ); found; found = breaks.exec( table[ 0 ] ) ) {
			bounds.push( table.index + found.index );
		}
		const close = table.index + table[ 0 ].length - 2;
		const rows = bounds.map( ( from, index ) => ( { from, to: bounds[ index + 1 ] ?? close } ) );
		const bodyOf = ( row: { from: number; to: number } ): string => blank.slice( row.from, row.to ).replace( /^\|-[^\n]*/, '' );
		const filer = rows.findIndex( ( row ) => FILER.test( bodyOf( row ) ) );
		const head = table[ 0 ].slice( 0, rows[ 0 ] ? rows[ 0 ].from - table.index : undefined ) +
			rows.map( bodyOf ).filter( ( body ) => /^\s*!/.test( body ) ).join( '' );
		if ( filer < 0 && !matches( 'parties', head ) ) {
			continue;
		}
		const examples = rows.slice( filer + 1 ).filter( ( row ) => !/^\s*!/.test( bodyOf( row ) ) );
		const from = examples[ 0 ]?.from ?? close;
		const to = examples.length ? examples[ examples.length - 1 ].to : close;
		const sample = examples[ 0 ] ? bodyOf( examples[ 0 ] ).replace( /\s+$/, '' ) : '\n| || ';
		return { from, to, edits: ( names, notice ) => [ { from, to, put: names.map( ( name ) => rowOf( sample, name, notice ) ).join( '' ) } ] };
	}
	return null;
}

// ---- a list ---------------------------------------------------------------------------------------------------------

/** An item as the wiki writes it for a party, with the notice after a colon or in brackets. */
function itemOf( sample: string, name: string, notice: string ): string {
	const [ mark ] = /^[*#]+[ \t]*/.exec( sample ) ?? [ '* ' ];
	const rest = sample.slice( mark.length );
	const after = /[\])}][ \t]*:[^\]}]*$/.exec( rest );
	const who = ( after ? rest.slice( 0, after.index + 1 ) : rest.replace( /[ \t]*\([^()[\]{}]*\)?\s*$/, '' ) ).trim();
	return `${ mark.trim() } ${ withName( who, name ) }${ after ? `: ${ notice }` : ` (${ notice })` }\n`;
}

/** Items between two places of a text, in which an example may stand: where parties are put, and how. */
function itemsIn( blank: string, start: number, end: number ): Parties | null {
	const items: { from: number; to: number; text: string }[] = [];
	const finder = /^[*#].*(?:\n|$)/gm;
	const body = blank.slice( start, end );
	for ( let found = finder.exec( body ); found && found[ 0 ]; found = finder.exec( body ) ) {
		const from = start + found.index;
		if ( items.length && items[ items.length - 1 ].to !== from ) {
			break;
		}
		items.push( { from, to: from + found[ 0 ].length, text: found[ 0 ].trim() } );
	}
	if ( !items.length ) {
		return null;
	}
	const filer = items.map( ( one ) => FILER.test( one.text ) ).lastIndexOf( true );
	const examples = items.slice( filer + 1 );
	const last = items[ items.length - 1 ];
	const [ from, to ] = [ examples[ 0 ]?.from ?? last.to, last.to ];
	const sample = examples[ 0 ]?.text ?? '* ';
	// The list may end the text without a line's end.
	const lead = from > 0 && blank[ from - 1 ] !== '\n' ? '\n' : '';
	return { from, to, edits: ( names, notice ) => [ { from, to, put: lead + names.map( ( name ) => itemOf( sample, name, notice ) ).join( '' ) } ] };
}

/** Items between two places, or room for them where there is nothing but what comments ask for. */
function listIn( text: string, blank: string, start: number, end: number ): Parties | null {
	if ( blank.slice( start, end ).trim() ) {
		return itemsIn( blank, start, end );
	}
	const at = start + text.slice( start, end ).replace( /\s+$/, '' ).length;
	return { from: at, to: at, edits: ( names, notice ) => [ { from: at, to: at, put: '\n' + names.map( ( name ) => itemOf( '', name, notice ) ).join( '' ).trim() } ] };
}

/** A list under a heading of its own, after a line that says what it is, or with the filer before any heading. */
function listOf( text: string, blank: string, sections: readonly Section[] ): Parties | null {
	for ( const { heading, start, end } of sections ) {
		const body = blank.slice( start, end );
		if ( heading && matches( 'parties', heading, 'begin' ) && !isOthers( heading ) ) {
			return listIn( text, blank, start, end );
		}
		const label = /^[^\n*#|{!<=]{1,60}:[ \t']*\n(?=[*#])/gm;
		for ( let found = label.exec( body ); found; found = label.exec( body ) ) {
			if ( matches( 'parties', found[ 0 ].replace( /'{2,}/g, '' ), 'begin' ) ) {
				return itemsIn( blank, start + found.index + found[ 0 ].length, end );
			}
		}
		const items = heading ? null : itemsIn( blank, start, end );
		if ( items && FILER.test( body.slice( 0, items.to - start ) ) ) {
			return items;
		}
	}
	return null;
}

// ---- a template -----------------------------------------------------------------------------------------------------

interface Numbered extends Parameter {
	base: string;
	number: number;
}

/** Parameters with a number each, in as many rows as there are parties; beside them others of the same numbers. */
function numberedIn( blank: string, parameters: readonly Parameter[], end: number ): Parties | null {
	const all = parameters.map( ( one ): Numbered => {
		const [ , base, number ] = /^(.*?)[ _-]?(\d+)$/.exec( one.name ) ?? [ '', one.name, '0' ];
		return { ...one, base, number: Number( number ) };
	} );
	const valueOf = ( one: Parameter ): string => blank.slice( one.value, one.to );
	const isParty = ( one: Numbered ): boolean => one.number > 0 && matches( 'parties', one.base );
	const first = all.find( ( one ) => isParty( one ) && !FILER.test( valueOf( one ) ) );
	if ( !first ) {
		return null;
	}
	const rows = all.filter( ( one ) => one.number >= first.number );
	const [ start, last ] = [ all.indexOf( rows[ 0 ] ), rows[ rows.length - 1 ] ];
	const sample = rows.filter( ( one ) => one.number === first.number );
	if ( all.slice( start, start + rows.length ).some( ( one, index ) => one !== rows[ index ] ) || sample.filter( isParty ).length !== 1 ) {
		return null;
	}
	const [ from, to ] = [ rows[ 0 ].from, last.to ];
	const told = sample.some( ( one ) => matches( 'notices', one.base ) );
	const valueFor = ( one: Numbered, name: string, notice: string ): string => {
		if ( isParty( one ) ) {
			return new RegExp( PLACES.source ).test( valueOf( one ) ) ? withName( valueOf( one ).trim(), name ) : name;
		}
		return matches( 'notices', one.base ) ? notice : '';
	};
	return {
		from, to,
		edits: ( names, notice ) => [
			{ from, to, put: names.map( ( name, index ) => sample.map( ( one ) => {
				const before = blank.slice( one.from, one.value ).replace( /\d+(?=\s*=$)/, String( first.number + index ) );
				const ending = /\n\s*$/.test( valueOf( one ) ) ? '\n' : ' ';
				return `${ before } ${ valueFor( one, name, notice ) }${ ending }`;
			} ).join( '' ) ).join( '' ) },
			// Nothing is asked of anybody that the page does not say.
			...told ? [] : [ { from: end, to: end, put: `\n${ notice }: ${ names.map( linked ).join( ', ' ) }\n` } ]
		]
	};
}

/** One parameter for all of them: a list in it, or room for one. */
function parameterOf( text: string, blank: string, parameters: readonly Parameter[] ): Parties | null {
	const one = parameters.find( ( { name } ) => matches( 'lists', name, 'whole' ) );
	return one ? listIn( text, blank, one.value, one.to ) : null;
}

function boxOf( text: string, blank: string ): Parties | null {
	return boxesIn( blank ).map( ( { parameters, to } ) => numberedIn( blank, parameters, to ) ?? parameterOf( text, blank, parameters ) )
		.find( ( one ) => one !== null ) ?? null;
}

/** Where the parties stand in a text, given also with its comments blanked; null when that is not clear. */
export function partiesIn( text: string, blank: string ): Parties | null {
	return tableOf( blank ) ?? listOf( text, blank, sectionsOf( blank ) ) ?? boxOf( text, blank );
}
