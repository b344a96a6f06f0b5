// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { languageChoice } from './answer';
import type { Opened } from './opened';

const open = { session: { language: 'de' } } as Pick<Opened, 'session'>;
const offered = ( writers: string ): string[] =>
	Array.from( languageChoice( open, writers, '' ).options, ( { value, textContent } ) => `${ value } ${ textContent }` );

describe( 'the language of an answer', () => {
	it( 'is the writer\'s first, then the reader\'s, then English', () => {
		expect( offered( 'fr' ) ).toEqual( [ 'fr Französisch', 'de Deutsch', 'en Englisch' ] );
	} );

	it( 'may be one that browsers know no name for, or refuse: whoever wrote so can still be answered', () => {
		expect( offered( 'tlh-x1' )[ 0 ] ).toBe( 'tlh-x1 tlh-x1' );
		expect( offered( '"><b>' ) ).toEqual( [ 'de Deutsch', 'en Englisch' ] );
	} );
} );
