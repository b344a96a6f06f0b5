// SPDX-License-Identifier: AGPL-3.0-or-later
// What a wiki's readers fetch to lock a report: built as it is shipped, it locks, and brings nothing that only the desk needs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { wikiAliases } from '../../age-aliases.mjs';
import { makeTeam, TEAM, TODAY } from '../sealing/test-team';
import { readVault } from '../sealing/vault';
import type * as Sealing from './sealing.gadget';

let folder: string;
let modules: string[];
let code: string;

beforeAll( async () => {
	folder = mkdtempSync( join( tmpdir(), 'alcove-sealing-' ) );
	const built = [ await build( {
		configFile: false,
		logLevel: 'error',
		resolve: { alias: wikiAliases },
		build: {
			write: false,
			minify: false,
			rollupOptions: {
				input: fileURLToPath( new URL( './sealing.gadget.ts', import.meta.url ) ),
				output: { format: 'es', codeSplitting: false },
				preserveEntrySignatures: 'strict'
			}
		}
	} ) ].flat() as Rolldown.RolldownOutput[];
	const [ chunk ] = built[ 0 ].output;
	code = chunk.code;
	modules = Object.entries( chunk.modules ).filter( ( [ , { renderedLength } ] ) => renderedLength > 0 ).map( ( [ id ] ) => basename( id ) );
	writeFileSync( join( folder, 'sealing.mjs' ), code );
} );

afterAll( () => {
	rmSync( folder, { recursive: true } );
} );

it( 'brings nothing that opens or that only the desk needs', () => {
	const desks = [
		'barred.ts', 'beginning.ts', 'epochs.ts', 'granting.ts', 'heeding.ts', 'keyfile.ts', 'keyring.ts', 'keystore.ts', 'summaries.ts',
		'vault.ts', 'writers.ts', 'words.ts'
	];
	expect( modules.filter( ( name ) => desks.includes( name ) ) ).toEqual( [] );
	expect( modules ).toContain( 'report.ts' );
	for ( const unused of [ 'class Decrypter', 'class ScryptRecipient', 'class HybridRecipient', 'class TagRecipient' ] ) {
		expect( code ).not.toContain( unused );
	}
} );

it( 'locks a report that its readers open', async () => {
	// eslint-disable-next-line no-unsanitized/method -- built above
	const { sealReport, verifyStatement } = await import( /* @vite-ignore */ pathToFileURL( join( folder, 'sealing.mjs' ) ).href ) as typeof Sealing;
	const team = await makeTeam();
	const { wire } = await team.sign();
	const statement = await verifyStatement( wire, { root: team.root.publicKey, team: TEAM, today: TODAY } );
	const { payload } = await sealReport( {
		team: TEAM, statement, excluded: [],
		report: { v: 1, lang: 'de', role: 'me', what: 'Jeden Tag' }, summary: { wiki: 'de.wikipedia.org', about: [], kinds: [], excerpt: 'Jeden', lang: 'de' }
	} as unknown as Parameters<typeof sealReport>[ 0 ] );
	const [ { fingerprint, identity } ] = team.members;
	const { entries } = await readVault( {
		vault: payload.vault, team: TEAM, holder: fingerprint, identity, statements: [ statement ], grants: payload.grants,
		envelopes: payload.envelopes.map( ( one ) => ( { ...one, epoch: 0 } ) )
	} );
	expect( entries.map( ( entry ) => entry.ok && entry.body ) ).toMatchObject( [ { excerpt: 'Jeden' }, { what: 'Jeden Tag' } ] );
} );
