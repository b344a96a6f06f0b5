// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { alarmChores, inUrgency, keyChores, ownChores } from './chores';
import type { Me, Membership } from '../session';

const today = '2026-11-22';
const team = ( more: Partial<Membership> = {} ): Membership => ( {
	id: 'u4c', name: 'U4C', role: 'member', fingerprint: 'f', in_statement: true, statement_expires: '2027-01-20',
	intake: { intake: 'open', open: true, reason: '' }, authority: { needed: true, holds: true, checked: '2026-11-22' }, ...more
} );
const me = ( more: Partial<Me> = {}, ...teams: Membership[] ): Me => ( {
	person: { id: 'ama', name: 'Ama', home: '' }, teams: teams.length ? teams : [ team() ], keys: { age: '', ed25519: '', fingerprint: 'f' }, ...more
} );
const kinds = ( who: Me ): string[] => ownChores( who, today ).map( ( { kind } ) => kind );

describe( 'what lists and keys need', () => {
	it( 'is nothing when all is well', () => {
		expect( kinds( me() ) ).toEqual( [] );
		expect( kinds( me( {}, { id: 'u4c', name: '', role: 'member', fingerprint: 'f', in_statement: true } ) ) ).toEqual( [] );
	} );

	it( 'begins with one’s own keys', () => {
		expect( kinds( me( { keys: null }, team( { in_statement: false } ) ) ) ).toEqual( [ 'no_keys' ] );
		expect( kinds( me( {}, team( { in_statement: false } ) ) ) ).toEqual( [ 'not_listed' ] );
	} );

	it( 'calls out a list three weeks before its end, and after it', () => {
		expect( kinds( me( {}, team( { statement_expires: '2026-12-13' } ) ) ) ).toEqual( [ 'statement' ] );
		expect( kinds( me( {}, team( { statement_expires: '2026-12-14' } ) ) ) ).toEqual( [] );
		expect( kinds( me( {}, team( { statement_expires: '2026-11-01' } ) ) ) ).toEqual( [ 'statement' ] );
	} );

	it( 'does not bother who helps with single matters with what the team takes in', () => {
		const all = ( role: string ): string[] => kinds( me( {}, team( {
			role, statement_expires: '2026-12-01', intake: { intake: 'open', open: false, reason: 'too_few_active' }
		} ) ) );
		expect( [ 'observer', 'translator', 'staff' ].map( all ) ).toEqual( [ [ 'paused', 'statement' ], [], [] ] );
	} );

	it( 'says why a team takes nothing, unless it never did', () => {
		const intake = ( reason: string ) => team( { intake: { intake: 'open', open: false, reason } } );
		expect( ownChores( me( {}, intake( 'too_few_active' ) ), today ) ).toEqual( [ { kind: 'paused', team: 'u4c', what: 'too_few_active' } ] );
		expect( kinds( me( {}, intake( 'off' ) ) ) ).toEqual( [] );
	} );

	it( 'asks for a new sign-in before the wiki’s word is too old', () => {
		const checked = ( day: string ) => team( { authority: { needed: true, holds: true, checked: day } } );
		expect( kinds( me( {}, checked( '2026-11-20' ) ) ) ).toEqual( [ 'authority' ] );
		expect( kinds( me( {}, checked( '2026-11-21' ) ) ) ).toEqual( [] );
	} );

	it( 'names a mail address that was not confirmed', () => {
		const person = { id: 'ama', name: 'Ama', home: '', mail: 'a@example.org' };
		expect( kinds( me( { person: { ...person, mail_confirmed: false } } ) ) ).toEqual( [ 'mail' ] );
		expect( kinds( me( { person: { ...person, mail_confirmed: true } } ) ) ).toEqual( [] );
		expect( kinds( me( { person: { ...person, mail: '', mail_confirmed: false } } ) ) ).toEqual( [] );
	} );

	it( 'finds who holds nothing yet, and who still holds what they should not', () => {
		const audience = [ { fingerprint: 'a', name: 'Ama' }, { fingerprint: 'b', name: 'Bilal' } ];
		const held = ( ...holders: string[][] ) => holders.map( ( some ) => ( { team: 'u4c', holders: some } ) );
		expect( keyChores( 'u4c', held( [ 'a' ], [ 'a', 'x' ], [ 'x' ] ), audience ) ).toEqual( [
			{ kind: 'left', team: 'u4c', count: 2 }, { kind: 'joined', team: 'u4c', what: 'Bilal', count: 3 }
		] );
		// Left out of one on purpose, perhaps.
		expect( keyChores( 'u4c', held( [ 'a' ], [ 'a', 'b' ] ), audience ) ).toEqual( [] );
		expect( keyChores( 'u4c', [], audience ) ).toEqual( [] );
		expect( keyChores( 'other', held( [ 'x' ] ), audience ) ).toEqual( [] );
	} );

	it( 'is put in order', () => {
		const chores = [ { kind: 'mail', team: null }, ...alarmChores( 'u4c', [ { what: 'other_keys', name: 'Ama' }, { what: 'statement_expires', name: '' } ] ), { kind: 'no_keys', team: null } ] as const;
		expect( inUrgency( [ ...chores ] ).map( ( { kind } ) => kind ) ).toEqual( [ 'no_keys', 'alarm', 'mail' ] );
	} );
} );
