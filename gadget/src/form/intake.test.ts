// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { flushPromises, type VueWrapper } from '@vue/test-utils';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TEAM, TODAY } from '../sealing/test-team';
import { reportOf } from './report';
import type { Screen } from './steps';
import type { Form } from './store';
import { type FakeService, fakeService, fill, json, makeForm, mountApp, press } from './test-form';

let service: FakeService;
let form: Form;
let app: VueWrapper;

async function open( at: Screen, claimKey = '' ): Promise<void> {
	form = makeForm( service, null, null, claimKey );
	fill( form );
	form.screen = at;
	app = mountApp( form );
	await flushPromises();
}

async function agree(): Promise<void> {
	await press( app, 'Continue' );
	await vi.waitFor( () => expect( form.sending.state ).not.toBe( 'loading' ) );
	await flushPromises();
}

const buttons = (): string[] => app.findAll( '.alcove-nav button' ).map( ( one ) => one.text() );

beforeEach( async () => {
	vi.useFakeTimers( { now: new Date( TODAY + 'T12:00:00Z' ), toFake: [ 'Date' ] } );
	Element.prototype.scrollIntoView = vi.fn();
	service = await fakeService();
} );
afterEach( () => {
	app.unmount();
	vi.useRealTimers();
	vi.unstubAllGlobals();
} );

describe( 'a team that takes nothing now', () => {
	it.each( [
		[ 'off', 'They do not use it' ], [ 'paused', 'They are taking a break' ], [ 'too_few_active', 'Too few of them have looked in lately' ],
		[ 'statement_expired', 'It is not certain who would read it' ], [ 'something new', 'It is not certain' ]
	] )( 'says so and why (%s), shows where else to turn, and is sent nothing', async ( reason, words ) => {
		service.standing = { ...service.standing, open: false, reason, contact: 'team@example.org' };
		await open( 'readers' );
		await agree();
		expect( app.text() ).toContain( 'takes nothing through this page now' );
		expect( app.text() ).toContain( words );
		expect( app.text() ).toContain( 'u4c@wikimedia.org' );
		expect( app.text() ).toContain( 'team@example.org' );
		expect( ( app.find( 'textarea' ).element as HTMLTextAreaElement ).value ).toContain( 'It happened.' );
		expect( buttons() ).toEqual( [ 'Back' ] );
		expect( service.asked ).not.toContain( 'GET /api/v1/teams/u4c/statements' );
		const { violations } = await axe.run( app.element as HTMLElement, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } } );
		expect( violations.map( ( one ) => one.id ) ).toEqual( [] );
	} );

	it.each( [ 'javascript:alert(1)', 'http://example.org', 'call us', 'a@b?cc=evil@example.org' ] )( 'is not believed to be reached at %s', async ( contact ) => {
		service.standing = { ...service.standing, open: false, reason: 'paused', contact };
		await open( 'readers' );
		await agree();
		expect( app.html() ).not.toContain( contact );
	} );

	it( 'is found out at Send, too: nothing typed is lost, and another can be chosen', async () => {
		await open( 'readers' );
		await agree();
		await press( app, 'Continue' );
		service.answer = () => json( 409, { code: 'team_closed', title: '', detail: '', status: 409 } );
		service.standing = { ...service.standing, open: false, reason: 'paused' };
		await press( app, 'Send' );
		await vi.waitFor( () => expect( form.screen ).toBe( 'readers' ) );
		await flushPromises();
		expect( app.text() ).toContain( 'They stopped while you were writing. Nothing was sent and nothing is lost' );
		expect( ( app.find( 'textarea' ).element as HTMLTextAreaElement ).value ).toContain( 'It happened.' );
		form.screen = 'helpers';
		await flushPromises();
		await app.find( 'input[value=stewards]' ).setValue( true );
		await press( app, 'Continue' );
		expect( form.draft.what ).toBe( 'It happened.' );
		expect( form.screen ).toBe( 'what' );
	} );

	it( 'may be open again on the next try', async () => {
		service.standing = { ...service.standing, open: false, reason: 'paused' };
		await open( 'readers' );
		await agree();
		service.standing = { ...service.standing, open: true, reason: '' };
		await press( app, 'Back' );
		await flushPromises();
		await press( app, 'Continue' );
		await vi.waitFor( () => expect( app.text() ).toContain( 'Ada' ) );
	} );
} );

