// SPDX-License-Identifier: AGPL-3.0-or-later
/** Days as people say them ("in 2 days") and exactly, for the pointer and for screen readers. The service knows no hours. */
import { el } from './el';

const DAY = 86_400_000;

/** Today, as the service counts: in UTC. */
export function today( now = new Date() ): string {
	return now.toISOString().slice( 0, 10 );
}

/** How many days lie between two days; negative when the second is past. */
export function daysUntil( day: string, from: string ): number {
	return Math.round( ( Date.parse( day + 'T00:00:00Z' ) - Date.parse( from + 'T00:00:00Z' ) ) / DAY );
}

/** The digits of messages are the Latin ones, so those of dates are too. */
function localeOf( language: string ): string {
	return language === 'ar' ? 'ar-u-nu-latn' : language;
}

/** A day as it is said from today. A browser that cannot (Safari before 14) says which day it is. */
export function relativeDay( day: string, from: string, language: string ): string {
	try {
		// eslint-disable-next-line compat/compat -- caught
		return new Intl.RelativeTimeFormat( localeOf( language ), { numeric: 'auto' } ).format( daysUntil( day, from ), 'day' );
	} catch {
		return exactDay( day, language );
	}
}

export function exactDay( day: string, language: string ): string {
	return new Intl.DateTimeFormat( localeOf( language ), { dateStyle: 'long', timeZone: 'UTC' } ).format( new Date( day + 'T00:00:00Z' ) );
}

function isDay( day: unknown ): day is string {
	return typeof day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test( day ) && !isNaN( Date.parse( day + 'T00:00:00Z' ) );
}

/** A day in words, with the exact one on hover and read out. What is no day is shown as it came. */
export function dayElement( day: unknown, from: string, language: string ): HTMLElement {
	if ( !isDay( day ) ) {
		return el( 'span', {}, typeof day === 'string' ? day : '' );
	}
	const exact = exactDay( day, language );
	return el( 'time', { datetime: day, title: exact },
		relativeDay( day, from, language ), el( 'span', { class: 'for-readers' }, ` (${ exact })` ) );
}
