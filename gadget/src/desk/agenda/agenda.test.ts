// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { isNews, items, nextStep, placeOf, worker, type Looking } from './agenda';
import { line } from '../queue/test-line';

const today = '2026-11-22';
const nobody: Looking = { person: 'ama', today, seen: new Map() };
const head = ( n: number, epoch = 0 ) => ( { epoch, n, hash: 'h' + n } );
const taken = ( person: string, until = '2026-11-29' ) => ( { person, name: person, until } );
/** Everything of it was seen, so only other reasons count. */
const seenAll = ( ...ids: string[] ): Looking => ( { ...nobody, seen: new Map( ids.map( ( id ) => [ 'v-' + id, head( 1 ) ] ) ) } );

describe( 'the agenda', () => {
	it( 'puts what is late first, then what is due, then what is mine, then what nobody has', () => {
		const lines = [
			line( 'others', { taken: taken( 'bilal' ) } ),
			line( 'free' ),
			line( 'mine', { taken: taken( 'ama' ) } ),
			line( 'soon', { answer_by: '2026-11-24', taken: taken( 'bilal' ) } ),
			line( 'late', { answer_by: '2026-11-21' } ),
			line( 'news', { turn: 'writer', state: 'acknowledged', head: head( 3 ) } ),
			line( 'handed', { turn: 'writer', state: 'acknowledged', handovers_waiting: 1 } ),
			line( 'traces', { turn: 'writer', state: 'acknowledged', clocks: [ { kind: 'technical', due: '2026-12-10' } ] } ),
			line( 'quiet', { turn: 'writer', state: 'acknowledged' } ),
			line( 'done', { turn: 'nobody', state: 'closed' } )
		];
		const looking = seenAll( ...lines.map( ( one ) => one.id ) );
		expect( items( lines, looking ).map( ( { line: { id }, group } ) => [ id, group ] ) ).toEqual( [
			[ 'late', 'late' ], [ 'soon', 'soon' ], [ 'mine', 'mine' ], [ 'free', 'free' ], [ 'traces', 'deadlines' ], [ 'handed', 'answers' ],
			[ 'news', 'news' ], [ 'others', 'others' ]
		] );
	} );

	it( 'names every reason of a matter, the most urgent first', () => {
		const [ item ] = items( [ line( 'a', {
			answer_by: '2026-11-23', handovers_waiting: 1, clocks: [ { kind: 'answer', due: '2026-11-23' }, { kind: 'evidence', due: '2026-11-20' } ]
		} ) ], nobody );
		expect( item.group ).toBe( 'late' );
		expect( item.reasons.map( ( { kind } ) => kind ) ).toEqual( [ 'evidence', 'answer', 'turn', 'handover', 'new' ] );
	} );

	it( 'calls days out when it is time for them, each kind in its own', () => {
		const groups = ( kind: string, due: string ): string[] =>
			items( [ line( 'a', { turn: 'writer', clocks: [ { kind, due } ] } ) ], seenAll( 'a' ) ).map( ( { group } ) => group );
		expect( groups( 'retention', '2026-12-22' ) ).toEqual( [ 'deadlines' ] );
		expect( groups( 'retention', '2026-12-23' ) ).toEqual( [] );
		expect( groups( 'technical', '2026-12-13' ) ).toEqual( [ 'deadlines' ] );
		expect( groups( 'technical', '2026-12-14' ) ).toEqual( [] );
		expect( groups( 'update', '2026-11-25' ) ).toEqual( [ 'soon' ] );
		expect( groups( 'update', '2026-11-26' ) ).toEqual( [] );
		expect( groups( 'evidence', '2026-11-22' ) ).toEqual( [ 'soon' ] );
		expect( groups( 'made-up', '2026-11-01' ) ).toEqual( [] );
	} );

	it( 'knows what came since one last looked, in the thread and in the file', () => {
		const seen = new Map( [ [ 'v-a', head( 2 ) ], [ 'file', head( 4 ) ] ] );
		const file = ( n: number, epoch = 0 ) => ( { vault: 'file', head: head( n, epoch ) } );
		expect( isNews( line( 'a', { head: head( 2 ) } ), seen ) ).toBe( false );
		expect( isNews( line( 'a', { head: head( 3 ) } ), seen ) ).toBe( true );
		expect( isNews( line( 'a', { head: head( 0, 1 ) } ), seen ) ).toBe( true );
		expect( isNews( line( 'a', { head: head( 2 ), file: file( 4 ) } ), seen ) ).toBe( false );
		expect( isNews( line( 'a', { head: head( 2 ), file: file( 5 ) } ), seen ) ).toBe( true );
		expect( isNews( line( 'never' ), seen ) ).toBe( true );
		expect( isNews( line( 'never', { state: 'closed' } ), seen ) ).toBe( false );
	} );

	it( 'says when the writer took something back, and when it will be deleted', () => {
		const gone = line( 'a', { state: 'withdrawn', turn: 'nobody', withdrawn: { day: '2026-11-21', deleted_on: '2026-11-24' } } );
		expect( items( [ gone ], seenAll( 'a' ) ) ).toMatchObject( [ { group: 'soon', reasons: [ { kind: 'withdrawn', due: '2026-11-24' } ] } ] );
	} );

	it( 'leads to what it speaks of, and to what was not read yet before it asks for an answer', () => {
		const place = ( more: Parameters<typeof line>[ 1 ], { seen }: Looking = seenAll( 'a' ) ): string =>
			placeOf( items( [ line( 'a', { turn: 'writer', ...more } ) ], { ...nobody, seen } )[ 0 ], seen );
		const clock = ( kind: string ) => ( { clocks: [ { kind, due: '2026-11-23' } ] } );
		expect( [ 'evidence', 'technical', 'retention', 'update' ].map( ( kind ) => place( clock( kind ) ) ) ).toEqual( [ 'evidence', 'evidence', 'retention', 'answer' ] );
		expect( place( { handovers_waiting: 1 } ) ).toBe( 'handover' );
		expect( place( { state: 'withdrawn', turn: 'nobody', withdrawn: { day: '2026-11-21', deleted_on: '2026-11-24' } } ) ).toBe( 'withdrawn' );
		expect( place( { turn: 'team', answer_by: '2026-11-23' } ) ).toBe( 'answer' );
		expect( place( { turn: 'team', answer_by: '2026-11-23', head: head( 2 ) } ) ).toBe( 'thread' );
		expect( place( { turn: 'team' }, nobody ) ).toBe( 'thread' );
		const file = { vault: 'file', head: head( 4 ) };
		expect( place( { file }, { ...nobody, seen: new Map( [ [ 'v-a', head( 1 ) ], [ 'file', head( 3 ) ] ] ) } ) ).toBe( 'file' );
	} );

	it( 'leaves out what was muted, even when it is late', () => {
		expect( items( [ line( 'a', { muted: true, answer_by: '2026-11-01' } ) ], nobody ) ).toEqual( [] );
	} );

	it( 'does not hold anybody off after a lease has ended', () => {
		expect( worker( line( 'a', { taken: taken( 'bilal', today ) } ), today )?.name ).toBe( 'bilal' );
		expect( worker( line( 'a', { taken: taken( 'bilal', '2026-11-21' ) } ), today ) ).toBeNull();
		expect( items( [ line( 'a', { taken: taken( 'bilal', '2026-11-21' ) } ) ], nobody )[ 0 ].group ).toBe( 'free' );
	} );

	it( 'offers as next what nobody else has, and what somebody else has only when it is late', () => {
		const next = ( ...lines: ReturnType<typeof line>[] ): string | undefined => nextStep( items( lines, nobody ), nobody )?.line.id;
		expect( next( line( 'b', { taken: taken( 'bilal' ), answer_by: '2026-11-20' } ), line( 'a' ) ) ).toBe( 'a' );
		expect( next( line( 'b', { taken: taken( 'bilal' ), answer_by: '2026-11-20' } ) ) ).toBe( 'b' );
		expect( next( line( 'b', { taken: taken( 'bilal' ) } ) ) ).toBeUndefined();
		expect( next() ).toBeUndefined();
	} );

	it( 'orders a group by day, then by what waited longest', () => {
		const lines = [ line( 'new' ), line( 'old', { day: '2026-11-01' } ), line( 'dated', { answer_by: '2026-12-24' } ) ];
		expect( items( lines, nobody ).map( ( item ) => item.line.id ) ).toEqual( [ 'dated', 'old', 'new' ] );
	} );
} );
