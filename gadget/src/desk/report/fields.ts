// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A report as members know reports: the seven fields of the committee's contact form, filled from the answers of our own, and apart
 * from them what the writer decided about being told, named and written to.
 */
import type { ReportBody } from '../../sealing';
import { t } from '../../shared/i18n';
import { el, type Child } from '../../thread/el';
import { kindWords, officialWords, wordsOr } from '../../thread/report';
import { bit, givenLink, written } from '../../thread/text';

/** One of the seven fields: its name in our messages and what stands in it; nothing when the writer said nothing. */
export interface Field {
	name: 'explanation' | 'links' | 'kinds' | 'involved' | 'affected' | 'wish' | 'more';
	content: Child[];
}

function labelled( key: string, ...content: Child[] ): HTMLElement {
	return el( 'p', {}, el( 'span', { class: 'label' }, t( 'alcove-desk-report-' + key ) ), ' ', ...content );
}

function rows( items: Child[][] ): Child[] {
	return items.length ? [ el( 'ul', {}, items.map( ( item ) => el( 'li', {}, item ) ) ) ] : [];
}

/** A few words beside something listed. */
function note( words: string | undefined, lang: string ): Child {
	if ( !words ) {
		return '';
	}
	const shown = written( words, lang );
	shown.classList.add( 'written--short' );
	return shown;
}

/** Where on a wiki it began, as links when it is a Wikimedia wiki. */
function context( report: ReportBody ): Child[] {
	const from = report.context;
	if ( !from ) {
		return report.wiki ? [ labelled( 'wiki', bit( report.wiki ) ) ] : [];
	}
	const address = ( query: Record<string, string> ): string => `https://${ report.wiki }/w/index.php?${ new URLSearchParams( query ) }`;
	const link = ( query: Record<string, string>, label: string ): Child => givenLink( address( query ), label );
	const revision = String( from.revision ?? '' );
	return [
		report.wiki || from.page ? labelled( 'from', bit( report.wiki ), ...from.page ? [ ' · ', link( { title: from.page }, from.page ) ] : [] ) : '',
		revision && labelled( 'revision', link( { oldid: revision }, revision ) ),
		from.diff && labelled( 'diff', link( { diff: from.diff }, from.diff ) ),
		from.thread && labelled( 'thread', bit( from.thread ) ),
		from.author && labelled( 'author', bit( from.author ) )
	];
}

export function fieldsOf( report: ReportBody ): Field[] {
	const { lang } = report;
	return [
		{ name: 'explanation', content: [
			written( report.what, lang ),
			report.when && labelled( 'when', bit( report.when ) ),
			report.where && labelled( 'where', bit( report.where ) ),
			...context( report )
		] },
		{ name: 'links', content: rows( report.evidence.map( ( one ) => [
			givenLink( one.url, one.title || one.url ),
			one.title ? el( 'span', { class: 'address' }, ' ', bit( one.url ) ) : '',
			one.date ? el( 'span', {}, ' · ', bit( one.date ) ) : '',
			note( one.note, lang )
		] ) ) },
		{ name: 'kinds', content: rows( report.kinds.map( ( kind ) => [ bit( kindWords( kind ) ) ] ) ) },
		{ name: 'involved', content: [
			...rows( report.people.map( ( one ) => [ bit( one.name ), note( one.note, lang ) ] ) ),
			report.officials.length ? labelled( 'officials', bit( report.officials.map( officialWords ).join( ' · ' ) ) ) : '',
			report.whole ? labelled( 'whole', bit( wordsOr( `alcove-body-${ report.whole }-name`, report.whole ) ) ) : ''
		] },
		{ name: 'affected', content: [
			el( 'p', {}, t( 'alcove-desk-report-role-' + report.role ) ),
			report.consent ? el( 'p', {}, t( 'alcove-desk-report-consent-' + report.consent ) ) : '',
			report.appear.as === 'none' ? el( 'p', {}, t( 'alcove-desk-report-appear-none' ) ) :
				labelled( 'appear-' + report.appear.as, bit( report.appear.name ) )
		] },
		{ name: 'wish', content: report.wish ? [ written( report.wish, lang ) ] : report.wish_unknown ? [ el( 'p', {}, t( 'alcove-desk-report-wish-unknown' ) ) ] : [] },
		{ name: 'more', content: [
			report.tried ? labelled( 'tried' ) : '', report.tried ? written( report.tried, lang ) : '',
			report.expires_note ? labelled( 'expires', bit( report.expires_note ) ) : ''
		] }
	];
}

/** What the writer decided; members are bound by it, so it stands apart and first. */
export function choicesOf( report: ReportBody ): Child[][] {
	const mail = report.wiki_mail;
	return [
		...report.received ? [ [ t( 'alcove-desk-received-' + report.received.by ), ' ', givenLink( report.received.where ) ] ] : [],
		[ t( 'alcove-desk-choice-tell-' + report.tell_other ) ],
		[ t( 'alcove-desk-choice-appear-' + report.appear.as ), report.appear.as === 'none' ? '' : ' ', report.appear.as === 'none' ? '' : bit( report.appear.name ) ],
		mail.allowed ? [ t( 'alcove-desk-choice-mail-yes' ), ' ', bit( [ mail.name, mail.wiki ].filter( Boolean ).join( ' · ' ) ) ] : [ t( 'alcove-desk-choice-mail-no' ) ]
	];
}

/** The whole report, opened. */
export function reportView( report: ReportBody ): HTMLElement {
	return el( 'div', { class: 'report' },
		el( 'section', { class: 'choices' }, el( 'h4', {}, t( 'alcove-desk-choices' ) ), el( 'ul', {}, choicesOf( report ).map( ( one ) => el( 'li', {}, one ) ) ) ),
		el( 'dl', { class: 'fields' }, fieldsOf( report ).map( ( { name, content } ) => el( 'div', { class: content.some( Boolean ) ? 'field' : 'field field--empty' },
			el( 'dt', {}, t( 'alcove-desk-field-' + name ) ),
			el( 'dd', {}, content.some( Boolean ) ? content : el( 'p', { class: 'nothing' }, t( 'alcove-desk-field-nothing' ) ) )
		) ) ) );
}
