// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { choicesAmong, isShown, isWanted, NOTHING, readShown, writeShown } from './filters';
import { line } from './test-line';

const ama = { person: 'ama', today: '2026-11-22' };
const ALL = readShown( '', '' );
const taken = ( person: string, until = '2026-11-23' ) => ( { person, name: person, until } );
const summary = ( wiki: string, about: string[] = [], kinds: string[] = [] ) => ( { wiki, about, kinds, excerpt: '', lang: '' } );

describe( 'what the service knows', () => {
	it( 'is chosen from what there is, whatever the address says', () => {
		const shown = readShown( '?who=mine&turn=<b>&due=late&uselang=de&wiki=de.wikipedia.org', 'new' );
		expect( shown ).toEqual( { state: 'new', who: 'mine', turn: '', due: 'late', kind: '', muted: '' } );
		expect( writeShown( '?uselang=de&turn=team', shown ) ).toBe( '?uselang=de&state=new&who=mine&due=late' );
		expect( writeShown( '?who=mine', ALL ) ).toBe( '' );
	} );

	it.each( [
		[ {}, {}, true ],
		[ { state: 'new' }, { state: 'closed' }, false ],
		[ { turn: 'team' }, { turn: 'writer' }, false ],
		[ { turn: 'team' }, {}, true ],
		[ { kind: 'invitation' }, {}, false ],
		[ { kind: 'invitation' }, { kind: 'invitation' }, true ],
		[ { who: 'mine' }, {}, false ],
		[ { who: 'mine' }, { taken: taken( 'ama' ) }, true ],
		[ { who: 'mine' }, { taken: taken( 'ama', '2026-11-21' ) }, false ],
		[ { who: 'mine' }, { taken: taken( 'bilal' ) }, false ],
		[ { who: 'free' }, { taken: taken( 'bilal' ) }, false ],
		[ { who: 'free' }, { taken: taken( 'bilal', '2026-11-21' ) }, true ],
		[ { due: 'late' }, { answer_by: '2026-11-22' }, false ],
		[ { due: 'late' }, { answer_by: '2026-11-21' }, true ],
		[ { due: 'late' }, {}, false ],
		[ { due: 'week' }, { answer_by: '2026-11-29' }, true ],
		[ { due: 'week' }, { answer_by: '2026-11-30' }, false ],
		[ { due: 'week' }, { clocks: [ { kind: 'update', due: '2026-11-21' } ] }, true ],
		[ {}, { muted: true }, false ],
		[ { muted: '1' }, { muted: true }, true ],
		[ { muted: '1' }, {}, true ]
	] )( '%j shows %j: %s', ( wanted, is, expected ) => {
		expect( isShown( line( 'a', is ), { ...ALL, ...wanted }, ama ) ).toBe( expected );
	} );
} );

describe( 'what is sealed', () => {
	const one = summary( 'de.wikipedia.org', [ 'example_user' ], [ '3.1-doxing' ] );

	it( 'is found only in what is open', () => {
		expect( isWanted( null, NOTHING, '' ) ).toBe( true );
		expect( isWanted( null, { ...NOTHING, wiki: 'de.wikipedia.org' }, '' ) ).toBe( false );
		expect( isWanted( one, { ...NOTHING, wiki: 'de.wikipedia.org', category: '3.1-doxing', person: 'Example user', words: 'schule' }, 'meine schule' ) ).toBe( true );
		expect( isWanted( one, { ...NOTHING, wiki: 'en.wikipedia.org' }, '' ) ).toBe( false );
		expect( isWanted( one, { ...NOTHING, category: '3.1-insults' }, '' ) ).toBe( false );
		expect( isWanted( one, { ...NOTHING, person: 'Somebody' }, '' ) ).toBe( false );
		expect( isWanted( one, { ...NOTHING, words: 'schule' }, 'anderes' ) ).toBe( false );
	} );

	it( 'is counted, each report once', () => {
		const some = [ one, summary( 'de.wikipedia.org', [ 'Example user', 'Example_user' ] ), summary( '', [ 'Other' ], [ '3.1-doxing', '3.1-doxing' ] ) ];
		expect( choicesAmong( some ) ).toEqual( {
			wiki: [ [ 'de.wikipedia.org', 2 ] ], category: [ [ '3.1-doxing', 2 ] ], person: [ [ 'Example user', 2 ], [ 'Other', 1 ] ]
		} );
	} );
} );
