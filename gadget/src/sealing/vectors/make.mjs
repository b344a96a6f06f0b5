// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Writes tests/vectors/*.typescript.json anew: node gadget/src/sealing/vectors/make.mjs
 *
 * The vectors are committed and tests only read them; keys in them are random, so every run changes all.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import { ageAliases } from '../../../age-aliases.mjs';

const target = fileURLToPath( new URL( '../../../../tests/vectors/', import.meta.url ) );
const outDir = await mkdtemp( join( tmpdir(), 'alcove-vectors-' ) );
try {
	await build( {
		configFile: false,
		logLevel: 'error',
		resolve: { alias: ageAliases },
		ssr: { noExternal: true },
		build: {
			ssr: fileURLToPath( new URL( './all.ts', import.meta.url ) ),
			outDir,
			rollupOptions: { output: { entryFileNames: 'all.mjs' } }
		}
	} );
	// eslint-disable-next-line no-unsanitized/method -- built above
	const { makeAll } = await import( pathToFileURL( join( outDir, 'all.mjs' ) ).href );
	for ( const [ name, text ] of Object.entries( await makeAll() ) ) {
		await writeFile( join( target, name + '.typescript.json' ), text );
	}
} finally {
	await rm( outDir, { recursive: true } );
}
