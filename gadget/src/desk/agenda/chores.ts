// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a team's lists and keys need, apart from any report: each a line on the agenda, the most urgent first. */
import { daysUntil } from '../../thread/days';
import type { Me, Membership } from '../session';

export interface Chore {
	kind: 'no_keys' | 'paused' | 'alarm' | 'not_listed' | 'left' | 'joined' | 'authority' | 'statement' | 'mail';
	team: string | null;
	/** Who, or why. */
	what?: string;
	day?: string;
	count?: number;
}

/** A vault as far as its holders are known. */
export interface Held {
	team: string;
	holders: string[];
}

/** What somebody's fingerprint is called. */
export interface Named {
	fingerprint: string;
	name: string;
}

/** A key set in the service that nobody signed, or the like. */
export interface Alarm {
	what: string;
	name: string;
}

const ORDER: readonly Chore[ 'kind' ][] = [ 'no_keys', 'paused', 'alarm', 'not_listed', 'left', 'joined', 'statement', 'authority', 'mail' ];
/** From this many days before its end a list is called out: signing a new one takes people time. */
const ENDS_SOON = 21;
/** After so many days the wiki's word is too old to go on with; before, there is time to sign in once more. */
const WARRANT_DAYS = 2;

function ofTeam( team: Membership, today: string, hasKeys: boolean ): Chore[] {
	const { id, statement_expires: ends, intake, authority } = team;
	const helps = team.role === 'translator' || team.role === 'staff';
	return [
		...hasKeys && !team.in_statement ? [ { kind: 'not_listed', team: id } as Chore ] : [],
		// Who helps with single matters has nothing to do with what the team takes in.
		...!helps && intake && !intake.open && intake.reason !== '' && intake.reason !== 'off' ? [ { kind: 'paused', team: id, what: intake.reason } as Chore ] : [],
		...!helps && ends && daysUntil( ends, today ) <= ENDS_SOON ? [ { kind: 'statement', team: id, day: ends } as Chore ] : [],
		...authority?.needed && authority.checked && daysUntil( today, authority.checked ) >= WARRANT_DAYS ? [ { kind: 'authority', team: id, day: authority.checked } as Chore ] : []
	];
}

/** What is known from who somebody is. */
export function ownChores( me: Me, today: string ): Chore[] {
	return [
		...me.keys ? [] : [ { kind: 'no_keys', team: null } as Chore ],
		...me.teams.flatMap( ( team ) => ofTeam( team, today, me.keys !== null ) ),
		...me.person.mail && me.person.mail_confirmed === false ? [ { kind: 'mail', team: null } as Chore ] : []
	];
}

/**
 * Who can read nothing yet, and who still could but is in the list no more. Somebody who holds some and not others may have been left
 * out of those on purpose: that is looked at where keys are granted, not here.
 */
export function keyChores( team: string, held: readonly Held[], audience: readonly Named[] ): Chore[] {
	const own = held.filter( ( one ) => one.team === team );
	const holders = new Set( own.flatMap( ( one ) => one.holders ) );
	const listed = new Set( audience.map( ( one ) => one.fingerprint ) );
	const stale = own.filter( ( one ) => one.holders.some( ( holder ) => !listed.has( holder ) ) ).length;
	return [
		...stale > 0 ? [ { kind: 'left', team, count: stale } as Chore ] : [],
		...own.length > 0 ? audience.filter( ( one ) => !holders.has( one.fingerprint ) )
			.map( ( one ): Chore => ( { kind: 'joined', team, what: one.name, count: own.length } ) ) : []
	];
}

export function alarmChores( team: string, alarms: readonly Alarm[] ): Chore[] {
	return alarms.filter( ( alarm ) => alarm.what !== 'statement_expires' ).map( ( { name } ) => ( { kind: 'alarm', team, what: name } ) );
}

export function inUrgency( chores: readonly Chore[] ): Chore[] {
	return [ ...chores ].sort( ( a, b ) => ORDER.indexOf( a.kind ) - ORDER.indexOf( b.kind ) );
}
