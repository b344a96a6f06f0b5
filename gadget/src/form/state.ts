// SPDX-License-Identifier: AGPL-3.0-or-later
/** What somebody has typed so far. It lives in the memory of this tab and nowhere else. */

import type { Proof, ProofKind } from './claiming';
import type { Answers } from './routing';

/** Where somebody came from: the page they were reading when they followed the link. */
export interface Context {
	wiki: string;
	page: string;
	revision: string;
	thread: string;
	author: string;
	diff: string;
	lang: string;
}

export interface Person {
	name: string;
	note: string;
	/** What a look-up said, when one was asked for. */
	found: '' | 'here' | 'elsewhere' | 'unknown' | 'failed';
}

export interface Evidence {
	url: string;
	title: string;
	/** The day it happened, when a look-up or the writer named it. */
	date: string;
	note: string;
	state: '' | 'busy' | 'found' | 'failed';
}

export interface Draft {
	danger: '' | 'hurt' | 'privacy' | 'child' | 'no' | 'unsure';
	/** Words for the emergency address; never part of a report. */
	urgent: string;
	country: string;
	about: '' | 'me' | 'other' | 'block' | 'event';
	consent: '' | 'yes' | 'no' | 'unknown';
	place: '' | Answers[ 'place' ];
	wiki: string;
	admin: boolean;
	/** Bodies a member of which is involved. */
	member: string[];
	/** The body as a whole that it is about. */
	whole: string;
	/** What else decides who can help. */
	more: ( 'triedLocal' | 'pattern' | 'legal' | 'office' )[];
	body: string;
	context: Context | null;
	what: string;
	day: string;
	when: string;
	where: string;
	people: Person[];
	evidence: Evidence[];
	/** Links pasted and not yet in the list. */
	pasted: string;
	kinds: string[];
	tried: string;
	wish: string;
	wishUnknown: boolean;
	appear: 'none' | 'name' | ProofKind;
	name: string;
	/** What the service confirmed, for one team; kept only until the report is sent. */
	proof: Proof | null;
	/** Ed25519 keys of the members who must not read this. */
	excluded: string[];
	tellOther: 'ask' | 'yes' | 'no';
	mailAllowed: boolean;
	mailName: string;
	mailWiki: string;
}

export function newDraft( context: Context | null ): Draft {
	return {
		danger: '', urgent: '', country: '',
		about: '', consent: '', place: '', wiki: context?.wiki ?? '', admin: false, member: [], whole: '', more: [],
		body: '',
		context: context?.page ? context : null,
		what: '', day: '', when: '', where: '',
		people: context?.author ? [ newPerson( context.author ) ] : [],
		evidence: [], pasted: '', kinds: [], tried: '', wish: '', wishUnknown: false,
		appear: 'none', name: '', proof: null,
		excluded: [], tellOther: 'ask', mailAllowed: false, mailName: '', mailWiki: ''
	};
}

export function newPerson( name: string ): Person {
	return { name, note: '', found: '' };
}

export function newEvidence( url: string, note = '' ): Evidence {
	return { url, title: '', date: '', note, state: '' };
}

/** Whether closing the tab now would lose words somebody typed. */
export function isTyped( draft: Draft ): boolean {
	return [ draft.what, draft.urgent, draft.pasted, draft.when, draft.where, draft.tried, draft.wish, draft.name ]
		.some( ( text ) => text.trim() !== '' ) || draft.evidence.length > 0 ||
		draft.people.some( ( person ) => person.name.trim() !== '' && person.name !== draft.context?.author );
}

/** What the rules about who can help need to know. */
export function answersOf( draft: Draft, danger: Answers[ 'danger' ] = 'none' ): Answers {
	return {
		danger,
		about: draft.about || 'me',
		place: draft.place || 'one-wiki',
		wiki: draft.wiki,
		admin: draft.admin,
		member: [ ...draft.member ],
		whole: draft.whole,
		triedLocal: draft.more.includes( 'triedLocal' ),
		pattern: draft.more.includes( 'pattern' ),
		legal: draft.more.includes( 'legal' ),
		office: draft.more.includes( 'office' )
	};
}
