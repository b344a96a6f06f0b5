// SPDX-License-Identifier: AGPL-3.0-or-later
/** Publishing a team's new list: checked here with the team's root, shown as what it changes, and only then sent. */
import { verifyStatement, type Member, type Statement, type Wire } from '../../sealing';
import { t } from '../../shared/i18n';
import { dayElement } from '../../thread/days';
import { box, button, el, field, fill, privateText, sentence } from '../../thread/el';
import { failureWords } from '../../thread/problems';
import { bit } from '../../thread/text';
import type { Session } from '../session';

export interface Changes {
	added: Member[];
	removed: Member[];
	/** The same name with other keys: to be looked at twice. */
	rekeyed: Member[];
}

/** What a new list changes against the one before. */
export function changes( before: Statement | null, after: Statement ): Changes {
	const old = before?.members ?? [];
	const same = ( a: Member, b: Member ): boolean => a.age === b.age && a.ed25519 === b.ed25519;
	return {
		added: after.members.filter( ( one ) => !old.some( ( other ) => other.name === one.name ) ),
		removed: old.filter( ( one ) => !after.members.some( ( other ) => other.name === one.name ) ),
		rekeyed: after.members.filter( ( one ) => old.some( ( other ) => other.name === one.name && !same( other, one ) ) )
	};
}

/** Reads a signed list as it was pasted or came in a file. */
export function readWire( text: string ): Wire | null {
	try {
		const said = JSON.parse( text ) as Wire;
		return typeof said.text === 'string' && typeof said.signature === 'string' ? { text: said.text, signature: said.signature } : null;
	} catch {
		return null;
	}
}

export function uploadForm( session: Session, team: string, current: Statement | null, changed: () => void ): HTMLElement {
	const area = privateText( 'textarea', { rows: 4, dir: 'ltr' } );
	const given = field( t( 'alcove-desk-list-paste' ), area );
	const file = el( 'input', { type: 'file', accept: '.json,.txt', class: 'file' } );
	file.addEventListener( 'change', async () => {
		area.value = await file.files?.[ 0 ]?.text() ?? '';
	} );
	const result = el( 'div', { role: 'status' } );
	const form = el( 'form', {}, field( t( 'alcove-desk-list-file' ), file ).root, given.root, button( t( 'alcove-desk-list-check' ) ), result );
	form.addEventListener( 'submit', async ( event ) => {
		event.preventDefault();
		given.complain( '' );
		fill( result );
		const wire = readWire( area.value );
		if ( !wire ) {
			given.complain( t( 'alcove-desk-list-no-list' ) );
			return;
		}
		try {
			const after = await verifyStatement( wire, {
				root: session.root( team ) ?? '', team, today: session.today, remembered: current && { seq: current.seq, hash: current.hash }
			} );
			fill( result, checked( session, team, wire, after, changes( current, after ), changed ) );
		} catch ( error ) {
			given.complain( failureWords( error ) );
		}
	} );
	return el( 'details', { class: 'upload' }, el( 'summary', {}, t( 'alcove-desk-list-publish-title' ) ), el( 'p', {}, t( 'alcove-desk-list-publish-lead' ) ), form );
}

function checked( session: Session, team: string, wire: Wire, after: Statement, what: Changes, changed: () => void ): HTMLElement {
	const named = ( key: string, members: Member[] ): HTMLElement | null => members.length ?
		el( 'li', {}, t( 'alcove-desk-list-' + key ), ' ', members.map( ( member, at ) => [ at ? ', ' : '', bit( member.name ) ] ).flat() ) : null;
	const failure = el( 'div', {} );
	const nothing = !what.added.length && !what.removed.length && !what.rekeyed.length;
	const send = button( t( 'alcove-desk-list-publish' ), async () => {
		send.disabled = true;
		try {
			await session.post( `/desk/teams/${ encodeURIComponent( team ) }/statements`, wire );
			session.forgetStatements();
			changed();
		} catch ( error ) {
			fill( failure, box( 'error', el( 'p', {}, failureWords( error ) ) ) );
			send.disabled = false;
		}
	}, { primary: true } );
	return el( 'div', { class: 'checked' },
		el( 'p', {}, sentence( 'alcove-desk-list-good', after.seq, after.members.length, dayElement( after.expires, session.today, session.language ) ) ),
		nothing ? el( 'p', {}, t( 'alcove-desk-list-same' ) ) :
			el( 'ul', {}, named( 'added', what.added ), named( 'removed', what.removed ), named( 'rekeyed', what.rekeyed ) ),
		failure, send );
}
