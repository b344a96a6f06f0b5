// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Points at sentences that may not belong on a public page: what gives away private life, and accusations that nothing
 * nearby shows. The rules are data. It points, says why, and never stands in the way; everything stays in the browser.
 */
import data from './data/hints.json';

export interface Hint {
	kind: string;
	/** The sentence, as a part of the text. */
	from: number;
	to: number;
}

interface Rule {
	kind: string;
	patterns: string[];
	/** In these, capital letters count: they tell a name from a word. */
	exact?: string[];
	except?: string[];
}

interface Span {
	from: number;
	to: number;
}

/** A pattern between characters that are neither letters nor digits; \b knows only English letters. */
function whole( pattern: string, flags = 'iu' ): RegExp {
	return new RegExp( '(?:^|[^\\p{L}\\p{N}\\p{M}])(?:' + pattern + ')(?![\\p{L}\\p{N}\\p{M}])', flags );
}

const rules = ( data.rules as Rule[] ).map( ( { kind, patterns, exact, except } ) => ( {
	kind,
	patterns: [ ...patterns.map( ( one ) => whole( one ) ), ...( exact ?? [] ).map( ( one ) => whole( one, 'u' ) ) ],
	except: ( except ?? [] ).map( ( one ) => whole( one, 'giu' ) )
} ) );
const accusations = data.accusations.patterns.map( ( one ) => whole( one ) );
const notAccusing = data.accusations.except.map( ( one ) => whole( one ) );
const shown = data.accusations.shownBy.map( ( pattern ) => new RegExp( pattern, 'iu' ) );
const short = whole( '(?:' + data.abbreviations.join( '|' ) + ')\\.?' );

/** Arabic and Persian digits as ours, one for one, so that places in the text stay. */
export function latinDigits( text: string ): string {
	return text.replace( /[\u0660-\u0669\u06f0-\u06f9]/g, ( digit ) => String( digit.charCodeAt( 0 ) % 16 ) );
}

/** Sentences end with a mark and a blank, or with the line; not after an abbreviation, an initial or a number. */
export function sentencesOf( text: string ): Span[] {
	const spans: Span[] = [];
	let from = 0;
	const add = ( to: number ): void => {
		const lead = /^\s*/.exec( text.slice( from, to ) )![ 0 ].length;
		const body = text.slice( from, to ).trim();
		if ( body ) {
			spans.push( { from: from + lead, to: from + lead + body.length } );
		}
		from = to;
	};
	const ends = /\n+|[.!?؟。…]+["”»’)\]]*(?=\s|$)/g;
	for ( let end = ends.exec( text ); end; end = ends.exec( text ) ) {
		const before = text.slice( from, end.index );
		const word = /\S*$/.exec( before )![ 0 ];
		const goesOn = end[ 0 ] === '.' && ( /^(?:\p{L}|\d{1,2})$/u.test( word ) || short.test( ' ' + word ) );
		if ( !goesOn ) {
			add( end.index + end[ 0 ].length );
		}
	}
	add( text.length );
	return spans;
}

/** What addresses of pages say is no private life: they are taken out before looking, in the same length. */
function withoutLinks( text: string ): string {
	return text.replace( /https?:\/\/\S+|\[\[[^\]\n]*\]\]/g, ( one ) => '·'.repeat( one.length ) );
}

export function hintsIn( text: string ): Hint[] {
	const digits = latinDigits( text );
	const bare = withoutLinks( digits );
	const sentences = sentencesOf( bare );
	const hasProof = sentences.map( ( { from, to } ) => shown.some( ( pattern ) => pattern.test( digits.slice( from, to ) ) ) );
	return sentences.reduce<Hint[]>( ( found, span, index ) => {
		const sentence = bare.slice( span.from, span.to );
		const kinds = rules.filter( ( { patterns, except } ) => {
			const rest = except.reduce( ( left, pattern ) => left.replace( pattern, ' · ' ), sentence );
			return patterns.some( ( pattern ) => pattern.test( rest ) );
		} ).map( ( { kind } ) => kind );
		const near = hasProof[ index - 1 ] || hasProof[ index ] || hasProof[ index + 1 ];
		const says = ( patterns: RegExp[] ): boolean => patterns.some( ( pattern ) => pattern.test( sentence ) );
		if ( !near && !says( notAccusing ) && says( accusations ) ) {
			kinds.push( 'unshown' );
		}
		return found.concat( kinds.map( ( kind ) => ( { kind, ...span } ) ) );
	}, [] );
}
