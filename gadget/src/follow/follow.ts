// SPDX-License-Identifier: AGPL-3.0-or-later
/** Reading and writing back with the private code. The code stays in this page: the service gets what is derived from it. */
import './follow.css';
import { loadMessages } from '../shared/i18n-service';
import { leave, onTripleShift } from '../shared/dom';
import { t } from '../shared/i18n';
import { el, fill } from '../thread/el';
import { showCodeForm } from './code';
import { showThread } from './thread';

function wayOut(): void {
	document.querySelector( '[data-leave]' )?.addEventListener( 'click', ( event ) => {
		event.preventDefault();
		leave();
	} );
	onTripleShift( () => leave() );
}

async function show(): Promise<void> {
	// First of all: whoever opens this page may have to leave before anything else is there.
	wayOut();
	const language = await loadMessages();
	const place = document.getElementById( 'follow' );
	if ( !place ) {
		return;
	}
	const view = el( 'div', {} );
	place.append( view );
	const begin = (): void => showCodeForm( view, language, ( session ) => showThread( view, session, () => {
		fill( view );
		begin();
		view.querySelector<HTMLElement>( 'input' )?.focus();
	} ) );
	begin();
	document.documentElement.dataset.ready = t( 'alcove-follow-open' ) ? 'yes' : 'no';
}

void show();
