// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, call } from './api';

function answer( body: string, init: ResponseInit = {} ): ReturnType<typeof vi.fn> {
	const fetch = vi.fn( async () => new Response( body, init ) );
	vi.stubGlobal( 'fetch', fetch );
	return fetch;
}

async function failure( promise: Promise<unknown> ): Promise<ApiError> {
	const error = await promise.then( () => null, ( thrown: unknown ) => thrown );
	expect( error ).toBeInstanceOf( ApiError );
	return error as ApiError;
}

describe( 'calling the service', () => {
	afterEach( () => vi.unstubAllGlobals() );

	it( 'sends a body as JSON, the secret as a header, and no cookie', async () => {
		const fetch = answer( '{"state":"new"}' );
		expect( await call( 'https://service.example/follow', { body: { lookup: 'x' }, bearer: 'secret' } ) ).toEqual( { state: 'new' } );
		const [ url, init ] = fetch.mock.calls[ 0 ] as unknown as [ string, RequestInit ];
		expect( url ).not.toContain( 'secret' );
		expect( init.method ).toBe( 'POST' );
		expect( init.body ).toBe( '{"lookup":"x"}' );
		expect( ( init.headers as Record<string, string> ).Authorization ).toBe( 'Bearer secret' );
		expect( init.credentials ).toBe( 'omit' );
		expect( init.referrerPolicy ).toBe( 'no-referrer' );
	} );

	it( 'tells a problem document by its code', async () => {
		answer( '{"code":"quota","title":"Too many today","detail":"Tomorrow","head":1}', { status: 429 } );
		const error = await failure( call( 'https://service.example/' ) );
		expect( [ error.code, error.status, error.title, error.detail, error.problem.head ] )
			.toEqual( [ 'quota', 429, 'Too many today', 'Tomorrow', 1 ] );
	} );

	it( 'says "unavailable" when a proxy answers in HTML', async () => {
		answer( '<h1>Bad gateway</h1>', { status: 502 } );
		expect( ( await failure( call( 'https://service.example/' ) ) ).code ).toBe( 'unavailable' );
	} );

	it( 'says "unavailable" when a good answer is not JSON', async () => {
		answer( 'sign in to this network', { status: 200 } );
		expect( ( await failure( call( 'https://service.example/' ) ) ).code ).toBe( 'unavailable' );
	} );

	it( 'takes an answer without words for what it is: done', async () => {
		vi.stubGlobal( 'fetch', vi.fn( async () => new Response( null, { status: 204 } ) ) );
		expect( await call( 'https://service.example/', { body: {} } ) ).toBeUndefined();
	} );

	it( 'says "offline" when nobody answers', async () => {
		vi.stubGlobal( 'fetch', vi.fn( async () => {
			throw new TypeError( 'failed to fetch' );
		} ) );
		expect( ( await failure( call( 'https://service.example/' ) ) ).code ).toBe( 'offline' );
	} );

	it( 'says "offline" when the answer takes too long', async () => {
		vi.stubGlobal( 'fetch', vi.fn( ( _url: string, init: RequestInit ) => new Promise( ( _resolve, reject ) => {
			init.signal!.addEventListener( 'abort', () => reject( new DOMException( 'aborted', 'AbortError' ) ) );
		} ) ) );
		expect( ( await failure( call( 'https://service.example/', { timeout: 1 } ) ) ).code ).toBe( 'offline' );
	} );
} );
