// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { Entry, Member } from '../../sealing';
import { decided, draftFor, fileOf } from './filing';

const member = ( name: string ): Member => ( { name, home: 'meta.wikimedia.org', role: 'member', age: '', ed25519: name, fingerprint: '' } as Member );
let n = 0;
const entry = ( kind: string, body: object, by = 'Ada' ): Entry => ( {
	epoch: 0, n: ++n, hash: '', ok: true, text: '', header: { kind } as never, body: body as never, from: { role: 'member', member: member( by ) }
} );
const draft = ( rev: number, text: string, by?: string, more = {} ): Entry => entry( 'draft', { id: 'd', rev, text, lang: 'en', act: 'message', ...more }, by );

describe( 'the team’s file', () => {
	it( 'keeps every revision of a draft and offers the newest', () => {
		const content = fileOf( [ draft( 1, 'one' ), draft( 2, 'two', 'Bruno' ) ] );
		expect( draftFor( content, 'message' )?.newest ).toMatchObject( { text: 'two', rev: 2, by: { name: 'Bruno' } } );
		expect( content.drafts[ 0 ].revisions.map( ( one ) => one.text ) ).toEqual( [ 'one', 'two' ] );
		expect( draftFor( content, 'closed' ) ).toBeNull();
	} );

	it( 'offers no draft that was sent, and keeps its words', () => {
		const content = fileOf( [ draft( 1, 'sent words' ), draft( 2, '', 'Ada', { done: true } ) ] );
		expect( draftFor( content, 'message' ) ).toBeNull();
		expect( content.drafts[ 0 ].newest.text ).toBe( 'sent words' );
	} );

	it( 'offers no draft that was emptied', () => {
		expect( draftFor( fileOf( [ draft( 1, 'x' ), draft( 2, '' ) ] ), 'message' ) ).toBeNull();
	} );

	it( 'follows a hand-over from its text to its answer', () => {
		const { handovers } = fileOf( [
			entry( 'handover', { id: 'h', to: 'stewards', channel: 'mail', text: 'please look', state: 'waiting' } ),
			entry( 'handover', { id: 'h', state: 'waiting', reference: '#7' } ),
			entry( 'handover', { id: 'h', state: 'answered', answer: 'locked' }, 'Bruno' )
		] );
		expect( handovers ).toHaveLength( 1 );
		expect( handovers[ 0 ] ).toMatchObject( { to: 'stewards', text: 'please look', reference: '#7', state: 'answered', answer: 'locked', by: { name: 'Ada' } } );
	} );

	it( 'takes the last word of what can change', () => {
		const content = fileOf( [
			entry( 'pointer', { page: 'Case:1' } ), entry( 'pointer', { page: 'Case:2', vrt: '2026112210000001' } ),
			entry( 'fact', { what: 'evidence', id: 'e', url: 'https://a', date: '2026-11-01', expires: '2027-01-30', note: '' } ),
			entry( 'fact', { what: 'evidence', id: 'e', url: 'https://a', date: '2026-11-01', expires: '2027-01-30', note: '', gone: true } ),
			entry( 'decision', { what: 'tell', told: false, reason: 'not yet' } ), entry( 'decision', { what: 'tell', told: true, reason: 'agreed' } )
		] );
		expect( content.pointer ).toEqual( { page: 'Case:2', vrt: '2026112210000001' } );
		expect( content.evidence ).toHaveLength( 1 );
		expect( content.evidence[ 0 ].gone ).toBe( true );
		expect( decided( content, 'tell' ) ).toMatchObject( { told: true, reason: 'agreed' } );
		expect( content.decisions ).toHaveLength( 2 );
	} );

	it( 'leaves out what is of no known form, and counts what cannot be trusted', () => {
		const content = fileOf( [
			entry( 'draft', { rev: 'x' } ), entry( 'fact', { what: 'else' } ), entry( 'handover', {} ), entry( 'note', { text: 7 } ),
			entry( 'fact', { what: 'evidence', id: 'e', date: 'yesterday' } ), entry( 'file', { v: 1 } ),
			{ epoch: 0, n: 99, hash: '', ok: false, error: 'bad_signature' },
			{ ...entry( 'note', { text: 'by the writer' } ), from: { role: 'reporter' } } as Entry
		] );
		expect( content ).toMatchObject( { drafts: [], handovers: [], broken: 1 } );
		expect( content.notes ).toHaveLength( 1 );
		expect( content.notes[ 0 ].text ).toBe( '' );
		expect( content.evidence[ 0 ].date ).toBe( '' );
	} );
} );
