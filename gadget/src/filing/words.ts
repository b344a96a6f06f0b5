// SPDX-License-Identifier: AGPL-3.0-or-later
/** Counts words as a reader would: runs of letters and digits, in any script; an address is one. */

const WORD = /https?:\/\/\S+|[\p{L}\p{N}][\p{L}\p{N}\p{M}'’.-]*/gu;

export function countWords( text: string ): number {
	return ( text.match( WORD ) ?? [] ).length;
}
