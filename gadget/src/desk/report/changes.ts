// SPDX-License-Identifier: AGPL-3.0-or-later
/** What changed on a report while one looked at it: nothing is overwritten, so somebody must be told why theirs was not done. */
import { t } from '../../shared/i18n';
import { dayElement } from '../../thread/days';
import { box, el, sentence, type Child } from '../../thread/el';
import { isState, turnWords } from '../../thread/states';
import { bit } from '../../thread/text';
import type { Standing } from './context';

/** What is needed to say it in the reader's way. */
export interface Saying {
	today: string;
	language: string;
}

/** Each change as a sentence; none when nothing that is shown changed. */
export function changesOf( before: Standing, after: Standing, { today, language }: Saying ): Child[][] {
	const changes: Child[][] = [];
	if ( before.state !== after.state ) {
		changes.push( [ t( 'alcove-desk-changed-state', isState( after.state ) ? t( 'alcove-thread-state-' + after.state ) : after.state ) ] );
	}
	if ( before.turn !== after.turn ) {
		changes.push( [ t( 'alcove-desk-changed-turn', turnWords( after.turn ) ) ] );
	}
	if ( before.taken?.person !== after.taken?.person ) {
		changes.push( after.taken ? sentence( 'alcove-desk-changed-taken', bit( after.taken.name ) ) : [ t( 'alcove-desk-changed-released' ) ] );
	}
	if ( before.muted !== after.muted ) {
		changes.push( [ t( after.muted ? 'alcove-desk-changed-muted' : 'alcove-desk-changed-unmuted' ) ] );
	}
	const due = ( standing: Standing, kind: string ): string => standing.clocks.find( ( clock ) => clock.kind === kind )?.due ?? '';
	for ( const kind of [ 'update', 'evidence', 'technical', 'retention' ] ) {
		const day = due( after, kind );
		if ( due( before, kind ) !== day ) {
			changes.push( sentence( 'alcove-desk-changed-clock', t( 'alcove-desk-clock-' + kind ), day ? dayElement( day, today, language ) : t( 'alcove-desk-no-day' ) ) );
		}
	}
	if ( !before.withdrawn && after.withdrawn ) {
		changes.push( [ t( 'alcove-desk-changed-withdrawn' ) ] );
	}
	if ( before.head?.hash !== after.head?.hash ) {
		changes.push( [ t( 'alcove-desk-changed-thread' ) ] );
	}
	return changes;
}

/** The same in a box: what was asked for was not done, this is why. */
export function changedWords( before: Standing, after: Standing, saying: Saying ): HTMLElement {
	const changes = changesOf( before, after, saying );
	return el( 'div', { role: 'status' }, box( 'warning', el( 'p', {}, t( 'alcove-desk-changed' ) ),
		el( 'ul', {}, ( changes.length ? changes : [ [ t( 'alcove-desk-changed-somehow' ) ] ] ).map( ( one ) => el( 'li', {}, one ) ) ) ) );
}
