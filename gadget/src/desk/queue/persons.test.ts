// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { Persons, userName } from './persons';

describe( 'a name', () => {
	it.each( [
		[ 'example user', 'Example user' ],
		[ 'Example_user', 'Example user' ],
		[ '  Example \u00A0_ user ', 'Example user' ],
		[ 'Example\u200E user\u200F', 'Example user' ],
		[ 'e\u0301tienne', 'Étienne' ],
		[ 'ömer', 'Ömer' ],
		[ 'ßeta', 'ßeta' ],
		[ 'დავით', 'დავით' ],
		[ '𐐨deseret', '𐐀deseret' ],
		[ 'مستخدم:فلان', 'فلان' ],
		[ 'User:example user', 'Example user' ],
		[ 'User talk:Example user', 'Example user' ],
		[ 'Benutzerin:beispiel', 'Beispiel' ],
		[ '[[User:Example user|them]]', 'Example user' ],
		[ 'Special:Contributions/192.0.2.7', '192.0.2.7' ],
		[ 'User:Example user/Archive', 'Example user' ],
		[ '@example user', 'Example user' ],
		[ '~2026-12345-6', '~2026-12345-6' ],
		[ '2001:db8::a', '2001:DB8::A' ],
		[ 'iPhone Fan', 'IPhone Fan' ],
		[ 'User', 'User' ],
		[ ' ', '' ]
	] )( '%s is spelt as MediaWiki does', ( given, expected ) => {
		expect( userName( given ) ).toBe( expected );
	} );

	it( 'keeps what MediaWiki keeps apart', () => {
		expect( userName( 'EXAMPLE user' ) ).not.toBe( userName( 'Example user' ) );
		expect( userName( 'Example User' ) ).not.toBe( userName( 'Example user' ) );
	} );
} );

describe( 'reports about the same person', () => {
	const persons = new Persons();
	persons.add( '1', [ 'example user', 'Somebody' ] );
	persons.add( '2', [ 'Example_user' ] );
	persons.add( '3', [ 'Example User', 'somebody' ] );
	persons.add( '4', [ '' ] );

	it( 'are found however the name was written', () => {
		expect( [ ...persons.others( '1' ) ] ).toEqual( [ [ '2', [ 'Example user' ] ], [ '3', [ 'Somebody' ] ] ] );
		expect( [ ...persons.others( '4' ) ] ).toEqual( [] );
		expect( [ ...persons.others( 'unknown' ) ] ).toEqual( [] );
	} );

	it( 'are counted by person', () => {
		expect( persons.counted() ).toEqual( [ [ 'Example user', 2 ], [ 'Somebody', 2 ], [ 'Example User', 1 ] ] );
	} );

	it( 'are more once the whole report was opened', () => {
		const some = new Persons();
		some.add( '1', [ 'A' ] );
		some.add( '2', [ 'B' ] );
		some.add( '2', [ 'a', 'B' ] );
		expect( [ ...some.others( '1' ) ] ).toEqual( [ [ '2', [ 'A' ] ] ] );
		expect( some.namesIn( '2' ) ).toEqual( [ 'B', 'A' ] );
	} );
} );
