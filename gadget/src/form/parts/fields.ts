// SPDX-License-Identifier: AGPL-3.0-or-later
/** What every field of the form has in common: nothing of it goes to a spell checker, translator or saved form. */
export const QUIET = {
	spellcheck: 'false',
	translate: 'no',
	autocomplete: 'off',
	dir: 'auto',
	// Writing helpers and password keepers read along; these are the marks they respect.
	'data-gramm': 'false',
	'data-1p-ignore': 'true',
	'data-lpignore': 'true'
} as const;

/** For names and links, where a phone must not change the first letter. */
export const EXACT = { ...QUIET, autocapitalize: 'off', autocorrect: 'off' } as const;

/** Gives a text to the clipboard; false when the browser refuses, so that the page can say "copy it by hand". */
export async function copyText( text: string ): Promise<boolean> {
	try {
		// eslint-disable-next-line compat/compat -- caught
		await navigator.clipboard.writeText( text );
		return true;
	} catch {
		return false;
	}
}
