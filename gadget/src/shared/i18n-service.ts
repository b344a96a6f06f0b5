// SPDX-License-Identifier: AGPL-3.0-or-later
/** The words of the service's own pages, in the language the server rendered the page in. */
import Banana from 'banana-i18n';
import { type Language, pickLanguage, setTranslate } from './i18n';

type Messages = Record<string, string | object>;

const FILES: Record<Language, () => Promise<{ default: Messages }>> = {
	en: () => import( '../../i18n/en.json' ),
	de: () => import( '../../i18n/de.json' ),
	ar: () => import( '../../i18n/ar.json' )
};

/** Loads the page's language and English behind it, so that a missing message is never a bare key. */
export async function loadMessages(): Promise<Language> {
	const language = pickLanguage( [ document.documentElement.lang ] );
	const banana = new Banana( language, { finalFallback: 'en' } );
	for ( const code of new Set<Language>( [ 'en', language ] ) ) {
		banana.load( ( await FILES[ code ]() ).default, code );
	}
	setTranslate( ( key, ...params ) => banana.i18n( key, ...params ) );
	return language;
}
