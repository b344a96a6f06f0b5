// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * One step of a thread as it is shown: to its writer, to members, and to a member before it is sent. It is drawn in one place, so
 * that what a member is shown beforehand is exactly what the writer will see.
 */
import type { GoodEntry, Writer } from '../sealing';
import { t } from '../shared/i18n';
import { dayElement } from './days';
import { box, el, type Child } from './el';
import { problemWords } from './problems';
import { bit, written } from './text';

export type Reader = 'writer' | 'member';

export interface Step {
	kind: string;
	body: Record<string, unknown>;
	from: Writer;
	/** The Ed25519 key of whoever looks, so that their own steps are called theirs. */
	own?: string;
	/** Of a new epoch: whether a new private code came with it. */
	newCode?: boolean;
}

/** A step as it stands in a thread that was read. */
export function stepOf( { header, body, from }: GoodEntry, own?: string ): Step {
	return { kind: header.kind, body, from, own, newCode: header.kind === 'epoch' && header.reporter !== undefined };
}

export interface Look {
	reader: Reader;
	today: string;
	language: string;
}

/** Kinds a member or the writer can send after the report itself. */
const KINDS = [ 'message', 'received', 'acknowledged', 'closed', 'reopened', 'epoch', 'summary', 'report', 'withdrawn', 'taken_back', 'invitation' ];

/** Who took a step, as the reader calls them. */
export function whoWrote( { from, own }: Step, reader: Reader ): Child[] {
	if ( from.role === 'reporter' ) {
		return [ reader === 'writer' ? t( 'alcove-thread-you' ) : t( 'alcove-thread-writer' ) ];
	}
	const { member } = from;
	return [
		bit( member.name ), ' ', el( 'span', { class: 'home' }, '(', bit( member.home ), ')' ),
		reader === 'member' && member.ed25519 === own ? ' ' + t( 'alcove-thread-thats-you' ) : ''
	];
}

/** What a step says without the words in it: "the team has closed this". Empty for plain messages. */
export function stepWords( kind: string, reader: Reader ): string {
	if ( kind === 'message' || kind === 'report' || kind === 'summary' ) {
		return '';
	}
	return KINDS.includes( kind ) ? t( `alcove-thread-${ reader }-${ kind }` ) : t( 'alcove-thread-unknown-kind', kind );
}

/** The content of a step: what the software says of it, then what the person wrote. */
export function stepContent( step: Step, reader: Reader ): HTMLElement {
	const said = step.newCode ? t( `alcove-thread-${ reader }-code-${ step.from.role === 'reporter' ? 'own' : 'given' }` ) : stepWords( step.kind, reader );
	const words = step.body.text;
	return el( 'div', { class: 'step__content' },
		said && el( 'p', { class: 'said' }, said ),
		typeof words === 'string' && words !== '' && written( words, step.body.lang )
	);
}

/** When a step came. Only the service says so, which the page notes once, beside what else only the service says. */
function stepFoot( day: string | null, look: Look ): HTMLElement | null {
	return day === null ? null :
		el( 'p', { class: 'step__day' }, dayElement( day, look.today, look.language ) );
}

/** A step that was opened and fits. `content` replaces what it says when there is more to show than a text. */
export function stepView( step: Step, day: string | null, look: Look, content?: HTMLElement ): HTMLElement {
	const side = step.from.role === 'reporter' ? 'writer' : 'team';
	return el( 'article', { class: `step step--${ side }`, tabindex: '-1', 'data-row': true },
		el( 'header', { class: 'step__head' },
			el( 'h3', {}, whoWrote( step, look.reader ) ), stepFoot( day, look ) ),
		content ?? stepContent( step, look.reader )
	);
}

/** A step that could not be opened or does not fit: it stays in its place, with the reason. */
export function brokenView( epoch: number, n: number, code: string, day: string | null, look: Look ): HTMLElement {
	return el( 'article', { class: 'step step--broken', tabindex: '-1', 'data-row': true },
		box( 'warning',
			el( 'h3', {}, t( 'alcove-thread-broken', n + 1 ) ),
			el( 'p', {}, problemWords( code ) ),
			el( 'details', {}, el( 'summary', {}, t( 'alcove-thread-broken-more' ) ),
				el( 'p', {}, t( 'alcove-thread-broken-do' ) ),
				el( 'p', {}, el( 'code', {}, `${ code } · ${ epoch }/${ n }` ) ) ) ),
		stepFoot( day, look )
	);
}
