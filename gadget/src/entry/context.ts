// SPDX-License-Identifier: AGPL-3.0-or-later
/** Where on the wiki somebody is when they ask for help: what the form starts from, so that nothing need be retyped. */

/** Travels in the fragment of an address, which browsers never send to a server. */
export interface Context {
	wiki: string;
	page: string;
	revision: number | null;
	thread: string | null;
	author: string | null;
	/** The revision whose change is meant. */
	diff: number | null;
	lang: string;
}

/** A comment as DiscussionTools describes it to scripts: replies hang below what they answer. */
interface ThreadItem {
	id: string;
	author?: string;
	replies: ThreadItem[];
}

/** The context of this page view, with what a link knows better than the page. */
export function contextHere( known: Partial<Context> = {} ): Context {
	const get = ( key: string ): string => mw.config.get( key ) as string;
	const number = ( key: string ): number | null => mw.config.get( key ) as number || null;
	const shown = mw.config.get( 'wgRelevantUserName' );
	return Object.assign( {
		// With its port, and without the mobile variant some addresses carry.
		wiki: get( 'wgServer' ).replace( /^.*\/\//, '' ),
		page: get( 'wgRelevantPageName' ).replace( /_/g, ' ' ),
		revision: number( 'wgRevisionId' ) ?? number( 'wgCurRevisionId' ),
		thread: null,
		// On one's own talk page one is not who this is about.
		author: shown === get( 'wgUserName' ) ? null : shown,
		diff: number( 'wgDiffNewId' ),
		lang: get( 'wgUserLanguage' )
	}, known );
}

/** Who wrote a comment, as DiscussionTools read the signature. */
export function authorOf( thread: string, items?: ThreadItem[] ): string | null {
	for ( const item of items || mw.config.get( 'wgDiscussionToolsPageThreads' ) as ThreadItem[] | null || [] ) {
		const author = item.id === thread ? item.author : authorOf( thread, item.replies );
		if ( author ) {
			return author;
		}
	}
	return null;
}
