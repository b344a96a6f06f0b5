// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a reader may do with a vault after reading it, as the vectors of files and epochs say it. */
import { good, type VectorCase } from './vectors';

/** By default everything can be gone on with, under the first epoch's key. */
export function outcomeOf( changes: object ): object {
	return { kind: 'report', keys: [ 0 ], writable: true, ...changes };
}

/** As it is now: vectors are also made of the same thread later on. */
export function read( name: string, input: object, changes: object, expected: object ): VectorCase {
	return JSON.parse( JSON.stringify( good( name, { ...input, ...changes }, expected ) ) );
}
