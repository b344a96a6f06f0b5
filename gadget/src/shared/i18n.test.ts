// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Banana from 'banana-i18n';
import { describe, expect, it } from 'vitest';
import { directionOf, pickLanguage } from './i18n';

type Messages = Record<string, string>;

const FOLDER = join( __dirname, '..', '..', 'i18n' );

function messagesOf( language: string ): Messages {
	const messages = JSON.parse( readFileSync( join( FOLDER, language + '.json' ), 'utf8' ) ) as Messages;
	delete messages[ '@metadata' ];
	return messages;
}

/** The numbered parameters a message uses. */
function parametersOf( message: string ): string[] {
	return Array.from( new Set( message.match( /\$\d/g ) ?? [] ) ).sort();
}

describe( 'the language of a page', () => {
	it( 'is the first wanted one that is complete', () => {
		expect( pickLanguage( [ 'als', 'de-at', 'en' ] ) ).toBe( 'de' );
		expect( pickLanguage( [ 'arz', 'ar' ] ) ).toBe( 'ar' );
		expect( pickLanguage( [ 'xx' ] ) ).toBe( 'en' );
		expect( directionOf( 'ar' ) ).toBe( 'rtl' );
		expect( directionOf( 'de' ) ).toBe( 'ltr' );
	} );
} );

describe( 'messages', () => {
	const english = messagesOf( 'en' );
	const others = readdirSync( FOLDER ).map( ( file ) => file.replace( '.json', '' ) ).filter( ( language ) => language !== 'en' );

	it.each( others )( 'are complete in %s', ( language ) => {
		expect( Object.keys( messagesOf( language ) ).sort() ).toEqual( Object.keys( english ).sort() );
	} );

	it.each( others.filter( ( language ) => language !== 'qqq' ) )( 'use the same parameters in %s', ( language ) => {
		const messages = messagesOf( language );
		const different = Object.keys( english ).filter( ( key ) =>
			parametersOf( messages[ key ] ).join() !== parametersOf( english[ key ] ).join() );
		expect( different ).toEqual( [] );
	} );

	it( 'are sorted, so that changes can be read', () => {
		for ( const language of [ 'en', ...others ] ) {
			const keys = Object.keys( messagesOf( language ) );
			expect( keys, language ).toEqual( [ ...keys ].sort() );
		}
	} );

	it( 'hold no HTML', () => {
		for ( const language of [ 'en', ...others.filter( ( code ) => code !== 'qqq' ) ] ) {
			for ( const [ key, message ] of Object.entries( messagesOf( language ) ) ) {
				expect( message, language + ' ' + key ).not.toMatch( /<\/?[a-z]/i );
			}
		}
	} );

	it( 'count in Arabic, too', () => {
		const banana = new Banana( 'ar', { messages: { ar: { days: '{{PLURAL:$1|لا أيام|يوم|يومان|$1 أيام|$1 يومًا|$1 يوم}}' } } } );
		expect( banana.i18n( 'days', 2 ) ).toBe( 'يومان' );
	} );
} );
