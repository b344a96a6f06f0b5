// SPDX-License-Identifier: AGPL-3.0-or-later
/** What shows, in the text a wiki begins its requests with, who writes which part of it. */
import labels from './data/sections.json';

const COMMENT = /<!--[\s\S]*?(?:-->|$)|<nowiki>[\s\S]*?<\/nowiki>/g;

/** Where the filer's own name will stand: a signature, or the wiki's word for whoever saves. */
export const FILER = /~{3,5}|\{\{\s*(?:(?:safe)?subst:\s*)?REVISIONUSER\s*\}\}/i;

type Kind = Exclude<keyof typeof labels, 'source'>;

/** Whether words mean such a part; "whole" when they say nothing else, "begin" when they begin so. */
export function matches( kind: Kind, text: string, how: '' | 'begin' | 'whole' = '' ): boolean {
	const [ before, after ] = [ how && '^(?:', how === 'whole' ? ')$' : how && ')' ];
	return labels[ kind ].some( ( pattern ) => new RegExp( before + pattern + after, 'i' ).test( text.trim() ) );
}

/** The same text with comments blanked, so that positions stay. */
export function masked( text: string ): string {
	return text.replace( COMMENT, ( one ) => one.replace( /[^\n]/g, ' ' ) );
}

/** What the comments of a part ask for. */
export function promptOf( body: string ): string {
	return ( body.match( /<!--([\s\S]*?)-->/g ) ?? [] ).map( ( one ) => one.slice( 4, -3 ).replace( /\s+/g, ' ' ).trim() )
		.filter( Boolean ).join( ' ' );
}

export interface Section {
	raw: string;
	/** What a reader sees of the heading; empty for what stands before the first. */
	heading: string;
	start: number;
	end: number;
}

const HEADING = /^(={2,6})[ \t]*(.+?)[ \t]*\1[ \t]*$/gm;

/** A heading without signature, markup, and the brackets left empty. */
function nameOf( heading: string ): string {
	return heading.replace( /<[^>]*>/g, '' ).replace( /\[\[(?:[^\]|]*\|)?([^\]]*)\]\]/g, '$1' ).replace( /~{3,5}|\{\{[^{}]*\}\}|\$\d/g, '' ).replace( /'{2,}/g, '' )
		.replace( /[(（]\s*[)）]/g, '' ).replace( /[\s\-–—:]+$/, '' ).replace( /\s+/g, ' ' ).trim();
}

/** The sections of a text whose comments are blanked, the first being what stands before any heading. */
export function sectionsOf( blank: string ): Section[] {
	const found: Section[] = [ { raw: '', heading: '', start: 0, end: blank.length } ];
	const finder = new RegExp( HEADING.source, HEADING.flags );
	for ( let match = finder.exec( blank ); match; match = finder.exec( blank ) ) {
		found[ found.length - 1 ].end = match.index;
		found.push( { raw: match[ 2 ], heading: nameOf( match[ 2 ] ), start: match.index + match[ 0 ].length, end: blank.length } );
	}
	return found;
}

/** Whether a section is others' to write: other parties, or the committee. */
export function isOthers( heading: string ): boolean {
	return matches( 'others', heading ) || matches( 'committee', heading );
}
