// SPDX-License-Identifier: AGPL-3.0-or-later
/** The part of the gadget in which a public request is written. Fetched by the form, which brings its styles and words. */
import { createApp } from 'vue';
import './filing.css';
import { requireGadget } from '../shared/gadgets';
import { directionOf, type Language, pickLanguage, setTranslate } from '../shared/i18n';
import FilingApp from './App.vue';
import { filingOf } from './config';
import { FILING, newFiling } from './store';

/** Loads English and, over it, the reader's language, as the form does. */
async function loadWords(): Promise<Language> {
	const language = pickLanguage( mw.language.getFallbackLanguageChain() );
	// One after the other: what is set later overwrites the English.
	for ( const code of new Set<Language>( [ 'en', language ] ) ) {
		await requireGadget( 'alcove-filing-' + code );
	}
	setTranslate( ( key, ...params ) => mw.message( key, ...params.map( String ) ).text() );
	return language;
}

/**
 * Puts the request into a page, if this wiki takes any.
 *
 * @return whether it does
 */
export async function start( at: HTMLElement, pins: { filing?: unknown }, wiki: string, openForm: () => void ): Promise<boolean> {
	const config = filingOf( pins );
	if ( !config ) {
		return false;
	}
	const language = await loadWords();
	at.lang = language;
	at.dir = directionOf( language );
	const app = createApp( FilingApp );
	app.provide( FILING, newFiling( { config, language, wiki, user: mw.config.get( 'wgUserName' ) ?? '', openForm } ) );
	app.mount( at );
	return true;
}
