// SPDX-License-Identifier: AGPL-3.0-or-later
/** How far a report is, as a word and a shape: never by colour alone. */
import { t } from '../shared/i18n';
import { el } from './el';

export type State = 'new' | 'acknowledged' | 'closed' | 'withdrawn';
export type Turn = 'team' | 'writer' | 'nobody';

const SVG = 'http://www.w3.org/2000/svg';

/** A full disc: nobody has begun. A half one: begun. A ring with a tick: done. One with a bar: withdrawn. */
const SHAPES: Record<State, [ string, string ][]> = {
	new: [ [ 'circle', 'fill' ] ],
	acknowledged: [ [ 'circle', 'line' ], [ 'half', 'fill' ] ],
	closed: [ [ 'circle', 'line' ], [ 'tick', 'line' ] ],
	withdrawn: [ [ 'circle', 'line' ], [ 'bar', 'line' ] ]
};
const PATHS: Record<string, string> = {
	circle: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z',
	half: 'M8 2a6 6 0 0 1 0 12z',
	tick: 'M5.2 8.2l2 2 3.6-4',
	bar: 'M5 8h6'
};

function shape( state: State ): SVGSVGElement {
	const drawn = document.createElementNS( SVG, 'svg' );
	drawn.setAttribute( 'viewBox', '0 0 16 16' );
	drawn.setAttribute( 'class', 'shape' );
	drawn.setAttribute( 'aria-hidden', 'true' );
	for ( const [ path, look ] of SHAPES[ state ] ) {
		const part = document.createElementNS( SVG, 'path' );
		part.setAttribute( 'd', PATHS[ path ] );
		part.setAttribute( 'class', 'shape__' + look );
		drawn.append( part );
	}
	return drawn;
}

export function isState( state: unknown ): state is State {
	return typeof state === 'string' && Object.prototype.hasOwnProperty.call( SHAPES, state );
}

/** The state as a word and a shape; one this page does not know is shown as it is called. */
export function stateChip( state: unknown ): HTMLElement {
	return isState( state ) ?
		el( 'span', { class: 'state state--' + state }, shape( state ) as unknown as Node, t( 'alcove-thread-state-' + state ) ) :
		el( 'span', { class: 'state' }, String( state ) );
}

/** Who is expected to write next, in words. */
export function turnWords( turn: unknown ): string {
	return turn === 'team' || turn === 'writer' || turn === 'nobody' ? t( 'alcove-thread-turn-' + turn ) : String( turn );
}
