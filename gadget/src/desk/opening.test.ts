// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { Opening, type Progress } from './opening';

describe( 'opening many', () => {
	it( 'opens each once, in order, and says how far it is', async () => {
		const opened: number[] = [];
		const heard: Progress[] = [];
		let clock = 0;
		const work = new Opening( [ 1, 2, 3 ], async ( [ item ] ) => {
			opened.push( item );
			clock += 100;
		}, ( progress ) => heard.push( progress ), 1, () => clock );
		await work.run();
		expect( opened ).toEqual( [ 1, 2, 3 ] );
		expect( heard.map( ( one ) => one.done ) ).toEqual( [ 0, 1, 2, 3, 3 ] );
		expect( heard[ heard.length - 1 ] ).toEqual( { done: 3, total: 3, running: false } );
	} );

	it( 'can be left and resumed without opening anything twice', async () => {
		const opened: number[] = [];
		const work: Opening<number> = new Opening( [ 1, 2, 3, 4 ], async ( [ item ] ) => {
			opened.push( item );
			if ( item === 2 && opened.length === 2 ) {
				work.stop();
			}
		}, () => undefined );
		await work.run();
		expect( opened ).toEqual( [ 1, 2 ] );
		expect( work.progress ).toEqual( { done: 2, total: 4, running: false } );
		await work.run();
		expect( opened ).toEqual( [ 1, 2, 3, 4 ] );
	} );

	it( 'can be resumed after a failure, with the one that failed', async () => {
		const opened: number[] = [];
		let broken = true;
		const work = new Opening( [ 1, 2 ], async ( [ item ] ) => {
			if ( item === 2 && broken ) {
				throw new Error( 'offline' );
			}
			opened.push( item );
		}, () => undefined );
		await expect( work.run() ).rejects.toThrow( 'offline' );
		expect( work.progress ).toEqual( { done: 1, total: 2, running: false } );
		broken = false;
		await work.run();
		expect( opened ).toEqual( [ 1, 2 ] );
	} );

	it( 'opens several at once, and what was added meanwhile', async () => {
		const opened: number[][] = [];
		const items = [ 1, 2, 3, 4, 5 ];
		const work = new Opening( items, async ( some ) => {
			opened.push( some );
			if ( some.includes( 3 ) ) {
				items.push( 6, 7 );
			}
		}, () => undefined, 2 );
		await work.run();
		expect( opened ).toEqual( [ [ 1, 2 ], [ 3, 4 ], [ 5, 6 ], [ 7 ] ] );
		expect( work.progress ).toEqual( { done: 7, total: 7, running: false } );
		items.push( 8 );
		await work.run();
		expect( opened[ 4 ] ).toEqual( [ 8 ] );
	} );

	it( 'does not run twice at once', async () => {
		const opened: number[] = [];
		const work = new Opening( [ 1, 2 ], async ( [ item ] ) => {
			opened.push( item );
		}, () => undefined );
		await Promise.all( [ work.run(), work.run() ] );
		expect( opened ).toEqual( [ 1, 2 ] );
	} );
} );
