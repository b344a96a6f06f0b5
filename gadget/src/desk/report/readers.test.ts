// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { Member, Statement } from '../../sealing';
import type { Decision } from './filing';
import { lent, readersOf, waiting } from './readers';

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

	it( 'shows who is to be kept out and is not yet', () => {
		const wish = decision( { what: 'recuse', name: 'ben', how: 'full' } );
		expect( waiting( [ wish ], readersOf( reading, statement ) ) ).toEqual( [ ben ] );
		expect( waiting( [ { ...wish, how: 'voting' } ], readersOf( reading, statement ) ) ).toEqual( [] );
		expect( waiting( [ { ...wish, name: 'cho' } ], readersOf( reading, statement ) ) ).toEqual( [] );
	} );
} );
