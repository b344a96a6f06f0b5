// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import english from '../../../i18n/en.json';
import { newReceipt, b64encode, type Receipt, type Wire } from '../../sealing';
import { bindingOf } from '../../sealing/claim';
import { signText } from '../../sealing/signed';
import { signerFromSeed, type Signer } from '../../sealing/signing';
import { setTranslate } from '../../shared/i18n';
import type { OpenReport } from './context';
import { proofPanel } from './proof';

const TODAY = '2026-11-22';
const NONCE = new Uint8Array( 32 ).fill( 7 );
const NAME = { 'central id': 4711, name: 'Ines', blocked: false };
const words = english as unknown as Record<string, string>;

let signer: Signer;
let receipt: Receipt;
let senders: string;

beforeEach( async () => {
	setTranslate( ( key, ...params ) => {
		if ( !( key in words ) ) {
			throw new Error( 'No message ' + key );
		}
		return words[ key ].replace( /\$(\d)/g, ( _, n ) => String( params[ Number( n ) - 1 ] ) );
	} );
	signer = await signerFromSeed( new Uint8Array( 32 ).fill( 9 ) );
	receipt = await newReceipt();
	senders = 'all';
	localStorage.clear();
} );

function claim( subject: object = NAME, more: { team?: string; by?: Signer; key?: string } = {} ): Promise<Wire> {
	const bind = bindingOf( more.key ?? receipt.ed25519Public, more.team ?? 'u4c', NONCE );
	return signText( 'claim', JSON.stringify( { v: 1, subject, bind, day: TODAY } ), more.by ?? signer );
}

/** What a report's page shows of a report that brings this. */
async function shown( appear: unknown, { vault = 'a', claimKey = signer.publicKey, kind = 'report' } = {} ): Promise<HTMLElement | null> {
	const entry = ( n: number, name: string, header: object, body: object ): object =>
		( { epoch: 0, n, ok: true, header: { kind: name, ...header }, body } );
	const get = vi.fn( async () => ( { teams: [ { id: 'u4c', senders } ] } ) );
	const panel = proofPanel( {
		session: { pins: { claim_key: claimKey }, today: TODAY, language: 'en', get },
		thread: { team: 'u4c', vault, report: { kind } },
		reading: { entries: [ entry( 0, 'summary', { reporter: receipt.ed25519Public }, {} ), entry( 1, 'report', {}, { appear } ) ] }
	} as unknown as OpenReport );
	if ( panel ) {
		const settled = vi.waitFor( () => {
			if ( !panel.textContent ) {
				throw new Error( 'nothing yet' );
			}
		}, { timeout: 500 } );
		await settled.catch( () => {} );
	}
	return panel;
}

async function proven( subject: object = NAME, more: Parameters<typeof claim>[ 1 ] = {} ): Promise<object> {
	return { as: 'proven', name: 'Somebody typed this', claim: await claim( subject, more ), nonce: b64encode( NONCE ) };
}

describe( 'a proof', () => {
	it( 'shows the name that was proven, not the one that was typed, and what it does not prove', async () => {
		const text = ( await shown( await proven() ) )?.textContent;
		expect( text ).toContain( 'Proven name: Ines' );
		expect( text ).not.toContain( 'Somebody typed this' );
		expect( text ).toContain( 'It does not prove that what the report says is true' );
		expect( text ).toContain( '4711' );
		expect( text ).not.toContain( 'was blocked' );
	} );

	it( 'says that the account was blocked', async () => {
		expect( ( await shown( await proven( { ...NAME, blocked: true } ) ) )?.textContent ).toContain( 'The account was blocked on that day.' );
	} );

	it( 'without a name shows none', async () => {
		const text = ( await shown( { ...await proven( { established: true } ), as: 'established' } ) )?.textContent;
		expect( text ).toContain( 'an established account, without a name' );
		expect( text ).not.toContain( 'Proven name' );
	} );

	it.each( [
		[ 'another key signed', async () => proven( NAME, { by: await signerFromSeed( new Uint8Array( 32 ).fill( 1 ) ) } ), 'not signed with the key' ],
		[ 'it is for another team', () => proven( NAME, { team: 'stewards' } ), 'another report or another team' ],
		[ 'it is for another report', async () => proven( NAME, { key: ( await newReceipt() ).ed25519Public } ), 'another report or another team' ],
		[ 'the nonce is another', async () => ( { ...await proven(), nonce: b64encode( new Uint8Array( 32 ) ) } ), 'another report or another team' ],
		[ 'there is none', () => ( { as: 'proven', name: 'Ines' } ), 'There is none inside' ],
		[ 'it is nonsense', () => ( { as: 'proven', claim: [ 7 ], nonce: {} } ), 'There is none inside' ],
		[ 'it names nobody', () => proven( { name: { toString: () => 'Ines' } } ), 'There is none inside' ]
	] )( 'is an error with its reason when %s', async ( _, appear, reason ) => {
		const panel = await shown( await appear() );
		expect( panel?.querySelector( '[role=alert]' )?.textContent ).toContain( reason );
		expect( panel?.textContent ).not.toContain( 'Proven' );
	} );

	it( 'serves one report only', async () => {
		const appear = await proven();
		expect( ( await shown( appear, { vault: 'a' } ) )?.textContent ).toContain( 'Proven name' );
		expect( ( await shown( appear, { vault: 'a' } ) )?.textContent ).toContain( 'Proven name' );
		expect( ( await shown( appear, { vault: 'b' } ) )?.textContent ).toContain( 'Another report brought the same proof before' );
	} );

	it( 'is not believed without a key to check it', async () => {
		const panel = await shown( await proven(), { claimKey: '' } );
		expect( panel?.textContent ).toContain( 'knows no key to check it with' );
		expect( panel?.textContent ).not.toContain( 'Ines' );
	} );
} );

describe( 'no proof', () => {
	it( 'is nothing to mention, except where the team asks for one', async () => {
		expect( ( await shown( { as: 'none' } ) )?.textContent ).toBe( '' );
		senders = 'signed_in';
		expect( ( await shown( { as: 'name', name: 'Ines' } ) )?.textContent ).toContain( 'takes reports only with a proof' );
		expect( ( await shown( undefined ) )?.textContent ).toContain( 'takes reports only with a proof' );
	} );

	it( 'is asked of nobody who was invited', async () => {
		senders = 'signed_in';
		expect( await shown( { as: 'none' }, { kind: 'invitation' } ) ).toBeNull();
	} );
} );
