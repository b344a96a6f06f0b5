// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { flushPromises, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { b64decode, hex, sha256Bytes } from '../sealing/encoding';
import { verifyClaim } from '../sealing/claim';
import { signText, type Wire } from '../sealing/signed';
import { signerFromSeed, type Signer } from '../sealing/signing';
import { TEAM, TODAY } from '../sealing/test-team';
import { reportOf } from './report';
import { loadReaders, send } from './sending';
import type { Form } from './store';
import { type Collection, type FakeService, fakeService, fill, json, makeForm, mountApp, press, SERVICE } from './test-form';

const NAME = { 'central id': 7, name: 'Ines', blocked: false };
const CODE = 'c'.repeat( 32 );

let service: FakeService;
let signer: Signer;
let form: Form;
let app: VueWrapper;
let popup: Window | null;
let opened: URL[];

beforeEach( async () => {
	vi.useFakeTimers( { now: new Date( TODAY + 'T12:00:00Z' ), toFake: [ 'Date', 'setTimeout', 'clearTimeout' ] } );
	Element.prototype.scrollIntoView = vi.fn();
	service = await fakeService();
	signer = await signerFromSeed( new Uint8Array( 32 ).fill( 9 ) );
	popup = window.document.createElement( 'iframe' ).contentWindow ?? {} as Window;
	opened = [];
	vi.stubGlobal( 'open', ( address: string ) => {
		opened.push( new URL( address ) );
		return popup;
	} );
	form = makeForm( service, null, null, signer.publicKey );
	fill( form );
	form.screen = 'appear';
	app = mountApp( form );
	await flushPromises();
} );
afterEach( () => {
	app.unmount();
	vi.restoreAllMocks();
	vi.useRealTimers();
	vi.unstubAllGlobals();
} );

/** Chooses a kind of proof, and opens the window. */
async function ask( kind = 'proven' ): Promise<void> {
	await app.find( `input[value=${ kind }]` ).setValue( true );
	await vi.waitFor( () => expect( form.proving.state ).toBe( 'ready' ) );
	await flushPromises();
	await press( app, 'Open the window' );
	await flushPromises();
}

/** The service's claim for what the window was asked. */
async function claimOf( subject: object = NAME, bind = opened[ 0 ].searchParams.get( 'bind' ) ): Promise<Wire> {
	return signText( 'claim', JSON.stringify( { v: 1, subject, bind, day: TODAY } ), signer );
}

/** The window answers the page that opened it. */
async function say( data: unknown, origin = SERVICE, source: unknown = popup ): Promise<void> {
	const event = new MessageEvent( 'message', { data, origin } );
	Object.defineProperty( event, 'source', { value: source } );
	window.dispatchEvent( event );
	await flushPromises();
}

/** Three seconds later. */
async function later( milliseconds = 3000 ): Promise<void> {
	await vi.advanceTimersByTimeAsync( milliseconds );
	await flushPromises();
}

const confirmedBy = ( wire: Wire, needed: ( asked: Collection ) => boolean = () => true ) => ( asked: Collection ): Response =>
	needed( asked ) ? json( 200, { state: 'confirmed', claim: wire } ) : json( 202, { state: 'waiting', claim: null } );

const done = (): Promise<void> => vi.waitFor( () => expect( form.proving.state ).not.toBe( 'waiting' ) );

describe( 'without the key that signs proofs', () => {
	it( 'nobody is offered one', async () => {
		app.unmount();
		form = makeForm( service );
		form.screen = 'appear';
		app = mountApp( form );
		expect( app.findAll( 'input[type=radio]' ).map( ( one ) => one.attributes( 'value' ) ) ).toEqual( [ 'none', 'name' ] );
	} );
} );

