// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { Member, Statement } from '../../sealing';
import { decide, readersAfter, sums, wanted, type Holding } from './upkeep';

const TODAY = '2026-11-22';
const member = ( name: string, more: Partial<Member> = {} ): Member => ( {
	name, home: 'meta', role: 'member', age: 'age-' + name, ed25519: 'key-' + name, fingerprint: 'fp-' + name, ...more
} );
const [ ada, ben, cho, dia ] = [ 'ada', 'ben', 'cho', 'dia' ].map( ( name ) => member( name ) );
const list = ( ...members: Member[] ): Statement => ( { members } as Statement );
const holding = ( holders: Member[], more: Partial<Holding> = {} ): Holding => ( {
	vault: 'v', team: 'u4c', kind: 'thread', matter: null, thread: null, epoch: 0, timed: {}, mine: [ 0 ],
	holders: holders.map( ( one ) => one.fingerprint ), ...more
} );
const out = ( ...members: Member[] ): { barred: string[] } => ( { barred: members.map( ( one ) => one.ed25519 ) } );
const names = ( members: Member[] | undefined ): string[] => ( members ?? [] ).map( ( one ) => one.name );

describe( 'what has to be done so that the right people can read', () => {
	it( 'is nothing when everybody in the list holds the newest key', () => {
		expect( wanted( holding( [ ada, ben ] ), list( ada, ben ), ada.fingerprint, TODAY ) ).toBeNull();
	} );

	it( 'lets in who joined, locks out who left, and does both for new keys', () => {
		const joined = wanted( holding( [ ada ] ), list( ada, ben ), ada.fingerprint, TODAY );
		expect( [ names( joined?.grant ), joined?.gone ] ).toEqual( [ [ 'ben' ], [] ] );
		const left = wanted( holding( [ ada, ben ] ), list( ada ), ada.fingerprint, TODAY );
		expect( [ names( left?.grant ), left?.gone ] ).toEqual( [ [], [ 'fp-ben' ] ] );
		const renewed = member( 'ben', { age: 'age-2', ed25519: 'key-2', fingerprint: 'fp-2' } );
		const again = wanted( holding( [ ada, ben ] ), list( ada, renewed ), ada.fingerprint, TODAY );
		expect( [ again?.grant, again?.gone ] ).toEqual( [ [ renewed ], [ 'fp-ben' ] ] );
		expect( readersAfter( again! ) ).toEqual( [ 'fp-ada', 'fp-2' ] );
	} );

	it( 'lets in nobody who is only named for single matters', () => {
		const staff = member( 'staff', { role: 'staff' } );
		expect( wanted( holding( [ ada ] ), list( ada, staff ), ada.fingerprint, TODAY ) ).toBeNull();
		expect( wanted( holding( [ ada, staff ] ), list( ada, staff ), ada.fingerprint, TODAY )?.gone ).toEqual( [ 'fp-staff' ] );
	} );

	it( 'locks out whose time has ended, and not a day before', () => {
		const tam = member( 'tam', { role: 'translator' } );
		const timed = ( until: string ): Holding => holding( [ ada ], { timed: { 'fp-tam': until } } );
		expect( wanted( timed( TODAY ), list( ada, tam ), ada.fingerprint, TODAY ) ).toBeNull();
		expect( wanted( timed( '2026-11-21' ), list( ada, tam ), ada.fingerprint, TODAY )?.gone ).toEqual( [ 'fp-tam' ] );
		expect( wanted( timed( '2027-01-01' ), list( ada ), ada.fingerprint, TODAY )?.gone ).toEqual( [ 'fp-tam' ] );
	} );

	it( 'is not for who reads for a time', () => {
		const mine = holding( [ ben ], { timed: { 'fp-ada': '2027-01-01' } } );
		expect( wanted( mine, list( ada, ben, cho ), ada.fingerprint, TODAY ) ).toBeNull();
	} );

	it( 'never lets in whom the vault leaves out, under whatever key', () => {
		const need = wanted( holding( [ ada ] ), list( ada, ben, cho ), ada.fingerprint, TODAY )!;
		expect( names( decide( need, out( ben ), list( ada, ben, cho ), null )?.grant ) ).toEqual( [ 'cho' ] );
		expect( decide( need, out( ben, cho ), list( ada, ben, cho ), null ) ).toBeNull();
		const renewed = member( 'ben', { age: 'age-2', ed25519: 'key-2', fingerprint: 'fp-2' } );
		const marks = { barred: [ 'key-ben', JSON.stringify( [ 'ben', 'meta' ] ) ] };
		const other = wanted( holding( [ ada ] ), list( ada, renewed ), ada.fingerprint, TODAY )!;
		expect( decide( other, marks, list( ada, renewed ), null ) ).toBeNull();
	} );

	it( 'locks out who holds a vault that leaves them out', () => {
		const need = wanted( holding( [ ada, ben ] ), list( ada, ben, cho ), ada.fingerprint, TODAY )!;
		const decided = decide( need, out( ben ), list( ada, ben, cho ), null );
		expect( [ decided?.gone, names( decided?.grant ) ] ).toEqual( [ [ 'fp-ben' ], [ 'cho' ] ] );
	} );

	it( 'locks out who took no more part, and does not let them in again under the same key or another', () => {
		const left = holding( [ ada, cho ], { timed: { 'fp-ben': '2026-11-21' } } );
		const need = wanted( left, list( ada, ben, cho ), ada.fingerprint, TODAY )!;
		const decided = decide( need, out( ben ), list( ada, ben, cho ), null );
		expect( [ decided?.gone, decided?.grant, readersAfter( decided! ) ] ).toEqual( [ [ 'fp-ben' ], [], [ 'fp-ada', 'fp-cho' ] ] );
		const renewed = member( 'ben', { age: 'age-2', ed25519: 'key-2', fingerprint: 'fp-2' } );
		const anew = list( ada, renewed, cho );
		const again = decide( wanted( left, anew, ada.fingerprint, TODAY )!, out( renewed ), anew, null );
		expect( [ again?.gone, again?.grant ] ).toEqual( [ [ 'fp-ben' ], [] ] );
	} );

	it( 'gives a file to nobody who does not read its thread', () => {
		const thread = holding( [ ada, ben ], { vault: 't' } );
		const file = holding( [ ada, ben, dia ], { kind: 'file', thread: 't' } );
		const all = list( ada, ben, dia, cho );
		const need = wanted( file, all, ada.fingerprint, TODAY, thread )!;
		const decided = decide( need, out(), all, [ 'fp-ada', 'fp-ben' ] );
		expect( [ decided?.gone, decided?.grant ] ).toEqual( [ [ 'fp-dia' ], [] ] );
	} );

	it( 'sees that somebody was kept out of a thread but not yet of its file', () => {
		const file = holding( [ ada, ben ], { kind: 'file', thread: 't' } );
		expect( wanted( file, list( ada, ben ), ada.fingerprint, TODAY, holding( [ ada ] ) ) ).not.toBeNull();
		expect( wanted( file, list( ada, ben ), ada.fingerprint, TODAY, holding( [ ada, ben ] ) ) ).toBeNull();
	} );

	it( 'is added up by team and person, and names nobody whom no list names', () => {
		const [ one, two ] = [ holding( [ ada ] ), holding( [ ada, ben ] ) ];
		const needs = [ { holding: one, grant: [ cho ], gone: [] }, { holding: two, grant: [ cho ], gone: [ 'fp-ben', 'fp-nobody' ] } ];
		const team = { id: 'u4c', statement: list( ada, cho ), statements: [ list( ada, ben ), list( ada, cho ) ] };
		expect( sums( needs, [ team, { ...team, id: 'other' } ] ) ).toEqual( [ {
			team: 'u4c', grants: [ { member: cho, vaults: 2 } ], locks: [ { name: 'ben', vaults: 1 }, { name: '', vaults: 1 } ]
		} ] );
	} );
} );
