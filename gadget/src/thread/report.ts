// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Reading what a report and its summary say. Whoever wrote it may have written anything, so every field is looked at: what is
 * not of the expected kind is left out here, and nothing that is shown depends on it.
 */
import type { ReportBody, SummaryBody } from '../sealing';
import { t } from '../shared/i18n';

type Json = Record<string, unknown>;

/** Ways in which a report may come in besides the form. */
export const RECEIVED = [ 'mail', 'form', 'talk', 'other' ] as const;

/** The most rows shown of one list; a report is at most 256 KiB, and a page must stay usable. */
const MOST = 500;

function object( value: unknown ): Json {
	return typeof value === 'object' && value !== null && !Array.isArray( value ) ? value as Json : {};
}

function text( value: unknown ): string {
	return typeof value === 'string' ? value : typeof value === 'number' ? String( value ) : '';
}

function texts( value: unknown ): string[] {
	return list( value ).map( text ).filter( Boolean );
}

function list( value: unknown ): unknown[] {
	return Array.isArray( value ) ? value.slice( 0, MOST ) : [];
}

function oneOf<T extends string>( value: unknown, allowed: readonly T[], otherwise: T ): T {
	return allowed.find( ( one ) => one === value ) ?? otherwise;
}

/** The JSON of an envelope's body; what is no object counts as an empty one. */
export function readBody( body: string ): Json {
	try {
		return object( JSON.parse( body ) );
	} catch {
		return {};
	}
}

export function readReportBody( value: unknown ): ReportBody {
	const said = object( value );
	const context = object( said.context );
	const appear = object( said.appear );
	const mail = object( said.wiki_mail );
	const received = object( said.received );
	return {
		v: 1,
		lang: text( said.lang ),
		role: oneOf( said.role, [ 'me', 'other', 'block', 'event' ], 'me' ),
		consent: said.consent === undefined ? undefined : oneOf( said.consent, [ 'yes', 'no', 'unknown' ], 'unknown' ),
		officials: texts( said.officials ),
		what: text( said.what ),
		when: text( said.when ),
		where: text( said.where ),
		wiki: text( said.wiki ),
		context: Object.keys( context ).length ? {
			page: text( context.page ), revision: text( context.revision ), thread: text( context.thread ),
			author: text( context.author ), diff: text( context.diff )
		} : null,
		people: list( said.people ).map( ( one ) => ( { name: text( object( one ).name ), note: text( object( one ).note ) } ) ),
		evidence: list( said.evidence ).map( ( one ) => {
			const { url, title, date, note } = object( one );
			return { url: text( url ), title: text( title ), date: text( date ), note: text( note ) };
		} ),
		kinds: texts( said.kinds ),
		tried: text( said.tried ),
		wish: text( said.wish ),
		wish_unknown: said.wish_unknown === true,
		appear: { as: oneOf( appear.as, [ 'none', 'name', 'proven', 'established' ], 'none' ), name: text( appear.name ) },
		// Whoever did not clearly say that somebody may be told has not said it.
		tell_other: oneOf( said.tell_other, [ 'ask', 'yes', 'no' ], 'ask' ),
		wiki_mail: { allowed: mail.allowed === true, name: text( mail.name ), wiki: text( mail.wiki ) },
		expires_note: text( said.expires_note ) || undefined,
		whole: text( said.whole ) || undefined,
		...said.received === undefined ? {} : { received: { by: oneOf( received.by, RECEIVED, 'other' ), where: text( received.where ) } }
	};
}

export function readSummary( value: unknown ): SummaryBody {
	const said = object( value );
	return {
		wiki: text( said.wiki ), about: texts( said.about ).slice( 0, 3 ), kinds: texts( said.kinds ),
		excerpt: text( said.excerpt ), lang: text( said.lang ), place: text( said.place ) || undefined
	};
}

/** A message's words, or other words when there is no such message. */
export function wordsOr( key: string, otherwise: string ): string {
	const words = t( key );
	return words.includes( key ) ? otherwise : words;
}

/** A kind of behaviour in plain words; one this page does not know by its code. */
export function kindWords( code: string ): string {
	return wordsOr( 'alcove-kind-' + code, code );
}

/** Which official of a wiki is involved, in words. */
export function officialWords( code: string ): string {
	const body = code === 'admin' ? '' : wordsOr( `alcove-body-${ code }-name`, code );
	return body ? t( 'alcove-desk-official-of', body ) : t( 'alcove-desk-official-admin' );
}
