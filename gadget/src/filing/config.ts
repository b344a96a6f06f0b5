// SPDX-License-Identifier: AGPL-3.0-or-later
/** Where requests stand on this wiki, and how they are begun there: from the page of pins, which a wiki can change. */

declare module '../form/store' {
	interface Pins {
		filing?: unknown;
	}
}

export interface FilingConfig {
	/** The page that explains requests and holds the wiki's own input box. */
	cases: string;
	/** What every request's title begins with. */
	prefix: string;
	/** The page a request is made from; empty: the one the input box names. */
	preload: string;
	/** The page on which requests are listed by hand; empty: they list themselves. */
	list: string;
	/** A line of that list; $1 is the title. */
	line: string;
	/** Most words of one field, and of all together; null where no limit is known. */
	words: { section: number | null; total: number | null };
	/** What stands in the page's column of notices while the committee is asked to write them. */
	asked: string;
	/** What stands there while the filer writes them. */
	own: string;
	/** Where to ask about notices: an address of mail, or a page. */
	notices: string;
}

const ASKED = 'The committee is asked to notify';
const OWN = 'The filer will notify';

/** The configuration, if a wiki has one: without a place for requests there is nothing to offer. */
export function filingOf( pins: { filing?: unknown } ): FilingConfig | null {
	const given = ( typeof pins.filing === 'object' && pins.filing || {} ) as Record<string, unknown>;
	const text = ( key: string, otherwise = '' ): string => {
		const one = given[ key ];
		return typeof one === 'string' && one.trim() ? one.trim() : otherwise;
	};
	const words = ( typeof given.words === 'object' && given.words || {} ) as Record<string, unknown>;
	const limit = ( key: string ): number | null => {
		const one = words[ key ];
		return typeof one === 'number' && one > 0 ? Math.floor( one ) : null;
	};
	if ( !text( 'cases' ) || !text( 'prefix' ) ) {
		return null;
	}
	return {
		cases: text( 'cases' ),
		prefix: text( 'prefix' ),
		preload: text( 'preload' ),
		list: text( 'list' ),
		line: text( 'line' ).includes( '$1' ) ? text( 'line' ) : '* [[$1]]',
		words: { section: limit( 'section' ), total: limit( 'total' ) },
		asked: text( 'asked', ASKED ),
		own: text( 'own', OWN ),
		notices: text( 'notices' )
	};
}

/** Said in the fragment of the form's address: a public request, and perhaps the wiki it is about. */
export const MARK = '#filing';

/** The address at which a request is written, on the wiki that holds the requests. */
export function filingAddress( home: string, wiki = '' ): string {
	return home + '/wiki/Special:BlankPage/Alcove?withgadget=alcove-form' + MARK + ( wiki ? '=' + encodeURIComponent( wiki ) : '' );
}

/** Whether an address asks for it, and for which wiki; null when it does not. After signing in only the query is left. */
export function askedFor( at: { hash: string; search: string } ): { wiki: string } | null {
	const found = /^#filing(?:=([^&]*))?$/.exec( at.hash );
	if ( !found ) {
		return /[?&]alcove=filing(&|$)/.test( at.search ) ? { wiki: '' } : null;
	}
	try {
		return { wiki: decodeURIComponent( found[ 1 ] ?? '' ).slice( 0, 100 ) };
	} catch {
		return { wiki: '' };
	}
}

/** Matters that a public page can be about; others go by mail (Cases page, Privacy). */
const PUBLIC_PLACES = [ 'one-wiki', 'several-wikis' ];
const PUBLIC_MATTERS = [ 'me', 'other', 'block' ];

/** Whether a public request is a right place: where the committee can help, and nobody else has to be asked before. */
export function offersPublic( body: string, { place, about }: { place: string; about: string }, caution = '' ): boolean {
	return body === 'u4c' && !caution && PUBLIC_PLACES.includes( place ) && PUBLIC_MATTERS.includes( about );
}