describe( 'what a team says of itself', () => {
	it( 'that it is trying this out', async () => {
		service.standing = { ...service.standing, intake: 'pilot' };
		await open( 'readers' );
		await agree();
		expect( app.text() ).toContain( 'This is being tried out' );
	} );

	it.each( [
		[ 'a promise', { answer_days: 7, median_days: 3 }, 'They promise a first answer within 7 days.' ],
		[ 'what is usual, when nothing is promised', { answer_days: null, median_days: 5 }, 'came within 5 days. That is no promise' ]
	] )( '%s', async ( _, promised, words ) => {
		service.promises = { [ TEAM ]: promised };
		await open( 'readers' );
		await agree();
		expect( app.text() ).toContain( words );
	} );

	it( 'nothing, of a team without enough answers or of an older service', async () => {
		service.promises = { [ TEAM ]: { answer_days: null, median_days: null } };
		service.standing = { id: TEAM, open: true };
		await open( 'readers' );
		await agree();
		expect( app.text() ).toContain( 'Ada' );
		expect( app.text() ).not.toMatch( /promise |came within|tried out|takes reports only/ );
	} );
} );

describe( 'a team that takes reports only with a proof', () => {
	beforeEach( () => {
		service.standing = { ...service.standing, senders: 'signed_in' };
	} );

	it( 'says so, and leads to the choice before Send', async () => {
		await open( 'readers', 'KEY' );
		await agree();
		expect( app.text() ).toContain( 'take reports only from somebody who shows that they have an account' );
		await press( app, 'Continue' );
		await flushPromises();
		expect( form.screen ).toBe( 'appear' );
		const radios = app.findAll( 'input[type=radio]' );
		expect( radios.filter( ( one ) => 'disabled' in one.attributes() ).map( ( one ) => one.attributes( 'value' ) ) ).toEqual( [ 'none', 'name' ] );
		await press( app, 'Continue' );
		await flushPromises();
		expect( form.screen ).toBe( 'appear' );
		expect( app.text() ).toContain( 'Please choose one of the two that show an account.' );
		expect( service.sent ).toEqual( [] );
	} );

	it( 'is shown with its other address by a page that cannot prove anything', async () => {
		await open( 'readers' );
		await agree();
		expect( app.text() ).toContain( 'this page cannot do that' );
		expect( app.text() ).toContain( 'u4c@wikimedia.org' );
		expect( buttons() ).toEqual( [ 'Back' ] );
	} );
} );

describe( 'a report about those who would read it', () => {
	it( 'has a way of its own: somebody of them can be left out', async () => {
		await open( 'helpers' );
		await app.find( 'input[name=alcove-of-u4c][value=member]' ).setValue( true );
		expect( app.text() ).toContain( 'You can leave this person out: then they cannot read what you write.' );
		form.screen = 'readers';
		await flushPromises();
		await agree();
		expect( app.text() ).toContain( 'Take out their name' );
		expect( reportOf( form.draft, 'en' ).officials ).toContain( 'u4c' );
	} );

	it( 'and a body outside them when it is about all of them', async () => {
		await open( 'helpers' );
		await app.find( 'input[name=alcove-of-u4c][value=whole]' ).setValue( true );
		expect( form.routes[ 0 ] ).toMatchObject( { recommended: true, body: { id: 'trust-and-safety' } } );
		expect( form.routes.map( ( one ) => one.body.id ).pop() ).toBe( 'u4c' );
		expect( app.text() ).toContain( 'They cannot decide about themselves.' );
		expect( reportOf( form.draft, 'en' ).whole ).toBe( 'u4c' );
		await app.find( 'input[name=alcove-of-u4c][value=no]' ).setValue( true );
		expect( form.draft ).toMatchObject( { whole: '', member: [] } );
		expect( 'whole' in reportOf( form.draft, 'en' ) ).toBe( false );
	} );
} );
