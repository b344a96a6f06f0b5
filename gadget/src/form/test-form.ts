// SPDX-License-Identifier: AGPL-3.0-or-later
/** Makes forms for tests: with a team nobody belongs to, a service that answers as told, and strict words. */
import { mount, type VueWrapper } from '@vue/test-utils';
import { vi } from 'vitest';
import english from '../../i18n/en.json';
import { setTranslate } from '../shared/i18n';
import { makeTeam, TEAM, type TestTeam, TODAY } from '../sealing/test-team';
import App from './App.vue';
import type { Promised, Standing } from './sending';
import type { Context } from './state';
import { FORM, type Form, newForm } from './store';

const MESSAGES = english as unknown as Record<string, string>;

/** English; a key without a message fails the test instead of standing on a screen. */
export function speakStrictly(): void {
	setTranslate( ( key, ...params ) => {
		if ( !( key in MESSAGES ) ) {
			throw new Error( 'No message ' + key );
		}
		return MESSAGES[ key ]
			.replace( /\{\{PLURAL:\$1\|([^|}]*)\|([^|}]*)\}\}/g, Number( params[ 0 ] ) === 1 ? '$1' : '$2' )
			.replace( /\$(\d)/g, ( _, n ) => String( params[ Number( n ) - 1 ] ) );
	} );
}

export const SERVICE = 'https://service.example';

export interface FakeService {
	team: TestTeam;
	/** What was sent to it: the bodies of the reports. */
	sent: string[];
	/** Everything asked of it, as "METHOD path". */
	asked: string[];
	/** What it answers to a report. */
	answer: () => Response | Promise<Response>;
	statements: object[];
	/** What it says of the team, and when answers come. */
	standing: Standing;
	promises: Record<string, Promised>;
	/** What was asked after a proof, and what it answers. */
	collected: Collection[];
	claim: ( asked: Collection ) => Response | Promise<Response>;
}

export interface Collection {
	verifier: string;
	code: string;
}

export function json( status: number, body: object ): Response {
	return new Response( JSON.stringify( body ), { status, headers: { 'Content-Type': 'application/json' } } );
}

/** A service that knows one team and takes every report. */
export async function fakeService(): Promise<FakeService> {
	const team = await makeTeam();
	const service: FakeService = {
		team, sent: [], asked: [],
		answer: () => json( 201, { state: 'new', day: TODAY, envelopes: [] } ),
		statements: [ ( await team.sign() ).wire ],
		standing: { id: TEAM, open: true, intake: 'open', reason: '', senders: 'all', contact: '' },
		promises: {},
		collected: [],
		claim: () => json( 202, { state: 'waiting', claim: null } )
	};
	vi.stubGlobal( 'fetch', async ( url: string, options: RequestInit ) => {
		const { pathname } = new URL( url );
		service.asked.push( `${ options.method } ${ pathname }` );
		if ( pathname.endsWith( '/teams' ) ) {
			return json( 200, { teams: [ service.standing ] } );
		}
		if ( pathname.endsWith( '/promises' ) ) {
			return json( 200, { teams: service.promises } );
		}
		if ( pathname.endsWith( '/claims/collect' ) ) {
			service.collected.push( JSON.parse( options.body as string ) as Collection );
			return service.claim( service.collected[ service.collected.length - 1 ] );
		}
		if ( pathname.endsWith( '/statements' ) ) {
			return json( 200, { statements: service.statements } );
		}
		service.sent.push( options.body as string );
		return service.answer();
	} );
	return service;
}

export const CONTEXT: Context = {
	wiki: 'en.wikipedia.org', page: 'Talk:A page', revision: '7', thread: 'c-1', author: 'Somebody', diff: '', lang: 'en'
};

export function makeForm( service: FakeService, context: Context | null = null, close: ( () => void ) | null = null, claimKey = '' ): Form {
	speakStrictly();
	return newForm( {
		service: SERVICE, claim_key: claimKey, home: 'https://home.example',
		teams: { [ TEAM ]: { name: 'U4C', root: service.team.root.publicKey } }
	}, 'en', context, { close } );
}

export function mountApp( form: Form ): VueWrapper {
	return mount( App, { attachTo: document.body, global: { provide: { [ FORM as symbol ]: form } } } );
}

/** Presses the button with these words. */
export async function press( wrapper: VueWrapper, words: string ): Promise<void> {
	const button = wrapper.findAll( 'button' ).find( ( one ) => one.text() === words );
	if ( !button ) {
		throw new Error( `No button "${ words }"; there are: ` + wrapper.findAll( 'button' ).map( ( one ) => one.text() ).join( ', ' ) );
	}
	await button.trigger( 'click' );
}

/** Answers everything up to the text, for the committee that has a team here. */
export function fill( form: Form ): void {
	Object.assign( form.draft, {
		danger: 'no', about: 'me', place: 'several-wikis', wiki: 'en.wikipedia.org', body: 'u4c', what: 'It happened.'
	} );
}
