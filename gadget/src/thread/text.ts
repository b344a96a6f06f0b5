// SPDX-License-Identifier: AGPL-3.0-or-later
/** Showing what somebody else wrote: as text, in its own direction, with nothing in it that could mislead the eye. */
import { el } from './el';

/** Characters that draw nothing and turn round or hide what stands beside them; line breaks and tabs are no such. */
// eslint-disable-next-line no-control-regex
const MISLEADING = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;

/** The text with such characters made visible, as [U+202E]. */
export function visible( text: string ): string {
	return text.replace( /\r\n?/g, '\n' ).replace( MISLEADING, ( character ) =>
		`[U+${ ( character.codePointAt( 0 ) as number ).toString( 16 ).toUpperCase().padStart( 4, '0' ) }]` );
}

/** What a person wrote, set apart from what the software says. */
export function written( text: unknown, lang?: unknown ): HTMLElement {
	return el( 'div', { class: 'written', dir: 'auto', translate: 'no', lang: isTag( lang ) ? lang : false },
		typeof text === 'string' ? visible( text ) : '' );
}

/** A short piece of it within a line: it cannot turn round the words about it. */
export function bit( text: unknown ): HTMLElement {
	return el( 'bdi', { translate: 'no' }, typeof text === 'string' ? visible( text ) : '' );
}

function isTag( lang: unknown ): lang is string {
	return typeof lang === 'string' && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test( lang );
}

const WIKIMEDIA = /(^|\.)(wikipedia|wikimedia|wiktionary|wikibooks|wikidata|wikinews|wikiquote|wikisource|wikiversity|wikivoyage|wikifunctions|mediawiki|wikimediafoundation)\.org$/;

/** The address, if it leads to a Wikimedia host by https and to nothing else; else nothing. */
export function wikimediaAddress( address: unknown ): string | null {
	if ( typeof address !== 'string' ) {
		return null;
	}
	let url: URL;
	try {
		url = new URL( address );
	} catch {
		return null;
	}
	const plain = url.protocol === 'https:' && !url.username && !url.password && !url.port;
	return plain && ( WIKIMEDIA.test( url.hostname ) || url.hostname === 'w.wiki' ) ? url.href : null;
}

/** A link a writer gave: to follow when it leads to a Wikimedia host, else plain text. It tells nobody where it was clicked. */
export function givenLink( address: unknown, label?: unknown ): HTMLElement {
	const safe = wikimediaAddress( address );
	const text = typeof label === 'string' && label ? label : address;
	return safe === null ? bit( text ) :
		el( 'a', { href: safe, rel: 'noopener noreferrer', target: '_blank', translate: 'no' }, bit( text ) );
}
