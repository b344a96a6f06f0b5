// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What every page view of a wiki with this gadget runs: links, and the hooks that keep them there. Everything
 * else is loaded after a click. Also works from somebody's global.js, beside the gadget or without it.
 */
import { addToContent, addToTools } from './places';

const LOADED = 'alcoveEntry';

if ( !mw.config.get( LOADED ) ) {
	mw.config.set( LOADED, true );
	// A page of raw script states no dependencies, unlike a gadget.
	mw.loader.using( 'mediawiki.util', () => {
		$( () => {
			addToTools();
			// Both remember their last firing, so this also runs now; DiscussionTools fires the first after a reply.
			mw.hook( 'wikipage.content' ).add( addToContent );
			mw.hook( 'wikipage.diff' ).add( addToContent );
		} );
	} );
}
