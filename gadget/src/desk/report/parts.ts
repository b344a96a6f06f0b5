// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the parts of a report's page have in common: folded sections that stay open, forms that say what went wrong, signed lines. */
import { t } from '../../shared/i18n';
import { dayElement } from '../../thread/days';
import { box, button, el, fill, type ButtonLook, type Child } from '../../thread/el';
import { failureWords } from '../../thread/problems';
import { bit } from '../../thread/text';
import type { Filed } from './filing';
import type { Session } from '../session';

/** A section that opens on request and stays open when the page is drawn anew; `key` opens it from the keyboard. */
export function folded( open: Set<string>, name: string, title: Child, content: Child | Child[], key?: string ): HTMLDetailsElement {
	const made = el( 'details', { class: 'fold fold--' + name, open: open.has( name ) },
		el( 'summary', { 'data-key': key, 'data-key-name': key && name }, title ), content );
	made.addEventListener( 'toggle', () => {
		if ( made.open ) {
			open.add( name );
		} else {
			open.delete( name );
		}
	} );
	return made;
}

/** A form that does one thing: while it does nobody presses twice, and what went wrong stands above its button. */
export function workForm( name: string, label: string, work: () => Promise<string | void>, ...fields: Child[] ): HTMLFormElement {
	const failure = el( 'div', {} );
	const send = button( label );
	const form = el( 'form', { class: 'work work--' + name }, fields, failure, send );
	form.addEventListener( 'submit', async ( event ) => {
		event.preventDefault();
		send.disabled = true;
		fill( failure );
		try {
			fill( failure, await complaint( work() ) );
		} finally {
			send.disabled = false;
		}
	} );
	return form;
}

async function complaint( work: Promise<string | void> ): Promise<Child> {
	try {
		const words = await work;
		return words ? box( 'error', el( 'p', {}, words ) ) : null;
	} catch ( error ) {
		return box( 'error', el( 'p', {}, failureWords( error ) ), el( 'p', {}, t( 'alcove-desk-text-kept' ) ) );
	}
}

/** A button that does one thing and says beside it what went wrong. */
export function workButton(
	label: string, work: () => Promise<void>, look: ButtonLook = {}, key: { key: string; name: string } | null = null
): HTMLElement {
	const failure = el( 'span', { class: 'work-failure' } );
	const made = button( label, async () => {
		made.disabled = true;
		fill( failure, await complaint( work() ) );
		made.disabled = false;
	}, look );
	if ( key ) {
		made.dataset.key = key.key;
		made.dataset.keyName = key.name;
	}
	return el( 'span', { class: 'work-button' }, made, failure );
}

/** Something that was filed, with who signed it and when the service says it came. */
export function filedLine( filed: Filed, session: Session, ...content: Child[] ): HTMLElement {
	return el( 'li', { class: 'filed' },
		el( 'p', { class: 'filed__by' }, bit( filed.by.name ), filed.day ? [ ' · ', dayElement( filed.day, session.today, session.language ) ] : '' ),
		...content );
}

/** Copies a text; where the browser refuses, selects it for the keyboard. */
export async function copyFrom( source: HTMLTextAreaElement | HTMLInputElement, said: HTMLElement ): Promise<void> {
	source.select();
	try {
		// eslint-disable-next-line compat/compat -- caught
		await navigator.clipboard.writeText( source.value );
		fill( said, t( 'alcove-desk-copied' ) );
	} catch {
		source.focus();
		fill( said, t( 'alcove-desk-copy-yourself' ) );
	}
}

/** A button that copies what stands in a field. */
export function copyButton( source: HTMLTextAreaElement | HTMLInputElement, label = t( 'alcove-desk-copy' ) ): HTMLElement {
	const said = el( 'span', { class: 'copied', role: 'status' } );
	return el( 'span', { class: 'work-button' }, button( label, () => void copyFrom( source, said ) ), said );
}

/** A choice among values, with words for each. */
export function choice( options: [ value: string, label: string ][], chosen = '' ): HTMLSelectElement {
	const made = el( 'select', { class: 'cdx-select' }, options.map( ( [ value, label ] ) => el( 'option', { value }, label ) ) );
	if ( options.some( ( [ value ] ) => value === chosen ) ) {
		made.value = chosen;
	}
	return made;
}

/** A day to choose. */
export function dayInput( value = '' ): HTMLInputElement {
	return el( 'input', { type: 'date', class: 'cdx-text-input__input day-input', value } );
}

/** So many days after a day. */
export function daysAfter( day: string, days: number ): string {
	return new Date( Date.parse( day + 'T00:00:00Z' ) + days * 86_400_000 ).toISOString().slice( 0, 10 );
}
