// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Which parts of age-encryption the sealing code leaves out, for the bundles and for the tests alike.
 *
 * Alcove seals to X25519 keys only. Post-quantum and P-256 recipients would triple the size of what a
 * reader of a wiki has to fetch, so their modules are replaced by stubs that throw when they are used.
 * `age-encryption/x25519` is the package's own switch for browsers without WebCrypto, which the package
 * does not export under a name.
 *
 * The curves in JavaScript are fetched only by browsers that do not have them: age gets a stand-in that fetches them, and
 * `noble-curves` is the real thing.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const stubs = fileURLToPath( new URL( './src/sealing/stubs/', import.meta.url ) );
const require = createRequire( import.meta.url );
const age = dirname( require.resolve( 'age-encryption' ) );

/** For `resolve.alias` of Vite and Vitest. */
export const ageAliases = [
	{ find: /^@noble\/post-quantum\/hybrid\.js$/, replacement: join( stubs, 'post-quantum.ts' ) },
	{ find: /^@noble\/curves\/nist\.js$/, replacement: join( stubs, 'p256.ts' ) },
	{ find: /^@noble\/curves\/ed25519\.js$/, replacement: join( stubs, 'curves.ts' ) },
	{ find: /^noble-curves$/, replacement: require.resolve( '@noble/curves/ed25519.js' ) },
	{ find: /^age-encryption\/x25519$/, replacement: join( age, 'x25519.js' ) }
];

/** For the gadget: what is fetched later comes from other gadgets, and the form seals to X25519 keys and nothing else. */
export const wikiAliases = [
	...ageAliases,
	{ find: /^@noble\/hashes\/scrypt\.js$/, replacement: join( stubs, 'scrypt.ts' ) },
	{ find: /^\.\/recipients\.js$/, replacement: join( stubs, 'recipients.ts' ) },
	{ find: /^age-recipients$/, replacement: join( age, 'recipients.js' ) },
	{ find: /^(\..*\/fetch-\w+)$/, replacement: '$1.wiki' }
];
