// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Which reports are about the same person: found in the browser, among what the member may read, by names as MediaWiki spells them.
 * Nobody else learns that two reports have anything in common.
 */

/** What MediaWiki counts as a space in a title. */
const SPACES = /[ _\u00A0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+/gu;
/** Marks of direction that MediaWiki takes out of titles. */
const MARKS = /[\u200E\u200F\u202A-\u202E]/gu;
/** How people name a user besides by the bare name: a link, a mention, the user's pages. */
const AROUND = /^(?:\[\[)?:?@?\s*(?:(?:user|user talk|special:contributions|special:contribs|benutzer|benutzerin|مستخدم|مستخدمة)\s*[:/]\s*)?(.*?)(?:[|#/].*)?(?:\]\])?$/iu;
/** An address, which MediaWiki writes in capitals. */
const IPV6 = /^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}$/i;
/** Letters that have a capital which MediaWiki does not use as a first letter. */
const NO_CAPITAL = /^[\u10D0-\u10FF]/u;

function withCapital( name: string ): string {
	const [ first = '' ] = name;
	const capital = first.toUpperCase();
	// "ß" would become two letters.
	return NO_CAPITAL.test( first ) || [ ...capital ].length !== 1 ? name : capital + name.slice( first.length );
}

/** A name as MediaWiki stores it; empty when there is none in it. */
export function userName( given: string ): string {
	const plain = given.normalize( 'NFC' ).replace( MARKS, '' ).replace( SPACES, ' ' ).trim();
	const name = ( AROUND.exec( plain )?.[ 1 ] ?? plain ).trim();
	return IPV6.test( name ) ? name.toUpperCase() : withCapital( name );
}

/** The same names, each once. */
export function userNames( given: readonly string[] ): string[] {
	return [ ...new Set( given.map( userName ).filter( Boolean ) ) ];
}

/** Who is named in which report. */
export class Persons {
	private readonly reports = new Map<string, Set<string>>();
	private readonly names = new Map<string, string[]>();

	/** Adds the names in a report to those known of it. */
	public add( report: string, given: readonly string[] ): void {
		const names = userNames( [ ...this.names.get( report ) ?? [], ...given ] );
		this.names.set( report, names );
		for ( const name of names ) {
			this.reports.set( name, ( this.reports.get( name ) ?? new Set() ).add( report ) );
		}
	}

	public namesIn( report: string ): readonly string[] {
		return this.names.get( report ) ?? [];
	}

	/** Everybody named anywhere, with the number of reports. */
	public counted(): [ string, number ][] {
		return [ ...this.reports ].map( ( [ name, reports ] ): [ string, number ] => [ name, reports.size ] )
			.sort( ( a, b ) => b[ 1 ] - a[ 1 ] || ( a[ 0 ] < b[ 0 ] ? -1 : 1 ) );
	}

	/** Other reports that name somebody named in this one, with the names they share. */
	public others( report: string ): Map<string, string[]> {
		const found = new Map<string, string[]>();
		for ( const name of this.namesIn( report ) ) {
			for ( const other of this.reports.get( name ) ?? [] ) {
				if ( other !== report ) {
					found.set( other, [ ...found.get( other ) ?? [], name ] );
				}
			}
		}
		return found;
	}
}
