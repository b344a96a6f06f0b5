// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A file goes with its thread: whoever is recused there must be out of it too, from then on.
 *
 * What they wrote into it before stays theirs, and a file they began stays the team's. But until the file was locked anew
 * without them nothing more is written into it: the service could show one whose key they know.
 */
import { allMarks } from './barred';
import type { VaultReading } from './vault';

/** Keys of people recused from a thread whom its file does not leave out yet. */
export function unheeded( file: Pick<VaultReading, 'excluded' | 'recused'>, thread: Pick<VaultReading, 'recused'> ): string[] {
	const out = file.excluded.concat( file.recused );
	return thread.recused.filter( ( key ) => !out.includes( key ) );
}

/** The reading of a file for who knows its thread: nothing is sealed to it, and nobody let in, against what the thread says. */
export function heeding( file: VaultReading, thread: Pick<VaultReading, 'recused'> ): VaultReading {
	const left = unheeded( file, thread );
	if ( !left.length ) {
		return file;
	}
	const barred = allMarks( file.barred.concat( left ), file.lines );
	return { ...file, recipient: null, identity: null, barred, keys: file.keys.map( ( key ) => ( { ...key, barred } ) ) };
}
