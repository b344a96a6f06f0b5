// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { agenda, inOrder, type Line } from './order';

const line = ( id: string, turn: string, answer_by: string | null, day = '2026-11-20' ): Line => ( {
	id, turn, answer_by, day, team: 'u4c', vault: id, state: 'new', days: 0, size: 0, envelopes: 2,
	summary: { epoch: 0, n: 0, data: '' }, grants: []
} );

describe( 'the queue', () => {
	it( 'puts first what waits for the team, and of that what is due first', () => {
		const order = inOrder( [
			line( 'closed-old', 'nobody', null, '2026-01-01' ), line( 'waits-late', 'team', '2026-12-01' ), line( 'writer', 'writer', null ),
			line( 'closed-new', 'nobody', null, '2026-11-01' ), line( 'no-day', 'team', null ), line( 'waits-soon', 'team', '2026-11-23' ),
			line( 'strange', 'somebody', null )
		] ).map( ( one ) => one.id );
		expect( order ).toEqual( [ 'waits-soon', 'waits-late', 'no-day', 'writer', 'closed-new', 'closed-old', 'strange' ] );
	} );

	it( 'puts the one that waited longest before others without a day', () => {
		expect( inOrder( [ line( 'b', 'team', null, '2026-11-20' ), line( 'a', 'team', null, '2026-10-20' ) ] ).map( ( one ) => one.id ) )
			.toEqual( [ 'a', 'b' ] );
	} );

	it( 'says what is next', () => {
		const lines = [ line( '1', 'team', '2026-11-20' ), line( '2', 'team', '2026-11-25' ), line( '3', 'team', null ), line( '4', 'writer', '2026-11-23' ) ];
		expect( agenda( lines, '2026-11-22' ) ).toEqual( { waiting: 3, overdue: 1, next: '2026-11-25' } );
		expect( agenda( [], '2026-11-22' ) ).toEqual( { waiting: 0, overdue: 0, next: null } );
	} );

	it( 'counts today as in time', () => {
		expect( agenda( [ line( '1', 'team', '2026-11-22' ) ], '2026-11-22' ) ).toEqual( { waiting: 1, overdue: 0, next: '2026-11-22' } );
	} );
} );
