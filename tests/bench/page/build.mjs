// SPDX-License-Identifier: AGPL-3.0-or-later
/** Builds the page that `make bench` opens in a browser, with the same parts as the real bundles. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { ageAliases } from '../../../gadget/age-aliases.mjs';

const here = dirname( fileURLToPath( import.meta.url ) );

await build( {
	configFile: false,
	root: here,
	logLevel: 'error',
	publicDir: false,
	resolve: { alias: ageAliases },
	build: {
		target: 'es2020',
		outDir: process.argv[ 2 ],
		emptyOutDir: true,
		modulePreload: false,
		rollupOptions: { input: here + '/page.ts', output: { entryFileNames: 'page.js' } }
	}
} );
