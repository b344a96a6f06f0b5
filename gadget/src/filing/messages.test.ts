// SPDX-License-Identifier: AGPL-3.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import bars from './data/bars.json';
import hints from './data/hints.json';
import problems from './data/problems.json';
import { SCREENS } from './steps';

type Messages = Record<string, string>;

const read = ( language: string ): Messages => JSON.parse( readFileSync( join( __dirname, '../../i18n', language + '.json' ), 'utf8' ) ) as Messages;
const english = read( 'en' );
const ours = Object.keys( english ).filter( ( key ) => key.startsWith( 'alcove-filing-' ) );
const source = ( readdirSync( __dirname, { recursive: true } ) as string[] ).filter( ( name ) => /\.(vue|ts)$/.test( name ) && !/test/.test( name ) )
	.map( ( name ) => readFileSync( join( __dirname, name ), 'utf8' ) ).join( '\n' );

describe( 'the words of a request', () => {
	it( 'are all there that the code asks for by name', () => {
		const asked = source.match( /(?<=')alcove-filing-[a-z0-9-]*[a-z0-9](?=')/g ) ?? [];
		expect( Array.from( new Set( asked ) ).filter( ( key ) => !( key in english ) ) ).toEqual( [] );
	} );

	it( 'are all there that the data ask for', () => {
		const keys = [
			...bars.bars.flatMap( ( { id } ) => [ 'bar-' + id, `bar-${ id }-why` ] ),
			...[ ...hints.rules.map( ( { kind } ) => kind ), 'unshown' ].map( ( kind ) => 'hint-' + kind ),
			...[ ...problems.problems.map( ( { say } ) => say ), 'other', 'captcha-elsewhere', 'unanswered', 'list-closed' ].map( ( say ) => 'problem-' + say ),
			...[ ...SCREENS, 'done' ].map( ( screen ) => screen + '-title' )
		];
		expect( keys.filter( ( key ) => !( 'alcove-filing-' + key in english ) ) ).toEqual( [] );
	} );

	it( 'shout at nobody, and use none of the words that frighten or confuse', () => {
		const bad = /!|\b(incident|submit|violation|encrypt|victim|accus)/i;
		expect( ours.filter( ( key ) => bad.test( english[ key ] ) ) ).toEqual( [] );
	} );
} );
