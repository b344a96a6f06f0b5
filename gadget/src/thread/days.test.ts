// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest';
import { dayElement, daysUntil, exactDay, relativeDay, today } from './days';

describe( 'days', () => {
	it( 'counts whole days, over a change of clocks and of the year', () => {
		expect( daysUntil( '2026-10-26', '2026-10-24' ) ).toBe( 2 );
		expect( daysUntil( '2027-01-01', '2026-12-31' ) ).toBe( 1 );
		expect( daysUntil( '2026-11-20', '2026-11-22' ) ).toBe( -2 );
	} );

	it( 'takes the day in UTC, as the service does', () => {
		expect( today( new Date( '2026-11-22T23:59:59Z' ) ) ).toBe( '2026-11-22' );
	} );

	it( 'says a day as people do, in each language', () => {
		expect( relativeDay( '2026-11-23', '2026-11-22', 'en' ) ).toBe( 'tomorrow' );
		expect( relativeDay( '2026-11-24', '2026-11-22', 'en' ) ).toBe( 'in 2 days' );
		expect( relativeDay( '2026-11-20', '2026-11-22', 'de' ) ).toBe( 'vorgestern' );
		expect( relativeDay( '2026-11-30', '2026-11-22', 'ar' ) ).toContain( '8' );
	} );

	it( 'says which day it is where a browser knows no such words', () => {
		vi.stubGlobal( 'Intl', { DateTimeFormat: Intl.DateTimeFormat } );
		expect( relativeDay( '2026-11-23', '2026-11-22', 'en' ) ).toBe( 'November 23, 2026' );
		vi.unstubAllGlobals();
	} );

	it( 'names the exact day too, for the pointer and for screen readers', () => {
		const made = dayElement( '2026-11-24', '2026-11-22', 'en' ) as HTMLTimeElement;
		expect( made.title ).toBe( exactDay( '2026-11-24', 'en' ) );
		expect( made.getAttribute( 'datetime' ) ).toBe( '2026-11-24' );
		expect( made.textContent ).toBe( 'in 2 days (November 24, 2026)' );
	} );

	it( 'shows what is no day as it came', () => {
		expect( dayElement( 'soon', '2026-11-22', 'en' ).textContent ).toBe( 'soon' );
		expect( dayElement( null, '2026-11-22', 'en' ).textContent ).toBe( '' );
	} );
} );
