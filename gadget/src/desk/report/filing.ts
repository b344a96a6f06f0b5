// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What stands in a team's own file on a report: notes, drafts with all their revisions, facts, hand-overs, decisions. It is read out
 * of signed envelopes; whatever in them is not of the expected kind is left out, since a colleague's browser may be newer or older.
 */
import type { Entry, GoodEntry, Member } from '../../sealing';

/** Who put something into the file, when, and where it stands in it. */
export interface Filed {
	by: Member;
	day: string | null;
	epoch: number;
	n: number;
}

export interface Note extends Filed {
	text: string;
	lang: string;
}

export interface Revision extends Filed {
	id: string;
	rev: number;
	text: string;
	lang: string;
	act: string;
}

/** A text several people may write on; the newest revision counts, the others stay readable. */
export interface Draft {
	id: string;
	act: string;
	revisions: Revision[];
	newest: Revision;
	/** It was sent or put aside. */
	done: boolean;
}

export interface Evidence extends Filed {
	id: string;
	url: string;
	date: string;
	expires: string;
	note: string;
	gone: boolean;
}

export type HandoverState = 'waiting' | 'answered' | 'ended';

export interface Handover extends Filed {
	id: string;
	to: string;
	channel: string;
	text: string;
	reference: string;
	state: HandoverState;
	answer: string;
}

export interface Decision extends Filed {
	what: string;
	reason: string;
	told: boolean;
	/** Another report: the one this goes on in, or the thread of somebody who was told. */
	report: string;
	until: string;
	name: string;
	home: string;
	how: string;
	outcome: string;
}

/** A report that belongs to a case: said in the case's file and nowhere else. */
export interface LinkedReport extends Filed {
	report: string;
	note: string;
}

export interface FileContent {
	notes: Note[];
	drafts: Draft[];
	evidence: Evidence[];
	handovers: Handover[];
	decisions: Decision[];
	reports: LinkedReport[];
	/** Where the matter stands elsewhere. */
	pointer: { page: string; vrt: string };
	/** How many envelopes could not be trusted. */
	broken: number;
}

type Json = Record<string, unknown>;

const text = ( value: unknown ): string => typeof value === 'string' ? value : '';
const day = ( value: unknown ): string => /^\d{4}-\d{2}-\d{2}$/.test( text( value ) ) ? text( value ) : '';
const count = ( value: unknown ): number => typeof value === 'number' && Number.isSafeInteger( value ) && value > 0 ? value : 0;
const STATES: readonly HandoverState[] = [ 'waiting', 'answered', 'ended' ];

export function emptyFile(): FileContent {
	return { notes: [], drafts: [], evidence: [], handovers: [], decisions: [], reports: [], pointer: { page: '', vrt: '' }, broken: 0 };
}

/** Puts one draft's revision to the others, in order; two with one number are both kept. */
function addRevision( drafts: Map<string, Draft>, said: Json, filed: Filed ): void {
	const id = text( said.id );
	const rev = count( said.rev );
	if ( !id || !rev ) {
		return;
	}
	const revision: Revision = { ...filed, id, rev, text: text( said.text ), lang: text( said.lang ), act: text( said.act ) || 'message' };
	const known = drafts.get( id );
	const done = said.done === true;
	// What marks a draft as sent carries no words: the last ones written are what was sent.
	const revisions = [ ...known?.revisions ?? [], ...done && known ? [] : [ revision ] ];
	const newest = revisions[ revisions.length - 1 ];
	drafts.set( id, { id, act: known?.act ?? revision.act, revisions, newest, done: done || known?.done === true } );
}

function readHandover( said: Json, filed: Filed, before?: Handover ): Handover {
	const state = STATES.find( ( one ) => one === said.state ) ?? 'waiting';
	return {
		...before ?? filed, id: text( said.id ), to: text( said.to ) || before?.to || '', channel: text( said.channel ) || before?.channel || '',
		text: text( said.text ) || before?.text || '', reference: text( said.reference ) || before?.reference || '', state,
		answer: text( said.answer ) || before?.answer || ''
	};
}

/** Everything of a file, oldest first. `dayOf` tells when the service says an envelope came. */
export function fileOf( entries: readonly Entry[], dayOf: ( entry: Entry ) => string | null = () => null ): FileContent {
	const content = emptyFile();
	const drafts = new Map<string, Draft>();
	const evidence = new Map<string, Evidence>();
	const handovers = new Map<string, Handover>();
	const reports = new Map<string, LinkedReport>();
	content.broken = entries.filter( ( entry ) => !entry.ok ).length;
	for ( const entry of entries.filter( ( one ): one is GoodEntry => one.ok ) ) {
		if ( entry.from.role !== 'member' ) {
			continue;
		}
		const said = entry.body;
		const filed: Filed = { by: entry.from.member, day: dayOf( entry ), epoch: entry.epoch, n: entry.n };
		const id = text( said.id );
		switch ( entry.header.kind ) {
			case 'note':
				content.notes.push( { ...filed, text: text( said.text ), lang: text( said.lang ) } );
				break;
			case 'draft':
				addRevision( drafts, said, filed );
				break;
			case 'fact':
				if ( said.what === 'evidence' && id ) {
					evidence.set( id, {
						...filed, id, url: text( said.url ), date: day( said.date ), expires: day( said.expires ), note: text( said.note ),
						gone: said.gone === true
					} );
				} else if ( said.what === 'report' && said.gone === true ) {
					reports.delete( text( said.report ) );
				} else if ( said.what === 'report' && text( said.report ) ) {
					reports.set( text( said.report ), { ...filed, report: text( said.report ), note: text( said.note ) } );
				}
				break;
			case 'handover':
				if ( id ) {
					handovers.set( id, readHandover( said, filed, handovers.get( id ) ) );
				}
				break;
			case 'pointer':
				content.pointer = { page: text( said.page ), vrt: text( said.vrt ) };
				break;
			case 'decision':
				content.decisions.push( {
					...filed, what: text( said.what ), reason: text( said.reason ), told: said.told === true, report: text( said.report ),
					until: day( said.until ), name: text( said.name ), home: text( said.home ), how: text( said.how ), outcome: text( said.outcome )
				} );
				break;
		}
	}
	return {
		...content, drafts: [ ...drafts.values() ], evidence: [ ...evidence.values() ], handovers: [ ...handovers.values() ],
		reports: [ ...reports.values() ]
	};
}

/** The text for an act that is being written: the newest that was not sent yet. */
export function draftFor( content: FileContent, act: string ): Draft | null {
	const open = content.drafts.filter( ( draft ) => !draft.done && draft.act === act && draft.newest.text !== '' );
	return open[ open.length - 1 ] ?? null;
}

/** The last decision of a kind. */
export function decided( content: FileContent, what: string ): Decision | null {
	const of = content.decisions.filter( ( decision ) => decision.what === what );
	return of[ of.length - 1 ] ?? null;
}
