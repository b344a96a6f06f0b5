// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The two phrases of the entry. They stand here, and not in a message page of the wiki, because every page
 * view of a wiki that has the gadget on by default pays for each byte and each request. A test keeps them
 * equal to gadget/i18n/.
 */

/** For each language: the link's text, and what it says when pointed at. */
export const LABELS: Record<string, readonly [ string, string ]> = {
	en: [ 'Get help', 'Write in private to people who can help' ],
	de: [ 'Hilfe holen', 'Vertraulich an Menschen schreiben, die helfen können' ],
	ar: [ 'اطلب المساعدة', 'اكتب على انفراد إلى من يمكنهم المساعدة' ]
};

/** The phrases in a language, or in the one it is a variant of, else in English. */
export function labelsIn( language: string ): readonly [ string, string ] {
	return LABELS[ language.split( '-' )[ 0 ] ] || LABELS.en;
}
