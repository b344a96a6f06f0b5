// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { heeding, unheeded } from './heeding';
import type { Member } from './statement';
import type { VaultReading } from './vault';

const BILAL = { name: 'Bilal', home: 'ar.example', ed25519: 'bilal-signs', age: 'bilal-age' } as Member;

function file( more: Partial<VaultReading> = {} ): VaultReading {
	return {
		excluded: [], recused: [], barred: [], lines: [ BILAL ], recipient: 'age1', identity: 'AGE-SECRET-KEY-1',
		keys: [ { epoch: 0, identity: 'AGE-SECRET-KEY-1', barred: [] } ], ...more
	} as VaultReading;
}

describe( 'A file and who was recused from its thread', () => {
	it( 'is not written into before it was locked without them', () => {
		const read = heeding( file(), { recused: [ 'bilal-signs' ] } );
		expect( read ).toMatchObject( { recipient: null, identity: null } );
		expect( read.barred ).toContain( 'bilal-age' );
		expect( read.keys[ 0 ].barred ).toContain( 'bilal-age' );
	} );

	it( 'goes on when it leaves them out, from its beginning or since', () => {
		for ( const more of [ { excluded: [ 'bilal-signs' ] }, { recused: [ 'bilal-signs' ] } ] ) {
			const read = file( more );
			expect( heeding( read, { recused: [ 'bilal-signs' ] } ) ).toBe( read );
			expect( unheeded( read, { recused: [ 'bilal-signs' ] } ) ).toEqual( [] );
		}
	} );
} );
