// SPDX-License-Identifier: AGPL-3.0-or-later
// Pages without https have no crypto.subtle, older browsers one that knows neither X25519 nor Ed25519.
// What is sealed there must be the same as anywhere else.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { b64decode, b64encode, hex, randomBytes } from './encoding';
import { openGrant, REPORTER } from './grant';
import { openEnvelope } from './envelope';
import { newReceipt, readReceipt } from './receipt';
import { sealReport, type ReportBody } from './report';
import { isSignedBy, signerFromSeed } from './signing';
import { makeTeam, TEAM } from './test-team';

const real = crypto;
const getRandomValues = real.getRandomValues.bind( real );

function unknown(): Promise<never> {
	return Promise.reject( new DOMException( 'Unrecognized name', 'NotSupportedError' ) );
}

const BROWSERS: Record<string, () => object> = {
	'with all cryptography': () => real,
	'without any': () => ( { getRandomValues } ),
	'with an older one': () => ( { getRandomValues, subtle: { importKey: unknown, generateKey: unknown } } )
};

afterEach( () => {
	vi.unstubAllGlobals();
} );

function within( browser: string ): void {
	vi.stubGlobal( 'crypto', BROWSERS[ browser ]() );
}

const report = { v: 1, what: 'geheim' } as ReportBody;
const summary = { wiki: 'de.wikipedia.org', about: [], kinds: [], excerpt: 'geheim', lang: 'de' };

describe.each( Object.keys( BROWSERS ) )( 'a browser %s', ( writing ) => {
	it.each( Object.keys( BROWSERS ) )( 'is read by one %s', async ( reading ) => {
		within( writing );
		const team = await makeTeam();
		const { statement } = await team.sign();
		const sealed = await sealReport( { team: TEAM, statement, excluded: [], report, summary } );
		within( reading );
		const receipt = await readReceipt( sealed.receipt.text );
		const { key } = await openGrant( {
			data: b64decode( sealed.payload.grants[ 0 ].data ), identity: receipt.identity, holder: REPORTER,
			vault: sealed.payload.vault, epoch: 0, team: TEAM, allowed: [ receipt.ed25519Public ]
		} );
		const opened = await openEnvelope( b64decode( sealed.payload.envelopes[ 1 ].data ), key );
		expect( JSON.parse( opened.body ) ).toEqual( report );
	} );

	it( 'derives the same from a receipt', async () => {
		const { text, ...expected } = await newReceipt();
		within( writing );
		const { text: again, ...derived } = await readReceipt( text );
		expect( again ).toBe( text );
		expect( JSON.stringify( derived ) ).toBe( JSON.stringify( expected ) );
	} );

	it( 'signs as RFC 8032 says', async () => {
		within( writing );
		// RFC 8032, 7.1, test 3
		const seed = Uint8Array.from( 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7'.match( /../g ) as string[],
			( byte ) => parseInt( byte, 16 ) );
		const signer = await signerFromSeed( seed );
		const signature = await signer.sign( new Uint8Array( [ 0xaf, 0x82 ] ) );
		expect( hex( b64decode( signer.publicKey ) ) ).toBe( 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025' );
		expect( hex( signature ) ).toBe(
			'6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'
		);
		expect( await isSignedBy( signer.publicKey, signature, new Uint8Array( [ 0xaf, 0x82 ] ) ) ).toBe( true );
		expect( await isSignedBy( signer.publicKey, signature, new Uint8Array( [ 0xaf, 0x83 ] ) ) ).toBe( false );
	} );

	it( 'refuses signatures that are none', async () => {
		within( writing );
		const signer = await signerFromSeed( randomBytes( 32 ) );
		const signature = await signer.sign( new Uint8Array( 3 ) );
		expect( await isSignedBy( signer.publicKey, signature.subarray( 1 ), new Uint8Array( 3 ) ) ).toBe( false );
		expect( await isSignedBy( 'no key', signature, new Uint8Array( 3 ) ) ).toBe( false );
		expect( await isSignedBy( b64encode( new Uint8Array( 32 ).fill( 255 ) ), signature, new Uint8Array( 3 ) ) ).toBe( false );
	} );
} );

it( 'uses the browser’s own cryptography where there is one', async () => {
	const importKey = vi.spyOn( real.subtle, 'importKey' );
	const signer = await signerFromSeed( randomBytes( 32 ) );
	await isSignedBy( signer.publicKey, await signer.sign( new Uint8Array( 3 ) ), new Uint8Array( 3 ) );
	expect( importKey.mock.calls.map( ( call ) => call[ 0 ] ) ).toEqual( [ 'pkcs8', 'raw' ] );
	await newReceipt();
	expect( importKey.mock.calls.map( ( call ) => ( call[ 2 ] as { name: string } ).name ) ).toContain( 'X25519' );
	importKey.mockRestore();
} );

it( 'goes on using it after a key that the browser refuses', async () => {
	const importKey = vi.spyOn( real.subtle, 'importKey' )
		.mockRejectedValueOnce( new DOMException( 'not on the curve', 'DataError' ) );
	const signer = await signerFromSeed( randomBytes( 32 ) );
	const signature = await signer.sign( new Uint8Array( 3 ) );
	expect( await isSignedBy( signer.publicKey, signature, new Uint8Array( 3 ) ) ).toBe( true );
	expect( importKey ).toHaveBeenCalledTimes( 2 );
	importKey.mockRestore();
} );

it( 'takes no signature of a key under which everything is signed', async () => {
	within( 'without any' );
	// The neutral element as key and as nonce: 0 · B = R + h · A for every message.
	const neutral = new Uint8Array( 32 );
	neutral[ 0 ] = 1;
	const signature = new Uint8Array( 64 );
	signature[ 0 ] = 1;
	expect( await isSignedBy( b64encode( neutral ), signature, randomBytes( 8 ) ) ).toBe( false );
} );
