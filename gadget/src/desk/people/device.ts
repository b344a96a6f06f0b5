// SPDX-License-Identifier: AGPL-3.0-or-later
/** The own keys on this device: bring them here with the key file, keep them in this browser, or have it forget them. */
import { forget as drop, isKept } from '../../sealing/keystore';
import { t } from '../../shared/i18n';
import { box, button, el, fill, type Child } from '../../thread/el';
import { failureWords } from '../../thread/problems';
import type { Session } from '../session';
import { unlocked } from '../unlock';
import { forget, recallPerson } from '../visit';

export async function deviceSection( session: Session ): Promise<HTMLElement> {
	const place = el( 'div', {} );
	await show( place, session );
	return el( 'section', { class: 'device', 'aria-labelledby': 'device-title' },
		el( 'h2', { id: 'device-title' }, t( 'alcove-desk-device-title' ) ), place );
}

async function show( place: HTMLElement, session: Session, notice?: Child ): Promise<void> {
	const fingerprint = session.me.keys?.fingerprint ?? '';
	const kept = await isKept( fingerprint );
	const open = await recallPerson( fingerprint );
	fill( place, notice,
		el( 'p', {}, t( kept ? 'alcove-desk-device-kept' : open ? 'alcove-desk-device-open' : 'alcove-desk-device-none' ) ),
		kept && button( t( 'alcove-desk-device-forget' ), () => void forgetHere( place, session, fingerprint ), { destructive: true } ),
		!kept && !open && button( t( 'alcove-desk-device-bring' ), () => void bring( place, session ) ) );
}

/** Another device: the key file is opened here, and the browser asked to keep what was in it. */
async function bring( place: HTMLElement, session: Session ): Promise<void> {
	const panel = el( 'div', {} );
	fill( place, panel );
	await unlocked( panel, session );
	await show( place, session, el( 'div', { role: 'status' }, box( 'success', el( 'p', {}, t( 'alcove-desk-device-done' ) ) ) ) );
}

async function forgetHere( place: HTMLElement, session: Session, fingerprint: string ): Promise<void> {
	try {
		await drop( fingerprint );
		await forget();
		await show( place, session, el( 'div', { role: 'status' }, box( 'success', el( 'p', {}, t( 'alcove-desk-device-forgotten' ) ) ) ) );
	} catch ( error ) {
		await show( place, session, box( 'error', el( 'p', {}, failureWords( error ) ) ) );
	}
}
