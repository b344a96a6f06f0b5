// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { makeMember, makeTeam } from '../../sealing/test-team';
import { changes, readWire } from './statement';

describe( 'a new list of members', () => {
	it( 'is shown as what it changes, new keys of the same name included', async () => {
		const team = await makeTeam();
		const before = ( await team.sign() ).statement;
		const [ ada, bruno, chidi ] = team.members;
		const rekeyed = await makeMember( 'Bruno' );
		const eve = await makeMember( 'Eve' );
		const after = ( await team.sign( { seq: 2 }, [ ada, rekeyed, chidi, eve ] ) ).statement;
		const what = changes( before, after );
		expect( what.added.map( ( one ) => one.name ) ).toEqual( [ 'Eve' ] );
		expect( what.removed.map( ( one ) => one.name ) ).toEqual( [ 'Dalia', 'Observer' ] );
		expect( what.rekeyed.map( ( one ) => one.age ) ).toEqual( [ rekeyed.recipient ] );
		expect( what.rekeyed[ 0 ].age ).not.toBe( bruno.recipient );
	} );

	it( 'adds everybody when there was none', async () => {
		const team = await makeTeam();
		expect( changes( null, ( await team.sign() ).statement ).added ).toHaveLength( 5 );
	} );

	it( 'is read only when it has a text and a signature, and of those nothing more', () => {
		expect( readWire( '{"text":"t","signature":"s","more":1}' ) ).toEqual( { text: 't', signature: 's' } );
		for ( const other of [ '', 'x', '[]', 'null', '{"text":1,"signature":"s"}', '{"text":"t"}' ] ) {
			expect( readWire( other ), other ).toBeNull();
		}
	} );
} );
