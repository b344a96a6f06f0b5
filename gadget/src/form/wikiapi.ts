// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Asking a wiki about names and links, only when somebody presses the button for it. Always by POST, so that the
 * names stand in no address, and without cookies towards other wikis.
 */
import { isFleeting } from './expiry';
import { isWikiHost, ownWiki, placeOf } from './links';
import { type Evidence, newEvidence, type Person } from './state';

type Answer = Record<string, unknown>;

interface Page {
	title?: string;
	missing?: boolean;
	revisions?: { timestamp?: string }[];
}

async function ask( host: string, params: Record<string, string> ): Promise<Answer> {
	const own = host === ownWiki();
	const response = await fetch( own ? mw.util.wikiScript( 'api' ) : `https://${ host }/w/api.php?origin=*`, {
		method: 'POST',
		body: new URLSearchParams( { format: 'json', formatversion: '2', ...params } ),
		credentials: own ? 'same-origin' : 'omit',
		referrerPolicy: 'no-referrer'
	} );
	const answer = await response.json() as Answer;
	if ( answer.error ) {
		throw new Error( 'The wiki refused the question' );
	}
	return ( answer.query ?? {} ) as Answer;
}

/** Fills in a link's title and day. What cannot be looked up stays as it was typed. */
export async function lookUpLink( row: Evidence ): Promise<void> {
	const place = placeOf( row.url );
	row.state = 'busy';
	try {
		if ( !place ) {
			throw new Error( 'Not a page of a wiki' );
		}
		const { pages } = await ask( place.host, {
			action: 'query', prop: 'revisions', rvprop: 'timestamp',
			...place.revision ? { revids: place.revision } : { titles: place.title, redirects: '1' }
		} ) as { pages?: Page[] };
		const page = pages?.[ 0 ];
		if ( !page?.title || page.missing ) {
			throw new Error( 'No such page' );
		}
		row.title = page.title;
		row.date = row.date || ( page.revisions?.[ 0 ]?.timestamp ?? '' ).slice( 0, 10 );
		row.state = 'found';
	} catch {
		row.state = 'failed';
	}
}

/** A name without "User:" or a wiki's prefix before it; the colons of an address belong to it. */
function accountName( name: string ): string {
	return isFleeting( name ) ? name.trim() : name.trim().replace( /^.*:/, '' ).replace( /_/g, ' ' );
}

async function existsHere( host: string, name: string ): Promise<boolean> {
	const { users } = await ask( host, { action: 'query', list: 'users', ususers: name } ) as { users?: { userid?: number }[] };
	return Boolean( users?.[ 0 ]?.userid );
}

async function existsElsewhere( host: string, name: string ): Promise<boolean> {
	try {
		const { globaluserinfo } = await ask( host, {
			action: 'query', meta: 'globaluserinfo', guiuser: name
		} ) as { globaluserinfo?: { id?: number } };
		return Boolean( globaluserinfo?.id );
	} catch {
		// Wikis outside Wikimedia have no accounts shared with others.
		return false;
	}
}

/** Says whether a wiki knows a name. Hidden and mistyped names are unknown, and are kept all the same. */
export async function lookUpPerson( person: Person, host: string ): Promise<void> {
	const name = accountName( person.name );
	try {
		if ( !isWikiHost( host ) ) {
			throw new Error( 'Not a wiki' );
		}
		person.found = await existsHere( host, name ) ? 'here' :
			await existsElsewhere( host, name ) ? 'elsewhere' : 'unknown';
	} catch {
		person.found = 'failed';
	}
}

interface Contribution {
	revid: number;
	title: string;
	timestamp: string;
}

/** The last changes of an account, as evidence that can be ticked. */
export async function contributionsOf( name: string, host: string ): Promise<Evidence[]> {
	if ( !isWikiHost( host ) ) {
		throw new Error( 'Not a wiki' );
	}
	const { usercontribs } = await ask( host, {
		action: 'query', list: 'usercontribs', ucuser: accountName( name ), uclimit: '30', ucprop: 'ids|title|timestamp'
	} ) as { usercontribs?: Contribution[] };
	return ( usercontribs ?? [] ).map( ( { revid, title, timestamp } ) => ( {
		...newEvidence( `https://${ host }/w/index.php?diff=${ revid }` ),
		title,
		date: timestamp.slice( 0, 10 ),
		state: 'found'
	} ) );
}

/** Writes to an account through the wiki's own mail; false when the wiki will not carry it. */
export async function wikiMail( target: string, subject: string, text: string ): Promise<boolean> {
	try {
		const api = new mw.Api();
		await api.postWithToken( 'csrf', { action: 'emailuser', target, subject, text } );
		return true;
	} catch {
		return false;
	}
}
