// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Which parts of age-encryption the sealing code leaves out, for the bundles and for the tests alike.
 *
 * Alcove seals to X25519 keys only. Post-quantum and P-256 recipients would triple the size of what a
 * reader of a wiki has to fetch, so their modules are replaced by stubs that throw when they are used.
 * `age-encryption/x25519` is the package's own switch for browsers without WebCrypto, which the package
 * does not export under a name.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const stubs = fileURLToPath( new URL( './src/sealing/stubs/', import.meta.url ) );
const age = dirname( createRequire( import.meta.url ).resolve( 'age-encryption' ) );

/** For `resolve.alias` of Vite and Vitest. */
export const ageAliases = [
	{ find: /^@noble\/post-quantum\/hybrid\.js$/, replacement: join( stubs, 'post-quantum.ts' ) },
	{ find: /^@noble\/curves\/nist\.js$/, replacement: join( stubs, 'p256.ts' ) },
	{ find: /^age-encryption\/x25519$/, replacement: join( age, 'x25519.js' ) }
];
