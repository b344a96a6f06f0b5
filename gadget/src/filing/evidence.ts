// SPDX-License-Identifier: AGPL-3.0-or-later
/** Changes that show what happened: recognised however they were pasted, and written as links of the wiki. */
import { ownWiki, parseLinks, placeOf, wikiHost } from '../form/links';
import { type Evidence } from '../form/state';
import { latinDigits } from './hints';
import { plain } from './wikitext';

const SPECIAL = /\[*(?:Special|Spezial|خاص)\s?:\s?(?:Diff|PermanentLink|PermaLink|Permanentlink|فرق|رابط[_ ]دائم)\/(?:[\d٠-٩۰-۹]+\/)?([\d٠-٩۰-۹]+)(?:\|[^\]\n]*)?\]*/gi;

/** The address of a change on this wiki. */
export function diffAddress( revision: string ): string {
	return `${ window.location.origin }/w/index.php?diff=${ revision }`;
}

/** Rows from what was pasted: addresses in any form, and the short names wikis have for changes. */
export function evidenceIn( text: string ): Evidence[] {
	// An address that holds such a name is one already.
	const linked = text.split( /(https?:\/\/\S+)/ ).map( ( part, index ) => index % 2 ? part :
		part.replace( SPECIAL, ( _, revision: string ) => diffAddress( latinDigits( revision ) ) ) );
	return parseLinks( linked.join( '' ) ).filter( ( row ) => row.url );
}

/** The revision a link means; empty when it means a page, or nothing of a wiki. */
export function revisionOf( row: Evidence ): string {
	return placeOf( row.url )?.revision ?? '';
}

/** Whether two links mean the same change. */
export function isSame( one: Evidence, other: Evidence ): boolean {
	const [ a, b ] = [ placeOf( one.url ), placeOf( other.url ) ];
	return one.url === other.url || Boolean( a && b && a.revision && a.revision === b.revision && a.host === b.host );
}

/** An address inside brackets: whatever would end it is written as its number. */
function bracketed( url: string ): string {
	return url.replace( /[[\]{}|<>"'~\s]/g, ( one ) => encodeURIComponent( one ) === one ? '%' + one.charCodeAt( 0 ).toString( 16 ) : encodeURIComponent( one ) )
		.replace( /__/g, '%5F%5F' );
}

/** The list as wikitext, each change with its page, day and note. */
export function evidenceText( rows: readonly Evidence[] ): string {
	return rows.map( ( row ) => {
		const place = placeOf( row.url );
		const label = plain( [ row.title, row.title && row.date ].filter( Boolean ).join( ', ' ) );
		const here = place?.revision && place.host === wikiHost( ownWiki() ) ? `Special:Diff/${ place.revision }` : '';
		const link = here ? `[[${ here }${ label && '|' + label }]]` : label ? `[${ bracketed( row.url ) } ${ label }]` : bracketed( row.url );
		return `* ${ link }${ row.note.trim() ? ': ' + plain( row.note.trim().replace( /\s+/g, ' ' ) ) : '' }`;
	} ).join( '\n' );
}
