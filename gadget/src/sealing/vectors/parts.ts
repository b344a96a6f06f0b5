// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What several vectors of a file have in common stands in it once: `{"part": 3}` is its part 3.
 *
 * Only whole envelopes, grants and statements are shared; each case still says which of them it has, where, and in which order.
 */
import type { VectorCase, VectorFile } from './vectors';

type Place = [ holder: Record<string, unknown>, key: string ];

/** Where an envelope, a grant or a statement stands in what a case is given. */
function placesIn( value: unknown ): Place[] {
	if ( typeof value !== 'object' || value === null || Array.isArray( value ) ) {
		return [];
	}
	return Object.entries( value ).flatMap( ( [ name, inner ] ): Place[] => {
		if ( name === 'envelopes' || name === 'grants' ) {
			return ( inner as Record<string, unknown>[] ).map( ( stored ) => [ stored, 'data' ] );
		}
		return name === 'statements' ? Object.keys( inner ).map( ( at ) => [ inner, at ] ) : placesIn( inner );
	} );
}

/** The text of a file, one part and one case a line. */
export function writeShared( { note, made_by: maker, cases }: VectorFile ): string {
	const copies: VectorCase[] = JSON.parse( JSON.stringify( cases ) );
	const places = copies.flatMap( placesIn );
	const times = new Map<string, number>();
	for ( const [ holder, key ] of places ) {
		const text = JSON.stringify( holder[ key ] );
		times.set( text, ( times.get( text ) || 0 ) + 1 );
	}
	const parts = Array.from( times.keys() ).filter( ( text ) => times.get( text ) !== 1 );
	for ( const [ holder, key ] of places ) {
		const part = parts.indexOf( JSON.stringify( holder[ key ] ) );
		if ( part >= 0 ) {
			holder[ key ] = { part };
		}
	}
	const head = [ `"note":${ JSON.stringify( note ) }`, `"made_by":${ JSON.stringify( maker ) }` ];
	const lists = [ [ 'parts', parts ], [ 'cases', copies.map( ( one ) => JSON.stringify( one ) ) ] ] as [ string, string[] ][];
	const written = lists.filter( ( [ , texts ] ) => texts.length ).map( ( [ name, texts ] ) => `"${ name }":[\n${ texts.join( ',\n' ) }\n]` );
	return `{\n${ head.concat( written ).join( ',\n' ) }\n}\n`;
}

/** The cases of a file of either maker, each whole again. */
export function readShared( text: string ): VectorCase[] {
	const { parts = [], cases } = JSON.parse( text ) as { parts?: unknown[]; cases: VectorCase[] };
	const whole = ( value: unknown ): unknown => {
		if ( Array.isArray( value ) ) {
			return value.map( whole );
		}
		if ( typeof value !== 'object' || value === null ) {
			return value;
		}
		const keys = Object.keys( value );
		return keys.length === 1 && keys[ 0 ] === 'part' ? parts[ ( value as { part: number } ).part ] :
			Object.fromEntries( Object.entries( value ).map( ( [ key, inner ] ) => [ key, whole( inner ) ] ) );
	};
	return whole( cases ) as VectorCase[];
}
