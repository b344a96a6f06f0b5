// SPDX-License-Identifier: AGPL-3.0-or-later
/** Templates with named parameters, as a wiki's preload may hold them. */

export interface Parameter {
	name: string;
	/** From its bar to the next, or to the end of the box. */
	from: number;
	to: number;
	/** Where its value begins. */
	value: number;
}

export interface Box {
	/** After its closing brackets. */
	to: number;
	parameters: Parameter[];
}

/** A parameter between two bars; null when it has no name. */
function parameterIn( text: string, from: number, to: number ): Parameter | null {
	const [ named, name ] = /^\|([^={}[\]|]+)=/.exec( text.slice( from, to ) ) ?? [];
	return named ? { name: name.trim(), from, to, value: from + named.length } : null;
}

/** The parameters between the bars of a template. */
function parametersIn( text: string, bars: readonly number[], end: number ): Parameter[] {
	return bars.map( ( bar, index ) => parameterIn( text, bar, bars[ index + 1 ] ?? end ) )
		.filter( ( one ): one is Parameter => one !== null );
}

/** The outermost templates that have named parameters. One that does not end is none. */
export function boxesIn( text: string ): Box[] {
	const boxes: Box[] = [];
	/** What is open, from the outside in, and the bars of the outermost. */
	const open: string[] = [];
	let bars: number[] = [];
	for ( let at = 0; at < text.length; at++ ) {
		const two = text.slice( at, at + 2 );
		if ( two === '{{' || two === '[[' ) {
			open.push( two === '{{' ? '}}' : ']]' );
			at++;
		} else if ( open.length && two === open[ open.length - 1 ] ) {
			open.pop();
			if ( !open.length && two === '}}' ) {
				boxes.push( { to: at + 2, parameters: parametersIn( text, bars, at ) } );
			}
			bars = open.length ? bars : [];
			at++;
		} else if ( text[ at ] === '|' && open.length === 1 && open[ 0 ] === '}}' ) {
			bars.push( at );
		}
	}
	return boxes.filter( ( box ) => box.parameters.length > 0 );
}
