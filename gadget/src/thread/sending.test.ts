// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, describe, expect, it } from 'vitest';
import { readVault, sealReport, type ReportBody, type SealedReport, type StoredEnvelope, type VaultReading } from '../sealing';
import { makeTeam, TEAM, type TestMember, type TestStatement } from '../sealing/test-team';
import { ApiError } from '../shared/api';
import { add, type Put } from './sending';

const REPORT: ReportBody = {
	v: 1, lang: 'en', role: 'me', officials: [], what: 'words', when: '', where: '', wiki: 'meta.wikimedia.org', context: null, people: [],
	evidence: [], kinds: [], tried: '', wish: '', wish_unknown: true, appear: { as: 'none' }, tell_other: 'ask', wiki_mail: { allowed: false }
};

let sealed: SealedReport;
let signed: TestStatement;
let ada: TestMember;
let bruno: TestMember;
let stored: StoredEnvelope[];
let puts: number;

/** A service that takes each place once. */
const put: Put = async ( envelope ) => {
	puts++;
	if ( stored.some( ( one ) => one.epoch === envelope.epoch && one.n === envelope.n ) ) {
		throw new ApiError( 'number_taken', 409, '', '' );
	}
	stored.push( envelope );
};
const read = (): Promise<VaultReading> => readVault( {
	vault: sealed.payload.vault, team: TEAM, holder: ada.fingerprint, identity: ada.identity,
	grants: sealed.payload.grants, envelopes: stored, statements: [ signed.statement ]
} );
const says = ( text: string, who = ada ) => ( { kind: 'message', body: { text, lang: 'en' }, signer: who.signer, statement: signed.statement } );
const texts = ( reading: VaultReading ): unknown[] =>
	reading.entries.map( ( entry ) => entry.ok ? entry.body.text : entry.error ).slice( 2 );

beforeEach( async () => {
	const team = await makeTeam();
	[ ada, bruno ] = team.members;
	signed = await team.sign();
	sealed = await sealReport( { team: TEAM, statement: signed.statement, excluded: [], report: REPORT,
		summary: { wiki: '', about: [], kinds: [], excerpt: 'words', lang: 'en' } } );
	stored = [ ...sealed.payload.envelopes ];
	puts = 0;
} );

const place = (): { vault: string; team: string } => ( { vault: sealed.payload.vault, team: TEAM } );

describe( 'adding to a thread', () => {
	it( 'stores what is said after the last step, where others can read it', async () => {
		const outcome = await add( place(), await read(), says( 'hello' ), put, read, false );
		expect( outcome.done ).toBe( true );
		expect( texts( outcome.reading ) ).toEqual( [ 'hello' ] );
	} );

	it( 'hands a taken place back with what came in between, and stores nothing', async () => {
		const before = await read();
		await add( place(), before, says( 'from Bruno', bruno ), put, read, false );
		const outcome = await add( place(), before, says( 'from Ada' ), put, read, false );
		expect( outcome.done ).toBe( false );
		expect( texts( outcome.reading ) ).toEqual( [ 'from Bruno' ] );
		expect( !outcome.done && outcome.news.length ).toBe( 1 );
		const second = await add( place(), outcome.reading, says( 'from Ada' ), put, read, false );
		expect( texts( second.reading ) ).toEqual( [ 'from Bruno', 'from Ada' ] );
	} );

	it( 'signs anew by itself where that is wanted', async () => {
		const before = await read();
		await add( place(), before, says( 'first', bruno ), put, read, false );
		const outcome = await add( place(), before, says( 'second' ), put, read, true );
		expect( outcome.done ).toBe( true );
		expect( texts( outcome.reading ) ).toEqual( [ 'first', 'second' ] );
	} );

	it( 'does not store twice what arrived although the answer got lost', async () => {
		const before = await read();
		const lossy: Put = async ( envelope ) => {
			await put( envelope );
			throw new ApiError( 'offline', 0, '', '' );
		};
		await expect( add( place(), before, says( 'once' ), lossy, read, false ) ).rejects.toMatchObject( { code: 'offline' } );
		const outcome = await add( place(), before, says( 'once' ), put, read, false );
		expect( outcome.done ).toBe( true );
		expect( texts( outcome.reading ) ).toEqual( [ 'once' ] );
	} );

	it( 'ends when the place stays taken and nothing new can be seen', async () => {
		const taken: Put = async () => {
			puts++;
			throw new ApiError( 'number_taken', 409, '', '' );
		};
		const outcome = await add( place(), await read(), says( 'x' ), taken, read, true );
		expect( outcome ).toMatchObject( { done: false, news: [] } );
		expect( puts ).toBe( 1 );
	} );

	it( 'passes every other failure on', async () => {
		const closed: Put = () => Promise.reject( new ApiError( 'wrong_state', 409, '', '' ) );
		await expect( add( place(), await read(), says( 'x' ), closed, read, true ) ).rejects.toMatchObject( { code: 'wrong_state' } );
	} );
} );
