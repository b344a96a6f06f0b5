// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Wikimedia's rules for scripts, with what only types can tell, and with what keeps strangers' text from becoming code.
 * Each exception says why.
 */
'use strict';

const BROWSER = [ 'gadget/src/**/*.ts', 'gadget/src/**/*.vue', 'service/static/*.js', 'tests/bench/page/*.ts' ];
const TYPED = [ 'gadget/**/*.ts', '**/*.vue' ];
const TESTS = [ '**/*.test.ts', 'gadget/src/**/test-*.ts', 'gadget/src/sealing/vectors/**' ];

module.exports = {
	root: true,
	ignorePatterns: [
		'!.eslintrc.cjs', '!.stylelintrc.cjs', 'build/', 'dist/', 'built/', 'built.new/', '.venv/'
	],
	overrides: [
		{
			files: [ '**/*.mjs', '*.cjs', 'gadget/*.ts', 'gadget/*.mts' ],
			extends: [ 'wikimedia/server' ],
			settings: { node: { version: '>=20.19.0' } },
			rules: {
				// What builds the project names its own files.
				'security/detect-non-literal-fs-filename': 'off',
				'n/no-missing-import': 'off'
			}
		},
		{
			files: [ '**/*.mjs' ],
			parserOptions: { sourceType: 'module' }
		},
		{
			files: BROWSER,
			extends: [ 'wikimedia/client/es2020', 'wikimedia/mediawiki' ],
			parserOptions: { sourceType: 'module' },
			settings: {
				// A word of ours, not the browser's interface.
				polyfills: [ 'Report' ]
			},
			rules: {
				// Syntax is compiled to ES2016 for the wiki; what a browser has to bring is looked at.
				'es-x/no-class-instance-fields': 'off',
				'es-x/no-logical-assignment-operators': 'off',
				'es-x/no-numeric-separators': 'off',
				// For browsers that know no ES2016.
				'mediawiki/no-nodelist-unsupported-methods': 'off',
				// On the service's pages there is no mw.storage. Who may store anything at all stands below.
				'mediawiki/no-storage': 'off'
			}
		},
		{
			files: [ '**' ],
			plugins: [ 'no-unsanitized' ],
			rules: {
				// ---- What is shown may be written by an attacker, and what is read may be needed by one.
				'no-unsanitized/method': 'error',
				'no-unsanitized/property': 'error',
				'no-restricted-syntax': [ 'error',
					{
						selector: ':matches(NewExpression[callee.name="DOMParser"],' +
							'CallExpression[callee.property.name=/^(parseFromString|createContextualFragment|setHTMLUnsafe)$/])',
						message: 'Build elements out of text (thread/el.ts): what is shown may be written by an attacker.'
					},
					{
						selector: 'CallExpression[callee.property.name="postMessage"][arguments.1.value="*"]',
						message: 'Name the origin that may receive it.'
					}
				],
				'no-restricted-properties': [ 'error', {
					object: 'Math', property: 'random', message: 'What is random here has to be hard to guess: crypto.getRandomValues.'
				} ],
				'no-restricted-globals': [ 'error',
					...[ 'localStorage', 'sessionStorage', 'indexedDB' ].map( ( name ) => ( {
						name, message: 'What is typed or read leaves no trace on the device; what may is listed in .eslintrc.cjs.'
					} ) )
				],

				// ---- Exceptions to Wikimedia's rules.
				// Types stand in the code; a comment names a parameter where its name does not say enough.
				'jsdoc/no-undefined-types': 'off',
				'jsdoc/require-param': 'off',
				'jsdoc/require-param-type': 'off',
				'jsdoc/require-returns': 'off',
				'jsdoc/require-returns-type': 'off',
				'jsdoc/require-throws-type': 'off',
				'jsdoc/require-yields': 'off',
				'jsdoc/check-param-names': [ 'error', { disableMissingParamChecks: true } ],
				'max-len': [ 'error', {
					code: 140, tabWidth: 1, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true
				} ],
				// The service's JSON names its fields as Python does.
				camelcase: [ 'error', { properties: 'never', ignoreDestructuring: true, ignoreImports: true, allow: [ '^claim_key$' ] } ],
				// Says that nobody waits for a promise; no-floating-promises asks for it.
				'no-void': 'off',
				// Fields stand in a list.
				'lines-between-class-members': [ 'error', 'always', { exceptAfterSingleLine: true } ],
				// Set by the build.
				'no-underscore-dangle': [ 'error', { allow: [ '__ALCOVE_ENTRY__' ] } ],
				// A long result stands under the parameters it is made of.
				'implicit-arrow-linebreak': 'off'
			}
		},
		{
			files: TYPED,
			parserOptions: {
				project: './gadget/tsconfig.json',
				tsconfigRootDir: __dirname,
				extraFileExtensions: [ '.vue' ]
			},
			plugins: [ '@typescript-eslint' ],
			rules: {
				// ---- What only types can tell.
				'@typescript-eslint/no-floating-promises': 'error',
				'@typescript-eslint/await-thenable': 'error',
				// What went wrong in a handler, the handler says on the page.
				'@typescript-eslint/no-misused-promises': [ 'error', { checksVoidReturn: { arguments: false } } ],
				'@typescript-eslint/no-unnecessary-type-assertion': 'error',
				'@typescript-eslint/switch-exhaustiveness-check': [ 'error', { considerDefaultExhaustiveForUnions: true } ],
				'@typescript-eslint/no-base-to-string': 'error',
				'@typescript-eslint/restrict-plus-operands': 'error',
				'@typescript-eslint/no-implied-eval': 'error',
				'@typescript-eslint/only-throw-error': 'error',
				'@typescript-eslint/no-for-in-array': 'error',
				// Without it what fails after the return is not caught here.
				'@typescript-eslint/return-await': [ 'error', 'error-handling-correctness-only' ]
			}
		},
		{
			// What comes from outside is unknown until it was looked at. Components are known to vue-tsc only.
			files: [ 'gadget/src/**/*.ts' ],
			excludedFiles: [ ...TESTS, 'gadget/src/form/mount.ts', 'gadget/src/filing/filing.gadget.ts' ],
			plugins: [ '@typescript-eslint' ],
			rules: {
				'@typescript-eslint/no-unsafe-argument': 'error',
				'@typescript-eslint/no-unsafe-assignment': 'error',
				'@typescript-eslint/no-unsafe-call': 'error',
				'@typescript-eslint/no-unsafe-member-access': 'error',
				'@typescript-eslint/no-unsafe-return': 'error'
			}
		},
		{
			files: [ '**/*.ts', '**/*.vue' ],
			plugins: [ '@typescript-eslint' ],
			rules: {
				// The compiler does it, or the same rule for TypeScript.
				'no-undef': 'off',
				indent: 'off',
				'func-call-spacing': 'off',
				'no-use-before-define': 'off',
				// What a function uses is there by the time it is called.
				'@typescript-eslint/no-use-before-define': [ 'error', { functions: false, classes: false, variables: false } ],
				'no-shadow': 'off',
				'@typescript-eslint/no-shadow': [ 'error', { hoist: 'functions', ignoreTypeValueShadow: true } ],
				// As in Wikimedia's other scripts.
				'comma-dangle': [ 'error', 'never' ]
			}
		},
		{
			files: [ '**/*.vue' ],
			parserOptions: { parser: '@typescript-eslint/parser', sourceType: 'module', ecmaVersion: 2022 },
			rules: {
				'vue/no-v-html': 'error',
				'vue/no-template-target-blank': 'error',
				// A template is read with the names in mind that its setup made.
				'vue/component-tags-order': [ 'error', { order: [ 'script', 'template', 'style' ] } ],
				// A short element reads best in one line; max-len says what is short.
				'vue/singleline-html-element-content-newline': 'off',
				'vue/max-attributes-per-line': 'off',
				// Screens are shown by :is, and no part stands as a tag of one word that HTML has.
				'vue/multi-word-component-names': 'off',
				// Without its brackets a handler would be given the click as its first argument.
				'vue/v-on-function-call': 'off',
				'@stylistic/indent': [ 'error', 'tab', { SwitchCase: 1 } ]
			}
		},
		{
			files: TESTS,
			rules: {
				// What an attacker would send stands in tests, and what a small maker makes is seen there.
				'no-script-url': 'off',
				'security/detect-non-literal-fs-filename': 'off',
				'@typescript-eslint/explicit-function-return-type': 'off',
				'@typescript-eslint/no-empty-function': 'off',
				'no-restricted-globals': 'off',
				'compat/compat': 'off'
			}
		},
		{
			// All that keeps anything on a device: a member's keys, what pins and statements were last seen, what a visit to the
			// desk has typed (sealed to the visit), whether shortcuts are off, and a public request that is on its way.
			files: [
				'gadget/src/sealing/keystore.ts', 'gadget/src/sealing/memory.ts', 'gadget/src/desk/visit.ts',
				'gadget/src/desk/keyboard.ts', 'gadget/src/desk/report/proof.ts', 'gadget/src/filing/state.ts'
			],
			rules: { 'no-restricted-globals': 'off' }
		},
		{
			// Symbols of five bits, words of eleven.
			files: [ 'gadget/src/sealing/**' ],
			rules: { 'no-bitwise': 'off' }
		}
	]
};