describe( 'a proof', () => {
	it( 'says what follows before the click, and asks nothing of the service until then', async () => {
		await app.find( 'input[value=proven]' ).setValue( true );
		await vi.waitFor( () => expect( form.proving.state ).toBe( 'ready' ) );
		expect( app.text() ).toContain( 'A proof shows that you wrote this, to everybody who ever gets to read it.' );
		expect( service.asked ).toEqual( [] );
		expect( opened ).toEqual( [] );
	} );

	it( 'is needed to go on, once chosen', async () => {
		await app.find( 'input[value=established]' ).setValue( true );
		await press( app, 'Continue' );
		await flushPromises();
		expect( form.screen ).toBe( 'appear' );
		expect( app.text() ).toContain( 'Please confirm it in the window' );
	} );

	it( 'is fetched with the code the window gave, by who knows the secret', async () => {
		await ask();
		const asked = Object.fromEntries( opened[ 0 ].searchParams );
		expect( asked ).toMatchObject( { team: TEAM, origin: window.location.origin, uselang: 'en' } );
		service.claim = confirmedBy( await claimOf(), ( { code } ) => code === CODE );
		await say( { type: 'alcove-claim', code: CODE } );
		await done();
		const { verifier } = service.collected[ service.collected.length - 1 ];
		expect( hex( sha256Bytes( Uint8Array.from( verifier.match( /../g ) ?? [], ( one ) => parseInt( one, 16 ) ) ) ) ).toBe( asked.challenge );
		expect( String( opened[ 0 ] ) ).not.toContain( verifier );
		expect( form.proof ).toMatchObject( { kind: 'proven', name: 'Ines', team: TEAM } );
		await flushPromises();
		expect( app.text() ).toContain( 'They will see this name: Ines' );
	} );

	it.each( [
		[ 'another origin', { type: 'alcove-claim', code: CODE }, 'https://evil.example', undefined ],
		[ 'another window', { type: 'alcove-claim', code: CODE }, SERVICE, {} ],
		[ 'another message', { type: 'hello', code: CODE }, SERVICE, undefined ],
		[ 'no code', { type: 'alcove-claim', code: { toString: () => CODE } }, SERVICE, undefined ],
		[ 'nothing', null, SERVICE, undefined ]
	] )( 'takes no code from %s', async ( _, data, origin, source ) => {
		await ask();
		await say( data, origin, source ?? popup );
		await later();
		expect( service.collected.map( ( one ) => one.code ).filter( Boolean ) ).toEqual( [] );
		expect( form.proving.state ).toBe( 'waiting' );
	} );

	it( 'comes by asking again where the window cannot answer', async () => {
		await ask( 'established' );
		const before = service.collected.length;
		await later();
		expect( service.collected.length ).toBe( before + 1 );
		service.claim = confirmedBy( await claimOf( { established: true } ) );
		await later();
		await done();
		expect( form.proof ).toMatchObject( { kind: 'established', name: '' } );
	} );

	it( 'is what was chosen in the window, whatever was chosen here', async () => {
		await ask( 'proven' );
		service.claim = confirmedBy( await claimOf( { established: true } ) );
		await later();
		await done();
		expect( form.draft.appear ).toBe( 'established' );
		expect( form.proof?.kind ).toBe( 'established' );
	} );

	it( 'still comes when the network was away for a while', async () => {
		await ask();
		service.claim = () => {
			throw new TypeError( 'Failed to fetch' );
		};
		await later();
		service.claim = confirmedBy( await claimOf() );
		await later();
		await done();
		expect( form.proof?.name ).toBe( 'Ines' );
	} );

	it( 'is thrown away when its readers would not believe it', async () => {
		await ask();
		service.claim = confirmedBy( await claimOf( NAME, 'ab'.repeat( 32 ) ) );
		await later();
		await done();
		expect( form.proof ).toBeNull();
		await flushPromises();
		expect( app.text() ).toContain( 'not a proof the readers would believe' );
	} );

	it( 'may be refused, and may never come', async () => {
		await ask();
		service.claim = () => json( 200, { state: 'refused', claim: null } );
		await later();
		await done();
		expect( form.proving.outcome ).toBe( 'refused' );
		service.claim = () => json( 202, { state: 'waiting', claim: null } );
		await vi.waitFor( () => expect( form.proving.state ).toBe( 'ready' ) );
		await flushPromises();
		await press( app, 'Open the window' );
		await later( 13 * 60_000 );
		await done();
		expect( form.proving.outcome ).toBe( 'expired' );
		expect( opened[ 1 ].search ).not.toBe( opened[ 0 ].search );
	} );

	it( 'can be had in a tab when the browser opens no window, and be given up', async () => {
		popup = null;
		await ask();
		expect( app.text() ).toContain( 'Your browser did not open the window' );
		expect( app.find( '#alcove-proof a' ).attributes() ).toMatchObject( { href: String( opened[ 0 ] ), target: '_blank' } );
		await press( app, 'Never mind' );
		await flushPromises();
		const asked = service.collected.length;
		await later( 9000 );
		expect( service.collected.length ).toBe( asked );
	} );

	it( 'does not bring back a choice that was changed meanwhile', async () => {
		await ask();
		await app.find( 'input[value=none]' ).setValue( true );
		service.claim = confirmedBy( await claimOf() );
		await later();
		await done();
		expect( form.draft ).toMatchObject( { appear: 'none', proof: null } );
	} );

	it( 'of one kind, or for one team, is none of another', async () => {
		await ask();
		service.claim = confirmedBy( await claimOf() );
		await later();
		await done();
		form.draft.appear = 'established';
		expect( form.proof ).toBeNull();
		form.draft.appear = 'proven';
		expect( form.proof ).not.toBeNull();
		form.draft.body = 'stewards';
		expect( form.proof ).toBeNull();
	} );
} );

