// SPDX-License-Identifier: AGPL-3.0-or-later
/** From what somebody typed to what is sent: the report's body, the summary for the list, and the words of both. */
import type { ReportBody, SummaryBody } from '../sealing';
import { t } from '../shared/i18n';
import type { Proof } from './claiming';
import { firstExpiry, isFleeting } from './expiry';
import type { Draft } from './state';
import { isProof } from './steps';

const ABOUT_MOST = 3;
const EXCERPT_MOST = 160;

/** The object without its empty texts: nothing is sent that nobody typed. */
function filled<T extends object>( value: T ): T {
	return Object.fromEntries( Object.entries( value ).filter( ( [ , one ] ) => one !== '' ) ) as T;
}

/** The day after which technical traces of what is told are gone; empty when nobody's account is fleeting. */
export function expiryOf( draft: Draft ): string {
	return draft.people.some( ( person ) => isFleeting( person.name ) ) ?
		firstExpiry( [ draft.day, ...draft.evidence.map( ( row ) => row.date ) ] ) : '';
}

/** Nobody chose to appear as something that was not confirmed. */
function appearOf( draft: Draft, proof: Proof | null ): ReportBody[ 'appear' ] {
	if ( isProof( draft.appear ) ) {
		return proof ? filled( { as: proof.kind, name: proof.name, claim: proof.claim, nonce: proof.nonce } ) : { as: 'none' };
	}
	return filled( { as: draft.appear, name: draft.appear === 'name' ? draft.name.trim() : '' } );
}

export function reportOf( draft: Draft, lang: string, proof: Proof | null = null ): ReportBody {
	const expires = expiryOf( draft );
	const from = draft.context;
	return {
		v: 1,
		lang,
		role: draft.about,
		...draft.about === 'other' && draft.consent ? { consent: draft.consent } : {},
		officials: [ ...draft.admin ? [ 'admin' ] : [], ...draft.member ],
		what: draft.what.trim(),
		when: [ draft.day, draft.when.trim() ].filter( Boolean ).join( ' · ' ),
		where: draft.where.trim(),
		wiki: draft.wiki.trim(),
		context: from && {
			page: from.page, revision: from.revision, thread: from.thread, author: from.author, diff: from.diff
		},
		people: draft.people.filter( ( person ) => person.name.trim() || person.note.trim() )
			.map( ( person ) => filled( { name: person.name.trim(), note: person.note.trim() } ) ),
		evidence: draft.evidence.filter( ( row ) => row.url.trim() || row.note.trim() )
			.map( ( row ) => ( { url: row.url.trim(), ...filled( {
				title: row.title, date: row.date, note: row.note.trim()
			} ) } ) ),
		kinds: [ ...draft.kinds ],
		tried: draft.tried.trim(),
		wish: draft.wish.trim(),
		wish_unknown: draft.wishUnknown,
		appear: appearOf( draft, proof ),
		tell_other: draft.tellOther,
		wiki_mail: { allowed: draft.mailAllowed, ...draft.mailAllowed ?
			filled( { name: draft.mailName.trim(), wiki: draft.mailWiki.trim() } ) : {} },
		...expires ? { expires_note: expires } : {},
		...draft.whole ? { whole: draft.whole } : {}
	};
}

/** What members see in their list before they open the whole report. */
export function summaryOf( report: ReportBody ): SummaryBody {
	return {
		wiki: report.wiki,
		about: report.people.map( ( person ) => person.name ).filter( Boolean ).slice( 0, ABOUT_MOST ),
		kinds: report.kinds,
		// By code points, so that no character is cut in two.
		excerpt: Array.from( report.what.replace( /\s+/g, ' ' ) ).slice( 0, EXCERPT_MOST ).join( '' ),
		lang: report.lang
	};
}

/** One part of a report in words: its heading, its lines, and the screen where it can be changed. */
export interface Part {
	id: string;
	lines: string[];
	screen: 'about' | 'what' | 'appear' | 'readers';
}

const joined = ( ...texts: ( string | undefined )[] ): string => texts.filter( Boolean ).join( ' · ' );

/** Who of the officials is involved, by name. */
export function officialName( id: string ): string {
	return id === 'admin' ? t( 'alcove-form-admin' ) : t( 'alcove-form-member-of', t( `alcove-body-${ id }-name` ) );
}

/** A report in words, made from the very object that is sent. Empty parts are left out. */
export function partsOf( report: ReportBody, toTeam: boolean ): Part[] {
	const { context, wiki_mail: mail } = report;
	const all: Part[] = [
		{ id: 'role', screen: 'about', lines: [
			t( 'alcove-form-about-' + report.role ),
			report.consent ? t( 'alcove-form-consent-' + report.consent ) : '',
			...report.officials.map( officialName ),
			report.whole ? t( 'alcove-form-whole-of', t( `alcove-body-${ report.whole }-name` ) ) : ''
		] },
		{ id: 'wiki', screen: 'about', lines: [ report.wiki ] },
		{ id: 'context', screen: 'what', lines: context ? [
			context.page,
			context.revision && t( 'alcove-form-preview-revision', String( context.revision ) ),
			context.diff && t( 'alcove-form-preview-diff', context.diff ),
			context.thread, context.author
		].map( ( line ) => line || '' ) : [] },
		{ id: 'what', screen: 'what', lines: [ report.what ] },
		{ id: 'when', screen: 'what', lines: [ report.when ] },
		{ id: 'where', screen: 'what', lines: [ report.where ] },
		{ id: 'people', screen: 'what', lines: report.people.map( ( one ) => joined( one.name, one.note ) ) },
		{ id: 'evidence', screen: 'what', lines: report.evidence.map( ( one ) =>
			joined( one.url, one.title, one.date, one.note ) ) },
		{ id: 'kinds', screen: 'what', lines: report.kinds.map( ( kind ) => t( 'alcove-kind-' + kind ) ) },
		{ id: 'tried', screen: 'what', lines: [ report.tried ] },
		{ id: 'wish', screen: 'what', lines: [
			report.wish, report.wish_unknown ? t( 'alcove-form-wish-unknown' ) : ''
		] },
		{ id: 'expires', screen: 'what', lines: [
			report.expires_note ? t( 'alcove-form-preview-expires', report.expires_note ) : ''
		] }
	];
	if ( toTeam ) {
		all.push(
			{ id: 'appear', screen: 'appear', lines: [ joined(
				report.appear.as === 'name' ? '' : t( 'alcove-form-appear-' + report.appear.as ), report.appear.name
			) ] },
			{ id: 'tell', screen: 'readers', lines: [ t( 'alcove-form-tell-' + report.tell_other ) ] },
			{ id: 'mail', screen: 'readers', lines: mail.allowed ?
				[ joined( t( 'alcove-form-preview-mail' ), mail.name, mail.wiki ) ] : [] }
		);
	}
	return all.map( ( part ) => ( { ...part, lines: part.lines.filter( Boolean ) } ) )
		.filter( ( part ) => part.lines.length > 0 );
}

/** The report as text, for a mail, a contact form, or to keep when sending fails. */
export function textOf( parts: readonly Part[] ): string {
	return parts.map( ( part ) =>
		t( 'alcove-form-part-' + part.id ) + '\n' + part.lines.join( '\n' )
	).join( '\n\n' );
}
