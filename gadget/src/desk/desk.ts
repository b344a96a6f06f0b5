// SPDX-License-Identifier: AGPL-3.0-or-later
/** The desk's pages. What is sealed is opened here, in the member's browser, and nowhere else. */
import './desk.css';
import './cases/acting.css';
import './cases/cases.css';
import './cases/list.css';
import './keyboard.css';
import './people/people.css';
import './queue/bar.css';
import './queue/queue.css';
import './report/record.css';
import './report/report.css';
import './unlock.css';
import { loadMessages } from '../shared/i18n-service';
import { t } from '../shared/i18n';
import { box, el, fill } from '../thread/el';
import { failureWords } from '../thread/problems';
import { showAgenda } from './agenda/agenda-page';
import { showCase } from './cases/case';
import { showEnter } from './queue/enter';
import { listen } from './keyboard';
import { showPeople } from './people/people';
import { showQueue } from './queue/queue';
import { showReport } from './report/report';
import { startSession } from './session';
import { forget } from './visit';

/** Signing out ends the visit in this browser too, before the service hears of it. */
function forgetOnSignOut(): void {
	const form = document.querySelector<HTMLFormElement>( 'form[data-sign-out]' );
	form?.addEventListener( 'submit', ( event ) => {
		event.preventDefault();
		void forget().then( () => form.submit() );
	} );
}

async function show(): Promise<void> {
	const language = await loadMessages();
	listen();
	forgetOnSignOut();
	const view = document.getElementById( 'view' );
	const panel = document.getElementById( 'unlock' ) ?? el( 'div', {} );
	if ( !view ) {
		return;
	}
	try {
		const session = await startSession( language );
		switch ( document.body.dataset.view ) {
			case 'agenda':
				return await showAgenda( view, panel, session );
			case 'case':
				return await showCase( view, panel, session );
			case 'enter':
				return await showEnter( view, session );
			case 'queue':
				return await showQueue( view, panel, session );
			case 'report':
				return await showReport( view, panel, session );
			default:
				return await showPeople( view, session );
		}
	} catch ( error ) {
		fill( view, box( 'error', el( 'p', {}, failureWords( error ) ), el( 'p', {}, t( 'alcove-desk-reload' ) ) ) );
	}
}

void show();
