// SPDX-License-Identifier: AGPL-3.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

type Messages = Record<string, string>;

const read = ( language: string ): Messages =>
	JSON.parse( readFileSync( join( __dirname, '../../i18n', language + '.json' ), 'utf8' ) ) as Messages;
const ours = ( messages: Messages ): string[] => Object.keys( messages ).filter( ( key ) => key.startsWith( 'alcove-form-' ) );
const english = read( 'en' );

const source = ( readdirSync( __dirname, { recursive: true } ) as string[] )
	.filter( ( name ) => /(\.vue|\.ts)$/.test( name ) && !/test/.test( name ) )
	.map( ( name ) => readFileSync( join( __dirname, name ), 'utf8' ) ).join( '\n' );

describe( 'the form\'s words', () => {
	it.each( [ 'de', 'ar', 'qqq' ] )( 'are complete in %s, and none is left over', ( language ) => {
		expect( ours( read( language ) ).sort() ).toEqual( ours( english ).sort() );
		expect( ours( read( language ) ).filter( ( key ) => !read( language )[ key ].trim() ) ).toEqual( [] );
	} );

	it.each( [ 'de', 'ar' ] )( 'name the same things in %s', ( language ) => {
		const params = ( text: string ): string => Array.from( new Set( text.match( /\$\d/g ) ) ).sort().join();
		const messages = read( language );
		expect( ours( english ).filter( ( key ) => params( messages[ key ] ) !== params( english[ key ] ) ) ).toEqual( [] );
	} );

	it( 'are all there that the code asks for by name', () => {
		const asked = source.match( /(?<=')alcove-form-[a-z0-9-]*[a-z0-9](?=')/g ) ?? [];
		expect( Array.from( new Set( asked ) ).filter( ( key ) => !( key in english ) ) ).toEqual( [] );
	} );

	it( 'shout at nobody, and use none of the words that frighten or confuse', () => {
		const bad = /!|\b(incident|submit|violation|encrypt|victim|accus)/i;
		expect( ours( english ).filter( ( key ) => bad.test( english[ key ] ) ) ).toEqual( [] );
	} );
} );
