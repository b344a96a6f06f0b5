// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Understanding the text a wiki begins its requests with: what the filer writes, where parties stand. Nothing of it is
 * known beforehand but the marks of a filer (a signature in a heading, a row or an item) and what comments ask for, so a
 * wiki may rename, add and leave out fields. What is not understood is left to the wiki's own way.
 */
import { boxesIn } from './boxes';
import { FILER, isOthers, masked, matches, promptOf, type Section, sectionsOf } from './marks';
import { type Parties, partiesIn } from './parties';

export interface Field {
	/** The heading without marks, or the parameter: its name, and the key under which words are kept. */
	heading: string;
	/** What the wiki asks for, from its comments. */
	prompt: string;
	isEvidence: boolean;
	/** Where words go in: a position in the text. */
	at: number;
}

export interface Preload {
	text: string;
	fields: Field[];
	parties: Parties;
}

/** The end of what a section says, before a signature on a line of its own. */
function placeIn( blank: string, text: string, { start, end }: Section ): number {
	const body = text.slice( start, end );
	const signed = /\n[ \t]*(?:--|—)?[ \t]*~{3,5}\s*$/.exec( blank.slice( start, end ) );
	return start + body.slice( 0, signed ? signed.index : body.length ).replace( /\s+$/, '' ).length;
}

/** Sections with the filer's name in their heading; where there are none, those that ask for something. */
function sectionFields( text: string, blank: string, parties: Parties ): Field[] {
	const own = sectionsOf( blank ).filter( ( { heading, start, end } ) => heading && !isOthers( heading ) &&
		!( start <= parties.from && parties.to <= end && matches( 'parties', heading, 'begin' ) ) );
	const named = own.filter( ( { raw } ) => FILER.test( raw ) );
	const asked = own.filter( ( { start, end } ) => promptOf( text.slice( start, end ) ) !== '' );
	return ( named.length ? named : asked ).map( ( section ) => ( {
		heading: section.heading,
		prompt: promptOf( text.slice( section.start, section.end ) ),
		isEvidence: matches( 'evidence', section.heading ),
		at: placeIn( blank, text, section )
	} ) );
}

/** Parameters of a template that hold nothing yet and ask for something. */
function parameterFields( text: string, blank: string, parties: Parties ): Field[] {
	return boxesIn( blank ).reduce( ( all: Field[], box ) => all.concat( box.parameters
		.filter( ( { name, from, to, value } ) => !blank.slice( value, to ).trim() && promptOf( text.slice( value, to ) ) &&
			!isOthers( name.replace( /_/g, ' ' ) ) && !matches( 'settings', name, 'whole' ) && !( from <= parties.from && parties.to <= to ) && !( parties.from <= from && to <= parties.to ) )
		.map( ( { name, value, to } ) => ( {
			heading: name.replace( /_/g, ' ' ),
			prompt: promptOf( text.slice( value, to ) ),
			isEvidence: matches( 'evidence', name ),
			at: value + text.slice( value, to ).replace( /\s+$/, '' ).length
		} ) ) ), [] );
}

/** What a wiki's preload asks for; null when it is not understood, and then the wiki's own way is shown. */
export function readPreload( given: string ): Preload | null {
	const text = given.replace( /\r\n?/g, '\n' );
	const blank = masked( text );
	const parties = partiesIn( text, blank );
	const fields = parties ? [ ...parameterFields( text, blank, parties ), ...sectionFields( text, blank, parties ) ] : [];
	const names = fields.map( ( field ) => field.heading );
	return parties && fields.length && new Set( names ).size === names.length ? { text, fields, parties } : null;
}

/** What goes into each field, as wikitext; the field's heading is its key. */
export type Filled = Record<string, string>;

/** The page: the wiki's own text, byte for byte, with words and parties put in. */
export function compose( { text, fields, parties }: Preload, filled: Filled, names: readonly string[], notice: string ): string {
	const edits = [
		...parties.edits( names, notice ),
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
