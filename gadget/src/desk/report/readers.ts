// SPDX-License-Identifier: AGPL-3.0-or-later
/** Who can read a report, by what is signed and not by what the service says; keeping somebody out; letting in one more for a time. */
import { audience, isBarred, sealEpoch, sealGrants, type Member, type Statement, type VaultKey, type VaultReading } from '../../sealing';
import { t } from '../../shared/i18n';
import { dayElement } from '../../thread/days';
import { box, checkbox, el, field, fill, privateText, type Child } from '../../thread/el';
import { bit } from '../../thread/text';
import type { OpenReport } from './context';
import { fileOf, type Decision } from './filing';
import { choice, dayInput, daysAfter, workForm } from './parts';
import './readers.css';

/** How long somebody is let in when nothing else is said, and at most. */
const SHORT_DAYS = 14;
const LONGEST_DAYS = 90;

/** What is signed about who reads a vault. */
export interface Readers {
	/** Of the team's list, for good. */
	members: Member[];
	/** In the list and not left out, but not given the newest key when it was made: perhaps since, perhaps not yet. */
	later: Member[];
	/** Left out by the writer, or recused: they must not hear of it. */
	out: Member[];
}

const same = ( a: { name: string; home: string }, b: { name: string; home: string } ): boolean => a.name === b.name && a.home === b.home;

/** Who reads, by the list, the exclusions and the holders that the newest epoch names. */
export function readersOf( reading: Pick<VaultReading, 'barred' | 'holders'>, statement: Statement ): Readers {
	const people = audience( statement.members );
	const inside = people.filter( ( one ) => !isBarred( one, reading.barred ) );
	return {
		members: inside.filter( ( one ) => reading.holders.includes( one.fingerprint ) ),
		later: inside.filter( ( one ) => !reading.holders.includes( one.fingerprint ) ),
		out: statement.members.filter( ( one ) => isBarred( one, reading.barred ) )
	};
}

/** Decisions that somebody be kept out altogether, and is not yet. */
export function waiting( decisions: Decision[], readers: Readers ): Member[] {
	return readers.members.concat( readers.later ).filter( ( member ) =>
		decisions.some( ( one ) => one.what === 'recuse' && one.how === 'full' && same( one, member ) ) );
}

/** Who was let in for a time that has not ended, as members signed it. */
export function lent( decisions: Decision[], reading: Pick<VaultReading, 'barred'>, statement: Statement, today: string ): { member: Member; until: string }[] {
	const last = new Map<string, { member: Member; until: string }>();
	for ( const one of decisions.filter( ( decision ) => decision.what === 'grant' ) ) {
		const member = statement.members.find( ( named ) => same( named, one ) );
		if ( member && !isBarred( member, reading.barred ) ) {
			last.set( member.fingerprint, { member, until: one.until } );
		}
	}
	return Array.from( last.values() ).filter( ( one ) => one.until >= today );
}

export function readersPanel( open: OpenReport ): HTMLElement | null {
	const { statement, reading, session } = open;
	if ( !statement || !reading.head ) {
		return null;
	}
	const readers = readersOf( reading, statement );
	const decisions = open.file ? fileOf( open.file.reading.entries ).decisions : [];
	const guests = lent( decisions, reading, statement, session.today );
	const late = waiting( decisions, readers ).filter( ( one ) => one.ed25519 !== open.person.ed25519Public );
	return el( 'section', { class: 'readers', id: 'readers', 'aria-labelledby': 'readers-title' },
		el( 'h2', { id: 'readers-title' }, t( 'alcove-desk-readers' ) ),
		el( 'p', {}, t( 'alcove-desk-readers-signed' ) ),
		list( readers.members, open ),
		guests.length > 0 && [ el( 'h3', {}, t( 'alcove-desk-readers-lent' ) ),
			el( 'ul', {}, guests.map( ( { member, until } ) => el( 'li', {}, nameOf( member ), ' ', t( 'alcove-desk-readers-until' ), ' ', dayElement( until, session.today, session.language ) ) ) ) ],
		readers.later.length > 0 && [ el( 'h3', {}, t( 'alcove-desk-readers-later' ) ), el( 'p', {}, t( 'alcove-desk-readers-later-lead' ) ), list( readers.later, open ) ],
		readers.out.length > 0 && [ el( 'h3', {}, t( 'alcove-desk-readers-out' ) ), list( readers.out, open ) ],
		late.map( ( member ) => lateBox( open, statement, readers, member ) ),
		open.me && isReader( open.me, readers ) && [ recusing( open, statement, readers ), lending( open, statement, readers ) ] );
}