describe( 'a report with a proof', () => {
	beforeEach( async () => {
		await ask();
		service.claim = confirmedBy( await claimOf() );
		await later();
		await done();
		vi.useRealTimers();
		vi.useFakeTimers( { now: new Date( TODAY + 'T12:00:00Z' ), toFake: [ 'Date' ] } );
		await loadReaders( form );
	} );

	it( 'holds it inside, bound to the very key it is signed with', async () => {
		const { appear } = reportOf( form.draft, 'en', form.proof );
		const { receipt } = form.proof ?? {};
		await send( form );
		expect( form.sending.state ).toBe( 'sent' );
		expect( form.sending.code ).toBe( receipt?.text );
		expect( JSON.parse( service.sent[ 0 ] ).lookup ).toBe( receipt?.lookup );
		expect( service.sent[ 0 ] ).not.toContain( 'Ines' );
		expect( appear ).toMatchObject( { as: 'proven', name: 'Ines' } );
		const claim = await verifyClaim( appear.claim as Wire, {
			claimKey: signer.publicKey, team: TEAM, ed25519: receipt?.ed25519Public ?? '', nonce: b64decode( appear.nonce ?? '' )
		} );
		expect( claim.subject ).toEqual( NAME );
		expect( form.draft.proof ).toBeNull();
	} );

	it( 'asks for another when the first try arrived after all with other words', async () => {
		const works = service.answer;
		service.answer = () => json( 409, { code: 'already_used', title: '', detail: '', status: 409 } );
		await send( form );
		expect( form.proof ).toBeNull();
		service.answer = works;
		await send( form );
		expect( form.screen ).toBe( 'appear' );
		expect( form.draft.what ).toBe( 'It happened.' );
		expect( service.sent ).toHaveLength( 1 );
	} );

	it( 'shows the name before it is sent, and nothing of it when somebody thinks again', () => {
		form.draft.appear = 'none';
		expect( JSON.stringify( reportOf( form.draft, 'en', form.proof ) ) ).not.toMatch( /Ines|claim|nonce/ );
	} );
} );
