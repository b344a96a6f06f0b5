// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { newEvidence, newPerson } from './state';
import { contributionsOf, lookUpLink, lookUpPerson } from './wikiapi';

interface Asked {
	url: string;
	method?: string;
	params: Record<string, string>;
	credentials?: string;
}

let asked: Asked[];
let answers: object[];

beforeEach( () => {
	asked = [];
	answers = [];
	vi.unstubAllGlobals();
	vi.stubGlobal( 'fetch', async ( url: string, options: RequestInit ) => {
		asked.push( {
			url, method: options.method, credentials: options.credentials,
			params: Object.fromEntries( options.body as URLSearchParams )
		} );
		return new Response( JSON.stringify( answers.shift() ?? {} ) );
	} );
} );

describe( 'looking up a link', () => {
	it( 'asks the wiki it points at by POST, with nothing of it in the address, and without cookies', async () => {
		answers = [ { query: { pages: [ { title: 'Talk:A', revisions: [ { timestamp: '2026-11-01T10:00:00Z' } ] } ] } } ];
		const row = newEvidence( 'https://de.wikipedia.org/w/index.php?diff=12' );
		await lookUpLink( row );
		expect( row ).toMatchObject( { title: 'Talk:A', date: '2026-11-01', state: 'found' } );
		expect( asked[ 0 ] ).toMatchObject( {
			url: 'https://de.wikipedia.org/w/api.php?origin=*', method: 'POST', credentials: 'omit', params: { revids: '12' }
		} );
	} );

	it( 'asks the own wiki where it is, with its session', async () => {
		vi.stubGlobal( 'mw', { util: { wikiScript: () => '/w/api.php' } } );
		await lookUpLink( newEvidence( `http://${ window.location.host }/wiki/A` ) );
		expect( asked[ 0 ] ).toMatchObject( { url: '/w/api.php', credentials: 'same-origin', params: { titles: 'A' } } );
	} );

	it.each( [
		[ 'a page that is not there', [ { query: { pages: [ { title: 'A', missing: true } ] } } ] ],
		[ 'a refusal', [ { error: { code: 'x' } } ] ],
		[ 'an answer that makes no sense', [ { query: [] } ] ]
	] )( 'keeps the link whatever comes back: %s', async ( _, given ) => {
		answers = given;
		const row = newEvidence( 'https://en.wikipedia.org/wiki/A', 'my note' );
		await lookUpLink( row );
		expect( row ).toMatchObject( { url: 'https://en.wikipedia.org/wiki/A', note: 'my note', title: '', state: 'failed' } );
	} );

	it( 'asks nobody about places outside the wikis', async () => {
		const row = newEvidence( 'https://chat.example/1' );
		await lookUpLink( row );
		expect( row.state ).toBe( 'failed' );
		expect( asked ).toEqual( [] );
	} );
} );

describe( 'looking up a person', () => {
	it.each( [
		[ 'here', [ { query: { users: [ { userid: 7 } ] } } ] ],
		[ 'elsewhere', [ { query: { users: [ { missing: true } ] } }, { query: { globaluserinfo: { id: 9 } } } ] ],
		[ 'unknown', [ { query: { users: [ { missing: true } ] } }, { query: { globaluserinfo: { missing: true } } } ] ],
		[ 'unknown', [ { query: { users: [ { invalid: true } ] } }, { error: { code: 'badvalue' } } ] ],
		[ 'failed', [ { error: { code: 'readonly' } } ] ]
	] )( 'says "%s" and never changes the name', async ( found, given ) => {
		answers = given;
		const person = newPerson( 'User:A_b' );
		await lookUpPerson( person, 'en.wikipedia.org' );
		expect( person ).toMatchObject( { name: 'User:A_b', found } );
		expect( asked[ 0 ].params.ususers ).toBe( 'A b' );
		expect( asked[ 0 ].url ).not.toContain( 'A' );
	} );

	it( 'keeps addresses whole', async () => {
		await lookUpPerson( newPerson( '2001:db8::1' ), 'en.wikipedia.org' );
		expect( asked[ 0 ].params.ususers ).toBe( '2001:db8::1' );
	} );

	it( 'asks no host that is not a wiki', async () => {
		const person = newPerson( 'A' );
		await lookUpPerson( person, 'en.wikipedia.org.example.com' );
		expect( person.found ).toBe( 'failed' );
		expect( asked ).toEqual( [] );
	} );
} );

describe( 'somebody\'s edits', () => {
	it( 'become evidence with title, day and a link to the change', async () => {
		answers = [ { query: { usercontribs: [ { revid: 5, title: 'Talk:A', timestamp: '2026-11-02T00:00:00Z' } ] } } ];
		expect( await contributionsOf( 'A', 'en.wikipedia.org' ) ).toEqual( [ {
			url: 'https://en.wikipedia.org/w/index.php?diff=5', title: 'Talk:A', date: '2026-11-02', note: '', state: 'found'
		} ] );
	} );
} );
