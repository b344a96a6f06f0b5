// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import ar from './data/sentences.ar.json';
import de from './data/sentences.de.json';
import en from './data/sentences.en.json';
import { hintsIn, latinDigits, sentencesOf } from './hints';

interface Sample {
	text: string;
	hints: string[];
}

const kindsOf = ( text: string ): string[] => hintsIn( text ).map( ( hint ) => hint.kind );

/** How many of the rules' hints are wanted, and how many of the wanted ones they give. */
function judge( samples: readonly Sample[] ): { precision: number; recall: number; wrong: string[] } {
	let right = 0;
	let given = 0;
	let wanted = 0;
	const wrong: string[] = [];
	for ( const { text, hints } of samples ) {
		const kinds = kindsOf( text );
		const left = [ ...hints ];
		const hits = kinds.filter( ( kind ) => left.includes( kind ) && left.splice( left.indexOf( kind ), 1 ) );
		right += hits.length;
		given += kinds.length;
		wanted += hints.length;
		if ( hits.length !== kinds.length || left.length ) {
			wrong.push( `${ text } → ${ kinds.join() || 'nothing' }, not ${ hints.join() || 'nothing' }` );
		}
	}
	return { precision: right / given, recall: right / wanted, wrong };
}

describe( 'hints', () => {
	// Floors, not boasts: each set holds sentences that the rules are known to miss.
	it.each( [ [ 'en', en ], [ 'de', de ], [ 'ar', ar ] ] as const )( 'are right often enough in %s', ( _, { sentences } ) => {
		expect( sentences.length ).toBeGreaterThanOrEqual( 40 );
		expect( sentences.filter( ( one ) => one.hints.length === 0 ).length ).toBeGreaterThanOrEqual( 10 );
		const { precision, recall, wrong } = judge( sentences );
		expect( precision, wrong.join( '\n' ) ).toBeGreaterThanOrEqual( 0.9 );
		expect( recall, wrong.join( '\n' ) ).toBeGreaterThanOrEqual( 0.9 );
	} );

	it( 'point at their sentence and at no other', () => {
		const text = 'All was well. His real name is Peter Sample. Then it ended.';
		const [ { from, to } ] = hintsIn( text );
		expect( text.slice( from, to ) ).toBe( 'His real name is Peter Sample.' );
	} );

	it( 'read every digit people write with, and leave each in its place', () => {
		expect( latinDigits( 'a٠١٢۷۸۹b' ) ).toBe( 'a012789b' );
		for ( const number of [ '0171 2345678', '٠١٧١ ٢٣٤٥٦٧٨', '۰۱۷۱ ۲۳۴۵۶۷۸' ] ) {
			expect( kindsOf( `It was ${ number } all along.` ), number ).toEqual( [ 'phone' ] );
		}
	} );

	it( 'take nothing out of addresses of pages', () => {
		expect( kindsOf( 'See https://example.org/w/index.php?title=His_real_name_is_Bob&x=0171-2345678' ) ).toEqual( [] );
	} );

	it( 'see a change one sentence away, and not two', () => {
		expect( kindsOf( 'He harassed me. See Special:Diff/5.' ) ).toEqual( [] );
		expect( kindsOf( 'He harassed me. It was bad. See Special:Diff/5.' ) ).toEqual( [ 'unshown' ] );
	} );

	it( 'are quick on long and hostile text', () => {
		const text = ( 'a@'.repeat( 2000 ) + ' ' + '1 '.repeat( 3000 ) + '(((' + 'his '.repeat( 3000 ) + '. ' ).repeat( 2 );
		expect( Array.isArray( hintsIn( text ) ) ).toBe( true );
	} );
} );

describe( 'sentences', () => {
	it.each( [
		[ 'One. Two! Three? Four', [ 'One.', 'Two!', 'Three?', 'Four' ] ],
		[ 'On 3. May, e.g. Dr. Who, it began.', [ 'On 3. May, e.g. Dr. Who, it began.' ] ],
		[ 'هل رأيت؟ نعم. انتهى', [ 'هل رأيت؟', 'نعم.', 'انتهى' ] ],
		[ 'A line\nanother', [ 'A line', 'another' ] ],
		[ 'He said “no.” Then left.', [ 'He said “no.”', 'Then left.' ] ],
		[ '', [] ]
	] )( 'end where they end: %s', ( text, wanted ) => {
		expect( sentencesOf( text ).map( ( { from, to } ) => text.slice( from, to ) ) ).toEqual( wanted );
	} );
} );
