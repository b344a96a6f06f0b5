// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A writer who lost their code and wrote again with a proof of the same account: the old report goes on under the code of the new one,
 * and the new one is deleted. A name alone is not enough: both proofs must hold and name the same account by its number.
 */
import { sealEpoch, type Claim } from '../../sealing';
import { t } from '../../shared/i18n';
import { box, checkbox, el, field, privateText, type Child } from '../../thread/el';
import { reportIn } from '../queue/number';
import { Matter } from '../queue/matter';
import type { Opened } from './opened';
import { workForm } from './parts';
import { proven } from './proof';

/** Whether two proofs are of the same account. What has no number is nobody's. */
export function isSameAccount( one: Claim | null, other: Claim | null ): boolean {
	const [ first, second ] = [ one, other ].map( ( claim ) => claim?.subject[ 'central id' ] );
	return typeof first === 'number' && Number.isSafeInteger( first ) && first > 0 && first === second;
}

export function renewingView( open: Opened ): Child[] {
	const other = open.typed.keep( 'renew', privateText( 'input', { dir: 'ltr' } ) );
	const which = field( t( 'alcove-desk-renew-which' ), other, t( 'alcove-desk-join-which-hint' ) );
	const sure = checkbox( t( 'alcove-desk-renew-sure' ) );
	return [
		el( 'p', {}, t( 'alcove-desk-renew-lead' ) ),
		workForm( 'renew', t( 'alcove-desk-renew' ), async () => {
			const id = reportIn( other.value );
			which.complain( id && id !== open.id ? '' : t( 'alcove-desk-join-wrong' ) );
			if ( !id || id === open.id || !open.statement ) {
				return;
			}
			if ( !sure.input.checked ) {
				return t( 'alcove-desk-renew-tick' );
			}
			const { opened: fresh } = await Matter.open( open.session, open.person, id );
			if ( !isSameAccount( await proven( open ), await proven( fresh ) ) ) {
				return t( 'alcove-desk-renew-other' );
			}
			const { reporter, reporterAge } = fresh.reading;
			if ( !reporter || !reporterAge ) {
				return t( 'alcove-desk-renew-other' );
			}
			const { holders } = await open.readers();
			const sealed = await sealEpoch( {
				vault: open.thread.vault, team: open.thread.team, reading: open.reading, statement: open.statement, signer: open.person.signer,
				recused: [], holders, reporter: { ed25519: reporter, age: reporterAge }
			} );
			await open.post( 'renew', { from: id, epoch: sealed.payload } );
			open.typed.forget( 'renew' );
			await open.reload( el( 'div', { role: 'status' }, box( 'success', el( 'p', {}, t( 'alcove-desk-renew-done' ) ) ) ) );
		}, which.root, sure.root )
	];
}
