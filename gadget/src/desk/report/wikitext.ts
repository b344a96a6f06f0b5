// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A report as wikitext, for a page on the team's private wiki. Reports are written by strangers: nothing in them may become markup,
 * a template, a signature or a category there. So every character that means something to MediaWiki is written as an entity, and
 * nothing of a stranger's ever begins a line.
 */
import { visible, wikimediaAddress } from '../../thread/text';

/**
 * Everything in ASCII that means something to a wiki, anywhere or at the beginning of a line. What is left are letters, digits,
 * spaces and a few marks that mean nothing even side by side. The wide low line begins words that change a page in Japanese.
 */
const MEANT = /[^A-Za-z0-9 ,.()?/"%$@\u0080-\uFF3E\uFF40-\u{10FFFF}]/gu;

/** Words that become links by themselves, when a number follows. */
const MAGIC = /\b(RFC|PMID|ISBN)(\s+)(?=[\dX])/gi;

function entity( character: string ): string {
	return `&#${ character.codePointAt( 0 ) };`;
}

/** A stranger's text within a line, which stays exactly that text. */
export function plain( text: string ): string {
	if ( /^\d{4}-\d{2}-\d{2}$/.test( text ) ) {
		return text;
	}
	return visible( text ).trim()
		.replace( MAGIC, '$1\uE000' )
		.replace( MEANT, ( character ) => character === '\n' || character === '\t' ? character : entity( character ) )
		.replace( /\uE000/g, '&#32;' )
		.replace( / {2,}/g, ( spaces ) => '&#32;'.repeat( spaces.length ) )
		.replace( /\t/g, '&#9;' )
		.replace( /\n/g, '<br>' );
}

/** An address as a link, when it leads to a Wikimedia host; else as text that is no link. */
export function link( address: string, label = '' ): string {
	const safe = wikimediaAddress( address );
	if ( safe === null ) {
		return [ plain( label ), plain( address ) ].filter( Boolean ).join( ' ' );
	}
	const written = safe.replace( /[[\]{}|<>"'~`^\\ _]/g, ( character ) => character === '_' ? '_' : '%' + character.charCodeAt( 0 ).toString( 16 ).toUpperCase().padStart( 2, '0' ) )
		// Two underscores begin a word that changes the page.
		.replace( /__/g, '%5F%5F' );
	return `[${ written } ${ plain( label || address ) }]`;
}

export interface Section {
	title: string;
	/** Each a line of its own, made by `plain` or `link`. */
	lines: string[];
}

/** A page: what it is, facts as a table, then sections. Titles and names of facts are escaped here. */
export function page( title: string, facts: [ string, string ][], sections: Section[] ): string {
	return [
		`== ${ plain( title ) } ==`,
		'{| class="wikitable"',
		...facts.flatMap( ( [ name, value ] ) => [ '|-', `! scope="row" | ${ plain( name ) }`, `| ${ value || '–' }` ] ),
		'|}',
		...sections.flatMap( ( section ) => [ '', `=== ${ plain( section.title ) } ===`, ...section.lines.map( ( line ) => `* ${ line }` ) ] ),
		''
	].join( '\n' );
}
