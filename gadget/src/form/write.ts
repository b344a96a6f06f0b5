// SPDX-License-Identifier: AGPL-3.0-or-later
/** The form on the service's own page, for everybody whose wiki does not have it. */
import { loadMessages } from '../shared/i18n-service';
import { takeContext } from './context';
import { mountForm } from './mount';
import { newForm, type Pins } from './store';

async function start(): Promise<void> {
	const at = document.getElementById( 'alcove-form' );
	const pins = document.getElementById( 'alcove-pins' );
	if ( at && pins ) {
		// First of all, so that the address is clean while everything else loads.
		const context = takeContext();
		const language = await loadMessages();
		mountForm( newForm( JSON.parse( pins.textContent ) as Pins, language, context, { home: at.dataset.home ?? null } ), at );
	}
}

void start();
