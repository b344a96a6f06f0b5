// SPDX-License-Identifier: AGPL-3.0-or-later
/** What `make bench` times inside a real browser. Each function does its work once and says how many milliseconds it took. */
import { scalarMult } from 'age-encryption/x25519';
import { call } from '../../../gadget/src/shared/api';
import { openSummary, sealReport } from '../../../gadget/src/sealing';
import { makeTeam, TEAM, TODAY, type TestMember, type TestStatement } from '../../../gadget/src/sealing/test-team';
import { verifyStatement, type Statement } from '../../../gadget/src/sealing/statement';

const REPORT = {
	v: 1 as const, lang: 'en', role: 'me' as const, officials: [], what: 'word '.repeat( 600 ), when: '', where: '', wiki: '',
	context: null, people: [], evidence: [], kinds: [], tried: '', wish: '', wish_unknown: true,
	appear: { as: 'none' as const }, tell_other: 'ask' as const, wiki_mail: { allowed: false }
};
const SUMMARY = { wiki: 'en.wikipedia.org', about: [ 'Somebody' ], kinds: [ '3.1-insults' ], excerpt: REPORT.what, lang: 'en' };

type Sealed = Awaited<ReturnType<typeof sealReport>>;

let member: TestMember;
let signed: TestStatement;
let queue: Sealed[] = [];

async function timed( work: () => Promise<unknown> ): Promise<number> {
	const begun = performance.now();
	await work();
	return performance.now() - begun;
}

/** Makes a queue of reports to open. */
async function prepareQueue( count: number ): Promise<void> {
	const team = await makeTeam();
	signed = await team.sign();
	member = team.members[ 0 ];
	queue = [];
	for ( let made = 0; made < count; made++ ) {
		queue.push( await sealReport( { team: TEAM, statement: signed.statement, excluded: [], report: REPORT, summary: SUMMARY } ) );
	}
}

/** Opens and checks every summary, as the desk's queue does. */
function openQueue(): Promise<number> {
	return timed( async () => {
		const { fingerprint, identity } = member;
		for ( const { payload } of queue ) {
			const entry = await openSummary( {
				vault: payload.vault, team: payload.team, holder: fingerprint, identity,
				grants: payload.grants.filter( ( grant ) => grant.holder === fingerprint ),
				statements: [ signed.statement ], summary: payload.envelopes[ 0 ]
			} );
			if ( !entry.ok ) {
				throw new Error( entry.error );
			}
		}
	} );
}

/** The floor: two X25519 operations a report, one for its grant and one for its summary, and nothing else. */
function multiplyOnly(): Promise<number> {
	const secret = crypto.getRandomValues( new Uint8Array( 32 ) );
	const point = new Uint8Array( 32 ).fill( 9 );
	return timed( async () => {
		for ( let done = 0; done < 2 * queue.length; done++ ) {
			await scalarMult( secret, point );
		}
	} );
}

/** Seals a report for a team of the service and sends it. */
async function sealAndSend( service: string, root: string ): Promise<number> {
	const statement = await currentStatement( service, root );
	return timed( async () => {
		const { payload } = await sealReport( { team: TEAM, statement, excluded: [], report: REPORT, summary: SUMMARY } );
		await call( service + '/api/v1/reports', { body: payload } );
	} );
}

/** The floor: sends a report that was sealed before. */
async function sendOnly( service: string, root: string ): Promise<number> {
	const statement = await currentStatement( service, root );
	const { payload } = await sealReport( { team: TEAM, statement, excluded: [], report: REPORT, summary: SUMMARY } );
	return timed( () => call( service + '/api/v1/reports', { body: payload } ) );
}

async function currentStatement( service: string, root: string ): Promise<Statement> {
	const { statements } = await call<{ statements: TestStatement[ 'wire' ][] }>( `${ service }/api/v1/teams/${ TEAM }/statements` );
	return verifyStatement( statements[ statements.length - 1 ], { root, team: TEAM, today: TODAY } );
}

Object.assign( window, { bench: { multiplyOnly, openQueue, prepareQueue, sealAndSend, sendOnly } } );
