// SPDX-License-Identifier: AGPL-3.0-or-later
/** Where else the matter stands: its page on the team's private wiki, its number in the mail queue; and copying it there. */
import teams from './teams.json';
import type { ReportBody } from '../../sealing';
import { t } from '../../shared/i18n';
import { box, el, field, privateText, type Child } from '../../thread/el';
import { stepWords } from '../../thread/messages';
import { kindWords } from '../../thread/report';
import { givenLink, visible } from '../../thread/text';
import type { OpenFile } from './context';
import { choicesOf } from './fields';
import type { Opened } from './opened';
import { copyButton, folded, workForm } from './parts';
import { link, page, plain, type Section } from './wikitext';

interface Place {
	/** The private wiki, and the namespace cases stand in. */
	wiki: string;
	namespace: string;
}

const PLACES: Record<string, Place | undefined> = teams.private;

/** A number of the mail queue, as people copy it; empty when it is none. */
export function ticketNumber( text: string ): string {
	const digits = text.replace( /[^0-9]/g, '' );
	return /^\d{8,20}$/.test( digits ) ? digits : '';
}

/** The address of a page on the private wiki. */
export function pageAddress( team: string, title: string ): string {
	const place = PLACES[ team ];
	return place && title ? `https://${ place.wiki }/wiki/${ encodeURIComponent( title.replace( / /g, '_' ) ).replace( /%3A/g, ':' ).replace( /%2F/g, '/' ) }` : '';
}

export function ticketAddress( vrt: string ): string {
	return ticketNumber( vrt ) ? teams.tickets + ticketNumber( vrt ) : '';
}

/** The whole matter for the private wiki: what was written, what was decided, who answered what. */
export function matterAsWikitext( report: ReportBody, open: Opened ): string {
	const { standing, content, reading, session } = open;
	const words = ( nodes: Child[] ): string => plain( nodes.map( ( one ) => typeof one === 'string' ? one : one instanceof Node ? one.textContent ?? '' : '' ).join( '' ) );
	const steps = reading.entries.filter( ( entry ) => entry.ok && ![ 'summary', 'report' ].includes( entry.header.kind ) );
	const sections: ( Section | null )[] = [
		{ title: t( 'alcove-desk-choices' ), lines: choicesOf( report ).map( words ) },
		{ title: t( 'alcove-desk-field-explanation' ), lines: [ report.what, report.when, report.where ].filter( Boolean ).map( plain ) },
		{ title: t( 'alcove-desk-field-links' ), lines: report.evidence.map( ( one ) => [ link( one.url, one.title ), plain( one.date ?? '' ), plain( one.note ?? '' ) ].filter( Boolean ).join( ' · ' ) ) },
		{ title: t( 'alcove-desk-field-kinds' ), lines: report.kinds.map( ( kind ) => plain( kindWords( kind ) ) ) },
		{ title: t( 'alcove-desk-field-involved' ), lines: report.people.map( ( one ) => [ plain( one.name ), plain( one.note ?? '' ) ].filter( Boolean ).join( ' · ' ) ) },
		{ title: t( 'alcove-desk-field-wish' ), lines: report.wish ? [ plain( report.wish ) ] : [] },
		{ title: t( 'alcove-desk-field-more' ), lines: report.tried ? [ plain( report.tried ) ] : [] },
		{ title: t( 'alcove-desk-thread' ), lines: steps.map( ( entry ) => entry.ok ? [
			plain( entry.from.role === 'member' ? entry.from.member.name : t( 'alcove-thread-writer' ) ),
			plain( stepWords( entry.header.kind, 'member' ) ), plain( typeof entry.body.text === 'string' ? entry.body.text : '' )
		].filter( Boolean ).join( ' · ' ) : '' ) },
		{ title: t( 'alcove-desk-file-title' ), lines: content.notes.map( ( note ) => `${ plain( note.by.name ) } · ${ plain( note.text ) }` ) }
	];
	return page( t( 'alcove-desk-report-number', open.id.slice( 0, 8 ) ), [
		[ t( 'alcove-desk-column-came' ), plain( standing.day ) ],
		[ t( 'alcove-desk-pointer-copied' ), plain( session.today ) ],
		[ t( 'alcove-desk-column-state' ), plain( t( 'alcove-thread-state-' + standing.state ) ) ],
		[ t( 'alcove-desk-pointer-vrt' ), plain( content.pointer.vrt ) ]
	], sections.filter( ( one ): one is Section => one !== null && one.lines.length > 0 ) );
}

