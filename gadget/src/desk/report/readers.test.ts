// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { GoodEntry, Member, Statement } from '../../sealing';
import type { Decision } from './filing';
import { lent, readersOf, toldOut, unfinished, without } from './recusal';

const member = ( name: string, role: Member[ 'role' ] = 'member' ): Member => ( {
	name, home: 'meta', role, age: 'age-' + name, ed25519: 'key-' + name, fingerprint: 'fp-' + name
} );
const [ ada, ben, cho, dia, tam ] = [ member( 'ada' ), member( 'ben' ), member( 'cho' ), member( 'dia', 'observer' ), member( 'tam', 'translator' ) ];
const statement = { members: [ ada, ben, cho, dia, tam ] } as Statement;
const reading = { barred: [ 'key-cho' ], holders: [ 'fp-ada', 'fp-ben', 'fp-cho', 'fp-tam' ] };
const decision = ( more: Partial<Decision> ): Decision => ( { what: 'grant', name: 'tam', home: 'meta', until: '2026-11-30', how: '', ...more } as Decision );

describe( 'who can read a report', () => {
	it( 'is in the list, was given the key and is not left out', () => {
		const found = readersOf( reading, statement );
		expect( found ).toEqual( { members: [ ada, ben ], later: [ dia ], out: [ cho ] } );
	} );

	it( 'is said of guests as members signed it, up to their last day', () => {
		const of = ( decisions: Decision[], today: string ): string[] => lent( decisions, reading, statement, today ).map( ( one ) => one.member.name + ' ' + one.until );
		expect( of( [ decision( {} ) ], '2026-11-30' ) ).toEqual( [ 'tam 2026-11-30' ] );
		expect( of( [ decision( {} ) ], '2026-12-01' ) ).toEqual( [] );
		expect( of( [ decision( {} ), decision( { until: '2026-12-24' } ) ], '2026-12-01' ) ).toEqual( [ 'tam 2026-12-24' ] );
		expect( of( [ decision( { name: 'cho' } ), decision( { name: 'nobody' } ), decision( { home: 'de' } ) ], '2026-11-22' ) ).toEqual( [] );
	} );

	it( 'knows who is to be kept out', () => {
		const wish = decision( { what: 'recuse', name: 'ben', how: 'full' } );
		const inside = without( readersOf( reading, statement ) );
		expect( toldOut( [ wish ], inside ) ).toEqual( [ ben ] );
		expect( toldOut( [ { ...wish, how: 'voting' } ], inside ) ).toEqual( [] );
		expect( toldOut( [ { ...wish, name: 'cho' } ], inside ) ).toEqual( [] );
	} );

	it( 'is not as it should be while somebody is out of the thread and not of the file', () => {
		const decided = ( name: string ): GoodEntry => ( { ok: true, epoch: 0, n: 1, hash: '', header: { kind: 'decision' }, text: '',
			body: { what: 'recuse', how: 'full', name, home: 'meta', reason: 'r' }, from: { role: 'member', member: ada } } as unknown as GoodEntry );
		const of = ( recused: string[], fileRecused: string[], ...said: GoodEntry[] ): [ string, boolean ][] => unfinished( {
			statement, person: { ed25519Public: 'key-ada' }, reading: { ...reading, barred: [ ...reading.barred, ...recused ], head: {}, recused, lines: [] },
			file: { reading: { entries: said, excluded: [], recused: fileRecused } }
		} as unknown as Parameters<typeof unfinished>[ 0 ] ).map( ( { member: { name }, isHalf } ) => [ name, isHalf ] );
		expect( of( [ 'key-ben' ], [] ) ).toEqual( [ [ 'ben', true ] ] );
		expect( of( [ 'key-ben' ], [ 'key-ben' ] ) ).toEqual( [] );
		expect( of( [], [], decided( 'ben' ) ) ).toEqual( [ [ 'ben', false ] ] );
		expect( of( [ 'key-ben' ], [], decided( 'ben' ) ) ).toEqual( [ [ 'ben', true ] ] );
		expect( of( [], [], decided( 'ada' ) ) ).toEqual( [] );
	} );
} );
