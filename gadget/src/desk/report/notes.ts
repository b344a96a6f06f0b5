// SPDX-License-Identifier: AGPL-3.0-or-later
/** Notes and decisions in the team's own file, oldest first, and a field for the next note. */
import { t } from '../../shared/i18n';
import { dayElement } from '../../thread/days';
import { el, field, privateText, sentence, type Child } from '../../thread/el';
import { bit, written } from '../../thread/text';
import type { OpenFile } from './context';
import type { Decision } from './filing';
import { filedLine, workForm } from './parts';

/** Decisions said in one plain sentence. */
const PLAIN = [ 'abuse', 'withdrawn' ];

/** What was decided, in words; the reason stands below. */
export function decisionWords( decision: Decision, open: OpenFile ): Child[] {
	const { session } = open;
	switch ( decision.what ) {
		case 'tell':
			return [ t( decision.told ? 'alcove-desk-decision-tell-yes' : 'alcove-desk-decision-tell-no' ) ];
		case 'invited':
			return sentence( 'alcove-desk-decision-invited', bit( decision.name ), reportLink( decision.report ) );
		case 'joined':
			return sentence( 'alcove-desk-decision-joined', reportLink( decision.report ) );
		case 'grant':
			return sentence( 'alcove-desk-decision-grant', bit( decision.name ), decision.until ? dayElement( decision.until, session.today, session.language ) : '–' );
		case 'recuse':
			return sentence( decision.how === 'voting' ? 'alcove-desk-decision-recuse-voting' : 'alcove-desk-decision-recuse', bit( decision.name ) );
		case 'keep':
			return sentence( 'alcove-desk-decision-keep', decision.until ? dayElement( decision.until, session.today, session.language ) : '–' );
		case 'outcome':
			return [ t( 'alcove-desk-decision-outcome', outcomeWords( decision.outcome ) ) ];
		default:
			return [ PLAIN.includes( decision.what ) ? t( 'alcove-desk-decision-' + decision.what ) : t( 'alcove-desk-decision-other', decision.what ) ];
	}
}

export const OUTCOMES = [ 'helped', 'warned', 'remedy', 'handed_over', 'no_action', 'not_for_us', 'abuse', 'withdrawn', 'other' ] as const;

export function outcomeWords( outcome: string ): string {
	return ( OUTCOMES as readonly string[] ).includes( outcome ) ? t( 'alcove-desk-outcome-' + outcome ) : outcome;
}

/** A link to another report; what is no number of one is shown as text. */
export function reportLink( id: string, label = '' ): HTMLElement {
	return /^[0-9a-f]{32}$/.test( id ) ? el( 'a', { href: '/desk/reports/' + id + location.search }, label || t( 'alcove-desk-report-number', id.slice( 0, 4 ) ) ) : bit( id );
}

/** Notes and decisions as one list, in the order they were filed. */
export function notesList( open: OpenFile ): HTMLElement {
	const { notes, decisions } = open.content;
	const lines = [
		...notes.map( ( note ) => ( { at: note, line: filedLine( note, open.session, written( note.text, note.lang ) ) } ) ),
		...decisions.map( ( decision ) => ( { at: decision, line: filedLine( decision, open.session,
			el( 'p', { class: 'decided' }, decisionWords( decision, open ) ), decision.reason ? written( decision.reason ) : '' ) } ) )
	].sort( ( one, other ) => one.at.epoch - other.at.epoch || one.at.n - other.at.n );
	return lines.length ? el( 'ol', { class: 'filed-list' }, lines.map( ( { line } ) => line ) ) :
		el( 'p', { class: 'nothing' }, t( 'alcove-desk-notes-none' ) );
}

export function noteForm( open: OpenFile ): HTMLElement {
	const input = open.typed.keep( 'note', privateText( 'textarea', { rows: 2, 'data-key': 'n', 'data-key-name': 'note' } ) );
	const words = field( t( 'alcove-desk-note' ), input );
	return workForm( 'note', t( 'alcove-desk-note-add' ), async () => {
		const text = input.value.trim();
		if ( !text ) {
			words.complain( t( 'alcove-desk-act-empty' ) );
			return;
		}
		await open.addToFile( 'note', { text, lang: open.session.language } );
		open.typed.forget( 'note' );
		open.redraw();
	}, words.root );
}
