// SPDX-License-Identifier: AGPL-3.0-or-later
/** The words of the form on a wiki: one hidden gadget per language, loaded when the form opens. */
import { type Language, pickLanguage, setTranslate } from './i18n';

/** Loads English and the reader's language (or its nearest fallback) through ResourceLoader. */
export async function loadMessages(): Promise<Language> {
	const language = pickLanguage( mw.language.getFallbackLanguageChain() );
	const names = Array.from( new Set<Language>( [ 'en', language ] ) ).map( ( code ) => 'ext.gadget.alcove-i18n-' + code );
	// One after the other: a later mw.messages.set() overwrites the English text, never the other way round.
	for ( const name of names ) {
		await mw.loader.using( name );
	}
	setTranslate( ( key, ...params ) => mw.message( key, ...params.map( String ) ).text() );
	return language;
}
