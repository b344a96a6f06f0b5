// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { flushPromises, type VueWrapper } from '@vue/test-utils';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as dom from '../shared/dom';
import { TODAY } from '../sealing/test-team';
import type { Screen } from './steps';
import type { Form } from './store';
import { CONTEXT, type FakeService, fakeService, fill, makeForm, mountApp, press } from './test-form';

let service: FakeService;
let form: Form;
let app: VueWrapper;

async function open( at: Screen = 'danger', filled = true ): Promise<void> {
	form = makeForm( service, CONTEXT );
	if ( filled ) {
		fill( form );
	}
	form.screen = at;
	app = mountApp( form );
	await flushPromises();
}

beforeEach( async () => {
	vi.useFakeTimers( { now: new Date( TODAY + 'T12:00:00Z' ), toFake: [ 'Date' ] } );
	Element.prototype.scrollIntoView = vi.fn();
	service = await fakeService();
} );
afterEach( () => {
	app.unmount();
	vi.restoreAllMocks();
	vi.useRealTimers();
	vi.unstubAllGlobals();
} );

/** Until the service answered and what it said was checked. */
async function answered(): Promise<void> {
	await vi.waitFor( () => expect( form.sending.state ).not.toBe( 'loading' ) );
	await flushPromises();
}

async function faults(): Promise<string[]> {
	const { violations } = await axe.run( app.element as HTMLElement, {
		// jsdom lays nothing out, and the page around the form is another's.
		rules: { 'color-contrast': { enabled: false }, region: { enabled: false } }
	} );
	return violations.map( ( one ) => one.id + ': ' + one.nodes.map( ( node ) => node.html ).join( ' ' ) );
}

const heading = (): string => app.find( '#alcove-heading' ).text();

describe( 'on every screen', () => {
	it.each( [ 'danger', 'about', 'helpers', 'what', 'appear', 'readers', 'send', 'carry' ] as const )( '%s: the promise, the ways out, no fault axe can see', async ( screen ) => {
		await open( screen );
		if ( screen === 'carry' ) {
			form.draft.body = 'stewards';
			form.screen = 'carry';
			await flushPromises();
		}
		expect( app.text() ).toContain( 'Nothing is sent until you press Send.' );
		expect( app.text() ).toContain( 'It cannot remove this page from your browser’s history.' );
		expect( app.findAll( '.alcove-bar button' ).map( ( one ) => one.text() ) ).toEqual( [ 'Emergency help', 'Leave now' ] );
		expect( app.findAll( '.cdx-button--weight-primary' ).length ).toBe( screen === 'carry' ? 0 : 1 );
		expect( await faults() ).toEqual( [] );
	}, 20_000 );

	it( 'fields keep everybody but the writer out', async () => {
		await open( 'what' );
		for ( const field of app.findAll( 'input:not([type=checkbox], [type=radio]), textarea:not([readonly])' ) ) {
			expect( field.attributes() ).toMatchObject( { spellcheck: 'false', translate: 'no', autocomplete: 'off', dir: 'auto' } );
		}
	} );
} );

describe( 'what covers a screen, and what comes after the last', () => {
	it.each( [
		[ 'help', () => Object.assign( form, { cover: 'help' } ) ],
		[ 'close', () => Object.assign( form, { cover: 'close' } ) ],
		[ 'sent', () => Object.assign( form.sending, { state: 'sent', code: 'CODE', readers: [ 'Ada' ] } ) ]
	] )( '%s has no fault axe can see, and keeps the ways out', async ( _, change ) => {
		await open( 'what' );
		change();
		await flushPromises();
		expect( app.findAll( '.alcove-bar button' ) ).toHaveLength( 2 );
		expect( await faults() ).toEqual( [] );
	}, 20_000 );
} );

