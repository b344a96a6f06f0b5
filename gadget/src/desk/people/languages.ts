// SPDX-License-Identifier: AGPL-3.0-or-later
/** Languages as members enter and read them. */

/** What the service takes for the code of a language. */
const CODE = /^[a-z]{2,3}(-[a-z0-9]{2,12}){0,2}$/;

/** Codes as typed, with spaces or commas between them. */
export function codesIn( typed: string ): string[] {
	return typed.toLowerCase().split( /[\s,]+/ ).filter( Boolean );
}

/** The first of them that is none; empty when all are. */
export function wrongCode( codes: readonly string[] ): string {
	return codes.find( ( code ) => !CODE.test( code ) ) ?? '';
}

/** A language's name. Wikis have codes that browsers refuse: then it is the code itself. */
export function languageName( code: string, reader: string ): string {
	try {
		// eslint-disable-next-line compat/compat -- caught
		return new Intl.DisplayNames( [ reader ], { type: 'language', fallback: 'code' } ).of( code ) ?? code;
	} catch {
		return code;
	}
}
