// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import type { Member } from '../../sealing';
import { el } from '../../thread/el';
import { copyButton, folded, workButton, workForm } from './parts';
import type { OpenReport } from './context';
import { mayFile, readOnly, readsUntil, votes } from './roles';

const open = ( role: Member[ 'role' ] | null, untils: ( string | null )[] = [ null ], file: unknown = null ): OpenReport => ( {
	me: role && { role }, file, thread: { grants: untils.map( ( until, epoch ) => ( { epoch, holder: 'f', data: '', until } ) ) }
} as unknown as OpenReport );
const TIL = '2026-11-24';

describe( 'who acts on a report', () => {
	it( 'is who has a vote, and stands in the list', () => {
		expect( ( [ 'member', 'observer', 'translator', 'staff', null ] as const ).map( ( role ) => votes( open( role ) ) ) )
			.toEqual( [ true, false, false, false, false ] );
	} );

	it( 'reads up to the day of the newest key', () => {
		expect( readsUntil( open( 'member' ) ) ).toBeNull();
		expect( readsUntil( open( 'translator', [ TIL ] ) ) ).toBe( TIL );
		expect( readsUntil( open( 'translator', [ '2026-11-20', TIL ] ) ) ).toBe( TIL );
		expect( readsUntil( open( 'member', [] ) ) ).toBeNull();
	} );

	it( 'begins a file only if they read for good, and adds to one that is open to them', () => {
		expect( [ mayFile( open( 'observer' ) ), mayFile( open( 'translator', [ TIL ] ) ), mayFile( open( 'translator', [ TIL ], {} ) ), mayFile( open( null, [ null ], {} ) ) ] )
			.toEqual( [ true, false, true, false ] );
	} );
} );

describe( 'a part of the file for who may not decide', () => {
	it( 'keeps what it says and what it copies, and loses what acts', () => {
		const source = el( 'textarea', {} );
		const folds = new Set<string>();
		const view = readOnly( [
			el( 'p', {}, 'Said', workButton( 'Done', async () => undefined ) ), null, false,
			folded( folds, 'sent', 'What was sent', el( 'p', {}, 'Words' ) ),
			folded( folds, 'more', 'More', folded( folds, 'new', 'New', workForm( 'new', 'Send', async () => undefined, copyButton( source ) ) ) ),
			source, copyButton( source )
		] );
		const place = el( 'div', {}, ...view );
		expect( place.querySelectorAll( 'form' ) ).toHaveLength( 0 );
		expect( [ ...place.querySelectorAll( 'button' ) ] ).toHaveLength( 1 );
		expect( [ ...place.querySelectorAll( 'summary' ) ].map( ( one ) => one.textContent ) ).toEqual( [ 'What was sent' ] );
		expect( place.textContent ).toContain( 'Said' );
	} );
} );
