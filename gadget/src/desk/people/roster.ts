// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the service says of a team's people, and what about their keys should worry everybody who reads it. */
import { t } from '../../shared/i18n';
import { box, el, sentence } from '../../thread/el';
import { bit } from '../../thread/text';
import { wordsView } from './keys';
import type { Session } from '../session';

export interface RosterLine {
	/** Null for who is in the list and has never signed in. */
	id: string | null;
	name: string;
	home: string;
	role: string | null;
	age: string | null;
	ed25519: string | null;
	languages: string[];
	seen: string | null;
	absent_until: string | null;
	authority: { needed: boolean; holds: boolean };
}

export interface Alarm {
	what: string;
	person: string | null;
	name: string;
	home: string;
	fingerprint: string | null;
	expires: string | null;
}

export interface Roster {
	people: RosterLine[];
	alarms: Alarm[];
}

/** A key in the service that nobody signed could be the service's own: said as an error, with what to do about it. */
export function alarmsView( { people, alarms }: Roster, session: Session ): HTMLElement | null {
	const keys = alarms.filter( ( one ) => one.what !== 'statement_expires' );
	return keys.length ? el( 'div', { class: 'alarms' }, keys.map( ( alarm ) => {
		const line = people.find( ( one ) => one.id === alarm.person );
		const own = session.me.person.id === alarm.person;
		const key = own ? 'own' : alarm.what;
		return box( own ? 'warning' : 'error',
			el( 'p', {}, el( 'strong', {}, sentence( `alcove-desk-alarm-${ key }`, bit( alarm.name ) ) ), ' ', el( 'span', { class: 'home' }, bit( alarm.home ) ) ),
			line?.age && line.ed25519 && wordsView( line.age, line.ed25519 ),
			el( 'p', {}, t( `alcove-desk-alarm-${ key }-do` ) ) );
	} ) ) : null;
}
