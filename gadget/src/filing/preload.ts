// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Understanding the text a wiki begins its requests with: which sections the filer writes, where parties stand. Nothing
 * of it is known beforehand but the marks of a filer (a signature in a heading or a row), so a wiki may rename, add and
 * leave out fields. What is not understood is left to the wiki's own way.
 */
import labels from './data/sections.json';

export interface Field {
	/** The heading without marks: its name, and the key under which words are kept. */
	heading: string;
	/** What the wiki asks for, from the comments of the section. */
	prompt: string;
	isEvidence: boolean;
	/** Where words go in: a position in the text. */
	at: number;
}

export interface PartyTable {
	/** The text between these is replaced by the parties' rows. */
	from: number;
	to: number;
	row: ( name: string, notice: string ) => string;
}

export interface Preload {
	text: string;
	fields: Field[];
	table: PartyTable;
}

const COMMENT = /<!--[\s\S]*?(?:-->|$)|<nowiki>[\s\S]*?<\/nowiki>/g;
const FILER = /~{3,5}|\{\{\s*(?:(?:safe)?subst:\s*)?REVISIONUSER\s*\}\}/i;
const HEADING = /^(={2,6})[ \t]*(.+?)[ \t]*\1[ \t]*$/gm;

const matches = ( kind: 'parties' | 'others' | 'committee' | 'evidence', text: string ): boolean =>
	labels[ kind ].some( ( pattern ) => new RegExp( pattern, 'i' ).test( text ) );

/** The same text with comments blanked, so that positions stay. */
function masked( text: string ): string {
	return text.replace( COMMENT, ( one ) => one.replace( /[^\n]/g, ' ' ) );
}

/** What a reader sees of a heading: without signature, markup, and the brackets left empty. */
function nameOf( heading: string ): string {
	return heading.replace( /<[^>]*>/g, '' ).replace( /\[\[(?:[^\]|]*\|)?([^\]]*)\]\]/g, '$1' ).replace( /~{3,5}|\{\{[^{}]*\}\}|\$\d/g, '' ).replace( /'{2,}/g, '' )
		.replace( /[(（]\s*[)）]/g, '' ).replace( /[\s\-–—:]+$/, '' ).replace( /\s+/g, ' ' ).trim();
}

/** What the comments of a section ask for. */
function promptOf( body: string ): string {
	return ( body.match( /<!--([\s\S]*?)-->/g ) ?? [] ).map( ( one ) => one.slice( 4, -3 ).replace( /\s+/g, ' ' ).trim() )
		.filter( Boolean ).join( ' ' );
}

interface Section {
	raw: string;
	heading: string;
	start: number;
	end: number;
}

function sectionsOf( text: string, blank: string ): Section[] {
	const found: Section[] = [];
	const finder = new RegExp( HEADING.source, HEADING.flags );
	for ( let match = finder.exec( blank ); match; match = finder.exec( blank ) ) {
		const before = found[ found.length - 1 ];
		if ( before ) {
			before.end = match.index;
		}
		found.push( { raw: match[ 2 ], heading: nameOf( match[ 2 ] ), start: match.index + match[ 0 ].length, end: text.length } );
	}
	return found;
}

/** The end of what a section says, before a signature on a line of its own. */
function placeIn( blank: string, text: string, { start, end }: Section ): number {
	const body = text.slice( start, end );
	const signed = /\n[ \t]*(?:--|—)?[ \t]*~{3,5}\s*$/.exec( blank.slice( start, end ) );
	return start + body.slice( 0, signed ? signed.index : body.length ).replace( /\s+$/, '' ).length;
}

function fieldsOf( text: string, blank: string ): Field[] {
	const own = sectionsOf( text, blank ).filter( ( { heading } ) => heading && !matches( 'others', heading ) && !matches( 'committee', heading ) );
	const named = own.filter( ( { raw } ) => FILER.test( raw ) );
	const asked = own.filter( ( { start, end } ) => promptOf( text.slice( start, end ) ) !== '' );
	return ( named.length ? named : asked ).map( ( section ) => ( {
		heading: section.heading,
		prompt: promptOf( text.slice( section.start, section.end ) ),
		isEvidence: matches( 'evidence', section.heading ),
		at: placeIn( blank, text, section )
	} ) );
}

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

