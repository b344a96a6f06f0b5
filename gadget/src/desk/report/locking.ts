// SPDX-License-Identifier: AGPL-3.0-or-later
/** On top of a report: somebody is to be kept out of it and is not yet, altogether or by half. One click finishes it. */
import type { Member } from '../../sealing';
import { t } from '../../shared/i18n';
import { bit } from '../../thread/text';
import { box, el, type Child } from '../../thread/el';
import type { OpenReport } from './context';
import { workForm } from './parts';
import { decisionsIn, hasAskedOut, leave, lockOut, readersOf, same, unfinished, without, type Unfinished } from './recusal';

/** Under which a reason is kept until it is in the file, and whom it is about. */
export const WHY = 'recuse-why';
export const WHO = 'recuse-who';

export function lockingView( open: OpenReport ): Child[] {
	const { statement, me } = open;
	if ( !statement || !me ) {
		return [];
	}
	return [
		...unfinished( open ).map( ( one ) => unfinishedView( open, one ) ),
		hasAskedOut( open ) && leavingView( open ),
		reasonView( open )
	];
}

export function nameOf( { name, home }: Member ): HTMLElement {
	return el( 'span', {}, bit( name ), ' ', el( 'span', { class: 'home' }, bit( home ) ) );
}

/** Who will be able to read afterwards, by name: shown before anything is done. */
export function afterwards( members: Member[] ): Child[] {
	return [ el( 'p', {}, el( 'strong', {}, t( 'alcove-desk-readers-after', members.length ) ) ),
		el( 'ul', { class: 'readers__after' }, members.map( ( one ) => el( 'li', {}, nameOf( one ) ) ) ) ];
}

export function told( key: string, name: string ): HTMLElement {
	return el( 'div', { role: 'status' }, box( 'success', el( 'p', {}, t( key, name ) ) ) );
}

function unfinishedView( open: OpenReport, { member, isHalf }: Unfinished ): HTMLElement {
	const after = without( readersOf( open.reading, open.statement! ), member );
	return box( 'warning', el( 'p', {}, t( isHalf ? 'alcove-desk-lock-half' : 'alcove-desk-readers-waiting', member.name ), ' ', t( 'alcove-desk-lock-until' ) ),
		afterwards( after ),
		workForm( 'lock', t( isHalf ? 'alcove-desk-lock-finish' : 'alcove-desk-recuse-lock' ), async () => {
			await lockOut( open, [ member ] );
			await writeReason( open, member );
			await open.reload( told( 'alcove-desk-recuse-done', member.name ) );
		} ) );
}

/** Asked to be kept out, and was interrupted before it was so. */
function leavingView( open: OpenReport ): HTMLElement {
	return box( 'warning', el( 'p', {}, t( 'alcove-desk-leave-half' ) ),
		workForm( 'leave', t( 'alcove-desk-leave' ), () => leave( open ) ) );
}

/** Everything is locked, but the reason did not get into the file. */
function reasonView( open: OpenReport ): Child {
	const member = outOf( open, open.typed.get( WHO ) );
	return member && !unfinished( open ).length && open.typed.get( WHY ) && box( 'warning',
		el( 'p', {}, t( 'alcove-desk-lock-reason', member.name ) ), el( 'blockquote', {}, bit( open.typed.get( WHY ) ) ),
		workForm( 'reason', t( 'alcove-desk-lock-reason-do' ), async () => {
			await writeReason( open, member );
			await open.reload( told( 'alcove-desk-recuse-noted', member.name ) );
		} ) );
}

/** Somebody who is kept out already, by their key. */
function outOf( open: OpenReport, key: string ): Member | undefined {
	return key ? readersOf( open.reading, open.statement! ).out.find( ( one ) => one.ed25519 === key ) : undefined;
}

/** Files why somebody was kept out, once it is locked: the words are not for whom they are about. */
export async function writeReason( open: OpenReport, member: Member ): Promise<void> {
	const reason = open.typed.get( WHY ).trim();
	if ( open.typed.get( WHO ) !== member.ed25519 || !reason ) {
		return;
	}
	const isThere = decisionsIn( open ).some( ( one ) => one.what === 'recuse' && same( one, member ) && one.reason === reason );
	if ( !isThere ) {
		await open.addToFile( 'decision', { what: 'recuse', name: member.name, home: member.home, how: 'full', reason } );
	}
	open.typed.forget( WHO, WHY );
}
