// SPDX-License-Identifier: AGPL-3.0-or-later

/** A way to reach a body; the first one that can be used wins. */
export type Channel =
	| { kind: 'alcove'; team: string }
	| { kind: 'mail'; address: string }
	| { kind: 'contactform'; url: string }
	| { kind: 'page'; url: string };

/** People who can help, as a card shows them. */
export interface Body {
	id: string;
	nameKey: string;
	aboutKey: string;
	who: 'volunteers' | 'staff';
	privacy: 'private' | 'public';
	languages: string[] | 'any';
	/** Whether the other person is told. */
	toldKey: string;
	/** False: the address or page comes from general knowledge and waits for somebody who knows. */
	confirmed: boolean;
	channels: Channel[];
}

/** What somebody answered on the first screens. */
export interface Answers {
	danger: 'none' | 'violence' | 'private-info' | 'child';
	about: 'me' | 'other' | 'block' | 'event';
	place: 'one-wiki' | 'several-wikis' | 'off-wiki' | 'technical' | 'affiliate';
	/** Host of the wiki, or '' when unknown. */
	wiki: string;
	/** An administrator of that wiki is involved. */
	admin: boolean;
	/** Bodies, or teams, a member of which is involved (ids from `committees`). */
	member: string[];
	/** The body all of which it is about (an id from `committees`), or ''. */
	whole?: string;
	triedLocal: boolean;
	/** Several people with rights: the local system itself fails. */
	pattern: boolean;
	legal: boolean;
	/** It is about an action of the Foundation's office. */
	office: boolean;
}

export interface Recommendation {
	body: Body;
	recommended: boolean;
	reasonKey: string;
	caution?: string;
}

/** Somebody to ask about on screen 2: "is a member of … involved?" */
export interface Committee {
	id: string;
	nameKey: string;
}

export interface EmergencyNumbers {
	country: string;
	/** One number for everything, or one each for police and ambulance. */
	numbers: { for: 'any' | 'police' | 'ambulance'; number: string }[];
	/** Lines for people who may hurt themselves. */
	lines: { name: string; number: string }[];
	confirmed: boolean;
}

/** Kinds of behaviour in plain words, grouped as the Universal Code of Conduct groups them. */
export interface KindGroup {
	id: string;
	nameKey: string;
	kinds: { code: string; nameKey: string }[];
}
