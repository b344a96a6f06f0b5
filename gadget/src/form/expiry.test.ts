// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { firstExpiry, isFleeting, lastTraceDay } from './expiry';

describe( 'technical traces', () => {
	it.each( [ '~2026-12345-67', 'User:~2026-1', '192.0.2.7', '192.0.2.0/24', '2001:db8::1', '2001:DB8:0:0:0:0:0:0/32' ] )(
		'are all there is of %s', ( name ) => expect( isFleeting( name ) ).toBe( true ) );

	it.each( [ '', 'Somebody', 'User:Somebody', '~ 2026', 'meta:User:A', 'face', '1.2.3' ] )(
		'are not all there is of "%s"', ( name ) => expect( isFleeting( name ) ).toBe( false ) );

	it( 'are kept for 90 days, over the end of a year and in leap years', () => {
		expect( lastTraceDay( '2026-11-22' ) ).toBe( '2027-02-20' );
		expect( lastTraceDay( '2027-12-15' ) ).toBe( '2028-03-14' );
		expect( lastTraceDay( 'some day' ) ).toBe( '' );
	} );

	it( 'are counted from the first of several days', () => {
		expect( firstExpiry( [ '', '2026-11-22', '2026-11-01' ] ) ).toBe( '2027-01-30' );
		expect( firstExpiry( [ '', 'May' ] ) ).toBe( '' );
	} );
} );
