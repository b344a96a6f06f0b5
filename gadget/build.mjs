// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Builds everything that runs in a browser. Nothing it writes is committed.
 *
 *   node build.mjs [--only service|wiki] [--pins FILE] [--out DIR]
 *
 * service: modules and styles of the service's pages, into service/static/built/
 * wiki:    the pages of the gadget, readable (ResourceLoader minifies them), into gadget/dist/wiki/ or DIR
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import vue from '@vitejs/plugin-vue';
import { build } from 'vite';
import { ageAliases, wikiAliases } from './age-aliases.mjs';

const HERE = dirname( fileURLToPath( import.meta.url ) );
const SERVICE_OUT = join( HERE, '..', 'service', 'static', 'built' );
const require = createRequire( import.meta.url );

const { values: options } = parseArgs( { options: {
	only: { type: 'string' },
	pins: { type: 'string', default: join( HERE, 'pins.json' ) },
	out: { type: 'string', default: join( HERE, 'dist', 'wiki' ) }
} } );

/** What each script of the gadget is, for whoever reads it on the wiki. */
const PARTS = {
	'alcove.js': 'links only; no request before a click',
	'alcove-form.js': 'the form',
	'alcove-filing.js': 'a public request to the committee',
	'alcove-sealing.js': 'locks a report so that only its readers can open it',
	'alcove-curves.js': 'curves for browsers that do not know them'
};

/** Messages the form needs on a wiki, and those of a public request; those of the desk and of /follow stay with the service. */
const WIKI_MESSAGES = {
	'alcove-i18n': /^alcove-(form|body|route|kind|emergency|common)-/,
	'alcove-filing': /^alcove-filing-/
};

const common = {
	configFile: false,
	root: HERE,
	logLevel: 'warn',
	resolve: { alias: ageAliases },
	plugins: [ vue() ],
	define: {
		__VUE_OPTIONS_API__: 'true',
		__VUE_PROD_DEVTOOLS__: 'false',
		__VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
		'process.env.NODE_ENV': '"production"'
	}
};

/** Where data come from is for whoever changes them; nobody fetches it. */
const withoutSources = {
	name: 'without-sources',
	transform: { order: 'pre', handler: ( code, id ) => id.endsWith( '.json' ) ?
		JSON.stringify( JSON.parse( code ), ( key, value ) => key === 'source' ? undefined : value ) : null }
};

async function buildService() {
	// Beside the old one, which is replaced only by a build that succeeded: a running service keeps its pages.
	const folder = SERVICE_OUT + '.new';
	await build( {
		...common,
		base: './',
		publicDir: false,
		build: {
			target: 'es2020',
			outDir: folder,
			emptyOutDir: true,
			modulePreload: false,
			rollupOptions: {
				input: {
					write: join( HERE, 'src/form/write.ts' ),
					follow: join( HERE, 'src/follow/follow.ts' ),
					desk: join( HERE, 'src/desk/desk.ts' )
				},
				output: {
					entryFileNames: '[name].js',
					chunkFileNames: 'part-[hash].js',
					assetFileNames: '[name][extname]'
				}
			}
		}
	} );
	await writeCodexStyles( folder );
	await rm( SERVICE_OUT, { recursive: true, force: true } );
	await rename( folder, SERVICE_OUT );
}

/** Codex's own styles with its tokens, light and dark, for the pages the server renders. */
async function writeCodexStyles( folder ) {
	const read = ( name ) => readFile( require.resolve( name ), 'utf8' );
	const tokens = await read( '@wikimedia/codex-design-tokens/dist/theme-wikimedia-ui-root.css' );
	const dark = await read( '@wikimedia/codex-design-tokens/dist/theme-wikimedia-ui-mode-dark.css' );
	for ( const [ out, from ] of [ [ 'codex.css', 'codex.style.css' ], [ 'codex-rtl.css', 'codex.style-rtl.css' ] ] ) {
		const styles = await read( '@wikimedia/codex/dist/' + from );
		await writeFile( join( folder, out ),
			`${ tokens }\n@media screen and ( prefers-color-scheme: dark ) {\n${ dark }}\n${ styles }` );
	}
}

