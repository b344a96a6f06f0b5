// SPDX-License-Identifier: AGPL-3.0-or-later
import bodiesJson from '../../../../service/directory/data/bodies.json';
import emergencyJson from '../../../../service/directory/data/emergency.json';
import kindsJson from '../../../../service/directory/data/kinds.json';
import routesJson from '../../../../service/directory/data/routes.json';
import wikisJson from '../../../../service/directory/data/wikis.json';
import type {
	Answers, Body, Channel, Committee, EmergencyNumbers, KindGroup, Recommendation
} from './types';

export type {
	Answers, Body, Channel, Committee, EmergencyNumbers, KindGroup, Recommendation
} from './types';

type Condition = Record<string, string | boolean | string[]>;
interface Rule {
	if?: Condition; body: string; reason: string; priority: number; caution?: string;
}
interface BodyRow {
	who: Body[ 'who' ]; privacy: Body[ 'privacy' ]; languages: 'any' | 'wiki'; told: string;
	group?: string; confirmed: boolean; channels: Channel[];
}
interface Place { page?: string; mail?: string; confirmed: boolean }
interface Wiki { arbcom?: Place; oversight?: Place; utrs?: boolean }

const bodies = bodiesJson as unknown as Record<string, BodyRow>;
const routes = routesJson as unknown as { if: Condition; rules: Rule[] }[];
const wikis = wikisJson as unknown as Record<string, Wiki>;

// The host arrives in the address of the page, so anybody may have written it: links are
// made only for hosts of Wikimedia's own projects.
const HOST = /^(?:[a-z][a-z0-9-]*\.)(?:wikipedia|wiktionary|wikibooks|wikinews|wikiquote|wikisource|wikiversity|wikivoyage|wikimedia|wikidata|mediawiki|wikifunctions)\.org$/;
// Projects that speak every language.
const MULTILINGUAL = /\.(?:wikimedia|wikidata|mediawiki|wikifunctions)\.org$|^www\./;

/** The wiki's ordinary host name, or '' if it is none of Wikimedia's. */
export function wikiHost( host: string ): string {
	const plain = host.trim().toLowerCase().replace( /^m\./, 'www.' ).replace( '.m.', '.' );
	return HOST.test( plain ) ? plain : '';
}

function matches( condition: Condition | undefined, facts: Record<string, unknown> ): boolean {
	return Object.keys( condition || {} ).every( ( name ) => {
		const wanted = condition![ name ];
		return Array.isArray( wanted ) ?
			wanted.includes( facts[ name ] as string ) : wanted === facts[ name ];
	} );
}

function placeChannels( { mail, page }: Place, host: string ): Channel[] {
	const channels: Channel[] = mail ? [ { kind: 'mail', address: mail } ] : [];
	if ( page ) {
		channels.push( { kind: 'page', url: `https://${ host }/wiki/${ encodeURI( page ) }` } );
	}
	return channels;
}

const arbcomTeam = ( host: string ): string => 'arbcom-' + host.split( '.' )[ 0 ];

function body( id: string, host: string, danger: boolean ): Body {
	const row = bodies[ id ];
	const wiki = wikis[ host ] || {};
	const place = id === 'arbcom' ? wiki.arbcom : id === 'oversighters' ? wiki.oversight : undefined;
	let channels: Channel[] = place ? placeChannels( place, host ) : [];
	if ( place && id === 'arbcom' ) {
		channels.unshift( { kind: 'alcove', team: arbcomTeam( host ) } );
	}
	for ( const channel of row.channels ) {
		if ( !( 'url' in channel ) || !channel.url.includes( '{wiki}' ) ) {
			channels.push( channel );
		} else if ( host ) {
			channels.push( { ...channel, url: channel.url.replace( '{wiki}', host ) } );
		}
	}
	if ( danger ) {
		// What cannot wait never lies in a queue of volunteers.
		channels = channels.filter( ( channel ) => channel.kind !== 'alcove' );
	}
	const language = host.split( '.' )[ 0 ];
	return {
		id,
		nameKey: `alcove-body-${ id }-name`,
		aboutKey: `alcove-body-${ id }-about`,
		who: row.who,
		privacy: row.privacy,
		languages: row.languages === 'any' || !host || MULTILINGUAL.test( host ) ?
			'any' : [ language === 'simple' ? 'en' : language ],
		toldKey: `alcove-body-told-${ row.told }`,
		confirmed: row.confirmed && ( !place || place.confirmed ),
		channels
	};
}

