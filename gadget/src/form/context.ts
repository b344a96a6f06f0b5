// SPDX-License-Identifier: AGPL-3.0-or-later
/** Where somebody came from travels in the address's fragment, which no server sees, and is removed at once. */
import { ownWiki } from './links';
import type { Context } from './state';

const MARK = '#alcove=';
const LONGEST = 500;

/** Reads a context, whoever wrote it: text only, nothing longer than a page title may be. */
export function contextFrom( value: unknown ): Context | null {
	if ( typeof value !== 'object' || value === null || Array.isArray( value ) ) {
		return null;
	}
	const given = value as Record<string, unknown>;
	const text = ( key: string ): string => {
		const one = given[ key ];
		return typeof one === 'string' || typeof one === 'number' ? String( one ).slice( 0, LONGEST ) : '';
	};
	return {
		wiki: text( 'wiki' ), page: text( 'page' ), revision: text( 'revision' ), thread: text( 'thread' ),
		author: text( 'author' ), diff: text( 'diff' ), lang: text( 'lang' )
	};
}

/** Takes the context out of this page's address, so that neither history nor a bookmark keeps it. */
export function takeContext( at: Location = window.location ): Context | null {
	const { hash } = at;
	if ( !hash.startsWith( MARK ) ) {
		return null;
	}
	window.history.replaceState( null, '', at.pathname + at.search );
	try {
		return contextFrom( JSON.parse( decodeURIComponent( hash.slice( MARK.length ) ) ) );
	} catch {
		return null;
	}
}

/** A link to the very version of the page somebody came from. */
export function permalink( context: Context | null ): string {
	if ( !context || !context.wiki || !context.page ) {
		return '';
	}
	const query = context.diff ? 'diff=' + encodeURIComponent( context.diff ) :
		context.revision ? 'oldid=' + encodeURIComponent( context.revision ) :
			'title=' + encodeURIComponent( context.page.replace( / /g, '_' ) );
	const origin = context.wiki === ownWiki() ? window.location.origin : 'https://' + context.wiki;
	return `${ origin }/w/index.php?${ query }` +
		( context.thread ? '#' + encodeURIComponent( context.thread ) : '' );
}
