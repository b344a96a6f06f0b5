// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Turns what somebody typed into wikitext that says exactly this and does nothing else: no template, heading, table,
 * comment or signature can begin in it. Addresses stay addresses, simple links stay links, lists stay lists.
 */

const ADDRESS = /https?:\/\/[^\s<>"[\]{}|\p{Cc}]+/gu;
const LINK = /\[\[([^[\]{}<>|#\p{Cc}]+)(#[^[\]{}<>|\n]*)?(?:\|([^[\]{}|\n]+))?\]\]/gu;
const SPECIAL = /[&<>[\]{}|~'_=\u007f]/g;
const entity = ( symbol: string ): string => `&#${ symbol.charCodeAt( 0 ) };`;

/** Text of a line: every character that could mean something becomes its number. */
export function plain( text: string ): string {
	return text.replace( /(?![\t\n])\p{Cc}/gu, '' ).replace( SPECIAL, entity );
}

/** An address as wikitext links it by itself, with nothing in it that wikitext reads otherwise. */
function address( url: string ): string {
	return url.replace( /['~_]{2,}/g, ( run ) => Array.from( run ).map( ( one ) => '%' + one.charCodeAt( 0 ).toString( 16 ).toUpperCase() ).join( '' ) );
}

/** A link to a page: the colon in front keeps files and categories from being more than a link. */
function link( target: string, anchor = '', label = '' ): string {
	const name = target.trim().replace( /^:+/, '' ).replace( /_/g, ' ' );
	const to = ':' + ( name + anchor ).replace( /['~]{2,}/g, ( run ) => Array.from( run ).map( entity ).join( '' ) );
	return name ? `[[${ to }|${ plain( label.trim() || name + anchor ) }]]` : plain( `[[${ target }]]` );
}

/** The parts of a text between matches of a pattern, and the matches, each turned by its own function. */
function pieces( text: string, pattern: RegExp, match: ( found: RegExpExecArray ) => string, rest: ( part: string ) => string ): string {
	let out = '';
	let at = 0;
	const finder = new RegExp( pattern.source, pattern.flags );
	for ( let found = finder.exec( text ); found; found = finder.exec( text ) ) {
		out += rest( text.slice( at, found.index ) ) + match( found );
		at = found.index + found[ 0 ].length;
	}
	return out + rest( text.slice( at ) );
}

/** One line without its beginning. */
function inline( text: string ): string {
	return pieces( text, LINK,
		( [ , target, anchor, label ] ) => link( target, anchor, label ),
		( part ) => pieces( part, ADDRESS, ( [ url ] ) => address( url ), plain ) );
}

/** A whole line. A list's mark with a blank after it stays one; every other mark at the beginning is only a character. */
function line( text: string ): string {
	const trimmed = text.trim();
	const listed = /^([*#])[ \t]+(.*)$/.exec( trimmed );
	if ( listed ) {
		return `${ listed[ 1 ] } ${ inline( listed[ 2 ] ) }`;
	}
	const done = inline( trimmed );
	return /^[*#:;!=+-]/.test( done ) ? entity( done[ 0 ] ) + done.slice( 1 ) : done;
}

/** What somebody typed, paragraph by paragraph. */
export function toWikitext( text: string ): string {
	const lines = text.replace( /\r\n?/g, '\n' ).split( '\n' ).map( line );
	return lines.join( '\n' ).replace( /\n{3,}/g, '\n\n' ).replace( /^\n+|\n+$/g, '' )
		// A line of its own is a paragraph of its own, as it was typed; lists stand together.
		.replace( /([^\n])\n(?=[^\n])/g, ( all, before: string, at: number, whole: string ) => isList( whole, at ) ? all : before + '\n\n' );
}

/** Whether a line break stands between two entries of a list. */
function isList( whole: string, at: number ): boolean {
	const lines = [ whole.slice( whole.lastIndexOf( '\n', at ) + 1 ), whole.slice( at + 2 ) ];
	return lines.every( ( one ) => /^[*#] /.test( one ) );
}