/**
 * Who can help with this, the recommended one first (Enforcement Guidelines 3.1.2, as data).
 *
 * @param answers
 * @param teams Teams that can be reached by Alcove: there, one member can be left out, so a
 *  member's involvement does not push the whole body down the list. All of them cannot.
 */
export function recommend( answers: Answers, teams: readonly string[] = [] ): Recommendation[] {
	const host = wikiHost( answers.wiki );
	const wiki = wikis[ host ] || {};
	const { whole = '' } = answers;
	const facts = {
		...answers,
		whole: whole && whole !== 'u4c' ? 'other' : whole,
		arbcom: !!wiki.arbcom,
		arbcomInvolved: !!wiki.arbcom &&
			[ 'arbcom', arbcomTeam( host ) ].some( ( id ) => id === whole || answers.member.includes( id ) ),
		oversight: !!wiki.oversight,
		utrs: !!wiki.utrs
	};
	const best = new Map<string, Rule>();
	for ( const group of routes ) {
		for ( const rule of matches( group.if, facts ) ? group.rules : [] ) {
			const known = best.get( rule.body );
			if ( matches( rule.if, facts ) && ( !known || known.priority < rule.priority ) ) {
				best.set( rule.body, rule );
			}
		}
	}
	return Array.from( best.values() ).map( ( rule ) => {
		const shown = body( rule.body, host, answers.danger !== 'none' );
		const team = shown.channels.map( ( c ) => c.kind === 'alcove' ? c.team : '' )[ 0 ] || '';
		const names = [ rule.body, bodies[ rule.body ].group, team ].filter( Boolean );
		const all = names.includes( whole );
		const involved = all || names.some( ( id ) => answers.member.includes( id as string ) );
		const separable = involved && !all && teams.includes( team );
		return {
			shown, rule,
			priority: rule.priority - ( involved && !separable ? 1000 : 0 ),
			caution: all ? 'whole' : separable ? 'leave-out' : involved ? 'member' : rule.caution
		};
	} ).sort( ( a, b ) => b.priority - a.priority ).map( ( { shown, rule, caution }, index ) => ( {
		body: shown,
		recommended: index === 0,
		reasonKey: `alcove-route-${ rule.reason }`,
		...( caution ? { caution: `alcove-route-caution-${ caution }` } : {} )
	} ) );
}

/** Everybody something can be handed over to, as they are reached from a wiki; what cannot wait never goes to a queue. */
export function everybody( wiki: string ): Body[] {
	const host = wikiHost( wiki );
	return Object.keys( bodies ).filter( ( id ) => id !== 'arbcom' || wikis[ host ]?.arbcom ).map( ( id ) => body( id, host, true ) );
}

/** Committees to ask about: "is a member of one of these involved?" */
export function committees( wiki: string ): Committee[] {
	const local = wikis[ wikiHost( wiki ) ] || {};
	return [
		...( local.arbcom ? [ 'arbcom' ] : [] ),
		...( local.oversight ? [ 'oversighters' ] : [] ),
		'u4c', 'stewards', 'affcom', 'techconduct', 'event-organisers', 'trust-and-safety'
	].map( ( id ) => ( { id, nameKey: `alcove-body-${ id }-name` } ) );
}

/** Countries (ISO 3166, two letters) whose emergency numbers are known here. */
export const countries: string[] = emergencyJson.numbers
	.flatMap( ( row ) => row.in.split( ' ' ) ).sort();

/** Local emergency numbers of a country, or null: then say "your local number". */
export function emergencyNumbers( country: string ): EmergencyNumbers | null {
	const code = country.toUpperCase();
	const here = ( row: { in: string } ): boolean => row.in.split( ' ' ).includes( code );
	const row = emergencyJson.numbers.find( here ) as Record<string, string> | undefined;
	return row ? {
		country: code,
		numbers: ( [ 'any', 'police', 'ambulance' ] as const )
			.filter( ( name ) => row[ name ] )
			.map( ( name ) => ( { for: name, number: row[ name ] } ) ),
		lines: emergencyJson.lines.filter( here )
			.map( ( { name, number } ) => ( { name, number } ) ),
		confirmed: emergencyJson.confirmed
	} : null;
}

/** Kinds of behaviour, in the order they are shown. */
export const kinds: KindGroup[] = kindsJson.map( ( { group, codes } ) => ( {
	id: group,
	nameKey: `alcove-kind-group-${ group }`,
	kinds: codes.map( ( code ) => ( { code, nameKey: `alcove-kind-${ code }` } ) )
} ) );
