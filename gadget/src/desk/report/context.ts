// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the parts of a report's page are given: the report as it was fetched and opened, and the ways to act on it. */
import type { Head, Member, Person, Statement, StoredEnvelope, StoredGrant, VaultReading } from '../../sealing';
import type { Child } from '../../thread/el';
import type { Act } from './answer';
import type { FileContent } from './filing';
import type { Session } from '../session';
import type { Typed } from './typed';

/** An envelope with the day the service says it came. */
export interface DatedEnvelope extends StoredEnvelope {
	day: string;
}

/** Who works on a report for now; the lease ends by itself. */
export interface Taken {
	person: string;
	name: string;
	until: string;
}

/** Where a report stands, in what the service knows of it. */
export interface Standing {
	id: string;
	team: string;
	vault: string;
	/** report, or invitation: a thread of its own for somebody else. */
	kind: string;
	state: string;
	turn: string;
	day: string;
	days: number;
	answer_by: string | null;
	/** Changes with every act; an act on an older one is refused. */
	version: number;
	taken: Taken | null;
	muted: boolean;
	/** Null once the thread was deleted. */
	head: Head | null;
	file: { vault: string; head: Head } | null;
	clocks: { kind: string; due: string }[];
	withdrawn: { day: string; deleted_on: string } | null;
	handovers_waiting: number;
}

/** A hand-over as far as the service knows it: whom it went to stands in the team's file. */
export interface HandoverClock {
	id: string;
	state: string;
	day: string;
	answer_by: string | null;
	ended: string | null;
}

/** What the team set itself, in days; what it did not is null. */
export interface TeamDays {
	answer: number | null;
	update: number | null;
	retention: number;
}

/** `GET /desk/reports/<id>` */
export interface ThreadAnswer {
	report: Standing;
	team: string;
	vault: string;
	/** Null, with no envelopes, once the thread was deleted. */
	head: Head | null;
	envelopes: DatedEnvelope[];
	grants: StoredGrant[];
	handovers: HandoverClock[];
	team_days: TeamDays;
}

/** `GET /desk/vaults/<id>` */
export interface VaultAnswer {
	vault: string;
	team: string;
	kind: string;
	/** Of a file: the vault of the thread it is about. */
	matter: string | null;
	head: Head;
	envelopes: DatedEnvelope[];
	grants: StoredGrant[];
}

/** What panels on a report's page are given. */
export interface OpenReport {
	session: Session;
	person: Person;
	/** Whoever sits here, as the current statement names them; null when it does not. */
	me: Member | null;
	/** The statement in force, and all of the team's. */
	statement: Statement | null;
	statements: Statement[];
	id: string;
	thread: ThreadAnswer;
	reading: VaultReading;
	/** The team's own file on it; null when nobody started one, or it is not for whoever sits here. */
	file: { answer: VaultAnswer; reading: VaultReading } | null;
	/** Adds to the file, and starts one when there is none; after somebody faster it signs anew. */
	addToFile( kind: string, body: object ): Promise<void>;
	/** Adds to the thread; says what went wrong, or nothing. */
	act( act: Act, body: object ): Promise<string>;
	/** Posts below `/desk/reports/<id>`. */
	post<T>( path: string, body: object ): Promise<T>;
	/** Who can read the thread now, and whom it leaves out. */
	readers(): Promise<{ excluded: string[]; holders: Member[] }>;
	/** What is typed and not yet sent. */
	typed: Typed;
	/** Fetches and opens the report anew; nothing on the page changes. */
	refresh(): Promise<void>;
	/** Forgets the report: whoever sits here takes part in it no more. */
	left(): Promise<void>;
	/** Fetches, opens and draws the report anew, with something said on top. */
	reload( notice?: Child ): Promise<void>;
}

/** What parts are given that show a file and add to it, whatever it is about. */
export interface OpenFile {
	session: Session;
	content: FileContent;
	typed: Typed;
	folds: Set<string>;
	addToFile( kind: string, body: object ): Promise<void>;
	redraw( notice?: Child ): void;
}

/** What can be shown beside a report; null when there is nothing to show. */
export type Panel = ( open: OpenReport ) => HTMLElement | null;
