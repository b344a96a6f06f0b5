// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, describe, expect, it } from 'vitest';
import { b64decode, sha256Hex, utf8 } from './encoding';
import { openEnvelope } from './envelope';
import { openGrant, REPORTER } from './grant';
import { readReceipt } from './receipt';
import { sealNext, sealReport, type ReportBody, type SealedReport, type SummaryBody } from './report';
import { makeTeam, TEAM, type TestStatement, type TestTeam } from './test-team';

const summary: SummaryBody = {
	wiki: 'de.wikipedia.org', about: [ 'Troll' ], kinds: [ '3.1-insults' ], excerpt: 'He wrote …', lang: 'de'
};

const report: ReportBody = {
	v: 1, lang: 'de', role: 'me', officials: [], what: 'Er schreibt mir nach. ✍️', when: '', where: '',
	wiki: 'de.wikipedia.org', context: null, people: [ { name: 'Troll' } ], evidence: [],
	kinds: [ '3.1-insults' ], tried: '', wish: '', wish_unknown: true, appear: { as: 'none' },
	tell_other: 'ask', wiki_mail: { allowed: false }
};

let team: TestTeam;
let signed: TestStatement;

beforeAll( async () => {
	team = await makeTeam();
	signed = await team.sign();
} );

function seal( changes: { excluded?: string[]; summary?: SummaryBody; report?: ReportBody } = {} ): Promise<SealedReport> {
	return sealReport( { team: TEAM, statement: signed.statement, excluded: [], report, summary, ...changes } );
}

async function openAs( holder: string, identity: string, sealed: SealedReport ) {
	const { payload } = sealed;
	const grant = payload.grants.filter( ( one ) => one.holder === holder )[ 0 ];
	const { key } = await openGrant( {
		data: b64decode( grant.data ), identity, holder, vault: payload.vault, epoch: 0, team: TEAM,
		allowed: [ sealed.receipt.ed25519Public ]
	} );
	return Promise.all( payload.envelopes.map( ( one ) => openEnvelope( b64decode( one.data ), key ) ) );
}

describe( 'sealing a report', () => {
	it( 'lets every member, the observer and the reporter read it', async () => {
		const sealed = await seal();
		const receipt = await readReceipt( sealed.receipt.text );
		const readers = team.members.map( ( member ) => [ member.fingerprint, member.identity ] )
			.concat( [ [ REPORTER, receipt.identity ] ] );
		expect( sealed.payload.grants.map( ( grant ) => grant.holder ).sort() )
			.toEqual( readers.map( ( [ holder ] ) => holder ).sort() );
		for ( const [ holder, identity ] of readers ) {
			const [ first, second ] = await openAs( holder, identity, sealed );
			expect( JSON.parse( first.body ) ).toEqual( summary );
			expect( JSON.parse( second.body ) ).toEqual( report );
		}
	} );

	it( 'tells the service what it needs, and nothing from the report', async () => {
		const { payload, receipt } = await seal();
		expect( Object.keys( payload ).sort() ).toEqual(
			[ 'access_hash', 'envelopes', 'grants', 'lookup', 'statement', 'team', 'vault' ]
		);
		expect( payload.lookup ).toBe( receipt.lookup );
		expect( payload.access_hash ).toBe( sha256Hex( b64decode( receipt.access ) ) );
		expect( payload.statement ).toEqual( { seq: 1, hash: signed.statement.hash } );
		const sent = JSON.stringify( payload );
		for ( const secret of [ receipt.text, receipt.access, receipt.identity, 'Troll', 'insults' ] ) {
			expect( sent ).not.toContain( secret );
		}
	} );

	it( 'gives no grant to a member whom the reporter left out, and says so inside', async () => {
		const left = team.members[ 1 ];
		const sealed = await seal( { excluded: [ left.signer.publicKey ] } );
		expect( sealed.payload.grants.map( ( grant ) => grant.holder ) ).not.toContain( left.fingerprint );
		const [ first ] = await openAs( REPORTER, sealed.receipt.identity, sealed );
		expect( first.header.excluded ).toEqual( [ left.signer.publicKey ] );
	} );

	it( 'refuses when too few members with a vote would remain', async () => {
		const excluded = team.members.slice( 0, 2 ).map( ( member ) => member.signer.publicKey );
		await expect( seal( { excluded } ) ).rejects.toMatchObject( { code: 'too_few_holders' } );
	} );

	it( 'refuses a key to exclude that belongs to nobody, instead of excluding nobody', async () => {
		await expect( seal( { excluded: [ team.members[ 0 ].fingerprint ] } ) )
			.rejects.toMatchObject( { code: 'not_a_member' } );
	} );

	it( 'chains the report to the summary', async () => {
		const sealed = await seal();
		const [ , second ] = await openAs( REPORTER, sealed.receipt.identity, sealed );
		expect( second.header.prev ).toBe( sha256Hex( b64decode( sealed.payload.envelopes[ 0 ].data ) ) );
		expect( second.header.n ).toBe( 1 );
	} );

	it( 'refuses a report larger than the largest bucket', async () => {
		await expect( seal( { report: Object.assign( {}, report, { what: 'x'.repeat( 262144 ) } ) } ) )
			.rejects.toMatchObject( { code: 'too_large' } );
	} );
} );