const PLACES = [
	/(\[\[\s*[^[\]|{}:]+:)([^[\]|{}]*)(\|[^[\]{}]*)?(\]\])/,
	/(\{\{[^{}|]+\|\s*(?:[^{}|=]+=\s*)?)([^{}|]*)()(\|[^{}]*\}\}|\}\})/
];

/** A row as the wiki writes it for a party, or as the filer's stands there when it shows none. */
function rowMaker( sample: string ): ( name: string, notice: string ) => string {
	const cells = cellsOf( sample );
	const place = PLACES.find( ( pattern ) => pattern.test( cells[ 0 ] ) );
	return ( name, notice ) => {
		const first = place ? cells[ 0 ].replace( place, ( _, before: string, __, label: string | undefined, after: string ) =>
			before.startsWith( '{{' ) && !/=\s*$/.test( before ) && name.includes( '=' ) ? `${ before }1=${ name }${ after }` :
				before + name + ( label ? '|' + quiet( name ) : '' ) + after ) : `\n| [[User:${ name }|${ quiet( name ) }]] `;
		const lead = cells.length > 1 ? /^(\|\||\n\|)/.exec( cells[ cells.length - 1 ] )?.[ 0 ] ?? '||' : '||';
		return [ first.replace( /\s+$/, ' ' ), ...cells.slice( 1, -1 ), `${ lead } ${ notice }\n` ].join( '' );
	};
}

/** A user name as a label: apostrophes in a row would be read as bold. */
function quiet( name: string ): string {
	return name.replace( /[']/g, '&#39;' );
}

function tableOf( blank: string ): PartyTable | null {
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
		const sample = examples[ 0 ] ? bodyOf( examples[ 0 ] ).replace( /\s+$/, '' ) : '\n| || ';
		const make = rowMaker( sample );
		return { from, to: examples.length ? examples[ examples.length - 1 ].to : close, row: ( name, notice ) => '|-' + make( name, notice ) };
	}
	return null;
}

/** What a wiki's preload asks for; null when it is not understood, and then the wiki's own way is shown. */
export function readPreload( given: string ): Preload | null {
	const text = given.replace( /\r\n?/g, '\n' );
	const blank = masked( text );
	const fields = fieldsOf( text, blank );
	const table = tableOf( blank );
	const names = fields.map( ( field ) => field.heading );
	return table && fields.length && new Set( names ).size === names.length ? { text, fields, table } : null;
}

/** What goes into each field, as wikitext; the field's heading is its key. */
export type Filled = Record<string, string>;

/** The page: the wiki's own text, byte for byte, with words and rows put in. */
export function compose( preload: Preload, filled: Filled, parties: readonly string[], notice: string ): string {
	const { text, fields, table } = preload;
	const rows = parties.map( ( name ) => table.row( name, notice ) ).join( '' );
	const edits = [
		{ from: table.from, to: table.to, put: rows },
		...fields.filter( ( field ) => filled[ field.heading ] ).map( ( field ) => ( { from: field.at, to: field.at, put: `\n${ filled[ field.heading ] }\n` } ) )
	].sort( ( a, b ) => b.from - a.from );
	return edits.reduce( ( done, { from, to, put } ) => done.slice( 0, from ) + put + done.slice( to ), text );
}

/** What an input box on a page says: the page it begins with, and how titles begin. */
export function inputBoxOf( page: string, prefix: string ): { preload: string; prefix: string } | null {
	const boxes = page.match( /<inputbox>[\s\S]*?<\/inputbox>/gi ) ?? [];
	for ( const box of boxes ) {
		const value = ( key: string ): string => new RegExp( `^\\s*${ key }\\s*=\\s*(.+?)\\s*$`, 'im' ).exec( box )?.[ 1 ].replace( /_/g, ' ' ) ?? '';
		const begins = [ value( 'prefix' ), value( 'default' ) ].find( ( one ) => one.startsWith( prefix ) );
		if ( value( 'preload' ) && ( begins !== undefined || boxes.length === 1 ) ) {
			return { preload: value( 'preload' ), prefix: begins?.endsWith( '/' ) ? begins : prefix };
		}
	}
	return null;
}
