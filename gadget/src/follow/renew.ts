// SPDX-License-Identifier: AGPL-3.0-or-later
/** A new private code: shown, kept, and only then put in place of the old one. */
import type { Receipt } from '../sealing';
import { t } from '../shared/i18n';
import { box, button, checkbox, download, el, field, fill } from '../thread/el';
import { failureWords } from '../thread/problems';
import type { FollowSession } from './session';

/** The step in which a code is made and kept. `used` goes on with the thread, which then opens with it. */
export function newCodeStep( session: FollowSession, used: () => void ): HTMLElement {
	const place = el( 'div', { class: 'new-code' } );
	if ( !session.canRenew ) {
		fill( place, box( 'warning', el( 'p', {}, t( 'alcove-follow-code-impossible' ) ) ) );
		return place;
	}
	fill( place, el( 'p', {}, button( t( 'alcove-follow-code-make' ), () => void show(), { primary: session.hasFirstCode } ) ) );

	async function show(): Promise<void> {
		const code = await session.newCode();
		const shown = shownCode( code );
		const kept = checkbox( t( 'alcove-follow-code-kept' ) );
		const wrong = el( 'div', { class: 'complaint' } );
		const status = el( 'p', { class: 'status', role: 'status' } );
		const use = button( t( 'alcove-follow-code-use' ), () => void go(), { primary: true } );
		fill( place, el( 'p', {}, t( 'alcove-follow-code-keep' ) ), shown.root, kept.root, wrong, el( 'p', {}, use ), status );
		shown.input.focus();
		shown.input.select();

		async function go(): Promise<void> {
			if ( !kept.input.checked ) {
				fill( wrong, box( 'error', el( 'p', {}, t( 'alcove-follow-code-unkept' ) ) ) );
				kept.input.focus();
				return;
			}
			fill( wrong );
			use.disabled = true;
			fill( status, t( 'alcove-follow-sending' ) );
			try {
				await session.useCode( code );
				used();
			} catch ( error ) {
				fill( wrong, box( 'error', el( 'p', {}, [ failureWords( error ), t( 'alcove-follow-code-still' ) ].join( ' ' ) ) ) );
				fill( status );
				use.disabled = false;
			}
		}
	}
	return place;
}

/** While a code is shown, it alone is printed, also from the browser's own menu. */
window.addEventListener( 'beforeprint', () => {
	document.body.classList.toggle( 'prints-code', document.querySelector( '.print-only' ) !== null );
} );

/** The code, and three ways to keep it; what is saved or printed says nowhere what it belongs to. */
function shownCode( code: Receipt ): { root: HTMLElement; input: HTMLTextAreaElement } {
	const input = el( 'textarea', {
		class: 'cdx-text-area__textarea code', readonly: true, rows: 2, dir: 'ltr', translate: 'no', spellcheck: 'false'
	} );
	input.value = code.text;
	const said = el( 'p', { class: 'status', role: 'status' } );
	const note = `${ code.text }\n${ location.origin }/follow\n`;
	const copy = async (): Promise<void> => {
		try {
			// eslint-disable-next-line compat/compat -- caught
			await navigator.clipboard.writeText( code.text );
			fill( said, t( 'alcove-follow-code-copied' ) );
		} catch {
			input.focus();
			input.select();
			fill( said, t( 'alcove-follow-code-marked' ) );
		}
	};
	return { input, root: el( 'div', {},
		field( t( 'alcove-follow-code-yours' ), input ).root,
		el( 'pre', { class: 'print-only', dir: 'ltr', 'aria-hidden': 'true' }, note ),
		el( 'div', { class: 'ways' },
			button( t( 'alcove-follow-code-copy' ), () => void copy() ),
			button( t( 'alcove-follow-code-save' ), () => download( 'note.txt', note ) ),
			button( t( 'alcove-follow-code-print' ), () => window.print() ) ),
		said ) };
}
