// SPDX-License-Identifier: AGPL-3.0-or-later
/** May the other person be told? The writer answered that; members decide, with a reason that is kept, and are shown both. */
import type { ReportBody } from '../../sealing';
import { t } from '../../shared/i18n';
import { box, checkbox, el, field, fill, privateText, type Child } from '../../thread/el';
import { written } from '../../thread/text';
import { decided } from './filing';
import { invitationView } from './invitation';
import { decisionWords } from './notes';
import type { Opened } from './opened';
import { choice, folded, workForm } from './parts';

/** Why telling needs a second look: the writer said no, or is to be asked first. */
export function mayTell( report: ReportBody | null ): 'yes' | 'ask' | 'no' {
	const said = report?.tell_other;
	return said === 'yes' || said === 'no' ? said : 'ask';
}

function decisionForm( report: ReportBody | null, open: Opened ): HTMLElement {
	const may = mayTell( report );
	const told = choice( [ [ 'no', t( 'alcove-desk-tell-not' ) ], [ 'yes', t( 'alcove-desk-tell-do' ) ] ], open.typed.get( 'tell' ) );
	open.typed.keep( 'tell', told );
	const reason = open.typed.keep( 'tell-reason', privateText( 'textarea', { rows: 2 } ) );
	const words = field( t( 'alcove-desk-reason' ), reason, t( 'alcove-desk-tell-reason-hint' ) );
	const against = checkbox( t( may === 'no' ? 'alcove-desk-tell-against' : 'alcove-desk-tell-asked' ) );
	const caution = el( 'div', {} );
	const draw = (): void => fill( caution, told.value === 'yes' && may !== 'yes' && [ box( 'warning', el( 'p', {}, t( 'alcove-desk-choice-tell-' + may ) ) ), against.root ] );
	told.addEventListener( 'change', draw );
	draw();
	return workForm( 'tell', t( 'alcove-desk-tell-record' ), async () => {
		words.complain( '' );
		if ( !reason.value.trim() ) {
			words.complain( t( 'alcove-desk-reason-missing' ) );
			return;
		}
		if ( told.value === 'yes' && may !== 'yes' && !against.input.checked ) {
			return t( 'alcove-desk-tell-tick' );
		}
		await open.addToFile( 'decision', { what: 'tell', told: told.value === 'yes', reason: reason.value.trim() } );
		open.typed.forget( 'tell', 'tell-reason' );
		open.redraw();
	}, field( t( 'alcove-desk-tell-decide' ), told ).root, caution, words.root );
}

export function tellingView( report: ReportBody | null, open: Opened ): Child[] {
	const last = decided( open.content, 'tell' );
	return [
		el( 'p', { class: 'agreed' }, t( 'alcove-desk-choice-tell-' + mayTell( report ) ) ),
		last ? el( 'div', {}, el( 'p', {}, el( 'strong', {}, decisionWords( last, open ) ) ), last.reason ? written( last.reason ) : '' ) :
			el( 'p', { class: 'nothing' }, t( 'alcove-desk-tell-undecided' ) ),
		folded( open.folds, 'tell-decide', t( last ? 'alcove-desk-tell-again' : 'alcove-desk-tell-title' ), decisionForm( report, open ) ),
		last?.told ? folded( open.folds, 'invite', t( 'alcove-desk-invite' ), invitationView( open ) ) : ''
	];
}
