// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What was given as evidence, and what will be gone when: technical traces (who used which address or device) can be looked up on
 * the wikis for 90 days only. Links tell nobody where they were followed.
 */
import { randomId, type ReportBody } from '../../sealing';
import { t } from '../../shared/i18n';
import { dayElement } from '../../thread/days';
import { el, field, privateText, type Child } from '../../thread/el';
import { bit, givenLink, written } from '../../thread/text';
import type { Evidence, FileContent } from './filing';
import type { OpenFile } from './context';
import type { Opened } from './opened';
import { choice, dayInput, daysAfter, workButton, workForm } from './parts';

/** MediaWiki's CheckUser keeps what it knows for 90 days ($wgCUDMaxAge on Wikimedia's wikis). */
export const TECHNICAL_DAYS = 90;

export function expiryOf( date: string ): string {
	return daysAfter( date, TECHNICAL_DAYS );
}

/** By when the first of the traces that are still there must have been looked up; null when there are none. */
export function firstExpiry( content: Pick<FileContent, 'evidence'>, today: string ): string | null {
	const days = content.evidence.filter( ( one ) => !one.gone && one.expires >= today ).map( ( one ) => one.expires ).sort();
	return days[ 0 ] ?? null;
}

async function setClock( open: Opened ): Promise<void> {
	const due = firstExpiry( open.content, open.session.today );
	const now = open.standing.clocks.find( ( clock ) => clock.kind === 'technical' )?.due ?? null;
	if ( due === now ) {
		open.redraw();
	} else {
		await open.change( 'clocks', { kind: 'technical', due } );
	}
}

function evidenceLine( one: Evidence, open: OpenFile, filed: () => Promise<void> ): HTMLElement {
	const { session } = open;
	const done = async (): Promise<void> => {
		const { id, url, date, expires, note } = one;
		await open.addToFile( 'fact', { what: 'evidence', id, url, date, expires, note, gone: true } );
		await filed();
	};
	return el( 'li', {}, one.url ? givenLink( one.url ) : '', one.note ? written( one.note ) : '',
		el( 'p', {}, one.gone ? t( 'alcove-desk-evidence-done' ) : [ t( 'alcove-desk-evidence-expires' ), ' ', dayElement( one.expires, session.today, session.language ), ' ' ],
			!one.gone && workButton( t( 'alcove-desk-evidence-looked-up' ), done ) ) );
}

/**
 * Technical traces, and marking one: of a report's file and of a case's. What was given is offered to choose from; where nothing was,
 * an address is typed. `filed` is done once the file says something new.
 */
export function tracesView( open: OpenFile, given: ReportBody[ 'evidence' ], label: string, filed: () => Promise<void> ): Child[] {
	const { session, content } = open;
	const which = given.length > 0 ? choice( [ [ '', t( 'alcove-desk-evidence-other' ) ], ...given.map( ( { url } ): [ string, string ] => [ url, url ] ) ] ) :
		open.typed.keep( 'evidence-url', privateText( 'input', { dir: 'ltr' } ) );
	const date = dayInput();
	const when = field( t( 'alcove-desk-evidence-date' ), date, t( 'alcove-desk-evidence-date-hint' ) );
	const note = open.typed.keep( 'evidence-note', privateText( 'input' ) );
	which.addEventListener( 'change', () => {
		date.value = given.find( ( one ) => one.url === which.value )?.date ?? date.value;
	} );
	return [
		content.evidence.length ? el( 'div', {}, el( 'h3', {}, t( 'alcove-desk-evidence-technical' ) ),
			el( 'ul', { class: 'plain-list' }, content.evidence.map( ( one ) => evidenceLine( one, open, filed ) ) ) ) : '',
		workForm( 'evidence', label, async () => {
			when.complain( '' );
			if ( !date.value || date.value > session.today || expiryOf( date.value ) < session.today ) {
				when.complain( t( date.value && date.value <= session.today ? 'alcove-desk-evidence-too-old' : 'alcove-desk-evidence-no-date' ) );
				return;
			}
			await open.addToFile( 'fact', { what: 'evidence', id: randomId(), url: which.value.trim(), date: date.value, expires: expiryOf( date.value ), note: note.value.trim() } );
			open.typed.forget( 'evidence-note', 'evidence-url' );
			await filed();
		}, el( 'h3', {}, t( 'alcove-desk-evidence-mark-title' ) ), el( 'p', {}, t( 'alcove-desk-evidence-mark-lead' ) ),
		field( t( 'alcove-desk-evidence-which' ), which ).root, when.root, field( t( 'alcove-desk-evidence-note' ), note ).root )
	];
}

export function evidenceView( report: ReportBody | null, open: Opened ): Child[] {
	const given = report?.evidence ?? [];
	const deadline = dayInput( open.standing.clocks.find( ( clock ) => clock.kind === 'evidence' )?.due );
	return [
		given.length ? el( 'ul', { class: 'plain-list' }, given.map( ( one ) => el( 'li', {}, givenLink( one.url, one.title || one.url ), one.date ? [ ' · ', bit( one.date ) ] : '' ) ) ) :
			el( 'p', { class: 'nothing' }, t( 'alcove-desk-evidence-none' ) ),
		...tracesView( open, given, t( 'alcove-desk-evidence-mark' ), () => setClock( open ) ),
		workForm( 'deadline', t( 'alcove-desk-evidence-deadline-set' ), async () => void await open.change( 'clocks', { kind: 'evidence', due: deadline.value || null } ),
			field( t( 'alcove-desk-evidence-deadline' ), deadline, t( 'alcove-desk-evidence-deadline-hint' ) ).root )
	];
}
