// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The proof a report brings along: checked here with the pinned key, because the service need not be believed about it, and shown
 * with what it proves and what it does not. Nobody but the report's readers has it.
 */
import { b64decode, verifyClaim, type Claim, type GoodEntry, type Wire } from '../../sealing';
import { SealingError } from '../../sealing/errors';
import { t } from '../../shared/i18n';
import { dayElement } from '../../thread/days';
import { box, el, fill, type Child } from '../../thread/el';
import { bit } from '../../thread/text';
import type { OpenReport } from './context';
import './proof.css';

const SEEN = 'alcove-claim-';
const REASONS = [ 'claim_malformed', 'claim_bad_signature', 'claim_not_bound', 'claim_reused' ];

/** A name or an established account was to be proven; what was brought may be anything. */
interface Brought {
	as: string;
	claim: unknown;
	nonce: unknown;
}

/** Which report brought a claim first, as far as this browser has seen; kept where the browser lets it be kept. */
function seenElsewhere( vault: string, storage: Pick<Storage, 'getItem' | 'setItem'> ): { has( hash: string ): boolean } {
	return {
		has( hash ) {
			try {
				const first = storage.getItem( SEEN + hash );
				if ( !first ) {
					storage.setItem( SEEN + hash, vault );
				}
				return Boolean( first ) && first !== vault;
			} catch {
				return false;
			}
		}
	};
}

function goodEntry( open: OpenReport, kind: string ): GoodEntry | undefined {
	return open.reading.entries.find( ( entry ): entry is GoodEntry => entry.ok && entry.header.kind === kind );
}

function broughtBy( open: OpenReport ): Brought {
	const { appear } = goodEntry( open, 'report' )?.body ?? {};
	const said = typeof appear === 'object' && appear !== null ? appear as Record<string, unknown> : {};
	return { as: typeof said.as === 'string' ? said.as : 'none', claim: said.claim, nonce: said.nonce };
}

/** Checks the claim against the report's very first key, whatever codes came later. */
async function check( open: OpenReport, { claim, nonce }: Brought ): Promise<Claim> {
	const { claim_key: claimKey } = open.session.pins;
	const writer = goodEntry( open, 'summary' )?.header.reporter;
	if ( typeof claim !== 'object' || claim === null || typeof nonce !== 'string' || typeof writer !== 'string' ) {
		throw new SealingError( 'claim_malformed' );
	}
	return verifyClaim( claim as Wire, {
		claimKey: claimKey ?? '', team: open.thread.team, ed25519: writer, nonce: b64decode( nonce, 'claim_malformed' ),
		seen: seenElsewhere( open.thread.vault, localStorage )
	} );
}

function list( ...lines: Child[] ): HTMLElement {
	return el( 'ul', {}, lines.filter( Boolean ).map( ( line ) => el( 'li', {}, line ) ) );
}

/** What a sound claim says. Its subject was signed by the service, but is read as carefully as anything else. */
function held( open: OpenReport, { subject, day }: Claim ): Child[] {
	const { session } = open;
	const on = el( 'p', {}, t( 'alcove-desk-proof-day' ), ' ', dayElement( day, session.today, session.language ) );
	if ( subject.established === true ) {
		return [ box( 'success',
			el( 'p', { class: 'proof__who' }, t( 'alcove-desk-proof-established' ) ), on,
			list( t( 'alcove-desk-proof-established-means' ), t( 'alcove-desk-proof-not-true' ) )
		) ];
	}
	if ( typeof subject.name !== 'string' || !subject.name ) {
		return failed( 'claim_malformed' );
	}
	const number = subject[ 'central id' ];
	return [ box( subject.blocked === true ? 'warning' : 'success',
		el( 'p', { class: 'proof__who' }, t( 'alcove-desk-proof-name' ), ' ', el( 'strong', {}, bit( subject.name ) ) ), on,
		list(
			subject.blocked === true && el( 'strong', {}, t( 'alcove-desk-proof-blocked' ) ),
			t( 'alcove-desk-proof-name-means' ), t( 'alcove-desk-proof-not-true' ),
			t( 'alcove-desk-proof-number', typeof number === 'number' ? number : '' )
		)
	) ];
}

function failed( code: string ): Child[] {
	const reason = REASONS.includes( code ) ? code.replace( /_/g, '-' ) : 'claim-malformed';
	return [ box( 'error',
		el( 'p', { class: 'proof__who' }, t( 'alcove-desk-proof-fails' ) ),
		el( 'p', {}, t( 'alcove-desk-proof-' + reason ) ),
		el( 'p', {}, t( 'alcove-desk-proof-fails-then' ) )
	) ];
}

/** A report without a proof is nothing unusual, except where the team asks for one. */
async function missing( open: OpenReport ): Promise<Child[]> {
	const { teams } = await open.session.get<{ teams: { id: string; senders?: string }[] }>( '/teams' );
	const wanted = teams.find( ( team ) => team.id === open.thread.team )?.senders === 'signed_in';
	return wanted ? [ box( 'warning', el( 'p', {}, t( 'alcove-desk-proof-missing' ) ) ) ] : [];
}

const title = (): HTMLElement => el( 'h2', { id: 'proof-title' }, t( 'alcove-desk-proof-title' ) );

async function contents( open: OpenReport ): Promise<Child[]> {
	const brought = broughtBy( open );
	if ( brought.as !== 'proven' && brought.as !== 'established' ) {
		return missing( open );
	}
	if ( !open.session.pins.claim_key ) {
		return [ box( 'warning', el( 'p', {}, t( 'alcove-desk-proof-no-key' ) ) ) ];
	}
	try {
		return held( open, await check( open, brought ) );
	} catch ( error ) {
		return failed( error instanceof SealingError ? error.code : '' );
	}
}

/** The proof of a name that a report brought along, if it holds. */
export async function proven( open: OpenReport ): Promise<Claim | null> {
	const brought = broughtBy( open );
	return brought.as === 'proven' && open.session.pins.claim_key ? check( open, brought ).catch( () => null ) : null;
}

/** What is proven of who wrote it; empty until it is checked, and where there is nothing to say. */
export function proofPanel( open: OpenReport ): HTMLElement | null {
	if ( open.thread.report.kind === 'invitation' || !goodEntry( open, 'report' ) ) {
		return null;
	}
	const panel = el( 'section', { class: 'proof', 'aria-labelledby': 'proof-title' } );
	contents( open ).then( ( found ) => fill( panel, found.length ? title() : null, found ) ).catch( () => {
		// The service did not say whom the team takes reports from: nothing is marked then.
	} );
	return panel;
}
