// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The words of a page, wherever it runs: on a wiki they come from `mw.message`, on the service from banana-i18n.
 * Everything else calls `t()` and does not know which.
 */

export type Translate = ( key: string, ...params: ( string | number )[] ) => string;

/** Languages that are complete; each has a file in gadget/i18n/. */
export const LANGUAGES = [ 'en', 'de', 'ar' ] as const;
export type Language = typeof LANGUAGES[ number ];

let translate: Translate = ( key ) => '⧼' + key + '⧽';

/** Says where the words come from. Called once by the entry of each page, before anything is shown. */
export function setTranslate( from: Translate ): void {
	translate = from;
}

/** The text of a message, with $1, $2 … and {{PLURAL:$1|…}} resolved. Plain text, never HTML. */
export function t( key: string, ...params: ( string | number )[] ): string {
	return translate( key, ...params );
}

/** The first of the wanted languages that is complete, else English. */
export function pickLanguage( wanted: readonly string[] ): Language {
	for ( const code of wanted ) {
		const known = LANGUAGES.find( ( language ) => language === code || language === code.split( '-' )[ 0 ] );
		if ( known ) {
			return known;
		}
	}
	return 'en';
}

/** In which direction a language is written. */
export function directionOf( language: Language ): 'ltr' | 'rtl' {
	return language === 'ar' ? 'rtl' : 'ltr';
}
