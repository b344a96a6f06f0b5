// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { floods, textHash, type Told } from './alike';

const told = ( id: string, excerpt: string, names: string[] = [], day = '2026-11-20' ): Told => ( { id, excerpt, names, day } );
const TEXT = 'This user is a liar and must be banned from every wiki at once';

describe( 'a flood', () => {
	it( 'is the same text three times, whatever its case and signs', () => {
		const some = [ told( 'a', TEXT ), told( 'b', TEXT.toUpperCase() + '!!!' ), told( 'c', '  ' + TEXT.replace( / /g, ' – ' ) ), told( 'd', 'Something else entirely happened to me here' ) ];
		expect( floods( some ) ).toEqual( [ { why: 'same', what: TEXT, ids: [ 'a', 'b', 'c' ] } ] );
		expect( floods( some.slice( 0, 2 ) ) ).toEqual( [] );
	} );

	it( 'is nearly the same text', () => {
		const some = [ '1', '2', '3' ].map( ( id ) => told( id, `${ TEXT }, says number ${ id }` ) );
		expect( floods( some ) ).toMatchObject( [ { why: 'near', ids: [ '1', '2', '3' ] } ] );
	} );

	it( 'is not what merely begins alike, nor what is short', () => {
		expect( floods( [ 'my talk page', 'our village pump', 'this photo contest' ].map( ( where, at ) =>
			told( String( at ), `Somebody insults people ever since the discussion on ${ where } ended in a vote` ) ) ) ).toEqual( [] );
		expect( floods( [ 'a', 'b', 'c' ].map( ( id ) => told( id, 'Please help me' ) ) ) ).toEqual( [] );
		expect( floods( [ 'a', 'b', 'c' ].map( ( id ) => told( id, '' ) ) ) ).toEqual( [] );
	} );

	it( 'is the same person within days, not over months', () => {
		const days = [ '2026-11-01', '2026-11-06', '2026-11-12', '2026-06-01', '2026-08-01' ];
		const some = days.map( ( day, at ) => told( String( at ), 'different ' + at, [ 'Example user' ], day ) );
		expect( floods( some ) ).toEqual( [ { why: 'person', what: 'Example user', ids: [ '0', '1', '2' ] } ] );
	} );

	it( 'names a group once, the largest first', () => {
		const some = [
			...[ 'a', 'b', 'c' ].map( ( id ) => told( id, TEXT, [ 'Victim' ] ) ),
			...[ 'd', 'e', 'f', 'g' ].map( ( id ) => told( id, 'one of ' + id, [ 'Other' ] ) )
		];
		expect( floods( some ).map( ( { why, ids } ) => [ why, ids.length ] ) ).toEqual( [ [ 'person', 4 ], [ 'same', 3 ] ] );
	} );

	it( 'is found in thousands', () => {
		const some = Array.from( { length: 5000 }, ( _, at ) => told( String( at ), `Every one of these texts number ${ at } has words${ at } of its own${ at } and more${ at }` ) );
		some.push( ...[ 'x', 'y', 'z' ].map( ( id ) => told( id, TEXT ) ) );
		expect( floods( some ).map( ( { ids } ) => ids ) ).toEqual( [ [ 'x', 'y', 'z' ] ] );
	} );

	it( 'is told by a hash of the words', () => {
		expect( textHash( 'A b, C' ) ).toBe( textHash( 'a B c.' ) );
		expect( textHash( '…' ) ).toBe( '' );
		expect( textHash( 'ab c' ) ).not.toBe( textHash( 'a bc' ) );
	} );
} );
