// SPDX-License-Identifier: AGPL-3.0-or-later
/** Team statements: which people, with which keys, a team's root says can receive reports (SEALING). */
import { fingerprint, isRecipient } from './age';
import {
	daysBetween, isB64, isCount, isDay, isObject, isText, readJson, sha256Hex, utf8, type Json
} from './encoding';
import { SealingError } from './errors';
import { isTextSigned, readWire, type Wire } from './signed';

/**
 * What somebody is in a team. Members and observers read what the team is sent; staff and translators are named so that their
 * keys are known, and read only what they are granted singly.
 */
export type Role = 'member' | 'observer' | 'staff' | 'translator';

const ROLES: unknown[] = [ 'member', 'observer', 'staff', 'translator' ];

export interface Member {
	name: string;
	home: string;
	role: Role;
	age: string;
	ed25519: string;
	/** Names the member's age key; the `holder` of the member's grants. */
	fingerprint: string;
}

export interface Statement {
	text: string;
	hash: string;
	team: string;
	seq: number;
	issued: string;
	expires: string;
	minHolders: number;
	members: Member[];
	root: string;
}

/** How an envelope names a statement, and how a client remembers the newest it saw. */
export interface StatementRef {
	seq: number;
	hash: string;
}

/** A statement lives at most this long, so that nobody stays in one by being forgotten. */
const LONGEST_DAYS = 90;

function readMember( value: unknown ): Member {
	if ( !isObject( value ) || !isText( value.name ) || !isText( value.home ) ||
		!ROLES.includes( value.role ) ||
		!isRecipient( value.age ) || !isB64( value.ed25519, 32 ) ) {
		throw new SealingError( 'statement_malformed', 'not a member' );
	}
	return {
		name: value.name,
		home: value.home,
		role: value.role as Role,
		age: value.age,
		ed25519: value.ed25519,
		fingerprint: fingerprint( value.age )
	};
}

function requireUnique( members: Member[], of: ( member: Member ) => string ): void {
	if ( new Set( members.map( of ) ).size !== members.length ) {
		throw new SealingError( 'statement_malformed', 'a name or key stands twice' );
	}
}

/** Checks what a statement's text says, before anybody asks who signed it. */
function readText( text: string ): Statement {
	const said: Json = readJson( text, 'statement_malformed' );
	if ( said.v !== 1 || !isText( said.team ) || !isCount( said.seq ) ||
		!isDay( said.issued ) || !isDay( said.expires ) ||
		said.expires < said.issued || daysBetween( said.issued, said.expires ) > LONGEST_DAYS ||
		!isCount( said.min_holders ) || said.min_holders < 1 ||
		!Array.isArray( said.members ) || !isB64( said.root, 32 ) ) {
		throw new SealingError( 'statement_malformed' );
	}
	const members = said.members.map( readMember );
	requireUnique( members, ( member ) => member.name );
	requireUnique( members, ( member ) => member.age );
	requireUnique( members, ( member ) => member.ed25519 );
	return {
		text,
		hash: sha256Hex( utf8( text ) ),
		team: said.team,
		seq: said.seq,
		issued: said.issued,
		expires: said.expires,
		minHolders: said.min_holders,
		members,
		root: said.root
	};
}

/** Checks that a team's pinned root signed this text for this team, whenever that was. */
async function readSigned( wire: unknown, root: string, team: string ): Promise<Statement> {
	const { text, signature } = readWire( wire, 'statement_malformed' );
	const statement = readText( text );
	if ( statement.root !== root ) {
		throw new SealingError( 'statement_wrong_root' );
	}
	if ( !await isTextSigned( 'statement', text, signature, root ) ) {
		throw new SealingError( 'statement_bad_signature' );
	}
	if ( statement.team !== team ) {
		throw new SealingError( 'statement_wrong_team' );
	}
	return statement;
}

/** Tells whether somebody of a team reads all that the team is sent. */
export function isReader( { role }: Member ): boolean {
	return role === 'member' || role === 'observer';
}

/** Those of a team to whom reports and files are sealed. */
export function audience( members: Member[] ): Member[] {
	return members.filter( isReader );
}

/** Counts the members with a vote; observers do not make a team large enough. */
export function votingMembers( members: Member[] ): number {
	return members.filter( ( member ) => member.role === 'member' ).length;
}

/** Accepts a statement for sealing today, or says why not. */
export async function verifyStatement( wire: Wire, wanted: {
	root: string; team: string; today: string; remembered?: StatementRef | null;
} ): Promise<Statement> {
	const statement = await readSigned( wire, wanted.root, wanted.team );
	const before = wanted.remembered;
	if ( before && ( statement.seq < before.seq ||
		( statement.seq === before.seq && statement.hash !== before.hash ) ) ) {
		throw new SealingError( 'statement_stale' );
	}
	// One day of grace at the start: clocks differ.
	if ( wanted.today > statement.expires || daysBetween( wanted.today, statement.issued ) > 1 ) {
		throw new SealingError( 'statement_expired' );
	}
	if ( votingMembers( statement.members ) < statement.minHolders ) {
		throw new SealingError( 'too_few_holders' );
	}
	return statement;
}

/**
 * Reads a team's statements of all times, for opening what was sealed under them.
 *
 * A thread outlives the statement it began with, so their last days do not matter here. What the root
 * did not sign is left out: an envelope that names it is then shown as naming an unknown statement.
 */
export async function readStatements(
	wires: Wire[], wanted: { root: string; team: string }
): Promise<Statement[]> {
	const read = await Promise.all( wires.map( ( wire ) =>
		readSigned( wire, wanted.root, wanted.team ).catch( ( error ) => {
			if ( error instanceof SealingError ) {
				return null;
			}
			throw error;
		} ) ) );
	return read.filter( ( statement ): statement is Statement => statement !== null );
}
