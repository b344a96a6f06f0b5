// SPDX-License-Identifier: AGPL-3.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { allKeys, allMarks, isBarred } from './barred';
import { verifyClaim } from './claim';
import { b64decode } from './encoding';
import { openEnvelope } from './envelope';
import { SealingError } from './errors';
import { openGrant } from './grant';
import { heeding, unheeded } from './heeding';
import { openKeyFile } from './keyfile';
import { readReceipt } from './receipt';
import { readStatements, verifyStatement } from './statement';
import { readVault, type Entry, type VaultReading } from './vault';
import { readShared } from './vectors/parts';
import { fingerprintWords } from './words';

// Inputs are JSON of many shapes, right and wrong; only the functions under test judge them.
/* eslint-disable @typescript-eslint/no-explicit-any */
type Runner = ( input: any ) => Promise<unknown>;

async function readingOf( { statements, root, today: _today, ...vault }: any ): Promise<VaultReading> {
	return readVault( { ...vault, statements: await readStatements( statements, { root, team: vault.team } ) } );
}

function whole( { entries, kind, keys, recipient }: VaultReading ): object {
	return { entries: entries.map( shown ), kind, keys: keys.map( ( { epoch } ) => epoch ), writable: recipient !== null };
}

async function readWhole( input: any ): Promise<unknown> {
	return whole( await readingOf( input ) );
}

/** A file as the desk reads it: beside its thread. */
async function readBeside( { file: given, thread: its }: any ): Promise<unknown> {
	const thread = await readingOf( its );
	const file = await readingOf( { ...given, as: 'file', matter: its.vault, excluded: thread.excluded } );
	const heeded = heeding( file, thread );
	expect( heeded.keys.every( ( { barred } ) => barred === heeded.barred ) ).toBe( true );
	const out = heeded.lines.filter( ( line ) => isBarred( line, heeded.barred ) ).map( ( { name } ) => name );
	const sorted = ( names: string[] ): string[] => Array.from( new Set( names ) ).sort();
	return { ...whole( heeded ), unheeded: sorted( unheeded( file, thread ) ), out: sorted( out ) };
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
	vault: async ( input ) => ( { entries: ( await readingOf( input ) ).entries.map( shown ) } ),
	heeding: readBeside,
	barred: async ( { keys, lines } ) => {
		const marks = allMarks( keys, lines );
		const out = lines.map( ( line: any, at: number ) => isBarred( line, marks ) ? at : -1 ).filter( ( at: number ) => at >= 0 );
		return { keys: allKeys( keys, lines ).sort(), out };
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
	it.each( readShared( readFileSync( folder + name, 'utf8' ) ) )( '$name', async ( { input, expect: expected } ) => {
		expect( await outcome( RUNNERS[ name.split( '.' )[ 0 ] ], input ) ).toEqual( expected );
	} );
} );
