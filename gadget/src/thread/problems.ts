// SPDX-License-Identifier: AGPL-3.0-or-later
/** What went wrong, in plain words: in a thread, with a key or statement, or between here and the service. */
import { SealingError } from '../sealing/errors';
import { ApiError } from '../shared/api';
import { t } from '../shared/i18n';

/** Codes with words of their own. Anything else is named by its code, so that it can be looked up. */
export const KNOWN = [
	'wrong_key', 'malformed', 'bad_bucket', 'bad_padding', 'bad_signature', 'wrong_place', 'broken_chain', 'gap', 'duplicate_number',
	'old_epoch', 'rollback', 'not_a_member', 'excluded', 'recused', 'exclusion_lost', 'holder_missing', 'grant_several', 'grant_forged', 'statement_malformed',
	'statement_wrong_root', 'statement_bad_signature', 'statement_wrong_team', 'statement_stale', 'statement_expired',
	'statement_unknown', 'too_few_holders', 'too_large', 'receipt_malformed', 'receipt_bad_symbol', 'no_grant', 'no_root'
] as const;

/** Why something sealed was refused. */
export function problemWords( code: string ): string {
	return ( KNOWN as readonly string[] ).includes( code ) ? t( 'alcove-thread-problem-' + code ) : t( 'alcove-thread-problem-other', code );
}

/** What to tell somebody after a failure of any kind. Service problems come translated. */
export function failureWords( error: unknown ): string {
	if ( error instanceof SealingError ) {
		return problemWords( error.code );
	}
	if ( error instanceof ApiError ) {
		if ( error.code === 'offline' || error.code === 'unavailable' ) {
			return t( 'alcove-thread-failure-' + error.code );
		}
		return [ error.title, error.detail ].filter( Boolean ).join( ': ' ) || t( 'alcove-thread-problem-other', error.code );
	}
	return t( 'alcove-thread-problem-other', error instanceof Error ? error.message : String( error ) );
}
