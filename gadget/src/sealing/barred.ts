// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Who stays out of a matter: the people somebody left out or who were recused, with every key they ever have (SEALING).
 *
 * A person is recognised by any of their marks: either key, or their name on their home wiki. Whoever was left out does not
 * come back in by making new keys, by leaving and coming back, or by another name under the same key.
 */
import type { Member } from './statement';

/** By what somebody is recognised. */
function marksOf( { ed25519, age, name, home }: Member ): string[] {
	return [ ed25519, age, JSON.stringify( [ name, home ] ) ];
}

/** Tells whether any of somebody's marks is among these. */
export function isBarred( member: Member, marks: string[] ): boolean {
	return marksOf( member ).some( ( mark ) => marks.includes( mark ) );
}

/** Adds to some marks all others of the same people, as far as these lines of statements tell. */
export function allMarks( marks: string[], lines: Member[] ): string[] {
	let all = marks;
	for ( ;; ) {
		const more = new Set( all );
		for ( const line of lines ) {
			if ( isBarred( line, all ) ) {
				marksOf( line ).forEach( ( mark ) => more.add( mark ) );
			}
		}
		if ( more.size === new Set( all ).size ) {
			return all;
		}
		all = Array.from( more );
	}
}

/** Says for signing keys which others the same people have. */
export function allKeys( keys: string[], lines: Member[] ): string[] {
	const marks = allMarks( keys, lines );
	const others = lines.filter( ( line ) => isBarred( line, marks ) ).map( ( line ) => line.ed25519 );
	return Array.from( new Set( keys.concat( others ) ) );
}
