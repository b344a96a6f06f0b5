// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Ready texts. They hold placeholders, {{name}} or ###, for what only a person can say; a text in which one is still open is not
 * sent, and it is said which.
 */
import rows from './templates.json';

export interface Template {
	id: string;
	act: string;
	texts: Record<string, { title: string; text: string } | undefined>;
}

export const TEMPLATES: readonly Template[] = rows;

/** {{anything}} on one line, and three or more number signs. */
const PLACEHOLDER = /\{\{[^{}\n]*\}\}|#{3,}/g;

/** What in a text still has to be filled in, each once, in order. */
export function openPlaceholders( text: string ): string[] {
	return [ ...new Set( text.match( PLACEHOLDER ) ?? [] ) ];
}

/** Where the first of them stands, so that it can be selected and typed over. */
export function firstPlaceholder( text: string, from = 0 ): { start: number; end: number } | null {
	const pattern = new RegExp( PLACEHOLDER.source, 'g' );
	pattern.lastIndex = from;
	const found = pattern.exec( text );
	return found && { start: found.index, end: found.index + found[ 0 ].length };
}

/** A text with what is known put in; what is not known stays open. */
export function filled( text: string, known: Record<string, string> ): string {
	return text.replace( /\{\{([^{}\n]*)\}\}/g, ( all, name: string ) => new Map( Object.entries( known ) ).get( name ) || all );
}

/** The language of those a template has that comes nearest: the wanted one, its base, then English. */
export function languageOf( template: Template, wanted: string ): string {
	return [ wanted, wanted.split( '-' )[ 0 ], 'en' ].find( ( one ) => Object.keys( template.texts ).includes( one ) ) ?? 'en';
}

/** The templates for an act, as a choice shows them: titles in the reader's language. */
export function templatesFor( act: string, language: string ): { id: string; title: string }[] {
	return TEMPLATES.filter( ( one ) => one.act === act )
		.map( ( one ) => ( { id: one.id, title: one.texts[ languageOf( one, language ) ]?.title ?? one.id } ) );
}

/** A template's words in the language of the answer, and which language that became. */
export function wordsOf( id: string, wanted: string, known: Record<string, string> ): { text: string; lang: string } | null {
	const template = TEMPLATES.find( ( one ) => one.id === id );
	if ( !template ) {
		return null;
	}
	const lang = languageOf( template, wanted );
	return { text: filled( template.texts[ lang ]?.text ?? '', known ), lang };
}

/** A text with a template's words put where the pointer stands; never over something written. */
export function inserted( text: string, at: number, words: string ): string {
	const before = text.slice( 0, at ).trimEnd();
	const after = text.slice( at ).trimStart();
	return [ before, words, after ].filter( Boolean ).join( '\n\n' );
}