describe( 'the way through', () => {
	it( 'asks one thing after the other, sends on Send only, and ends with the code', async () => {
		await open();
		const steps: string[] = [];
		while ( !app.findAll( 'button' ).some( ( one ) => one.text() === 'Send' ) ) {
			steps.push( heading() );
			expect( service.sent ).toEqual( [] );
			await press( app, 'Continue' );
			await answered();
		}
		expect( steps ).toEqual( [
			'1 of 7 Is somebody in danger right now?', '2 of 7 Who is this about?', '3 of 7 Who can help?',
			'4 of 7 What happened?', '5 of 7 How do you want to appear?',
			'6 of 7 Who will read this?', '6 of 7 Who will read this?'
		] );
		await press( app, 'Send' );
		await vi.waitFor( () => expect( form.sending.state ).toBe( 'sent' ) );
		await flushPromises();
		expect( ( app.find( '.alcove-code textarea' ).element as HTMLTextAreaElement ).value ).toBe( form.sending.code );
		expect( heading() ).toBe( '7 of 7 It has arrived' );
		expect( document.activeElement?.id ).toBe( 'alcove-heading' );
	} );

	it( 'moves the focus to each new heading', async () => {
		await open();
		await press( app, 'Continue' );
		await flushPromises();
		expect( document.activeElement?.id ).toBe( 'alcove-heading' );
		expect( document.activeElement?.textContent ).toContain( 'Who is this about?' );
	} );

	it( 'asks nothing of the service before the notice was read', async () => {
		await open( 'readers' );
		expect( app.text() ).toContain( 'your browser contacts service.example' );
		expect( service.asked ).toEqual( [] );
		await press( app, 'Continue' );
		await answered();
		expect( service.asked.slice().sort() ).toEqual( [
			'GET /api/v1/promises', 'GET /api/v1/teams', 'GET /api/v1/teams/u4c/statements'
		] );
		expect( app.text() ).toContain( 'Ada' );
	} );

	it( 'lets nobody be taken out whom the team needs', async () => {
		await open( 'readers' );
		await press( app, 'Continue' );
		await answered();
		const boxes = (): HTMLInputElement[] => app.findAll<HTMLInputElement>( '#alcove-readers input' ).map( ( one ) => one.element );
		expect( boxes().map( ( one ) => one.disabled ) ).toEqual( [ false, false, false, false, false ] );
		await app.find( '#alcove-readers input' ).setValue( false );
		expect( boxes().map( ( one ) => one.disabled ) ).toEqual( [ false, true, true, true, false ] );
		expect( form.draft.excluded ).toHaveLength( 1 );
	} );

	it( 'says beside the field what is missing, and stays', async () => {
		await open( 'what', false );
		await press( app, 'Continue' );
		await flushPromises();
		expect( form.screen ).toBe( 'what' );
		expect( app.find( '#alcove-what' ).text() ).toContain( 'Please write at least a few words' );
		expect( document.activeElement?.tagName ).toBe( 'TEXTAREA' );
		await app.find( '#alcove-what textarea' ).setValue( 'x' );
		expect( app.find( '#alcove-what' ).text() ).not.toContain( 'Please write' );
	} );

	it( 'loses nothing on the way back, not even links that were only pasted', async () => {
		await open( 'what' );
		await app.find( '#alcove-what textarea' ).setValue( 'MY WORDS' );
		await app.find( '#alcove-paste textarea' ).setValue( 'https://a.example/1' );
		await press( app, 'Back' );
		await flushPromises();
		await press( app, 'Emergency help' );
		await flushPromises();
		expect( heading() ).toBe( 'Emergency help' );
		await press( app, 'Back to where I was' );
		await flushPromises();
		await press( app, 'Continue' );
		await flushPromises();
		expect( ( app.find( '#alcove-what textarea' ).element as HTMLTextAreaElement ).value ).toBe( 'MY WORDS' );
		expect( form.draft.evidence.map( ( row ) => row.url ) ).toEqual( [ 'https://a.example/1' ] );
	} );
} );