describe( 'the summary', () => {
	async function sealedSummary( changes: Partial<SummaryBody> ): Promise<SummaryBody> {
		const sealed = await seal( { summary: Object.assign( {}, summary, changes ) } );
		expect( b64decode( sealed.payload.envelopes[ 0 ].data ).length )
			.toBe( b64decode( ( await seal() ).payload.envelopes[ 0 ].data ).length );
		const [ first ] = await openAs( REPORTER, sealed.receipt.identity, sealed );
		expect( first.bucket ).toBe( 1024 );
		return JSON.parse( first.body );
	}

	it( 'is cut between characters, never inside one', async () => {
		const { excerpt } = await sealedSummary( { excerpt: '😀'.repeat( 500 ) } );
		expect( excerpt ).toMatch( /^(😀)+…$/u );
		expect( utf8( excerpt ).length ).toBeGreaterThan( 200 );
	} );

	it( 'drops people, then the place, before it drops what it is about', async () => {
		const trimmed = await sealedSummary( {
			excerpt: 'long '.repeat( 200 ), about: [ 'n'.repeat( 200 ), 'm'.repeat( 900 ) ], place: 'p'.repeat( 100 )
		} );
		expect( trimmed ).toMatchObject( { excerpt: '', about: [ 'n'.repeat( 200 ) ], kinds: [ '3.1-insults' ] } );
	} );

	it( 'names three people at most', async () => {
		expect( ( await sealedSummary( { about: [ 'a', 'b', 'c', 'd' ] } ) ).about ).toEqual( [ 'a', 'b', 'c' ] );
	} );
} );

describe( 'the next envelope', () => {
	it( 'stands after the one it names and opens with the vault’s key', async () => {
		const sealed = await seal();
		const { payload, receipt } = sealed;
		const { key, recipient } = await openGrant( {
			data: b64decode( payload.grants[ 0 ].data ), identity: receipt.identity, holder: REPORTER,
			vault: payload.vault, epoch: 0, team: TEAM, allowed: [ receipt.ed25519Public ]
		} );
		const prev = sha256Hex( b64decode( payload.envelopes[ 1 ].data ) );
		const next = await sealNext( {
			vaultRecipient: recipient, vault: payload.vault, epoch: 0, n: 2, prev, team: TEAM, kind: 'message',
			body: { text: 'noch etwas', lang: 'de' }, signer: receipt.signer
		} );
		expect( next.hash ).toBe( sha256Hex( b64decode( next.data ) ) );
		const opened = await openEnvelope( b64decode( next.data ), key );
		expect( opened.header ).toMatchObject( { kind: 'message', n: 2, prev, from: receipt.ed25519Public } );
	} );
} );