function isReader( me: Member, { members, later }: Readers ): boolean {
	return members.concat( later ).some( ( one ) => one.ed25519 === me.ed25519 );
}

function nameOf( { name, home }: Member ): HTMLElement {
	return el( 'span', {}, bit( name ), ' ', el( 'span', { class: 'home' }, bit( home ) ) );
}

function list( members: Member[], open: OpenReport ): HTMLElement {
	return el( 'ul', {}, members.map( ( one ) => el( 'li', {}, nameOf( one ),
		one.ed25519 === open.person.ed25519Public ? ' ' + t( 'alcove-thread-thats-you' ) : '',
		one.role === 'member' ? '' : ' · ' + t( 'alcove-desk-role-' + one.role ) ) ) );
}

/** Who will be able to read afterwards, by name: shown before anything is done. */
function afterwards( members: Member[] ): Child[] {
	return [ el( 'p', {}, el( 'strong', {}, t( 'alcove-desk-readers-after', members.length ) ) ),
		el( 'ul', { class: 'readers__after' }, members.map( ( one ) => el( 'li', {}, nameOf( one ) ) ) ) ];
}

/** Somebody asked to be kept out, or somebody began it and was interrupted. */
function lateBox( open: OpenReport, statement: Statement, readers: Readers, member: Member ): HTMLElement {
	const after = without( readers, member );
	return box( 'warning', el( 'p', {}, t( 'alcove-desk-readers-waiting', member.name ) ), afterwards( after ),
		workForm( 'lock', t( 'alcove-desk-recuse-lock' ), async () => {
			await keepOut( open, statement, member, after );
			await open.reload( told( 'alcove-desk-recuse-done', member ) );
		} ) );
}

function without( { members, later }: Readers, member: Member ): Member[] {
	return members.concat( later ).filter( ( one ) => !same( one, member ) );
}

function told( key: string, member: Member ): HTMLElement {
	return el( 'div', { role: 'status' }, box( 'success', el( 'p', {}, t( key, member.name ) ) ) );
}

function recusing( open: OpenReport, statement: Statement, readers: Readers ): HTMLElement {
	const people = readers.members.concat( readers.later );
	const who = choice( people.map( ( one ) => [ one.ed25519, one.name ] ), open.person.ed25519Public );
	const how = choice( [ [ 'voting', t( 'alcove-desk-recuse-voting' ) ], [ 'full', t( 'alcove-desk-recuse-full' ) ] ], 'voting' );
	const reason = privateText( 'textarea', { rows: 2 } );
	const why = field( t( 'alcove-desk-readers-reason' ), reason );
	const preview = el( 'div', { 'aria-live': 'polite' } );
	const chosen = (): Member => people.find( ( one ) => one.ed25519 === who.value ) as Member;
	const own = (): boolean => who.value === open.person.ed25519Public;
	const show = (): void => fill( preview,
		how.value === 'voting' ? el( 'p', {}, t( 'alcove-desk-recuse-voting-lead' ) ) :
			[ el( 'p', {}, t( own() ? 'alcove-desk-recuse-own' : 'alcove-desk-recuse-full-lead' ) ), ...afterwards( without( readers, chosen() ) ) ] );
	who.addEventListener( 'change', show );
	how.addEventListener( 'change', show );
	show();
	return el( 'details', { class: 'readers__act readers__act--recuse' }, el( 'summary', {}, t( 'alcove-desk-recuse-title' ) ),
		workForm( 'recuse', t( 'alcove-desk-recuse-do' ), async () => {
			why.complain( reason.value.trim() ? '' : t( 'alcove-desk-readers-reason-first' ) );
			if ( !reason.value.trim() ) {
				return;
			}
			const member = chosen();
			const said = { what: 'recuse', name: member.name, home: member.home, how: how.value, reason: reason.value.trim() };
			if ( how.value === 'full' && !own() ) {
				// First the lock, then the words: they are not for whom they are about.
				await keepOut( open, statement, member, without( readers, member ) );
				await open.reload();
			}
			await open.addToFile( 'decision', said );
			await open.reload( told( how.value === 'full' && !own() ? 'alcove-desk-recuse-done' : 'alcove-desk-recuse-noted', member ) );
		}, field( t( 'alcove-desk-readers-who' ), who ).root, field( t( 'alcove-desk-recuse-how' ), how ).root, why.root, preview ) );
}

