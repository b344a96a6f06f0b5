// SPDX-License-Identifier: AGPL-3.0-or-later
/** What somebody takes to people who have no team here: ready text, and addresses that carry it where they can. */
import { t } from '../shared/i18n';
import { permalink } from './context';
import type { Draft } from './state';

/** Mail programs cut long addresses; beyond this the text has to be pasted. */
const LONGEST_LINK = 1800;

export function mailLink( address: string, subject: string, text: string ): string {
	const start = `mailto:${ address }?subject=${ encodeURIComponent( subject ) }`;
	// Line ends in mail are two characters (RFC 6068, section 5).
	const whole = start + '&body=' + encodeURIComponent( text.replace( /\r?\n/g, '\r\n' ) );
	return whole.length <= LONGEST_LINK ? whole : start;
}

/** What the people at an emergency address need: where, when, and the person's words, if they want that. */
export function urgentText( draft: Draft, now: Date, withReport: boolean ): string {
	const place = permalink( draft.context ) || draft.wiki;
	return [
		place && t( 'alcove-form-urgent-place', place ),
		t( 'alcove-form-urgent-time', now.toISOString().slice( 0, 16 ).replace( 'T', ' ' ) ),
		draft.urgent.trim(),
		withReport ? draft.what.trim() : ''
	].filter( Boolean ).join( '\n' );
}
