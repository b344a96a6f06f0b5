// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Closing: what came of it (for the file), a last word to the writer, and, if the member likes, one more in a count that knows a group
 * of behaviour, an outcome and a quarter, and nothing of any report.
 */
import { t } from '../../shared/i18n';
import { dayElement } from '../../thread/days';
import { box, checkbox, el, field, fill, privateText, sentence, type Child } from '../../thread/el';
import type { ReportBody } from '../../sealing';
import { OUTCOMES, outcomeWords } from './notes';
import type { Opened } from './opened';
import { choice, dayInput, daysAfter, workForm } from './parts';
import { decided } from './filing';

export const GROUPS = [ '3.1', '3.2', '3.3', 'other' ] as const;

/** The group a report's kinds belong to: the one most of them are in; when they are of several, the first. */
export function groupOf( kinds: readonly string[] ): string {
	const groups = kinds.map( ( kind ) => kind.split( '-' )[ 0 ] );
	const counted = GROUPS.map( ( group ) => groups.filter( ( one ) => one === group ).length );
	const most = Math.max( ...counted );
	return most > 0 ? GROUPS[ counted.indexOf( most ) ] : 'other';
}

/** What is asked before closing besides the last word, and what is done with it afterwards. */
export class Outcome {
	/** What came of it, for the file: asked first. */
	public readonly root: HTMLElement;
	/** Whether and where to count it: asked last, it has nothing to do with this report. */
	public readonly tally: HTMLElement;
	private readonly outcome: HTMLSelectElement;
	private readonly group: HTMLSelectElement;
	private readonly count = checkbox( t( 'alcove-desk-tally' ) );
	private readonly which: ReturnType<typeof field>;

	public constructor( report: ReportBody | null, private readonly open: Opened ) {
		this.outcome = open.typed.keep( 'outcome', choice( [ [ '', t( 'alcove-desk-outcome-choose' ) ], ...OUTCOMES.map( ( one ): [ string, string ] => [ one, outcomeWords( one ) ] ) ], open.typed.get( 'outcome' ) ) );
		this.group = choice( GROUPS.map( ( one ) => [ one, one === 'other' ? t( 'alcove-desk-tally-other' ) : t( 'alcove-kind-group-' + one ) ] ), groupOf( report?.kinds ?? [] ) );
		this.count.input.checked = true;
		this.which = field( t( 'alcove-desk-outcome' ), this.outcome, t( 'alcove-desk-outcome-hint' ) );
		const group = field( t( 'alcove-desk-tally-group' ), this.group ).root;
		this.count.input.addEventListener( 'change', () => {
			group.hidden = !this.count.input.checked;
		} );
		this.root = this.which.root;
		this.tally = el( 'fieldset', { class: 'tally' }, el( 'legend', {}, t( 'alcove-desk-tally-title' ) ), el( 'p', {}, t( 'alcove-desk-tally-lead' ) ), this.count.root, group );
	}

	/** Whether an outcome was chosen; says so beside the field when not. */
	public isChosen(): boolean {
		this.which.complain( this.outcome.value ? '' : t( 'alcove-desk-outcome-missing' ) );
		if ( !this.outcome.value ) {
			this.outcome.focus();
		}
		return this.outcome.value !== '';
	}

	/** The file keeps the outcome; the count is another request that names no report. */
	public async record(): Promise<void> {
		const [ outcome, group, counted ] = [ this.outcome.value, this.group.value, this.count.input.checked ];
		this.open.typed.forget( 'outcome' );
		await this.open.addToFile( 'decision', { what: 'outcome', outcome, reason: '' } );
		if ( counted ) {
			await this.open.session.post( '/desk/tallies', { team: this.open.thread.team, category: group, outcome } );
		}
	}
}

/** When the report will be deleted, and keeping it longer. */
export function retentionView( open: Opened ): HTMLElement | null {
	const { session, standing } = open;
	const due = standing.clocks.find( ( clock ) => clock.kind === 'retention' )?.due;
	if ( !due ) {
		return null;
	}
	const until = dayInput( daysAfter( due, 90 ) );
	const day = field( t( 'alcove-desk-keep-until' ), until, t( 'alcove-desk-keep-until-hint' ) );
	const reason = open.typed.keep( 'keep', privateText( 'input' ) );
	const words = field( t( 'alcove-desk-reason' ), reason );
	return el( 'section', { class: 'retention', id: 'retention' }, el( 'h3', {}, t( 'alcove-desk-keep-title' ) ),
		el( 'p', {}, sentence( 'alcove-desk-keep-lead', dayElement( due, session.today, session.language ) ) ),
		workForm( 'keep', t( 'alcove-desk-keep' ), async () => {
			const late = until.value > due && until.value <= daysAfter( session.today, 730 );
			day.complain( late ? '' : t( 'alcove-desk-keep-wrong' ) );
			words.complain( reason.value.trim() ? '' : t( 'alcove-desk-reason-missing' ) );
			if ( !late || !reason.value.trim() ) {
				return;
			}
			const said = { what: 'keep', until: until.value, reason: reason.value.trim() };
			if ( await open.change( 'clocks', { kind: 'retention', due: until.value } ) ) {
				await open.addToFile( 'decision', said );
				open.typed.forget( 'keep' );
				open.redraw();
			}
		}, day.root, words.root ) );
}

/** The writer took it back: what is deleted when, and why the file stays. */
export function withdrawnView( open: Opened ): Child {
	const { session, standing } = open;
	if ( standing.state !== 'withdrawn' && !standing.withdrawn ) {
		return null;
	}
	const gone = !open.thread.envelopes.length;
	const said = decided( open.content, 'withdrawn' );
	const reason = open.typed.keep( 'withdrawn', privateText( 'input' ) );
	const words = field( t( 'alcove-desk-withdrawn-why' ), reason, t( 'alcove-desk-withdrawn-why-hint' ) );
	const day = ( value: string ): HTMLElement => dayElement( value, session.today, session.language );
	const place = el( 'div', {} );
	fill( place, said ? el( 'p', {}, t( 'alcove-desk-withdrawn-kept' ) ) : open.me && workForm( 'withdrawn', t( 'alcove-desk-withdrawn-keep' ), async () => {
		words.complain( reason.value.trim() ? '' : t( 'alcove-desk-reason-missing' ) );
		if ( reason.value.trim() ) {
			await open.addToFile( 'decision', { what: 'withdrawn', reason: reason.value.trim() } );
			open.typed.forget( 'withdrawn' );
			open.redraw();
		}
	}, words.root ) );
	const made = box( 'notice', el( 'h2', {}, t( 'alcove-desk-withdrawn' ) ),
		el( 'p', {}, gone || !standing.withdrawn ? t( 'alcove-desk-withdrawn-gone' ) : sentence( 'alcove-desk-withdrawn-lead', day( standing.withdrawn.day ), day( standing.withdrawn.deleted_on ) ) ),
		place );
	made.id = 'withdrawn';
	return made;
}
