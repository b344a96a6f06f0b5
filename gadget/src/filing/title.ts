// SPDX-License-Identifier: AGPL-3.0-or-later
/** The name of a request's page, from the words of the person: one that MediaWiki takes, whatever was typed. */

/** MediaWiki's limit, in bytes of UTF-8. */
const MOST_BYTES = 255;
/** A name proposed from the text is this long at most. */
const PROPOSED = 60;

export function bytesOf( text: string ): number {
	return new TextEncoder().encode( text ).length;
}

/** Cuts a text to so many bytes, never inside a character. */
function cut( text: string, bytes: number ): string {
	const symbols = Array.from( text );
	while ( bytesOf( symbols.join( '' ) ) > bytes ) {
		symbols.pop();
	}
	return symbols.join( '' ).trim();
}

/** The typed name with everything exchanged that a title cannot hold; empty when nothing is left. */
export function legalTitle( typed: string, prefix: string ): string {
	const legal = typed
		.normalize( 'NFC' )
		.replace( /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/gu, ' ' )
		.replace( /[[{<]/g, '(' ).replace( /[\]}>]/g, ')' )
		.replace( /[|#]/g, ' ' )
		// A slash would make a page below the request, which others take for a translation.
		.replace( /\//g, '-' )
		.replace( /~{3,}/g, '~' )
		// Titles are decoded like addresses and like HTML; these would be read as what they stand for.
		.replace( /%(?=[0-9a-f]{2})/gi, '% ' )
		.replace( /&(?=#?[0-9a-z]+;)/gi, '& ' )
		.replace( /[\s_\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g, ' ' )
		.trim()
		.replace( /^[:.\s]+/, '' );
	return cut( legal, MOST_BYTES - bytesOf( prefix ) );
}

/** Whether a name says something: a bare year or two letters are taken for the archive, or for a translation. */
export function saysSomething( name: string ): boolean {
	return /\p{L}/u.test( name ) && Array.from( name ).length > 3;
}

/** A name for those who have not thought of one: the beginning of what they wrote. */
export function proposeTitle( text: string, prefix: string ): string {
	const [ first = '' ] = text.trim().replace( /https?:\/\/\S+/g, ' ' ).split( /[.!?؟。\n]/ );
	const whole = legalTitle( first, prefix );
	if ( Array.from( whole ).length <= PROPOSED ) {
		return whole;
	}
	const short = Array.from( whole ).slice( 0, PROPOSED ).join( '' );
	return short.replace( /\s+\S*$/, '' ) || short;
}

/** The next name to try when one is taken: "A (2)", then "A (3)". */
export function nextTitle( name: string, prefix: string ): string {
	const found = / \((\d{1,3})\)$/.exec( name );
	const number = ` (${ found ? Number( found[ 1 ] ) + 1 : 2 })`;
	const bare = found ? name.slice( 0, found.index ) : name;
	return cut( bare, MOST_BYTES - bytesOf( prefix ) - bytesOf( number ) ) + number;
}
