// SPDX-License-Identifier: AGPL-3.0-or-later
/** How long technical traces last: Wikimedia keeps them for 90 days, so some things must be told early. */

const TRACE_DAYS = 90;

const IPV4 = /^(\d{1,3}\.){3}\d{1,3}(\/\d{1,2})?$/;
const IPV6 = /^(?=.*:.*:)[0-9a-f:]+(\/\d{1,3})?$/i;

/** A temporary account (`~2026-12345-67`) or an address: without technical traces nobody can say who it was. */
export function isFleeting( name: string ): boolean {
	const text = name.trim().replace( /^[^:]*:(?=~2)/, '' );
	return /^~2\d{3}-/.test( text ) || IPV4.test( text ) || IPV6.test( text );
}

/** The last day on which technical traces of something that happened on `day` are kept. */
export function lastTraceDay( day: string ): string {
	const at = Date.parse( day + 'T00:00:00Z' );
	return Number.isNaN( at ) ? '' : new Date( at + TRACE_DAYS * 86_400_000 ).toISOString().slice( 0, 10 );
}

/** The first traces to go, of several days; empty when no day is known. */
export function firstExpiry( days: readonly string[] ): string {
	return days.map( lastTraceDay ).filter( Boolean ).sort()[ 0 ] ?? '';
}