/** Locks thread and file anew, for everybody but one. The thread first: without it nobody gets at the file. */
async function keepOut( open: OpenReport, statement: Statement, member: Member, after: Member[] ): Promise<void> {
	const { session, person } = open;
	const team = open.thread.team;
	const lock = async ( vault: string, reading: VaultReading ): Promise<VaultKey> => {
		const sealed = await sealEpoch( {
			vault, team, reading, statement, signer: person.signer, recused: [ member.ed25519 ], holders: after
		} );
		await session.post( `/desk/vaults/${ vault }/epochs`, sealed.payload );
		return sealed.key;
	};
	const guests = lent( open.file ? fileOf( open.file.reading.entries ).decisions : [], open.reading, statement, session.today )
		.filter( ( one ) => !same( one.member, member ) && !after.some( ( other ) => same( other, one.member ) ) );
	const lendAgain = async ( vault: string, key: VaultKey ): Promise<void> => {
		for ( const guest of guests ) {
			await lend( open, vault, key, guest.member, guest.until );
		}
	};
	if ( !isBarred( member, open.reading.barred ) ) {
		await lendAgain( open.thread.vault, await lock( open.thread.vault, open.reading ) );
	}
	if ( open.file ) {
		await lock( open.file.answer.vault, open.file.reading );
	}
}

async function lend( open: OpenReport, vault: string, key: VaultKey, to: Member, until: string ): Promise<void> {
	const grants = await sealGrants( { vault, team: open.thread.team, keys: [ key ], to: [ to ], signer: open.person.signer } );
	await open.session.post( `/desk/vaults/${ vault }/grants`, { grants: grants.map( ( one ) => ( { ...one, until } ) ) } );
}

function newestKey( reading: VaultReading ): VaultKey {
	return reading.keys.find( ( key ) => key.epoch === reading.head?.epoch ) as VaultKey;
}

function lending( open: OpenReport, statement: Statement, readers: Readers ): HTMLElement | null {
	const inside = ( one: Member ): boolean => readers.members.includes( one ) || readers.out.includes( one );
	const others = statement.members.filter( ( one ) => !inside( one ) );
	if ( others.length === 0 ) {
		return null;
	}
	const { session } = open;
	const who = choice( others.map( ( one ) => [ one.ed25519, `${ one.name } (${ t( 'alcove-desk-role-' + one.role ) })` ] ) );
	const until = dayInput( daysAfter( session.today, SHORT_DAYS ) );
	until.min = session.today;
	until.max = daysAfter( session.today, LONGEST_DAYS );
	const day = field( t( 'alcove-desk-lend-until' ), until );
	const reason = privateText( 'textarea', { rows: 2 } );
	const why = field( t( 'alcove-desk-readers-reason' ), reason );
	const withFile = checkbox( t( 'alcove-desk-lend-file' ) );
	const preview = el( 'div', { 'aria-live': 'polite' } );
	const chosen = (): Member => others.find( ( one ) => one.ed25519 === who.value ) as Member;
	const show = (): void => fill( preview, afterwards( readers.members.concat( chosen() ) ) );
	who.addEventListener( 'change', show );
	show();
	return el( 'details', { class: 'readers__act readers__act--lend' }, el( 'summary', {}, t( 'alcove-desk-lend-title' ) ), el( 'p', {}, t( 'alcove-desk-lend-lead' ) ),
		workForm( 'lend', t( 'alcove-desk-lend-do' ), async () => {
			why.complain( reason.value.trim() ? '' : t( 'alcove-desk-readers-reason-first' ) );
			day.complain( until.value && until.value >= until.min && until.value <= until.max ? '' : t( 'alcove-desk-lend-until-first', LONGEST_DAYS ) );
			if ( !reason.value.trim() || !until.value || until.value < until.min || until.value > until.max ) {
				return;
			}
			const member = chosen();
			// Recorded first: nobody is let in without a trace of who wanted it.
			await open.addToFile( 'decision', { what: 'grant', name: member.name, home: member.home, until: until.value, reason: reason.value.trim() } );
			await lend( open, open.thread.vault, newestKey( open.reading ), member, until.value );
			if ( withFile.input.checked && open.file ) {
				await lend( open, open.file.answer.vault, newestKey( open.file.reading ), member, until.value );
			}
			await open.reload( told( 'alcove-desk-lend-done', member ) );
		}, field( t( 'alcove-desk-readers-who' ), who ).root, day.root, why.root, withFile.root, preview ) );
}
