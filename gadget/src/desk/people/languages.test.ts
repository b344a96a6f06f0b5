// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { codesIn, languageName, wrongCode } from './languages';

describe( 'languages somebody works in', () => {
	it( 'are read with spaces, commas or both between them, in small letters', () => {
		expect( codesIn( ' EN, de\n\tar,,pt-BR ' ) ).toEqual( [ 'en', 'de', 'ar', 'pt-br' ] );
		expect( codesIn( ' ' ) ).toEqual( [] );
	} );

	it( 'are codes; the first that is none is named', () => {
		expect( wrongCode( [ 'en', 'zh-min-nan', 'be-tarask' ] ) ).toBe( '' );
		expect( wrongCode( [ 'en', 'deutsch', 'e' ] ) ).toBe( 'deutsch' );
	} );

	it( 'have names, and codes that browsers refuse are shown as they are', () => {
		expect( languageName( 'fr', 'en' ) ).toBe( 'French' );
		expect( languageName( 'en-abcdefghijkl', 'en' ) ).toBe( 'en-abcdefghijkl' );
	} );
} );
