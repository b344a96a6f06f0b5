// SPDX-License-Identifier: AGPL-3.0-or-later
/** Putting a request on the page that lists them by hand: one line, once, whoever else edits that page meanwhile. */
import { edit, textOf, WikiProblem } from './api';
import type { FilingConfig } from './config';

/** Attempts at a page that others edit, too. */
const ATTEMPTS = 4;

const same = ( title: string ): string => title.replace( /_/g, ' ' ).replace( /\s+/g, ' ' ).trim();

/** Whether a text links to, or shows, a page. */
export function isListed( text: string, title: string ): boolean {
	const found = text.match( /(?:\[\[|\{\{)\s*:?([^\]|{}#]+)/g ) ?? [];
	return found.some( ( one ) => same( one.replace( /^(?:\[\[|\{\{)\s*:?/, '' ) ) === same( title ) );
}

/** The list with one more line: after the last one of its kind, else at the end. */
export function withLine( text: string, config: FilingConfig, title: string ): string {
	const line = config.line.replace( '$1', () => title );
	const [ before ] = config.line.split( '$1' );
	const lines = text.split( '\n' );
	const last = lines.reduce( ( found, one, index ) => same( one ).startsWith( same( before + config.prefix ) ) ? index : found, -1 );
	if ( last >= 0 ) {
		return [ ...lines.slice( 0, last + 1 ), line, ...lines.slice( last + 1 ) ].join( '\n' );
	}
	return text.replace( /\s+$/, '' ) + ( text.trim() ? '\n' : '' ) + line + '\n';
}

/** Adds the line unless it is there. Read again each time, so that trying twice writes once. */
export async function addToList( user: string, config: FilingConfig, title: string, summary: string ): Promise<void> {
	for ( let attempt = 1; ; attempt++ ) {
		const now = await textOf( config.list );
		if ( now && isListed( now.text, title ) ) {
			return;
		}
		try {
			await edit( user, {
				title: config.list, text: withLine( now?.text ?? '', config, title ), summary,
				...now ? { baserevid: String( now.revision ), starttimestamp: now.begun, nocreate: '1' } : { createonly: '1' }
			} );
			return;
		} catch ( error ) {
			const isRace = error instanceof WikiProblem && /^(editconflict|articleexists|pagedeleted|missingtitle)$/.test( error.code );
			if ( !isRace || attempt === ATTEMPTS ) {
				throw error;
			}
		}
	}
}
