// SPDX-License-Identifier: AGPL-3.0-or-later
/** Understanding what somebody pasted: links in any order, one or many a line, with or without words around. */
import { type Evidence, newEvidence } from './state';

const LINK = /https?:\/\/[^\s<>"']+/g;

/** Punctuation that ends a sentence, not an address; a closing bracket belongs to it only if it was opened there. */
function trimLink( link: string ): string {
	let url = link.replace( /[.,;:!?\]}»”]+$/, '' );
	while ( url.endsWith( ')' ) && !url.includes( '(' ) ) {
		url = url.slice( 0, -1 );
	}
	return url;
}

/** Words between links; punctuation alone is none. */
function wordsOf( text: string ): string {
	return /[\p{L}\p{N}]/u.test( text ) ? text.replace( /\s+/g, ' ' ).trim() : '';
}

/** Rows of evidence from pasted text. Words before a link become its note, as do words at the end of its line. */
export function parseLinks( text: string ): Evidence[] {
	const rows: Evidence[] = [];
	for ( const line of text.split( /\r?\n/ ) ) {
		const inLine: Evidence[] = [];
		let rest = line;
		for ( const url of ( line.match( LINK ) ?? [] ).map( trimLink ) ) {
			const at = rest.indexOf( url );
			inLine.push( newEvidence( url, wordsOf( rest.slice( 0, at ) ) ) );
			rest = rest.slice( at + url.length );
		}
		const last = inLine[ inLine.length - 1 ];
		const words = wordsOf( rest );
		if ( last ) {
			last.note = [ last.note, words ].filter( Boolean ).join( ' ' );
		} else if ( words ) {
			inLine.push( newEvidence( '', words ) );
		}
		rows.push( ...inLine );
	}
	return rows;
}

/** Adds rows without repeating a link that is there already. */
export function addEvidence( list: Evidence[], more: readonly Evidence[] ): void {
	for ( const row of more ) {
		if ( !row.url || !list.some( ( known ) => known.url === row.url ) ) {
			list.push( row );
		}
	}
}

/** What a link to a wiki points at: a version, or a page. */
export interface WikiPlace {
	host: string;
	revision: string;
	title: string;
}

/** Hosts of Wikimedia's wikis: only these are ever asked about a link. */
const WIKIMEDIA = /(^|\.)(wikipedia|wikimedia|wiktionary|wikibooks|wikidata|wikinews|wikiquote|wikisource|wikiversity|wikivoyage|wikifunctions|mediawiki)\.org$/;

export function isWikiHost( host: string ): boolean {
	return WIKIMEDIA.test( host ) || host === ownWiki();
}

/** The host of the wiki the form runs on; empty on the service's own page. */
export function ownWiki(): string {
	return typeof mw === 'undefined' ? '' : window.location.host;
}

/** The wiki somebody means, from what they typed: a host, or a whole address. */
export function wikiHost( text: string ): string {
	return text.trim().toLowerCase().replace( /^https?:\/\//, '' ).replace( /[/?#\s].*$/, '' ).replace( /^(.+)\.m\./, '$1.' );
}

export function placeOf( link: string ): WikiPlace | null {
	let url: URL;
	try {
		url = new URL( link );
	} catch {
		return null;
	}
	const host = wikiHost( url.host );
	if ( !isWikiHost( host ) ) {
		return null;
	}
	const query = url.searchParams;
	const special = /^\/wiki\/[^/]+:(?:Diff|PermanentLink|PermaLink|[^/]+)\/(?:\d+\/)?(\d+)$/i.exec( url.pathname );
	const number = ( key: string ): string => /^\d+$/.test( query.get( key ) ?? '' ) ? query.get( key ) as string : '';
	// A comparison is about its newer side; `diff=prev` compares `oldid` with the one before.
	const revision = number( 'diff' ) || number( 'oldid' ) || ( special ? special[ 1 ] : '' );
	const path = /^\/wiki\/(.+)$/.exec( url.pathname );
	let title = query.get( 'title' ) ?? '';
	try {
		title = title || ( path ? decodeURIComponent( path[ 1 ] ) : '' );
	} catch {
		// A broken percent sign: the revision may still be readable.
	}
	return revision || title ? { host, revision, title: title.replace( /_/g, ' ' ) } : null;
}
