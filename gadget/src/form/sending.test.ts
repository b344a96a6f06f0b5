// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isTyped } from './state';
import { currentStatement, loadReaders, mayLeaveOut, send } from './sending';
import type { Form } from './store';
import { type FakeService, fakeService, fill, json, makeForm } from './test-form';
import { makeMember, makeTeam, TODAY } from '../sealing/test-team';

let service: FakeService;
let form: Form;

beforeEach( async () => {
	vi.useFakeTimers( { now: new Date( TODAY + 'T12:00:00Z' ), toFake: [ 'Date' ] } );
	service = await fakeService();
	form = makeForm( service );
	fill( form );
} );
afterEach( () => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
} );

const keyOf = ( name: string ): string =>
	currentStatement( form )?.members.find( ( member ) => member.name === name )?.ed25519 ?? '';

describe( 'who will read it', () => {
	it( 'are the people the team\'s root names', async () => {
		await loadReaders( form );
		expect( currentStatement( form )?.members.map( ( member ) => member.name ) )
			.toEqual( [ 'Ada', 'Bruno', 'Chidi', 'Dalia', 'Observer' ] );
	} );

	it( 'are nobody when somebody else signed, or nothing came', async () => {
		form.pins.teams.u4c.root = ( await makeTeam() ).root.publicKey;
		await loadReaders( form );
		expect( form.sending.error ).toBe( 'statement_wrong_root' );
		service.statements = [];
		await loadReaders( form );
		expect( form.sending.error ).not.toBe( '' );
		expect( currentStatement( form ) ).toBeNull();
	} );

	it( 'are asked anew for another team', async () => {
		await loadReaders( form );
		form.draft.body = 'stewards';
		expect( currentStatement( form ) ).toBeNull();
	} );

	it( 'stay enough for the team', async () => {
		await loadReaders( form );
		const statement = currentStatement( form );
		expect( statement && mayLeaveOut( statement, [] ) ).toBe( 1 );
		expect( statement && mayLeaveOut( statement, [ keyOf( 'Ada' ) ] ) ).toBe( 0 );
		expect( statement && mayLeaveOut( statement, [ keyOf( 'Observer' ) ] ) ).toBe( 1 );
	} );
} );

describe( 'sending', () => {
	beforeEach( () => loadReaders( form ) );

	it( 'gives the code, and forgets the text', async () => {
		form.draft.excluded = [ keyOf( 'Ada' ) ];
		await send( form );
		expect( form.sending ).toMatchObject( { state: 'sent', readers: [ 'Bruno', 'Chidi', 'Dalia', 'Observer' ] } );
		expect( form.sending.code ).toMatch( /^PRIVATE-DO-NOT-SHARE-/ );
		expect( isTyped( form.draft ) ).toBe( false );
	} );

	it( 'sends nothing in clear', async () => {
		Object.assign( form.draft, { what: 'CANARY', name: 'CANARY', appear: 'name' } );
		await send( form );
		expect( service.sent[ 0 ] ).not.toContain( 'CANARY' );
		expect( Object.keys( JSON.parse( service.sent[ 0 ] ) ).sort() )
			.toEqual( [ 'access_hash', 'envelopes', 'grants', 'lookup', 'statement', 'team', 'vault' ] );
	} );

	it.each( [
		[ 'nobody answers', () => {
			throw new TypeError( 'Failed to fetch' );
		}, 'offline' ],
		[ 'a proxy answers', () => new Response( '<h1>503</h1>', { status: 503 } ), 'unavailable' ],
		[ 'the day is full', () => json( 429, { code: 'quota', title: 'Q', detail: 'D', status: 429 } ), 'quota' ]
	] )( 'again is byte for byte the same when %s', async ( _, answer, code ) => {
		const works = service.answer;
		service.answer = answer;
		await send( form );
		expect( form.sending ).toMatchObject( { state: 'idle', error: code, code: '' } );
		expect( form.draft.what ).toBe( 'It happened.' );
		service.answer = works;
		await send( form );
		expect( form.sending.state ).toBe( 'sent' );
		expect( service.sent[ 1 ] ).toBe( service.sent[ 0 ] );
		expect( service.sent ).toHaveLength( 2 );
	} );

	it( 'seals anew when the words changed after a failure', async () => {
		service.answer = () => new Response( '', { status: 500 } );
		await send( form );
		form.draft.what = 'Something else.';
		await send( form );
		expect( JSON.parse( service.sent[ 1 ] ).vault ).not.toBe( JSON.parse( service.sent[ 0 ] ).vault );
	} );

	it( 'happens once, however often the button is pressed', async () => {
		await Promise.all( [ send( form ), send( form ), send( form ) ] );
		expect( service.sent ).toHaveLength( 1 );
	} );

	it( 'shows the names again when the team changed, and still leaves out whom it left out', async () => {
		form.draft.excluded = [ keyOf( 'Ada' ) ];
		const { members } = service.team;
		// Ada has a new key, Dalia left, Eve came.
		service.team.members.splice( 0, 5, await makeMember( 'Ada' ), members[ 1 ], members[ 2 ], await makeMember( 'Eve' ) );
		const changed = await service.team.sign( { seq: 2 } );
		service.statements = [ ...service.statements, changed.wire ];
		const works = service.answer;
		service.answer = () => json( 409, { code: 'statement_changed', title: '', detail: '', status: 409 } );
		form.screen = 'send';
		await send( form );
		expect( form ).toMatchObject( { screen: 'readers', sending: { error: 'statement_changed', state: 'idle' } } );
		expect( form.draft.excluded ).toEqual( [ keyOf( 'Ada' ) ] );
		expect( form.draft.what ).toBe( 'It happened.' );
		service.answer = works;
		await send( form );
		expect( form.sending.readers ).toEqual( [ 'Bruno', 'Chidi', 'Eve' ] );
		expect( JSON.parse( service.sent[ 1 ] ).statement.seq ).toBe( 2 );
	} );

	it( 'refuses an older team than it has seen', async () => {
		service.statements = [ ( await service.team.sign( { seq: 2 } ) ).wire ];
		await loadReaders( form );
		service.statements = [ ( await service.team.sign( { seq: 1 } ) ).wire ];
		await loadReaders( form );
		expect( form.sending.error ).toBe( 'statement_stale' );
	} );
} );
