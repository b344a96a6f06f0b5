// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { filled, firstPlaceholder, inserted, languageOf, openPlaceholders, TEMPLATES, templatesFor, wordsOf } from './templates';

describe( 'templates', () => {
	it( 'find every place that is still open', () => {
		expect( openPlaceholders( 'Dear {{name}}, ### and #### until {{day}}, {{name}}' ) ).toEqual( [ '{{name}}', '###', '####', '{{day}}' ] );
		expect( openPlaceholders( 'A ## B {x} {{\n}} C#' ) ).toEqual( [] );
		expect( firstPlaceholder( 'ab ### c' ) ).toEqual( { start: 3, end: 6 } );
		expect( firstPlaceholder( 'nothing' ) ).toBeNull();
	} );

	it( 'fill in what is known and leave the rest open', () => {
		expect( filled( '{{team}} says {{constructor}} to {{name}} by {{day}}', { team: 'We', day: '' } ) ).toBe( 'We says {{constructor}} to {{name}} by {{day}}' );
	} );

	it( 'are there in every language, with the same places to fill', () => {
		expect( TEMPLATES.length ).toBeGreaterThan( 5 );
		for ( const { id, texts, act } of TEMPLATES ) {
			expect( [ 'message', 'closed' ], id ).toContain( act );
			const places = openPlaceholders( texts.en?.text ?? '' ).sort();
			for ( const lang of [ 'en', 'de', 'ar' ] ) {
				expect( texts[ lang ]?.title, `${ id } ${ lang }` ).toBeTruthy();
				expect( openPlaceholders( texts[ lang ]?.text ?? '' ).sort(), `${ id } ${ lang }` ).toEqual( places );
			}
		}
	} );

	it( 'come in the writer’s language where they can, in English else, and say which it is', () => {
		const { id } = TEMPLATES[ 0 ];
		expect( wordsOf( id, 'de-AT', {} )?.lang ).toBe( 'de' );
		expect( wordsOf( id, 'sw', {} )?.lang ).toBe( 'en' );
		expect( wordsOf( 'none', 'en', {} ) ).toBeNull();
		expect( languageOf( TEMPLATES[ 0 ], 'constructor' ) ).toBe( 'en' );
		expect( templatesFor( 'closed', 'de' ).every( ( one ) => one.title ) ).toBe( true );
	} );

	it( 'never replace what was written', () => {
		expect( inserted( 'Hello.  Bye.', 6, 'WORDS' ) ).toBe( 'Hello.\n\nWORDS\n\nBye.' );
		expect( inserted( '', 0, 'WORDS' ) ).toBe( 'WORDS' );
	} );
} );
