// SPDX-License-Identifier: AGPL-3.0-or-later
/** Vectors for what members begin: files and invitations, and what must not pass from one vault into another. */
import { randomBytes, randomId } from '../encoding';
import { signerFromSeed } from '../signing';
import { makeMember, makeTeam, type TestMember } from '../test-team';
import { outcomeOf, read } from './outcomes';
import { Beginnings, MATTER, namesOf, newCode, readerOf, ref, Thread, type Changes } from './thread';
import { bad, vectorFile, type VectorCase, type VectorFile } from './vectors';

export async function matters(): Promise<VectorFile> {
	const team = await makeTeam();
	const [ ada, bruno, chidi, dalia ] = team.members;
	const [ tara, sami ] = [ await makeMember( 'Tara', 'translator' ), await makeMember( 'Sami', 'staff' ) ];
	const eve = await makeMember( 'Eve' );
	const named = await team.sign( {}, team.members.concat( tara, sami ) );
	const cases: VectorCase[] = [];
	const asFile = { as: 'file', matter: MATTER };

	const shared = new Beginnings();
	const beginAs = ( kind: 'file' | 'invitation', excluded: TestMember[], changes: Changes, by: TestMember ): Promise<Thread> =>
		shared.copyOf( [ kind, namesOf( excluded.concat( by ) ), changes ], () => Thread.beginBy( by, kind, team, named, excluded, changes ) );
	const beginFile = ( excluded: TestMember[] = [], changes: Changes = {}, by = bruno ): Promise<Thread> =>
		beginAs( 'file', excluded, changes, by );
	const invite = ( changes: Changes = {}, by = bruno, excluded: TestMember[] = [] ): Promise<Thread> =>
		beginAs( 'invitation', excluded, changes, by );
	const beginThread = (): Promise<Thread> => shared.copyOf( 'thread', () => Thread.begin( team, named ) );
	const add = ( name: string, thread: Thread, changes: object, outcome: object, by = readerOf( ada ) ): void => {
		cases.push( read( name, thread.input( by, [ named ] ), changes, { entries: thread.expected, ...outcomeOf( outcome ) } ) );
	};

	// Files
	const file = await beginFile( [ dalia ] );
	for ( const kind of [ 'note', 'draft', 'fact', 'pointer', 'decision', 'handover' ] ) {
		await file.byMember( chidi, kind );
	}
	add( 'a file', file, { ...asFile, excluded: [ dalia.signer.publicKey ] }, { kind: 'file' } );
	cases.push( bad( 'a file in place of a thread', { ...file.input( readerOf( ada ), [ named ] ) }, 'wrong_place' ) );
	cases.push( bad( 'the file of another matter', { ...file.input( readerOf( ada ), [ named ] ), as: 'file', matter: randomId() }, 'wrong_place' ) );
	const thread = await beginThread();
	await thread.byMember( bruno );
	cases.push( bad( 'a thread in place of a file', { ...thread.input( readerOf( ada ), [ named ] ), ...asFile }, 'wrong_place' ) );
	const invitation = await invite();
	cases.push( bad( 'an invitation in place of a file', { ...invitation.input( readerOf( ada ), [ named ] ), ...asFile }, 'wrong_place' ) );

	for ( const kind of [ 'message', 'closed', 'withdrawn', 'report', 'summary' ] ) {
		const other = await beginFile();
		await other.byMember( bruno, kind );
		add( `of kind ${ kind } in a file`, other.refuseLast( 'wrong_place' ), asFile, { kind: 'file' } );
	}
	for ( const kind of [ 'note', 'decision', 'file', 'invitation' ] ) {
		const other = await beginThread();
		await other.byMember( bruno, kind );
		add( `of kind ${ kind } in a thread`, other.refuseLast( 'wrong_place' ), {}, { kind: 'report' } );
	}
	const replayed = await beginThread();
	await replayed.byMember( chidi, 'note', { header: { vault: file.id, n: 1, prev: file.head && file.head.hash } } );
	add( 'a note of a file replayed into a thread', replayed.refuseLast( 'wrong_place' ), {}, { kind: 'report' } );
	const reversed = await beginFile();
	await reversed.byMember( chidi, 'message', { header: { vault: thread.id, prev: thread.head && thread.head.hash } } );
	add( 'a message of a thread replayed into a file', reversed.refuseLast( 'wrong_place' ), asFile, { kind: 'file' } );

	const outsiders: [ string, TestMember, string ][] = [
		[ 'a stranger', eve, 'not_a_member' ], [ 'a translator', tara, 'not_a_member' ], [ 'staff', sami, 'not_a_member' ]
	];
	for ( const [ name, who, error ] of outsiders ) {
		const begun = await beginFile( [], {}, who );
		begun.grants.splice( 0 );
		await begun.grant( 0, readerOf( ada ), bruno.signer );
		add( 'a file begun by ' + name, begun.refuseLast( error ), asFile, { kind: null, writable: false, keys: [] } );
		const asked = await invite( {}, who );
		asked.grants.splice( 0 );
		await asked.grant( 0, readerOf( ada ), bruno.signer );
		add( 'an invitation by ' + name, asked.refuseLast( error ), {}, { kind: null, writable: false, keys: [] } );
	}
	const own = await beginFile( [ bruno ] );
	own.grants.splice( 0 );
	await own.grant( 0, readerOf( ada ), chidi.signer );
	add( 'a file begun by somebody it leaves out', own.refuseLast( 'excluded' ), asFile, { kind: null, writable: false, keys: [] } );
	const beginnings: [ string, Record<string, unknown>, string, number? ][] = [
		[ 'names no matter', { matter: undefined }, 'malformed' ],
		[ 'has no list of the excluded', { excluded: undefined }, 'malformed' ],
		[ 'is larger than the smallest bucket', {}, 'bad_bucket', 4096 ]
	];
	for ( const [ name, header, error, bucket ] of beginnings ) {
		const begun = await beginFile( [], { header, bucket: bucket || 1024 } );
		const outcome = { kind: bucket ? 'file' : null, writable: false, keys: [] };
		add( 'the beginning of a file ' + name, begun.refuseLast( error ), { as: 'file' }, outcome );
	}

	// Whom the thread leaves out
	const forgotten = { ...asFile, excluded: [ dalia.signer.publicKey ] };
	const forgetful = await beginFile();
	forgetful.refuseLast( 'exclusion_lost' );
	await forgetful.byMember( dalia, 'note' );
	forgetful.refuseLast( 'excluded' );
	add( 'a file that forgets whom the thread leaves out', forgetful, forgotten, { kind: 'file', writable: false, keys: [] } );
	await forgetful.beginEpoch( bruno, [ dalia ] );
	await forgetful.byMember( chidi, 'note' );
	add( 'and is made good by a new epoch without them', forgetful, forgotten, { kind: 'file', keys: [ 1 ] } );
	const grantedBy = await beginFile( [ dalia ] );
	grantedBy.grants.splice( 0 );
	await grantedBy.grant( 0, readerOf( ada ), dalia.signer );
	cases.push( bad( 'a file’s key from somebody it leaves out', { ...grantedBy.input( readerOf( ada ), [ named ] ), ...asFile }, 'grant_forged' ) );

	// Staff and translators
	const helped = await beginFile();
	await helped.grant( 0, readerOf( tara ), bruno.signer );
	await helped.byMember( tara, 'note' );
	await helped.byMember( sami, 'note' );
	add( 'a translator and staff who were granted it write', helped, asFile, { kind: 'file' } );
	add( 'read by a translator who was granted it', helped, asFile, { kind: 'file' }, readerOf( tara ) );
	cases.push( bad( 'read by staff without a grant', { ...helped.input( readerOf( sami ), [ named ] ), ...asFile }, 'wrong_key' ) );
	for ( const [ name, who ] of [ [ 'a translator', tara ], [ 'staff', sami ] ] as [ string, TestMember ][] ) {
		const passed = await beginFile();
		passed.grants.splice( 0 );
		await passed.grant( 0, readerOf( ada ), who.signer );
		cases.push( bad( 'a key handed on by ' + name, { ...passed.input( readerOf( ada ), [ named ] ), ...asFile }, 'grant_forged' ) );
		const begun = await beginFile();
		await begun.newKey();
		await begun.grant( 1, readerOf( ada ), bruno.signer );
		await begun.byMember( who, 'epoch', { header: { recused: [], holders: begun.holdersBut( [] ) } } );
		add( 'an epoch begun by ' + name, begun.refuseLast( 'not_a_member' ), asFile, { kind: 'file', writable: false, keys: [ 0 ] } );
	}

	// Invitations
	const code = await newCode();
	await invitation.byMember( bruno );
	await invitation.renew( invitation.reporter, code );
	await invitation.add( 'message', code.signer );
	add( 'somebody invited makes the code anew and answers', invitation, {}, { kind: 'invitation', keys: [ 0, 1 ] } );
	add( 'read by whoever was invited', invitation, { reporter: code.signer.publicKey },
		{ kind: 'invitation', keys: [ 0, 1 ] }, code.receipt );
	const hasty = await invite();
	await hasty.add( 'message', hasty.reporter );
	add( 'said with the code that the inviting member knows', hasty.refuseLast( 'wrong_place' ), {}, { kind: 'invitation' } );
	const stranger = ( await signerFromSeed( randomBytes( 32 ) ) ).publicKey;
	const codes: [ string, Record<string, unknown> ][] = [
		[ 'a member’s key', { reporter: chidi.signer.publicKey } ], [ 'a member’s age key', { reporter_age: chidi.recipient } ],
		[ 'the inviting member’s own key', { reporter: bruno.signer.publicKey } ], [ 'no age key', { reporter: stranger, reporter_age: undefined } ],
		[ 'no key', { reporter: undefined } ]
	];
	for ( const [ name, header ] of codes ) {
		const bent = await invite( { header } );
		add( 'an invitation for ' + name, bent.refuseLast( 'malformed' ), {}, { kind: null, writable: false, keys: [] } );
	}
	const barred = await invite( {}, bruno, [ dalia ] );
	await barred.byMember( dalia, 'message', { statement: ref( named ) } );
	add( 'an excluded member in an invitation', barred.refuseLast( 'excluded' ), {}, { kind: 'invitation' } );
	return vectorFile( 'Files and invitations: what members begin, and what must not pass between vaults', cases );
}
