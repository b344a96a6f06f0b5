// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Keeping somebody out of a report: who reads it by what is signed, who was to be kept out and still gets at something, and locking
 * thread and file anew for everybody else.
 *
 * It takes several requests, and any of them may be the last that got through. So what is left to do is worked out each time from
 * what is stored, whoever comes next can do it, and until it is done nothing more is sealed to whom it is about.
 */
import { audience, isBarred, sealEpoch, sealGrants, unheeded, type Member, type Statement, type VaultKey, type VaultReading } from '../../sealing';
import { ApiError } from '../../shared/api';
import { t } from '../../shared/i18n';
import type { OpenReport } from './context';
import { fileOf, type Decision } from './filing';

/** What is signed about who reads a vault. */
export interface Readers {
	/** Of the team's list, for good. */
	members: Member[];
	/** In the list and not left out, but not given the newest key when it was made: perhaps since, perhaps not yet. */
	later: Member[];
	/** Left out by the writer, or recused: they must not hear of it. */
	out: Member[];
}

/** Somebody who is to be kept out of everything and is not yet. */
export interface Unfinished {
	member: Member;
	/** The thread is locked without them, the file is not. */
	isHalf: boolean;
}

type Named = Pick<Member, 'name' | 'home'>;

export const same = ( a: Named, b: Named ): boolean => a.name === b.name && a.home === b.home;

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

/** Everybody who may read, but for some. */
export function without( { members, later }: Readers, ...out: Member[] ): Member[] {
	return members.concat( later ).filter( ( one ) => !out.some( ( other ) => same( one, other ) ) );
}

/** Of some people those of whom a member decided that they be kept out altogether. */
export function toldOut( decisions: Decision[], people: Member[] ): Member[] {
	return people.filter( ( member ) => decisions.some( ( one ) => one.what === 'recuse' && one.how === 'full' && same( one, member ) ) );
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

export function decisionsIn( { file }: Pick<OpenReport, 'file'> ): Decision[] {
	return file ? fileOf( file.reading.entries ).decisions : [];
}

/** Who is to be kept out and is not yet, of the thread or of the file; of oneself somebody else has to take care. */
export function unfinished( open: Pick<OpenReport, 'statement' | 'reading' | 'file' | 'person'> ): Unfinished[] {
	const { statement, reading, file, person } = open;
	if ( !statement || !reading.head || !file ) {
		return [];
	}
	const known = [ ...statement.members, ...reading.lines ];
	const half = unheeded( file.reading, reading ).map( ( key ) => known.find( ( one ) => one.ed25519 === key ) );
	const told = toldOut( decisionsIn( open ), without( readersOf( reading, statement ) ) )
		.filter( ( one ) => one.ed25519 !== person.ed25519Public );
	return [
		...half.filter( ( one ) => one !== undefined ).map( ( member ) => ( { member, isHalf: true } ) ),
		...told.map( ( member ) => ( { member, isHalf: false } ) )
	];
}

/** Refuses to seal anything that somebody could open who is to be kept out. */
export function requireFinished( open: Parameters<typeof unfinished>[ 0 ] ): void {
	const [ left ] = unfinished( open );
	if ( left ) {
		throw new ApiError( 'half_locked', 0, t( 'alcove-desk-lock-first', left.member.name ), '' );
	}
}

/** Whether whoever sits here asked to be kept out, and is still in. */
export function hasAskedOut( open: OpenReport ): boolean {
	const { statement, reading, me } = open;
	return me !== null && statement !== null && reading.head !== null &&
		toldOut( decisionsIn( open ), without( readersOf( reading, statement ) ) ).some( ( one ) => same( one, me ) );
}

/** Locks thread and file anew without some people, as far as it was not done. The thread first: without it nobody gets at the file. */
export async function lockOut( open: OpenReport, out: Member[] ): Promise<void> {
	// Somebody may have done a part of it; perhaps oneself, and only the answer was lost.
	await open.refresh();
	const left = out.filter( ( one ) => !isBarred( one, open.reading.barred ) );
	if ( left.length ) {
		const after = without( readersOf( open.reading, open.statement as Statement ), ...left );
		await lock( open, open.thread.vault, open.reading, left.map( ( one ) => one.ed25519 ), after );
		await open.refresh();
	}
	await lendAgain( open );
	const recused = open.file ? unheeded( open.file.reading, open.reading ) : [];
	if ( open.file && recused.length ) {
		const { holders } = await open.readers();
		const stay = holders.filter( ( one ) => !isBarred( one, open.reading.barred ) );
		await lock( open, open.file.answer.vault, open.file.reading, recused, stay );
		await open.refresh();
	}
}

async function lock( open: OpenReport, vault: string, reading: VaultReading, recused: string[], holders: Member[] ): Promise<void> {
	const { session, person, statement } = open;
	const sealed = await sealEpoch( {
		vault, team: open.thread.team, reading, statement: statement as Statement, signer: person.signer, recused, holders
	} );
	await session.post( `/desk/vaults/${ vault }/epochs`, sealed.payload );
}

/** Who was let in for a time goes on reading the thread until then. */
async function lendAgain( open: OpenReport ): Promise<void> {
	const statement = open.statement as Statement;
	const holders = without( readersOf( open.reading, statement ) );
	for ( const { member, until } of lent( decisionsIn( open ), open.reading, statement, open.session.today ) ) {
		if ( !holders.some( ( one ) => same( one, member ) ) ) {
			await lend( open, open.thread.vault, newestKey( open.reading ), member, until );
		}
	}
}

export async function lend( open: OpenReport, vault: string, key: VaultKey, to: Member, until: string ): Promise<void> {
	const grants = await sealGrants( { vault, team: open.thread.team, keys: [ key ], to: [ to ], signer: open.person.signer } );
	await open.session.post( `/desk/vaults/${ vault }/grants`, { grants: grants.map( ( one ) => ( { ...one, until } ) ) } );
}

export function newestKey( reading: VaultReading ): VaultKey {
	return reading.keys.find( ( key ) => key.epoch === reading.head?.epoch ) as VaultKey;
}

/** Takes part no more: from now on the service hands out nothing of it, and the others are asked to lock it anew. */
export async function leave( open: OpenReport ): Promise<void> {
	try {
		await open.post( 'leave', {} );
	} catch ( error ) {
		// Out already: the answer to an earlier try was lost.
		if ( !( error instanceof ApiError ) || error.status !== 404 ) {
			throw error;
		}
	}
	await open.left();
}
