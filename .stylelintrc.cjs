// SPDX-License-Identifier: AGPL-3.0-or-later
/** Wikimedia's rules for styles, and the browsers its wikis support. Each exception says why. */
'use strict';

/** What older ones lack and a page is as good without: distances, marks of focus that they draw themselves, shapes of letters. */
const WELCOME = [
	'css-focus-visible', 'css-overscroll-behavior', 'css-resize', 'extended-system-fonts', 'flexbox-gap', 'prefers-color-scheme',
	'text-size-adjust'
];

module.exports = {
	extends: [ 'stylelint-config-wikimedia', 'stylelint-config-wikimedia/support-modern' ],
	ignoreFiles: [ '**/node_modules/**', '**/built/**', '**/built.new/**', '**/dist/**' ],
	reportDescriptionlessDisables: true,
	rules: {
		'plugin/no-unsupported-browser-features': [ true, {
			browsers: require( 'browserslist-config-wikimedia/modern' ), ignore: WELCOME, ignorePartialSupport: true
		} ],
		// A page has each of its places once, and a wiki's skin is outweighed by them.
		'selector-max-id': null,
		// Rules stand in the order in which a page is read.
		'no-descending-specificity': null,
		// All of these browsers know a list in :not().
		'selector-not-notation': null
	}
};
