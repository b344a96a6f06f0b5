// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { VaultReading } from '../../sealing';
import { namedIn, readersApart } from './same';

describe( 'joining two reports', () => {
	it( 'is for the same readers only: whoever was left out of one would learn of it from the other', () => {
		expect( readersApart( [ 'a', 'b', 'reporter' ], [ 'b', 'a' ] ) ).toEqual( [] );
		expect( readersApart( [ 'a', 'b' ], [ 'a' ] ) ).toEqual( [ 'b' ] );
		expect( readersApart( [ 'a' ], [ 'a', 'b' ] ) ).toEqual( [ 'b' ] );
		expect( readersApart( [ 'a', 'c' ], [ 'a', 'b' ] ) ).toEqual( [ 'c', 'b' ] );
	} );
} );

describe( 'who is named in an opened report', () => {
	const reading = ( ...entries: object[] ) => ( { reading: { entries } as unknown as VaultReading } );
	const report = ( body: object, ok = true ) => ( { ok, header: { kind: 'report' }, body } );

	it( 'is everybody of the whole report, whatever its writer made of it', () => {
		expect( namedIn( reading( report( { people: [ { name: 'A' }, { name: '' }, { name: 'B' }, 7 ] } ) ) ) ).toEqual( [ 'A', 'B' ] );
		expect( namedIn( reading( report( { people: 'A' } ) ) ) ).toEqual( [] );
		expect( namedIn( reading( report( { people: [ { name: 'A' } ] }, false ) ) ) ).toEqual( [] );
		expect( namedIn( reading() ) ).toEqual( [] );
	} );
} );
