// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * When a new epoch may begin: who is given its key is said and signed, so that nobody is let in or dropped unseen (SEALING).
 *
 * The sealing side asks the same questions before it writes, the reading side before it believes.
 */
import { allMarks, isBarred } from './barred';
import { isRecipient } from './age';
import { isB64, isHex } from './encoding';
import type { EnvelopeHeader } from './envelope';
import { SealingError } from './errors';
import { audience, type Member, type Statement } from './statement';

/** What is known of a vault's people before the epoch. */
export interface Before {
	kind: string | null;
	/** Everybody who ever had the private code. */
	reporters: string[];
	/** Marks of everybody left out or recused. */
	barred: string[];
	/** Fingerprints of those who were given the last epoch's key when it began. */
	holders: string[];
	/** Every line of every statement. */
	lines: Member[];
}

/** Refuses a private code's keys that somebody else has, or that were already given up. */
export function requireRenewal( header: Pick<EnvelopeHeader, 'reporter' | 'reporter_age' | 'from'>, before: Before ): void {
	const { reporter, reporter_age: age } = header;
	if ( !isB64( reporter, 32 ) || !isRecipient( age ) || reporter === header.from ||
		before.reporters.includes( reporter ) ||
		before.lines.some( ( line ) => line.ed25519 === reporter || line.age === age ) ) {
		throw new SealingError( 'malformed', 'not the keys of a new private code' );
	}
}

/** Refuses holders among whom is somebody who may not read, or is not somebody who could and still may. */
export function requireHolders( holders: string[], recused: string[], statement: Statement, before: Before ): void {
	const readers = audience( statement.members );
	const barred = allMarks( before.barred.concat( recused ), before.lines.concat( readers ) );
	const given = holders.map( ( holder ) => readers.find( ( reader ) => reader.fingerprint === holder ) );
	if ( given.some( ( one ) => !one || isBarred( one, barred ) ) ) {
		throw new SealingError( 'exclusion_lost', 'somebody would be let in' );
	}
	// People, not keys: whoever made new keys since is the same person.
	const could = before.lines.filter( ( line ) => before.holders.includes( line.fingerprint ) );
	const marks = allMarks( could.map( ( line ) => line.age ), before.lines );
	if ( readers.some( ( reader ) => isBarred( reader, marks ) && !isBarred( reader, barred ) &&
		!holders.includes( reader.fingerprint ) ) ) {
		throw new SealingError( 'holder_missing', 'somebody would be dropped without being named' );
	}
}

/** Refuses an epoch that does not say what everything after it relies on. */
export function requireEpoch( header: EnvelopeHeader, statement: Statement, before: Before ): void {
	const { recused, holders, from } = header;
	if ( !Array.isArray( recused ) || !recused.every( ( key ) => isB64( key, 32 ) ) ||
		!Array.isArray( holders ) || !holders.every( ( one ) => isHex( one, 16 ) ) || !holders.length ) {
		throw new SealingError( 'malformed', 'no list of the recused or of the holders' );
	}
	if ( header.reporter !== undefined || header.reporter_age !== undefined ) {
		if ( before.kind === 'file' ) {
			throw new SealingError( 'malformed', 'nobody outside the team has a part in a file' );
		}
		requireRenewal( header, before );
	}
	if ( allMarks( recused, before.lines ).includes( from ) ) {
		throw new SealingError( 'recused' );
	}
	requireHolders( holders, recused, statement, before );
}
