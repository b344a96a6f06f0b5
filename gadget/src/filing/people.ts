// SPDX-License-Identifier: AGPL-3.0-or-later
/** Finding accounts by their names: only such as exist can be told about a request. */
import { ask, WikiProblem } from './api';

/** A name as people paste it: without namespace, link brackets, or what follows a slash. */
export function bareName( typed: string ): string {
	return typed.replace( /[[\]]/g, '' ).split( '|' )[ 0 ].replace( /^.*?:/, '' ).split( '/' )[ 0 ].replace( /_/g, ' ' ).replace( /[\u200e\u200f]/g, '' ).trim();
}

/** Accounts whose names begin so, for choosing. The wiki begins names with a capital letter. */
export async function accountsLike( typed: string ): Promise<string[]> {
	const name = bareName( typed );
	if ( !name ) {
		return [];
	}
	const first = Array.from( name )[ 0 ];
	const { query } = await ask( { action: 'query', list: 'allusers', auprefix: first.toUpperCase() + name.slice( first.length ), aulimit: '8' } );
	return ( query?.allusers ?? [] ).map( ( one ) => one.name );
}

/** The account's own spelling of its name; empty when there is no such account, here or on the other wikis. */
export async function accountNamed( typed: string ): Promise<string> {
	const name = bareName( typed );
	if ( !name ) {
		return '';
	}
	const { query } = await ask( { action: 'query', list: 'users', ususers: name } );
	const user = query?.users?.[ 0 ];
	if ( user?.userid ) {
		return user.name ?? name;
	}
	try {
		const { query: elsewhere } = await ask( { action: 'query', meta: 'globaluserinfo', guiuser: name } );
		const found = elsewhere?.globaluserinfo;
		return found?.id ? found.name ?? name : '';
	} catch ( error ) {
		// Wikis without shared accounts do not know the question; a lost answer is no answer.
		if ( error instanceof WikiProblem && error.code === 'lost' ) {
			throw error;
		}
		return '';
	}
}
