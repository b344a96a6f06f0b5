// SPDX-License-Identifier: AGPL-3.0-or-later
/** Asking the wiki this runs on, as the person who is signed in. Every failure has a code that says what to do. */

/** What it may answer, as far as it is read here. None of it has to be there: gadgets and proxies answer, too. */
export interface Answer {
	errors?: { code: string; text?: string; data?: Json }[];
	curtimestamp?: string;
	query?: {
		pages?: Page[];
		tokens?: { csrftoken?: string };
		allusers?: { name: string }[];
		users?: { name?: string; userid?: number }[];
		globaluserinfo?: { id?: number; name?: string };
		usercontribs?: { title: string; revid: number; comment?: string; new?: boolean }[];
	};
	parse?: { text?: string };
	edit?: Edited;
}

export interface Edited {
	result?: string;
	title?: string;
	newrevid?: number;
	code?: string;
	info?: string;
	warning?: string;
	captcha?: Json;
}

type Json = Record<string, unknown>;

/** How long an answer may take before it counts as lost. */
const PATIENCE = 60_000;

export class WikiProblem extends Error {
	public constructor( public readonly code: string, public readonly text = '', public readonly data: { captcha?: unknown } = {} ) {
		super( code + ( text ? ': ' + text : '' ) );
	}
}

/** One request by POST, so that names and words stand in no address. "lost" means nobody knows whether it arrived. */
export async function ask( params: Record<string, string | undefined> ): Promise<Answer> {
	const body = new URLSearchParams( { format: 'json', formatversion: '2', errorformat: 'plaintext', errorlang: mw.config.get( 'wgUserLanguage' ) } );
	for ( const key of Object.keys( params ) ) {
		const value = params[ key ];
		if ( value !== undefined ) {
			body.set( key, value );
		}
	}
	const control = new AbortController();
	const timer = setTimeout( () => control.abort(), PATIENCE );
	let answer: Answer;
	try {
		const response = await fetch( mw.util.wikiScript( 'api' ), {
			method: 'POST', body, credentials: 'same-origin', referrerPolicy: 'no-referrer', signal: control.signal
		} );
		answer = await response.json() as Answer;
	} catch {
		throw new WikiProblem( 'lost' );
	} finally {
		clearTimeout( timer );
	}
	const problem = answer.errors?.[ 0 ];
	if ( problem ) {
		throw new WikiProblem( problem.code, problem.text, problem.data );
	}
	return answer;
}

export interface Page {
	pageid?: number;
	title: string;
	missing?: boolean;
	invalid?: boolean;
	revisions?: { revid: number; timestamp?: string; user?: string; comment?: string; slots?: { main: { content?: string } } }[];
	preloadcontent?: { content: string };
	actions?: Record<string, { code: string; text?: string; html?: string }[]>;
}

/** One page, as a question with some properties tells it. */
export async function page( title: string, params: Record<string, string | undefined> ): Promise<Page> {
	const { query } = await ask( { action: 'query', titles: title, ...params } );
	const found = query?.pages?.[ 0 ];
	if ( !found ) {
		throw new WikiProblem( 'invalidtitle' );
	}
	return found;
}

export interface Text {
	text: string;
	revision: number;
	begun: string;
}

/** What a page says now; null when there is none. */
export async function textOf( title: string ): Promise<Text | null> {
	const answer = await ask( { action: 'query', titles: title, redirects: '1', prop: 'revisions', rvprop: 'ids|content', rvslots: 'main', curtimestamp: '1' } );
	const revision = answer.query?.pages?.[ 0 ]?.revisions?.[ 0 ];
	return revision ? { text: revision.slots?.main.content ?? '', revision: revision.revid, begun: String( answer.curtimestamp ) } : null;
}

/** An edit as this account, and as no other: somebody may have signed out, or in as somebody else, in another tab. */
export async function edit( user: string, params: Record<string, string | undefined> ): Promise<Edited> {
	const who = { assert: 'user', assertuser: user };
	const { query } = await ask( { action: 'query', meta: 'tokens', type: 'csrf', ...who } );
	const answer = await ask( { action: 'edit', ...who, ...params, token: query?.tokens?.csrftoken } );
	const done = answer.edit ?? {};
	if ( done.result !== 'Success' ) {
		throw new WikiProblem( done.captcha ? 'captcha' : done.code ?? 'refused', done.info ?? done.warning, done );
	}
	return done;
}
