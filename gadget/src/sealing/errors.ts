// SPDX-License-Identifier: AGPL-3.0-or-later
/** Says in one stable word why something sealed, signed or typed was refused (SEALING, "What must fail"). */

export type SealingCode =
	// What was sealed
	'wrong_key' | 'malformed' | 'bad_bucket' | 'bad_padding' | 'bad_signature' | 'too_large' |
	// Where it belongs
	'wrong_place' | 'broken_chain' | 'gap' | 'duplicate_number' | 'old_epoch' | 'rollback' |
	// Who wrote it
	'not_a_member' | 'excluded' | 'recused' |
	// Who could read it
	'exclusion_lost' | 'holder_missing' |
	// Grants
	'grant_several' | 'grant_forged' |
	// Team statements
	'statement_malformed' | 'statement_wrong_root' | 'statement_bad_signature' | 'statement_wrong_team' |
	'statement_stale' | 'statement_expired' | 'statement_unknown' | 'too_few_holders' |
	// Claims
	'claim_malformed' | 'claim_bad_signature' | 'claim_not_bound' | 'claim_reused' |
	// The reporter's receipt
	'receipt_malformed' | 'receipt_bad_symbol';

/** Is thrown by everything in this folder; `code` is what pages translate. */
export class SealingError extends Error {
	public readonly code: SealingCode;

	public constructor( code: SealingCode, message?: string ) {
		super( message || code );
		// Without this, a build for old browsers may lose the class.
		Object.setPrototypeOf( this, SealingError.prototype );
		this.name = 'SealingError';
		this.code = code;
	}
}

/** Tells the code of an error, and lets everything that is not ours pass through as thrown. */
export function codeOf( error: unknown ): SealingCode {
	if ( error instanceof SealingError ) {
		return error.code;
	}
	throw error;
}
