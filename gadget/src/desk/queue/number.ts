// SPDX-License-Identifier: AGPL-3.0-or-later
/** Naming another report: by its number, or by the address of its page as it is copied from a browser. */

/** The number of a report in what was typed or pasted; nothing when it is none. */
export function reportIn( text: string ): string {
	return /(?:^|\/desk\/reports\/)([0-9a-f]{32})(?:$|[?#])/.exec( text.trim() )?.[ 1 ] ?? '';
}
