// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { inOrder, promisedBy, waiting } from './order';
import { line } from './test-line';

const some = ( id: string, turn: string, by: string | null, day = '2026-11-20' ) => line( id, { turn, answer_by: by, day } );

describe( 'the queue', () => {
	it( 'puts first what waits for the team, and of that what is due first', () => {
		const order = inOrder( [
			some( 'closed-old', 'nobody', null, '2026-01-01' ), some( 'waits-late', 'team', '2026-12-01' ), some( 'writer', 'writer', null ),
			some( 'closed-new', 'nobody', null, '2026-11-01' ), some( 'no-day', 'team', null ), some( 'waits-soon', 'team', '2026-11-23' ),
			some( 'strange', 'somebody', null )
		] ).map( ( one ) => one.id );
		expect( order ).toEqual( [ 'waits-soon', 'waits-late', 'no-day', 'writer', 'closed-new', 'closed-old', 'strange' ] );
	} );

	it( 'puts the one that waited longest before others without a day', () => {
		expect( inOrder( [ some( 'b', 'team', null, '2026-11-20' ), some( 'a', 'team', null, '2026-10-20' ) ] ).map( ( one ) => one.id ) )
			.toEqual( [ 'a', 'b' ] );
	} );

	it( 'counts the next update as promised, the team’s own deadlines not', () => {
		const clocks = [ { kind: 'update', due: '2026-12-03' }, { kind: 'technical', due: '2026-11-25' }, { kind: 'retention', due: '2026-11-24' } ];
		expect( promisedBy( line( 'a', { clocks } ) ) ).toBe( '2026-12-03' );
		expect( promisedBy( line( 'a', { clocks, answer_by: '2026-12-01' } ) ) ).toBe( '2026-12-01' );
		expect( promisedBy( line( 'a', { clocks: clocks.slice( 1 ) } ) ) ).toBeNull();
	} );

	it( 'says what is next', () => {
		const lines = [ some( '1', 'team', '2026-11-20' ), some( '2', 'team', '2026-11-25' ), some( '3', 'team', null ), some( '4', 'writer', '2026-11-23' ) ];
		expect( waiting( lines, '2026-11-22' ) ).toEqual( { waiting: 3, overdue: 1, next: '2026-11-25' } );
		expect( waiting( [], '2026-11-22' ) ).toEqual( { waiting: 0, overdue: 0, next: null } );
	} );

	it( 'counts today as in time, and what is muted not at all', () => {
		expect( waiting( [ some( '1', 'team', '2026-11-22' ), line( '2', { muted: true, answer_by: '2026-11-01' } ) ], '2026-11-22' ) )
			.toEqual( { waiting: 1, overdue: 0, next: '2026-11-22' } );
	} );
} );