describe( 'for people without a team here', () => {
	it( 'is shorter, says that nothing is sent, and has the text ready', async () => {
		await open( 'helpers' );
		await app.find( 'input[value=stewards]' ).setValue( true );
		expect( heading() ).toBe( '3 of 5 Who can help?' );
		await press( app, 'Continue' );
		await press( app, 'Continue' );
		await flushPromises();
		expect( heading() ).toBe( '5 of 5 Take it to them' );
		expect( app.text() ).toContain( 'Alcove sends nothing.' );
		expect( app.findAll( 'textarea' ).map( ( one ) => ( one.element as HTMLTextAreaElement ).value ).join() ).toContain( 'It happened.' );
		expect( service.asked ).toEqual( [] );
	} );
} );

describe( 'danger', () => {
	it.each( [
		[ 'hurt', 'emergency@wikimedia.org' ], [ 'privacy', 'oversight' ], [ 'child', 'legal-reports@wikimedia.org' ]
	] )( '%s leads to those who act at once, and never into a queue', async ( danger, address ) => {
		await open( 'danger', false );
		await app.find( `input[value=${ danger }]` ).setValue( true );
		expect( app.html() ).toContain( address );
		expect( app.findAll( 'button' ).map( ( one ) => one.text() ) ).not.toContain( 'Continue' );
		expect( service.asked ).toEqual( [] );
	} );

	it( 'does not end the way for somebody who passed it on, except about a child', async () => {
		await open( 'danger', false );
		await app.find( 'input[value=child]' ).setValue( true );
		expect( app.text() ).not.toContain( 'I also want to write about it here' );
		await app.find( 'input[value=hurt]' ).setValue( true );
		await press( app, 'I have done that. I also want to write about it here' );
		expect( form.screen ).toBe( 'about' );
	} );

	it( 'shows the numbers of a country', async () => {
		await open( 'danger', false );
		await app.find( 'input[value=hurt]' ).setValue( true );
		await app.find( '#alcove-country' ).setValue( 'US' );
		expect( app.find( 'a[href="tel:911"]' ).exists() ).toBe( true );
	} );
} );

describe( 'going away', () => {
	const closing = (): Event => {
		const event = new Event( 'beforeunload', { cancelable: true } );
		window.dispatchEvent( event );
		return event;
	};

	it( 'asks only when something would be lost', async () => {
		await open( 'what', false );
		expect( closing().defaultPrevented ).toBe( false );
		form.draft.what = 'Words';
		expect( closing().defaultPrevented ).toBe( true );
		vi.spyOn( dom, 'isLeaving' ).mockReturnValue( true );
		expect( closing().defaultPrevented ).toBe( false );
	} );

	it( 'asks while the code is not kept', async () => {
		await open( 'send' );
		Object.assign( form.sending, { state: 'sent', code: 'CODE' } );
		await flushPromises();
		expect( closing().defaultPrevented ).toBe( true );
		await app.find( 'input[type=checkbox]' ).setValue( true );
		expect( closing().defaultPrevented ).toBe( false );
	} );

	it( 'at once works by button and by pressing Shift three times', async () => {
		const leave = vi.spyOn( dom, 'leave' ).mockImplementation( () => {} );
		await open();
		await press( app, 'Leave now' );
		expect( leave ).toHaveBeenCalledTimes( 1 );
		for ( let time = 0; time < 3; time++ ) {
			window.document.body.dispatchEvent( new KeyboardEvent( 'keydown', { key: 'Shift', bubbles: true } ) );
		}
		expect( leave ).toHaveBeenCalledTimes( 2 );
	} );
} );

describe( 'when sending fails', () => {
	it( 'says what to do, keeps everything and offers the text', async () => {
		await open( 'readers' );
		await press( app, 'Continue' );
		await answered();
		await press( app, 'Continue' );
		service.answer = () => new Response( '', { status: 503 } );
		await press( app, 'Send' );
		await vi.waitFor( () => expect( form.sending.error ).toBe( 'unavailable' ) );
		await flushPromises();
		expect( app.find( '[role=alert]' ).text() ).toContain( 'Nothing you typed is lost' );
		expect( ( app.find( '.alcove-copy textarea' ).element as HTMLTextAreaElement ).value ).toContain( 'It happened.' );
		expect( app.find( '.cdx-button--weight-primary' ).text() ).toBe( 'Send' );
	} );
} );
