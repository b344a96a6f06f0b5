// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { Claim } from '../../sealing';
import { isSameAccount } from './renewing';

const claim = ( subject: Record<string, unknown> ): Claim => ( { subject: subject as Claim[ 'subject' ], day: '2026-11-22', hash: '' } );

describe( 'two proofs', () => {
	it( 'are of one account by its number, not by its name', () => {
		const one = claim( { 'central id': 7, name: 'A' } );
		expect( isSameAccount( one, claim( { 'central id': 7, name: 'Renamed' } ) ) ).toBe( true );
		expect( isSameAccount( one, claim( { 'central id': 8, name: 'A' } ) ) ).toBe( false );
	} );

	it( 'without a number are nobody’s', () => {
		const nameless = claim( { established: true } );
		expect( isSameAccount( nameless, nameless ) ).toBe( false );
		expect( isSameAccount( null, null ) ).toBe( false );
		expect( isSameAccount( claim( { 'central id': '7' } ), claim( { 'central id': '7' } ) ) ).toBe( false );
		expect( isSameAccount( claim( { 'central id': 0 } ), claim( { 'central id': 0 } ) ) ).toBe( false );
	} );
} );
