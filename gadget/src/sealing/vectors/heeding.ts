// SPDX-License-Identifier: AGPL-3.0-or-later
/** Vectors for who is the same person, and for files beside their threads: who is out of them. */
import { makeMember, makeTeam, type TestMember, type TestStatement } from '../test-team';
import { outcomeOf, read } from './outcomes';
import { Beginnings, MATTER, namesOf, readerOf, ref, Thread, type Changes } from './thread';
import { bad, good, vectorFile, type VectorCase, type VectorFile } from './vectors';

interface Line {
	name: string;
	home: string;
	role: string;
	age: string;
	ed25519: string;
}

function line( name: string, keys: string, home = 'de.wikipedia.org' ): Line {
	return { name, home, role: 'member', age: 'age of ' + keys[ 0 ], ed25519: 'sign of ' + keys[ keys.length - 1 ] };
}

/** Whose keys and names go together: only the marks count, so they are plain words here. */
export function persons(): VectorFile {
	const ada = line( 'Ada', 'a' );
	// One after the other takes up the name, the age key or the signing key of the one before, and changes the rest.
	const chain = [ line( 'Dalia', 'd' ), line( 'Dalia', 'e' ), line( 'Thea', 'ef' ), line( 'Uma', 'gf' ), line( 'Uma', 'h' ) ];
	const namesake = line( 'Dalia', 'n', 'ar.wikipedia.org' );
	const everybody = [ ada, namesake, ...chain ];
	const same = ( name: string, start: Line[], lines: Line[], theirs: Line[] ): VectorCase => good( name,
		{ keys: start.map( ( one ) => one.ed25519 ), lines }, {
			keys: Array.from( new Set( start.concat( theirs ).map( ( one ) => one.ed25519 ) ) ).sort(),
			out: lines.map( ( _, at ) => at ).filter( ( at ) => theirs.includes( lines[ at ] ) )
		} );
	return vectorFile( 'Who is the same person, whatever their keys and names', [
		...chain.map( ( one, at ) => same( `from link ${ at + 1 } of a chain`, [ one ], everybody, chain ) ),
		same( 'the chain from behind', [ chain[ 0 ] ], everybody.slice().reverse(), chain ),
		same( 'with a link missing', [ chain[ 0 ] ], [ ada, ...chain.slice( 0, 2 ), ...chain.slice( 3 ) ], chain.slice( 0, 2 ) ),
		same( 'a namesake of another wiki', [ namesake ], everybody, [ namesake ] ),
		same( 'a name that looks like two', [ chain[ 0 ] ], [ line( 'Dalia","de', 'q', 'wikipedia.org' ), chain[ 0 ] ], [ chain[ 0 ] ] ),
		same( 'a key of nobody', [ line( 'Eve', 'v' ) ], everybody, [] ),
		same( 'two people', [ ada, namesake ], everybody, [ ada, namesake ] ),
		same( 'nobody', [], everybody, [] )
	] );
}

