// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import {
	b64decode, b64encode, daysBetween, hex, isDay, isHex, randomBytes, randomId, readJson, sha256Hex, utf8, writeJson
} from './encoding';

describe( 'base64', () => {
	it( 'gives back every length, the largest bucket included', () => {
		for ( const length of [ 0, 1, 2, 3, 4, 1024, 8191, 8192, 8193, 262144 + 200 ] ) {
			const bytes = new Uint8Array( length ).map( ( _byte, i ) => i * 7 );
			expect( Buffer.from( b64encode( bytes ), 'base64' ).equals( bytes ) ).toBe( true );
			expect( Buffer.from( b64decode( b64encode( bytes ) ) ).equals( bytes ) ).toBe( true );
		}
	} );

	it.each( [ 'QQ', 'QQ=', 'QR==', 'Q Q=', 'QUI', 'QUJ=', '====', 'QQ==\n', '_-8=', 'QQ==QQ==', 5, null, undefined ] )( 'refuses %j', ( text ) => {
		expect( () => b64decode( text ) ).toThrow();
	} );
} );

describe( 'hex', () => {
	it( 'has two small digits for each byte', () => {
		expect( hex( new Uint8Array( [ 0, 10, 255 ] ) ) ).toBe( '000aff' );
		expect( isHex( '000aff', 3 ) ).toBe( true );
		expect( isHex( '000AFF', 3 ) ).toBe( false );
		expect( isHex( '000aff', 4 ) ).toBe( false );
	} );

	it( 'hashes as everybody does', () => {
		expect( sha256Hex( utf8( 'abc' ) ) ).toBe( 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' );
	} );

	it( 'makes ids of 16 bytes that differ', () => {
		expect( randomId() ).toMatch( /^[0-9a-f]{32}$/ );
		expect( randomId() ).not.toBe( randomId() );
		expect( randomBytes( 16 ) ).not.toEqual( randomBytes( 16 ) );
	} );
} );

describe( 'days', () => {
	it.each( [ '2026-11-22', '2024-02-29', '0001-01-01', '9999-12-31' ] )( 'knows %s', ( day ) => {
		expect( isDay( day ) ).toBe( true );
	} );

	it.each( [ '2026-02-29', '2026-11-31', '2026-1-1', '2026-W47-7', '0000-01-01', '2026-11-22 ', '２026-11-22', 5, null ] )( 'knows no %j', ( day ) => {
		expect( isDay( day ) ).toBe( false );
	} );

	it( 'counts across months and summer time', () => {
		expect( daysBetween( '2026-11-22', '2027-02-20' ) ).toBe( 90 );
		expect( daysBetween( '2026-03-28', '2026-03-30' ) ).toBe( 2 );
	} );
} );

describe( 'JSON', () => {
	it( 'reads objects as everybody does', () => {
		const value = { a: [ { b: 'x"y\\' }, { b: '{"b":1}' } ], b: { a: -5, c: null, d: true }, 'ä😀': '\ud83d\ude00', '': 0 };
		expect( readJson( JSON.stringify( value ) ) ).toEqual( value );
	} );

	it.each( [
		'{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"x":{"a":1,"b":{},"a":2}}', '{"x":[{"a":1,"a":1}]}', '{"":1,"":2}',
		'{"a" :1,"a"\n:2}', '{"__proto__":1,"__proto__":2}'
	] )( 'refuses a key that stands twice: %s', ( text ) => {
		expect( () => readJson( text ) ).toThrow( 'a key stands twice' );
	} );

	it.each( [ '{"a":1.0}', '{"a":1e3}', '{"a":[0.5]}', '{"a":9007199254740992}' ] )( 'refuses numbers that are not whole: %s', ( text ) => {
		expect( () => readJson( text ) ).toThrow( 'whole' );
	} );

	it.each( [ '{"a":"\\ud800"}', '{"\\udc00":1}', '{"a":"\\uDE00\\uD83D"}' ] )( 'refuses halves of pairs: %s', ( text ) => {
		expect( () => readJson( text ) ).toThrow( 'surrogate' );
	} );

	it.each( [ '', '[]', 'null', '"a"', ' {}', '{}\n', '\ufeff{}', '{', '{"a":NaN}', '{a:1}', '{}{}' ] )( 'refuses %j', ( text ) => {
		expect( () => readJson( text ) ).toThrow();
	} );

	it( 'reads a text as long as the largest bucket', () => {
		const text = JSON.stringify( { a: '\\"'.repeat( 60000 ) } );
		expect( readJson( text ).a ).toHaveLength( 120000 );
	} );

	it( 'writes nothing it would not read', () => {
		const written = writeJson( { a: 'cut \ud83d', b: [ '\\ud83d stays' ] } );
		expect( readJson( written ) ).toEqual( { a: 'cut \ufffd', b: [ '\\ud83d stays' ] } );
	} );
} );