/** Where the matter stands, and saying so: for a report's file and for a case's. */
export function pointerForm( open: OpenFile, team: string ): Child[] {
	const { pointer } = open.content;
	const title = open.typed.keep( 'pointer-page', privateText( 'input', { value: pointer.page || ( PLACES[ team ]?.namespace ?? '' ) } ) );
	const vrt = open.typed.keep( 'pointer-vrt', privateText( 'input', { value: pointer.vrt, inputmode: 'numeric', dir: 'ltr' } ) );
	const number = field( t( 'alcove-desk-pointer-vrt' ), vrt, t( 'alcove-desk-pointer-vrt-hint' ) );
	return [
		el( 'ul', { class: 'plain-list' }, [
			pointer.page && el( 'li', {}, t( 'alcove-desk-pointer-page' ), ': ', givenLink( pageAddress( team, pointer.page ) || pointer.page, pointer.page ) ),
			pointer.vrt && el( 'li', {}, t( 'alcove-desk-pointer-vrt' ), ': ', givenLink( ticketAddress( pointer.vrt ) || pointer.vrt, pointer.vrt ) )
		] ),
		workForm( 'pointer', t( 'alcove-desk-pointer-save' ), async () => {
			number.complain( '' );
			if ( vrt.value.trim() && !ticketNumber( vrt.value ) ) {
				number.complain( t( 'alcove-desk-pointer-vrt-wrong' ) );
				return;
			}
			const namespace = PLACES[ team ]?.namespace ?? '';
			await open.addToFile( 'pointer', { page: title.value.trim() === namespace ? '' : title.value.trim(), vrt: ticketNumber( vrt.value ) } );
			open.typed.forget( 'pointer-page', 'pointer-vrt' );
			open.redraw();
		}, field( t( 'alcove-desk-pointer-page' ), title, t( 'alcove-desk-pointer-page-hint' ) ).root, number.root )
	];
}

export function pointerView( report: ReportBody | null, open: Opened ): Child[] {
	const source = report && privateText( 'textarea', { rows: 5, readonly: true, dir: 'ltr', class: 'cdx-text-area__textarea line', 'aria-label': t( 'alcove-desk-wikitext' ) } );
	if ( source ) {
		source.value = matterAsWikitext( report, open );
	}
	return [ ...pointerForm( open, open.thread.team ), source && wikitextView( source, open ) ];
}

/** Names of those whom the writer left out or who stepped back: they can read a wiki all the same. */
function leftOut( open: Opened ): string[] {
	const out = [ ...open.reading.excluded, ...open.reading.recused ];
	const people = open.statements.flatMap( ( statement ) => statement.members ).filter( ( member ) => out.includes( member.ed25519 ) );
	return [ ...new Set( people.map( ( member ) => member.name ) ) ];
}

function wikitextView( source: HTMLTextAreaElement, open: Opened ): HTMLElement {
	const names = leftOut( open );
	const copying: Child[] = [ source, copyButton( source, t( 'alcove-desk-wikitext-copy' ) ) ];
	return el( 'div', { class: 'wikitext' }, el( 'h3', {}, t( 'alcove-desk-wikitext' ) ), el( 'p', {}, t( 'alcove-desk-wikitext-lead' ) ),
		names.length ? [
			box( 'warning', el( 'p', {}, t( 'alcove-desk-wikitext-left-out', visible( names.join( ', ' ) ) ) ) ),
			folded( open.folds, 'wikitext', t( 'alcove-desk-wikitext-anyway' ), copying )
		] : copying );
}
