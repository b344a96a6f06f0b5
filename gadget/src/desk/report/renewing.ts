// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A writer who lost their code and wrote again with a proof of the same account: the old report goes on under the code of the new one,
 * and the new one is deleted. A name alone is not enough: both proofs must hold and name the same account by its number.
 */
import { sealEpoch, type Claim, type SealedEpoch } from '../../sealing';
import { ApiError } from '../../shared/api';
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
	// Asked, and not answered: perhaps it was done. Then only the very same can be asked again, since the new report is deleted with it.
	let asked: { from: string; epoch: SealedEpoch[ 'payload' ] } | null = null;
	const ask = async ( what: NonNullable<typeof asked> ): Promise<void> => {
		try {
			await renew( open, what );
		} catch ( error ) {
			if ( error instanceof ApiError && error.status > 0 && error.status < 500 ) {
				// That was an answer: nothing was done, and what was sealed fits no longer.
				asked = null;
				await open.refresh();
			}
			throw error;
		}
	};
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
			if ( asked?.from === id ) {
				await ask( asked );
				return;
			}
			const fresh = await openNew( open, id );
			if ( !fresh ) {
				return t( hasNewCode( open ) ? 'alcove-desk-renew-gone' : 'alcove-desk-join-none' );
			}
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
			asked = { from: id, epoch: sealed.payload };
			await ask( asked );
		}, which.root, sure.root )
	];
}

async function renew( open: Opened, asked: { from: string; epoch: SealedEpoch[ 'payload' ] } ): Promise<void> {
	await open.post( 'renew', asked );
	open.typed.forget( 'renew' );
	await open.reload( el( 'div', { role: 'status' }, box( 'success', el( 'p', {}, t( 'alcove-desk-renew-done' ) ) ) ) );
}

/** The report with the new proof; null when it is not there, or not for whoever sits here. */
async function openNew( open: Opened, id: string ): Promise<Opened | null> {
	try {
		return ( await Matter.open( open.session, open.person, id ) ).opened;
	} catch ( error ) {
		if ( error instanceof ApiError && error.status === 404 ) {
			return null;
		}
		throw error;
	}
}

/** Whether the thread goes on under another code than it began with. */
function hasNewCode( { reading }: Opened ): boolean {
	return reading.reporters.length > 1;
}
