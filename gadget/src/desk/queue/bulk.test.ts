// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it, vi } from 'vitest';
import { changeOf, doneOf, doTo, isLeft, newJob, noteCount, undoing } from './bulk';
import type { Matter } from './matter';

/** A report that notes what is done to it. */
function matter( standing: { state: string; muted: boolean }, decisions: object[] = [] ): { matter: Matter; done: string[] } {
	const done: string[] = [];
	const note = ( what: string ) => vi.fn( async ( ...said: unknown[] ) => void done.push( [ what, ...said.map( ( one ) => JSON.stringify( one ) ) ].join( ' ' ) ) );
	return { done, matter: { opened: { standing, content: { decisions }, addToFile: note( 'file' ) }, act: note( 'act' ), mute: note( 'mute' ) } as unknown as Matter };
}

const closing = newJob( 'abuse', [ 'a', 'b', 'c' ], { text: 'No.', lang: 'en', reason: 'a flood', mute: true } );

describe( 'doing one thing to many', () => {
	it( 'closes: files why, tells the writer, mutes', async () => {
		const { matter: one, done } = matter( { state: 'new', muted: false } );
		await doTo( one, closing );
		expect( done ).toEqual( [ 'file "decision" {"what":"abuse","reason":"a flood"}', 'act "closed" {"text":"No.","lang":"en"}', 'mute true' ] );
	} );

	it( 'says nothing when there is nothing to say, and mutes only when asked to', async () => {
		const { matter: one, done } = matter( { state: 'acknowledged', muted: false } );
		await doTo( one, { ...closing, text: '', mute: false } );
		expect( done.slice( 1 ) ).toEqual( [ 'act "closed" {}' ] );
	} );

	it( 'does nothing twice that an earlier try did', async () => {
		const filed = matter( { state: 'new', muted: false }, [ { what: 'abuse', reason: 'a flood' } ] );
		await doTo( filed.matter, closing );
		expect( filed.done ).toEqual( [ 'act "closed" {"text":"No.","lang":"en"}', 'mute true' ] );
		const closed = matter( { state: 'closed', muted: false } );
		await doTo( closed.matter, closing );
		expect( closed.done ).toEqual( [ 'mute true' ] );
	} );

	it( 'is undone by opening again and unmuting', async () => {
		const { matter: one, done } = matter( { state: 'closed', muted: true } );
		await doTo( one, newJob( 'reopened', [ 'a' ] ) );
		expect( done ).toEqual( [ 'act "reopened" {}', 'mute false' ] );
		expect( changeOf( newJob( 'reopened', [] ) ) ).toMatchObject( { state: 'acknowledged', turn: 'team', muted: false } );
	} );

	it( 'counts each report it closed once, for its team, and when that is undone counts it no longer', () => {
		const job = { ...newJob( 'abuse', [ 'a', 'b', 'c', 'd', 'e' ], { group: 'other' } ), at: 5 };
		const note = ( id: string, team: string, state: string, isOwn = false ): void => noteCount( job, { id, team, state }, isOwn );
		note( 'a', 'u4c', 'new' );
		note( 'a', 'u4c', 'closed', true );
		note( 'b', 'u4c', 'closed' );
		note( 'c', 'u4c', 'closed', true );
		note( 'd', 'arbcom', 'acknowledged' );
		expect( job.tally ).toEqual( { u4c: 2, arbcom: 1 } );
		expect( isLeft( job ) ).toBe( true );
		const back = undoing( { ...job, tally: {} } )!;
		expect( isLeft( { ...back, at: 5 } ) ).toBe( false );
		[ 'a', 'a', 'b', 'c' ].forEach( ( id ) => noteCount( back, { id, team: 'u4c', state: 'closed' }, false ) );
		noteCount( back, { id: 'd', team: 'arbcom', state: 'acknowledged' }, false );
		expect( [ back.group, back.tally ] ).toEqual( [ 'other', { u4c: -2 } ] );
	} );

	it( 'counts nothing where that is not wanted', () => {
		const job = newJob( 'abuse', [ 'a' ] );
		noteCount( job, { id: 'a', team: 'u4c', state: 'new' }, false );
		expect( job.tally ).toEqual( {} );
		noteCount( Object.assign( job, { what: 'muted', group: 'other' } ), { id: 'b', team: 'u4c', state: 'new' }, false );
		expect( job.tally ).toEqual( {} );
	} );

	it( 'knows what was done and what not', () => {
		expect( doneOf( { ...closing, at: 2, failed: [ [ 'a', 'why' ] ] } ) ).toEqual( [ 'b' ] );
		expect( changeOf( closing ) ).toMatchObject( { state: 'closed', turn: 'nobody', muted: true } );
		expect( changeOf( { ...closing, mute: false } ) ).not.toHaveProperty( 'muted' );
		expect( changeOf( newJob( 'unmuted', [] ) ) ).toEqual( { muted: false } );
	} );
} );
