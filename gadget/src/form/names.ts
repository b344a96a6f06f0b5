// SPDX-License-Identifier: AGPL-3.0-or-later
/** Names of countries and languages and days as people write them: the browser knows them in every language. */

/** The name of a country or language; its code where a browser does not know better. */
export function nameOf( code: string, type: 'region' | 'language', language: string ): string {
	try {
		// eslint-disable-next-line compat/compat -- caught
		return new Intl.DisplayNames( [ language ], { type } ).of( code ) ?? code;
	} catch {
		return code;
	}
}

/** A day, written out. */
export function dayText( day: string, language: string ): string {
	const at = new Date( day + 'T00:00:00Z' );
	return Number.isNaN( at.getTime() ) ? day :
		at.toLocaleDateString( language, { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' } );
}
