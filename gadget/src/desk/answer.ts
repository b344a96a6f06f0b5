// SPDX-License-Identifier: AGPL-3.0-or-later
/** Acting on a report, next to what it acts on: each act shows beforehand exactly what the writer will see. */
import type { Member } from '../sealing';
import { t } from '../shared/i18n';
import { box, button, el, field, fill, privateText, type ButtonLook } from '../thread/el';
import { stepView, type Look } from '../thread/messages';
import { isState } from '../thread/states';

export type Act = 'message' | 'acknowledged' | 'closed' | 'reopened';

export interface Acting {
	state: string;
	/** Who acts, as the writer will see them. */
	me: Member;
	language: string;
	today: string;
	/** The language the writer writes in; answers begin in it. */
	writers: string;
	/** Sends it; says what to tell, or nothing when it is done and the page is drawn anew. */
	send( act: Act, body: { text?: string; lang?: string } ): Promise<string>;
}

/** Which acts make sense in a state; the service refuses the others. */
export const ACTS: Record<string, readonly Act[]> = {
	new: [ 'acknowledged', 'message' ],
	acknowledged: [ 'message', 'closed' ],
	closed: [ 'reopened' ]
};

interface ActForm {
	root: HTMLElement;
	text: HTMLTextAreaElement;
}

/** What is typed and not yet sent, for when the page is drawn anew around it. */
const typed = new Map<Act, string>();

export function actions( acting: Acting ): HTMLElement {
	const acts = isState( acting.state ) ? ACTS[ acting.state ] : [];
	return el( 'section', { class: 'acts', 'aria-label': t( 'alcove-desk-acts' ) }, acts.map( ( act ) => actForm( act, acting ).root ) );
}

function actForm( act: Act, acting: Acting ): ActForm {
	const isMessage = act === 'message';
	const text = privateText( 'textarea', { rows: isMessage ? 6 : 3, 'data-search': isMessage && true } );
	text.value = typed.get( act ) ?? '';
	const words = field( t( `alcove-desk-act-${ act }-text` ), text );
	const lang = languageChoice( acting );
	const preview = el( 'div', { class: 'preview' } );
	const failure = el( 'div', {} );
	const look: ButtonLook = { primary: act === 'message' || act === 'acknowledged', destructive: act === 'closed' };
	const send = button( t( `alcove-desk-act-${ act }-send` ), undefined, look );
	const body = (): { text?: string; lang?: string } => text.value.trim() ? { text: text.value.trim(), lang: lang.input.value } : {};
	const draw = (): void => {
		// Nothing written, no language to choose.
		lang.root.hidden = !isMessage && !body().text;
		showPreview( preview, act, body(), acting );
	};
	text.addEventListener( 'input', () => {
		typed.set( act, text.value );
		words.complain( '' );
		draw();
	} );
	lang.input.addEventListener( 'change', draw );
	draw();
	const form = el( 'form', { class: 'act act--' + act },
		el( 'h2', {}, t( `alcove-desk-act-${ act }-title` ) ),
		el( 'p', {}, t( `alcove-desk-act-${ act }-lead` ) ),
		words.root, lang.root, preview, failure, send );
	form.addEventListener( 'submit', async ( event ) => {
		event.preventDefault();
		if ( isMessage && !body().text ) {
			words.complain( t( 'alcove-desk-act-empty' ) );
			text.focus();
			return;
		}
		send.disabled = true;
		const problem = await acting.send( act, body() );
		send.disabled = false;
		fill( failure, problem && box( 'error', el( 'p', {}, problem ), el( 'p', {}, t( 'alcove-desk-text-kept' ) ) ) );
	} );
	// Closing is rare and seen by others: its form opens on request.
	const folded = act === 'closed' && !text.value;
	return { text, root: folded ? el( 'details', { class: 'act-folded' }, el( 'summary', {}, t( 'alcove-desk-act-closed-title' ) ), form ) : form };
}

/** Forgets that something was typed, once it is sent. */
export function sent( act: Act ): void {
	typed.delete( act );
}

/** Languages an answer may be in: the writer's first, then the reader's, then English. */
function languageChoice( { language, writers }: Acting ): { root: HTMLElement; input: HTMLSelectElement } {
	const codes = [ ...new Set( [ /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test( writers ) ? writers : language, language, 'en' ] ) ];
	const names = new Intl.DisplayNames( [ language ], { type: 'language' } );
	const input = el( 'select', { class: 'cdx-select' }, codes.map( ( code ) => el( 'option', { value: code }, names.of( code ) ?? code ) ) );
	const { root } = field( t( 'alcove-desk-act-language' ), input );
	return { root, input };
}

function showPreview( place: HTMLElement, act: Act, body: { text?: string; lang?: string }, acting: Acting ): void {
	const look: Look = { reader: 'writer', today: acting.today, language: acting.language };
	fill( place, el( 'h3', {}, t( 'alcove-desk-preview' ) ), act === 'message' && !body.text ?
		el( 'p', { class: 'nothing' }, t( 'alcove-desk-preview-nothing' ) ) :
		el( 'div', { class: 'preview__seen' }, previewed( act, body, acting.me, look ) ) );
}

function previewed( act: Act, body: { text?: string; lang?: string }, me: Member, look: Look ): HTMLElement {
	const step = stepView( { kind: act, body, from: { role: 'member', member: me } }, null, look );
	// It is not part of the thread yet: keys that go through the thread pass it by.
	step.removeAttribute( 'data-row' );
	step.removeAttribute( 'tabindex' );
	return step;
}
