// SPDX-License-Identifier: AGPL-3.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { verifyClaim } from './claim';
import { b64decode } from './encoding';
import { openEnvelope } from './envelope';
import { SealingError } from './errors';
import { openGrant } from './grant';
import { openKeyFile } from './keyfile';
import { readReceipt } from './receipt';
import { readStatements, verifyStatement } from './statement';
import { readVault, type Entry } from './vault';
import type { VectorFile } from './vectors/vectors';
import { fingerprintWords } from './words';

// Inputs are JSON of many shapes, right and wrong; only the functions under test judge them.
/* eslint-disable @typescript-eslint/no-explicit-any */
type Runner = ( input: any ) => Promise<unknown>;

async function readWhole( { statements, root, today: _today, ...vault }: any ): Promise<unknown> {
	const known = await readStatements( statements, { root, team: vault.team } );
	const { entries, kind, keys, recipient } = await readVault( { ...vault, statements: known } );
	return { entries: entries.map( shown ), kind, keys: keys.map( ( { epoch } ) => epoch ), writable: recipient !== null };
}

function shown( entry: Entry ): object {
	return entry.ok ?
		{ epoch: entry.epoch, n: entry.n, ok: true, kind: entry.header.kind, body: entry.body } :
		{ epoch: entry.epoch, n: entry.n, ok: false, error: entry.error };
}

const RUNNERS: Record<string, Runner> = {
	receipt: async ( { text } ) => {
		const receipt = await readReceipt( text );
		return {
			lookup: receipt.lookup, access: receipt.access, access_hash: receipt.accessHash,
			recipient: receipt.recipient, ed25519: receipt.ed25519Public
		};
	},
	statement: async ( { wire, ...wanted } ) => {
		const { seq, hash, members } = await verifyStatement( wire, wanted );
		return { seq, hash, members: members.length };
	},
	claim: async ( { wire, claim_key: claimKey, team, ed25519, nonce, seen } ) => {
		const claim = await verifyClaim( wire, { claimKey, team, ed25519, nonce: b64decode( nonce ), seen: new Set( seen ) } );
		return { subject: claim.subject };
	},
	envelope: async ( { data, identity } ) => {
		const { header, body } = await openEnvelope( b64decode( data ), identity );
		return { header, body };
	},
	grant: async ( { data, ...grant } ) =>
		( { key: ( await openGrant( { data: b64decode( data ), ...grant } ) ).key } ),
	matter: readWhole,
	epoch: readWhole,
	vault: async ( { statements, root, today: _today, ...vault } ) => {
		const known = await readStatements( statements, { root, team: vault.team } );
		const { entries } = await readVault( { ...vault, statements: known } );
		return { entries: entries.map( shown ) };
	},
	keyfile: async ( { armored, passphrase } ) => {
		const person = await openKeyFile( armored, passphrase );
		return { name: person.name, home: person.home, recipient: person.recipient, ed25519: person.ed25519Public };
	},
	words: async ( { age, ed25519 } ) => ( { words: fingerprintWords( age, ed25519 ) } )
};

const folder = fileURLToPath( new URL( '../../../tests/vectors/', import.meta.url ) );
const files = readdirSync( folder ).filter( ( name ) => /\.(python|typescript)\.json$/.test( name ) );

async function outcome( run: Runner, input: object ): Promise<unknown> {
	try {
		return await run( input );
	} catch ( error ) {
		if ( error instanceof SealingError ) {
			return { error: error.code };
		}
		throw error;
	}
}

it( 'has vectors of both makers for everything', () => {
	const wanted = Object.keys( RUNNERS ).flatMap( ( what ) => [ what + '.python.json', what + '.typescript.json' ] );
	expect( files.sort() ).toEqual( wanted.sort() );
} );

describe.each( files )( '%s', ( name ) => {
	const { cases }: VectorFile = JSON.parse( readFileSync( folder + name, 'utf8' ) );
	it.each( cases )( '$name', async ( { input, expect: expected } ) => {
		expect( await outcome( RUNNERS[ name.split( '.' )[ 0 ] ], input ) ).toEqual( expected );
	} );
} );
