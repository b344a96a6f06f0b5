// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is public of a case, as the server put it beside the page, in the words of the page. */

export interface PublicMotion {
	title: string;
	rule: string;
	result: string;
	tally: string;
	/** Who, how, and whether it is struck. */
	votes: [ string, string, string ][];
}

export interface PublicDecision {
	text: string;
	day: string;
	citations: { title: string; rev: number; wiki: string }[];
}

export interface PublicRemedy {
	text: string;
	facts: [ string, string ][];
}

export interface PublicCase {
	case: string;
	team: string;
	title: string;
	may_act: boolean;
	pages: { wiki: string; title: string; rev: number }[];
	facts: [ string, string ][];
	parties: string[][];
	motions: PublicMotion[];
	decisions: PublicDecision[];
	remedies: PublicRemedy[];
}

export function readPublic(): PublicCase | null {
	const said = document.getElementById( 'alcove-case' )?.textContent;
	return said ? JSON.parse( said ) as PublicCase : null;
}
