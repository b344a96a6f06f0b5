// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Doing one thing to many reports, one after the other. How far it got is kept for the visit after each, so that it can be stopped,
 * left, and gone on with; what was done already is not done twice, and one that cannot be done does not hold up the others.
 */
import type { Person } from '../../sealing';
import { ApiError } from '../../shared/api';
import { t } from '../../shared/i18n';
import { failureWords } from '../../thread/problems';
import { decided } from '../report/filing';
import { Matter, NotDone, SomebodyWrote } from './matter';
import type { Line } from './order';
import type { Session } from '../session';
import { recall, remember } from '../visit';

export type What = 'abuse' | 'reopened' | 'muted' | 'unmuted';

export interface Job {
	what: What;
	ids: string[];
	/** How many of them were dealt with, done or not. */
	at: number;
	failed: [ id: string, why: string ][];
	/** Of closing: what the writers are told, and in which language; and whether their receipts are muted. */
	text: string;
	lang: string;
	reason: string;
	mute: boolean;
	/** In which group of behaviour each that is closed is counted; in none when empty. */
	group: string;
	/** Of closing: which of them this job closed. Of undoing that: which were counted, and are to be no longer. */
	closed: string[];
	/** By how many each team's count is to change, once for all. */
	tally: Record<string, number>;
}

/** Under which a job is kept for the visit. */
const JOB = 'alcove-visit-job';

export function newJob( what: What, ids: readonly string[], more: Partial<Job> = {} ): Job {
	return { what, ids: [ ...ids ], at: 0, failed: [], text: '', lang: '', reason: '', mute: false, group: '', closed: [], tally: {}, ...more };
}

export async function keepJob( job: Job | null ): Promise<void> {
	await remember( JOB, JSON.stringify( job ) );
}

/** A job that was left before its end, or whose end was not seen. */
export async function leftJob(): Promise<Job | null> {
	return JSON.parse( await recall( JOB ) ?? 'null' ) as Job | null;
}

/** Those a job was done to. */
export function doneOf( { ids, at, failed }: Job ): string[] {
	return ids.slice( 0, at ).filter( ( id ) => !failed.some( ( [ other ] ) => other === id ) );
}

/** What a job changes about a report, as the list shows it. */
export function changeOf( { what, mute }: Job ): Partial<Line> {
	switch ( what ) {
		case 'abuse':
			return { state: 'closed', turn: 'nobody', answer_by: null, clocks: [], ...mute && { muted: true } };
		case 'reopened':
			return { state: 'acknowledged', turn: 'team', muted: false };
		default:
			return { muted: what === 'muted' };
	}
}

/** What undoes a job, or nothing; what it counted is counted no longer. */
export function undoing( job: Job ): Job | null {
	const done = doneOf( job );
	const { group, closed } = job;
	const back: Job | null = job.what === 'abuse' ? newJob( 'reopened', done, { group, closed } ) :
		job.what === 'reopened' ? null : newJob( job.what === 'muted' ? 'unmuted' : 'muted', done );
	return done.length ? back : null;
}

/** Whether there is something left to do, if only to count. */
export function isLeft( { at, ids, tally }: Job ): boolean {
	return at < ids.length || Object.keys( tally ).length > 0;
}

/** Notes for the count what became of one report: `state` is how it stood before. */
export function noteCount( job: Job, { id, team, state }: Pick<Line, 'id' | 'team' | 'state'>, isOwn: boolean ): void {
	const isClosed = job.what === 'abuse' && ( state !== 'closed' || isOwn ) && !job.closed.includes( id );
	const isOpened = job.what === 'reopened' && state === 'closed' && job.closed.includes( id );
	if ( isClosed ) {
		job.closed.push( id );
	} else if ( isOpened ) {
		job.closed = job.closed.filter( ( other ) => other !== id );
	}
	if ( job.group && ( isClosed || isOpened ) ) {
		job.tally[ team ] = ( job.tally[ team ] ?? 0 ) + ( isClosed ? 1 : -1 );
	}
}

/** Has all that a job closed counted in one request for each team, which names no report. */
export async function count( job: Job, session: Session ): Promise<void> {
	for ( const [ team, number ] of Object.entries( job.tally ) ) {
		if ( number !== 0 ) {
			await session.post( '/desk/tallies', { team, category: job.group, outcome: 'abuse', count: number } );
		}
		delete job.tally[ team ];
		await keepJob( job );
	}
}

/** Whether somebody said of a report what a job says: it was done, and only the end of it not seen. */
function isSaidBy( { opened: { content } }: Matter, { reason }: Job, person: Person ): boolean {
	const said = decided( content, 'abuse' );
	return said !== null && said.reason === reason && said.by.ed25519 === person.ed25519Public;
}

/** Does a job to one report. What is as it should be already is left alone. */
export async function doTo( matter: Matter, { what, text, lang, reason, mute }: Job ): Promise<void> {
	const { standing, content } = matter.opened;
	const { state } = standing;
	if ( what === 'abuse' && state !== 'closed' ) {
		if ( decided( content, 'abuse' )?.reason !== reason ) {
			await matter.opened.addToFile( 'decision', { what: 'abuse', reason } );
		}
		await matter.act( 'closed', text ? { text, lang } : {} );
	} else if ( what === 'reopened' && state === 'closed' ) {
		await matter.act( 'reopened', {} );
	}
	if ( what === 'muted' || what === 'unmuted' || ( what === 'abuse' && mute ) || ( what === 'reopened' && standing.muted ) ) {
		await matter.mute( what === 'muted' || what === 'abuse' );
	}
}

/** Whether it is no use to go on with the next: nobody answers, or the visit is over. */
function isHopeless( error: unknown ): boolean {
	return error instanceof ApiError && ( error.code === 'offline' || error.code === 'unavailable' || error.status === 401 );
}

/** Does a job to the next report and notes how that went; what it cannot go on from it throws. */
export async function step( job: Job, session: Session, person: Person ): Promise<{ id: string; done: boolean }> {
	const id = job.ids[ job.at ];
	let done = true;
	try {
		const matter = await Matter.open( session, person, id );
		const { state, team } = matter.opened.standing;
		const isOwn = isSaidBy( matter, job, person );
		await doTo( matter, job );
		noteCount( job, { id, team, state }, isOwn );
	} catch ( error ) {
		if ( isHopeless( error ) ) {
			throw error;
		}
		done = false;
		job.failed.push( [ id, error instanceof SomebodyWrote ? t( 'alcove-desk-job-wrote' ) : error instanceof NotDone ? error.message : failureWords( error ) ] );
	}
	job.at++;
	await keepJob( job );
	return { id, done };
}
