// SPDX-License-Identifier: AGPL-3.0-or-later
/** Runs the browser code's tests on exactly the sealing build that is shipped (same stubs). */
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { ageAliases } from './age-aliases.mjs';

export default defineConfig( {
	plugins: [ vue() ],
	resolve: { alias: ageAliases },
	test: {
		include: [ 'src/**/*.test.ts' ],
		environment: 'node',
		// Key files are slow by design, and machines may be busy; no test measures time.
		testTimeout: 60000,
		hookTimeout: 60000,
		// Aliases only reach packages that pass through Vite.
		server: { deps: { inline: [ /age-encryption/ ] } }
	}
} );