/** One script of the gadget, in the JavaScript that MediaWiki 1.43 accepts from a default gadget (ES2016). */
async function buildScript( { input, name, format, external } ) {
	const [ result ] = [ await build( {
		...common,
		plugins: [ ...common.plugins, withoutSources ],
		resolve: { alias: wikiAliases },
		build: {
			target: 'es2016',
			write: false,
			minify: false,
			cssCodeSplit: false,
			rollupOptions: {
				input: join( HERE, input ),
				external,
				output: {
					format,
					entryFileNames: name + '.js',
					assetFileNames: name + '[extname]',
					codeSplitting: false,
					exports: format === 'cjs' ? 'named' : undefined
				},
				preserveEntrySignatures: format === 'cjs' ? 'strict' : false
			}
		}
	} ) ].flat();
	const pages = {};
	for ( const file of result.output ) {
		pages[ file.fileName ] = file.type === 'chunk' ? file.code : String( file.source );
	}
	return pages;
}

function banner( comment ) {
	const { version } = require( './package.json' );
	return `Alcove ${ version }: ${ comment }. AGPL-3.0-or-later. Built from its repository; changes made here are overwritten.`;
}

function wrapScript( code, comment ) {
	// Without nowiki a signature or template in a string would be expanded when the page is saved.
	return `/* ${ banner( comment ) } */\n/* <nowiki> */\n${ code.trim() }\n/* </nowiki> */\n`;
}

async function messagesOf( language, wanted ) {
	const all = JSON.parse( await readFile( join( HERE, 'i18n', language + '.json' ), 'utf8' ) );
	return Object.fromEntries( Object.entries( all ).filter( ( [ key ] ) => wanted.test( key ) ) );
}

async function buildWiki() {
	const pins = JSON.parse( await readFile( options.pins, 'utf8' ) );
	const entryPins = { service: pins.service, home: pins.home };
	common.define.__ALCOVE_ENTRY__ = JSON.stringify( entryPins );
	const built = {
		...await buildScript( { input: 'src/entry/entry.ts', name: 'alcove', format: 'iife' } ),
		...await buildScript( {
			input: 'src/form/wiki.ts',
			name: 'alcove-form',
			format: 'cjs',
			external: [ 'vue', '@wikimedia/codex', /alcove-pins\.js$/ ]
		} ),
		// Fetched by those who ask in public.
		...await buildScript( {
			input: 'src/filing/filing.gadget.ts',
			name: 'alcove-filing',
			format: 'cjs',
			external: [ 'vue', '@wikimedia/codex' ]
		} ),
		// Fetched when somebody comes to the readers' names, and by browsers that know no Ed25519 or X25519.
		...await buildScript( { input: 'src/form/sealing.gadget.ts', name: 'alcove-sealing', format: 'cjs' } ),
		...await buildScript( { input: 'src/sealing/curves.gadget.ts', name: 'alcove-curves', format: 'cjs' } )
	};
	const pages = {};
	for ( const [ name, code ] of Object.entries( built ) ) {
		pages[ 'Gadget-' + name ] = name.endsWith( '.js' ) ?
			wrapScript( code, PARTS[ name ] ) :
			`/* ${ banner( 'how it looks' ) } */\n${ code.trim() }\n`;
	}
	pages[ 'Gadget-alcove-pins.js' ] = wrapScript(
		`module.exports = ${ JSON.stringify( pins, null, '\t' ) };`,
		'keys that the form trusts, guarded by this page\'s protection' );
	for ( const file of await readdir( join( HERE, 'i18n' ) ) ) {
		const language = file.replace( '.json', '' );
		if ( language !== 'qqq' ) {
			for ( const [ part, wanted ] of Object.entries( WIKI_MESSAGES ) ) {
				const messages = JSON.stringify( await messagesOf( language, wanted ), null, '\t' );
				pages[ `Gadget-${ part }-${ language }.js` ] =
					wrapScript( `mw.messages.set( ${ messages } );`, 'messages, ' + language );
			}
		}
	}
	const manifest = Object.fromEntries( Object.entries( pages ).sort().map( ( [ page, text ] ) =>
		[ page, createHash( 'sha256' ).update( text ).digest( 'hex' ) ] ) );
	await rm( options.out, { recursive: true, force: true } );
	await mkdir( options.out, { recursive: true } );
	const definition = join( HERE, 'src/entry/definition.txt' );
	const files = {
		...pages,
		'manifest.json': JSON.stringify( manifest, null, '\t' ) + '\n',
		...existsSync( definition ) ? { 'definition.txt': await readFile( definition, 'utf8' ) } : {}
	};
	for ( const [ name, text ] of Object.entries( files ) ) {
		await writeFile( join( options.out, name ), text );
	}
}

if ( options.only !== 'wiki' ) {
	await buildService();
}
if ( options.only !== 'service' ) {
	await buildWiki();
}
