// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { onTripleShift } from './dom';

function press( key: string, init: KeyboardEventInit = {} ): void {
	document.dispatchEvent( new KeyboardEvent( 'keydown', { key, ...init } ) );
}

describe( 'pressing Shift three times', () => {
	let stop: () => void;
	afterEach( () => stop() );

	it( 'leaves', () => {
		const then = vi.fn();
		stop = onTripleShift( then );
		press( 'Shift' );
		press( 'Shift' );
		expect( then ).not.toHaveBeenCalled();
		press( 'Shift' );
		expect( then ).toHaveBeenCalledOnce();
	} );

	it( 'does not leave somebody who types three capital letters', () => {
		const then = vi.fn();
		stop = onTripleShift( then );
		for ( const letter of [ 'A', 'B', 'C' ] ) {
			press( 'Shift' );
			press( letter );
		}
		expect( then ).not.toHaveBeenCalled();
	} );

	it( 'does not leave somebody who holds Shift down', () => {
		const then = vi.fn();
		stop = onTripleShift( then );
		press( 'Shift' );
		press( 'Shift', { repeat: true } );
		press( 'Shift', { repeat: true } );
		expect( then ).not.toHaveBeenCalled();
	} );

	it( 'forgets presses that were long ago', () => {
		const then = vi.fn();
		stop = onTripleShift( then );
		const at = ( time: number ): void => {
			const event = new KeyboardEvent( 'keydown', { key: 'Shift' } );
			Object.defineProperty( event, 'timeStamp', { value: time } );
			document.dispatchEvent( event );
		};
		at( 0 );
		at( 200 );
		at( 5000 );
		expect( then ).not.toHaveBeenCalled();
		at( 5100 );
		at( 5200 );
		expect( then ).toHaveBeenCalledOnce();
	} );
} );