/** A file goes on only while it leaves out whom its thread leaves out. */
export async function files(): Promise<VectorFile> {
	const team = await makeTeam();
	const [ ada, bruno, chidi, dalia, observer ] = team.members;
	const eve = await makeMember( 'Eve' );
	const again = await makeMember( 'Dalia' );
	const renamed: TestMember = { ...again, name: 'Thea', signer: ( await makeMember( 'Thea' ) ).signer };
	const later = await makeMember( 'Thea' );
	const first = await team.sign();
	const rest = [ ada, bruno, chidi, observer ];
	const [ second, third, fourth ] = await Promise.all( [ again, renamed, later ].map(
		( one, at ) => team.sign( { seq: at + 2 }, rest.concat( one ) )
	) );
	const all = [ first, second, third, fourth ];
	const beginnings = new Beginnings();
	const cases: VectorCase[] = [];

	const without = async ( recused: TestMember[], excluded: TestMember[] = [], by = bruno ): Promise<Thread> => {
		const thread = await beginnings.copyOf( namesOf( excluded ), () => Thread.begin( team, first, excluded ) );
		if ( recused.length ) {
			await thread.beginEpoch( by, recused );
		}
		return thread;
	};
	const about = ( thread: Thread, by = bruno, excluded: TestMember[] = [], signed = first, changes: Changes = {} ): Promise<Thread> =>
		beginnings.copyOf( [ 'file', thread.id, namesOf( excluded.concat( by ) ), signed.wire, changes ], () => Thread.beginBy(
			by, 'file', team, signed, excluded, { header: { matter: thread.id }, ...changes }
		) );
	const beside = ( name: string, file: Thread, thread: Thread, outcome: object = {}, known: TestStatement[] = [ first ] ): void => {
		const [ given, its ] = [ file, thread ].map( ( one ) => one.input( readerOf( ada ), known ) );
		cases.push( read( name, { file: given, thread: its }, {}, {
			entries: file.expected, ...outcomeOf( { kind: 'file', unheeded: [], out: [], ...outcome } )
		} ) );
	};
	const out = ( people: TestMember[], names: string[] ): object => ( { writable: false, unheeded: namesOf( people ).sort(), out: names } );
	const worthNothing = { kind: null, keys: [], writable: false };

	// Recused since
	const whole = await without( [] );
	beside( 'nobody is out', await about( whole ), whole );
	const recusing = await without( [ dalia ] );
	const theirs = await about( recusing, dalia );
	await theirs.byMember( dalia, 'note' );
	beside( 'begun by somebody recused by now', theirs, recusing, out( [ dalia ], [ 'Dalia' ] ) );
	await theirs.beginEpoch( chidi, [ dalia ] );
	beside( 'locked anew without them', theirs, recusing, { keys: [ 0, 1 ], out: [ 'Dalia' ] } );
	const open = await about( recusing );
	beside( 'not yet without somebody recused', open, recusing, out( [ dalia ], [ 'Dalia' ] ) );
	await open.beginEpoch( bruno, [] );
	beside( 'locked anew, but for another reason', open, recusing, { keys: [ 0, 1 ], ...out( [ dalia ], [ 'Dalia' ] ) } );
	beside( 'begun without them', await about( recusing, chidi, [ dalia ] ), recusing, { out: [ 'Dalia' ] } );
	const two = await without( [ dalia, chidi ] );
	const half = await about( two, chidi );
	await half.beginEpoch( chidi, [ dalia ] );
	beside( 'locked anew by somebody who is recused, too', half, two, { keys: [ 0, 1 ], ...out( [ chidi ], [ 'Chidi', 'Dalia' ] ) } );
	const bent = await without( [] );
	await bent.newKey();
	await bent.grant( 1, readerOf( ada ), bruno.signer );
	await bent.byMember( eve, 'epoch', { header: { recused: [ dalia.signer.publicKey ], holders: bent.holdersBut( [ dalia ] ) } } );
	beside( 'recused by a stranger', await about( bent ), bent.refuseLast( 'not_a_member' ) );

	// Left out from the beginning
	const excluding = await without( [], [ dalia ] );
	const begun = await about( excluding, dalia );
	begun.grants.splice( 0 );
	await begun.grant( 0, readerOf( ada ), bruno.signer );
	beside( 'begun by somebody left out', begun.refuseLast( 'excluded' ), excluding, worthNothing );
	const forgetful = await about( excluding );
	beside( 'forgets somebody left out', forgetful.refuseLast( 'exclusion_lost' ), excluding, { keys: [], writable: false, out: [ 'Dalia' ] } );
	const handed = await about( excluding, bruno, [ dalia ] );
	handed.grants.splice( 0 );
	await handed.grant( 0, readerOf( ada ), dalia.signer );
	const other = await about( whole, bruno, [], first, { header: { matter: MATTER } } );
	const refused = [ handed, other ].map( ( file ) => file.input( readerOf( ada ) ) );
	cases.push(
		bad( 'with a key from somebody left out', { file: refused[ 0 ], thread: excluding.input( readerOf( ada ) ) }, 'grant_forged' ),
		bad( 'of another matter', { file: refused[ 1 ], thread: whole.input( readerOf( ada ) ) }, 'wrong_place' )
	);

	// Under other keys, and by another name
	const everyone = [ dalia, again, renamed, later ];
	const disguises: [ string, TestMember, TestStatement ][] = [
		[ 'with new keys', again, second ], [ 'by another name, with an old key', renamed, third ], [ 'by that name, with new keys', later, fourth ]
	];
	for ( const [ how, who, signed ] of disguises ) {
		beside( `begun ${ how } by somebody recused by now`, await about( recusing, who, [], signed ), recusing,
			out( everyone, [ 'Dalia', 'Thea' ] ), all );
		const left = await about( excluding, who, [], signed );
		left.grants.splice( 0 );
		await left.grant( 0, readerOf( ada ), bruno.signer );
		beside( `begun ${ how } by somebody left out`, left.refuseLast( 'excluded' ), excluding, worthNothing, all );
	}
	const renewed = await about( recusing );
	await renewed.beginEpoch( bruno, [ again ], { statement: ref( second ), header: { holders: renewed.holdersBut( [ dalia ] ) } } );
	beside( 'locked anew without their new keys', renewed, recusing, { keys: [ 0, 1 ], out: [ 'Dalia' ] }, [ first, second ] );
	beside( 'whose going together no list tells', await about( recusing, later, [], fourth ), recusing,
		out( [ dalia ], [ 'Dalia' ] ), [ first, fourth ] );
	return vectorFile( 'A file beside its thread, and who is out of it', cases );
}
