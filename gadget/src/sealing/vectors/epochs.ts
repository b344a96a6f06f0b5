// SPDX-License-Identifier: AGPL-3.0-or-later
/** Vectors for new epochs: who may begin one, who must be in it, and who has the private code from then on. */
import { makeMember, makeTeam, type TestMember, type TestStatement } from '../test-team';
import { outcomeOf, read } from './outcomes';
import { Beginnings, namesOf, newCode, readerOf, ref, Thread, type Reader } from './thread';
import { bad, vectorFile, type VectorCase, type VectorFile } from './vectors';

export async function epochs(): Promise<VectorFile> {
	const team = await makeTeam();
	const [ ada, bruno, chidi, dalia ] = team.members;
	const tara = await makeMember( 'Tara', 'translator' );
	const eve = await makeMember( 'Eve' );
	const first = await team.sign( {}, team.members.concat( tara ) );
	const again = { ...( await makeMember( 'Dalia' ) ) };
	const renamed: TestMember = { ...again, name: 'Dalia 2', identity: dalia.identity, recipient: dalia.recipient, fingerprint: dalia.fingerprint };
	const observer = team.members[ 4 ];
	const second = await team.sign( { seq: 2 }, [ ada, bruno, chidi, again, observer ] );
	const third = await team.sign( { seq: 2 }, [ ada, bruno, chidi, renamed, observer ] );
	const cases: VectorCase[] = [];

	const beginnings = new Beginnings();
	const begin = ( excluded: TestMember[] = [] ): Promise<Thread> =>
		beginnings.copyOf( namesOf( excluded ), () => Thread.begin( team, first, excluded ) );
	const add = (
		name: string, thread: Thread, outcome: object = {}, by: Reader = readerOf( ada ), changes: object = {},
		statements: TestStatement[] = [ first ]
	): void => {
		cases.push( read( name, thread.input( by, statements ), changes, { entries: thread.expected, ...outcomeOf( outcome ) } ) );
	};
	const refused = { writable: false };
	const both = { keys: [ 0, 1 ] };

	// A new private code, by whoever has the old one
	const renewed = await begin();
	const code = await newCode();
	await renewed.renew( renewed.reporter, code );
	await renewed.add( 'message', code.signer );
	await renewed.byMember( bruno );
	add( 'the writer makes the code anew', renewed, both );
	add( 'read with the new code', renewed, both, code.receipt, { reporter: code.signer.publicKey } );
	await renewed.add( 'message', renewed.reporter );
	add( 'written with the old code', renewed.refuseLast( 'not_a_member' ), both );
	const old = await begin();
	await old.renew( old.reporter, await newCode() );
	old.grants.splice( old.grants.findIndex( ( one ) => one.epoch === 1 && one.holder === 'reporter' ), 1 );
	const seen = old.input( old.receipt );
	cases.push( read( 'read with the old code', seen, { reporter: old.reporter.publicKey }, {
		entries: old.expected.slice( 0, 2 ).concat( { epoch: 1, n: 0, ok: false, error: 'wrong_key' } ), ...outcomeOf( refused )
	} ) );
	const twice = await begin();
	const later = await newCode();
	await twice.renew( twice.reporter, code );
	await twice.renew( code.signer, later );
	add( 'the code is made anew twice', twice, { keys: [ 0, 1, 2 ] }, later.receipt, { reporter: later.signer.publicKey } );
	cases.push( bad( 'read with the code of somebody else', {
		...twice.input( later.receipt ), statements: [ first.wire ], reporter: ( await newCode() ).signer.publicKey
	}, 'grant_forged' ) );
	const thief = await begin();
	await thief.renew( thief.reporter, code );
	await thief.renew( code.signer, later );
	thief.grants.splice( 0 );
	await thief.grant( 0, readerOf( ada ), thief.reporter );
	await thief.grant( 2, readerOf( ada ), thief.reporter );
	cases.push( bad( 'a key handed out with a code given up', { ...thief.input( readerOf( ada ), [ first ] ) }, 'grant_forged' ) );

	// A new private code, by a member
	const given = await begin();
	await given.renew( bruno.signer, code );
	await given.add( 'message', code.signer );
	add( 'a member gives a new code', given, both, code.receipt, { reporter: code.signer.publicKey } );
	await given.add( 'message', given.reporter );
	add( 'and the old one is nobody’s', given.refuseLast( 'not_a_member' ), both );

	const forgeries: [ string, string, TestMember, Record<string, unknown> ][] = [
		[ 'by a stranger', 'not_a_member', eve, {} ], [ 'by an excluded member', 'excluded', dalia, {} ],
		[ 'by a translator', 'not_a_member', tara, {} ],
		[ 'that is a member’s key', 'malformed', bruno, { reporter: chidi.signer.publicKey } ],
		[ 'that is an excluded member’s key', 'malformed', bruno, { reporter: dalia.signer.publicKey } ],
		[ 'that a member opens', 'malformed', bruno, { reporter_age: bruno.recipient } ],
		[ 'without an age key', 'malformed', bruno, { reporter_age: undefined } ],
		[ 'without a signing key', 'malformed', bruno, { reporter: undefined } ],
		[ 'that is no key', 'malformed', bruno, { reporter: 'new' } ]
	];
	for ( const [ name, error, who, header ] of forgeries ) {
		const forged = await begin( [ dalia ] );
		await forged.renew( who.signer, code, { header } );
		forged.grants.splice( forged.grants.findIndex( ( one ) => one.epoch === 1 && one.holder === ada.fingerprint ), 1 );
		await forged.grant( 1, readerOf( ada ), chidi.signer );
		add( 'a new code ' + name, forged.refuseLast( error ), refused );
	}
	const back = await begin();
	await back.renew( bruno.signer, code );
	await back.renew( bruno.signer, { receipt: back.receipt, signer: back.reporter } );
	add( 'a code that was given up comes back', back.refuseLast( 'malformed' ), { ...both, ...refused } );
	const silenced = await begin();
	await silenced.beginEpoch( bruno, [ chidi ] );
	await silenced.renew( chidi.signer, code );
	silenced.grants.splice( silenced.grants.findIndex( ( one ) => one.epoch === 2 && one.holder === ada.fingerprint ), 1 );
	await silenced.grant( 2, readerOf( ada ), bruno.signer );
	add( 'a new code by a recused member', silenced.refuseLast( 'recused' ), { ...both, ...refused } );
	const choosing = await begin();
	await choosing.renew( choosing.reporter, code, {
		header: { recused: [ chidi.signer.publicKey ], holders: choosing.holdersBut( [ chidi ] ) }
	} );
	choosing.grants.splice( 0 );
	await choosing.grant( 0, readerOf( ada ), bruno.signer );
	await choosing.grant( 1, readerOf( ada ), bruno.signer );
	add( 'the writer recuses somebody', choosing.refuseLast( 'not_a_member' ), refused );

	// Who is in it
	const holders = async (
		name: string, error: string, header: ( thread: Thread ) => Record<string, unknown>, by: 'member' | 'writer' = 'member'
	): Promise<void> => {
		const thread = await begin( [ dalia ] );
		if ( by === 'member' ) {
			await thread.beginEpoch( bruno, [], { header: header( thread ) } );
		} else {
			await thread.renew( thread.reporter, code, { header: header( thread ) } );
			thread.grants.splice( thread.grants.findIndex( ( one ) => one.epoch === 1 && one.holder === ada.fingerprint ), 1 );
			await thread.grant( 1, readerOf( ada ), chidi.signer );
		}
		add( name, thread.refuseLast( error ), refused );
	};
	await holders( 'an epoch drops somebody unnamed', 'holder_missing', ( thread ) => ( { holders: thread.holdersBut( [ chidi ] ) } ) );
	await holders( 'an epoch drops an observer unnamed', 'holder_missing', ( thread ) => ( { holders: thread.holdersBut( [ observer ] ) } ) );
	await holders( 'the writer drops somebody', 'holder_missing', ( thread ) => ( { holders: thread.holdersBut( [ chidi ] ) } ), 'writer' );
	await holders( 'an epoch lets somebody excluded in', 'exclusion_lost', ( thread ) => ( { holders: thread.holdersBut( [] ).concat( dalia.fingerprint ) } ) );
	await holders( 'an epoch lets a translator in', 'exclusion_lost', ( thread ) => ( { holders: thread.holdersBut( [] ).concat( tara.fingerprint ) } ) );
	await holders( 'an epoch lets a stranger in', 'exclusion_lost', ( thread ) => ( { holders: thread.holdersBut( [] ).concat( eve.fingerprint ) } ) );
	await holders( 'an epoch keeps whom it recuses', 'exclusion_lost', ( thread ) => ( { recused: [ chidi.signer.publicKey ], holders: thread.holdersBut( [] ) } ) );
	await holders( 'an epoch says not who is in it', 'malformed', () => ( { holders: undefined } ) );
	await holders( 'an epoch with nobody in it', 'malformed', () => ( { holders: [] } ) );
	await holders( 'an epoch under no statement', 'statement_unknown', () => ( { statement: undefined } ) );

	// Persons, not keys
	const keysOf = ( who: TestMember ): string[] => [ ada, bruno, chidi, observer, who ].map( ( one ) => one.fingerprint );
	const person = async (
		name: string, error: string, excluded: TestMember[], who: TestMember, list: string[], signed: TestStatement, more: object = {}
	): Promise<Thread> => {
		const thread = await begin( excluded );
		await thread.beginEpoch( bruno, [], { statement: ref( signed ), header: { holders: list, ...more } } );
		if ( error ) {
			thread.refuseLast( error );
		} else {
			await thread.byMember( who, 'message', { statement: ref( signed ) } );
		}
		add( name, thread, error ? refused : both, readerOf( ada ), {}, [ first, signed ] );
		return thread;
	};
	await person( 'an excluded person let in with new keys', 'exclusion_lost', [ dalia ], again, keysOf( again ), second );
	await person( 'an excluded person let in under another name', 'exclusion_lost', [ dalia ], renamed, keysOf( renamed ), third );
	await person( 'somebody recused by a lost key is let in with the new one', 'exclusion_lost', [], again, keysOf( again ), second,
		{ recused: [ dalia.signer.publicKey ] } );
	await person( 'somebody with new keys is dropped', 'holder_missing', [], again, keysOf( ada ).slice( 0, 4 ), second );
	const lost = await person( 'somebody goes on with new keys', '', [], again, keysOf( again ), second );
	await lost.byMember( dalia );
	add( 'and not with the lost ones', lost.refuseLast( 'statement_stale' ), both, readerOf( ada ), {}, [ first, second ] );
	await lost.byMember( dalia, 'message', { statement: ref( second ) } );
	add( 'nor under the newer statement', lost.refuseLast( 'not_a_member' ), both, readerOf( ada ), {}, [ first, second ] );

	// Keys that are handed on
	const joined = await begin();
	await joined.renew( joined.reporter, code );
	joined.grants.splice( joined.grants.findIndex( ( one ) => one.epoch === 0 && one.holder === ada.fingerprint ), 1 );
	add( 'whoever has the newest key alone reads everything', joined, both );
	const bent = await begin();
	await bent.renew( eve.signer, code );
	bent.grants.splice( 0 );
	await bent.grant( 1, readerOf( ada ), bruno.signer );
	add( 'keys handed on by a stranger', bent.refuseLast( 'not_a_member' ), { keys: [], writable: false } );

	// A beginning that is hidden tells nobody whom it left out
	const hidden = await begin( [ dalia ] );
	await hidden.renew( dalia.signer, code, { header: { reporter: undefined, reporter_age: undefined } } );
	hidden.envelopes.splice( 0, 1 );
	hidden.expected.splice( 0, 2, { epoch: 0, n: 1, ok: false, error: 'gap' } );
	add( 'an excluded member’s epoch when the beginning is hidden', hidden, { kind: null, keys: [], writable: false } );
	hidden.grants.splice( 0, hidden.grants.length, ...hidden.grants.filter( ( one ) => one.epoch === 1 ) );
	add( 'which alone hands the keys on', hidden, { kind: null, keys: [], writable: false } );

	// Taken back by the writer alone
	const gone = await begin();
	await gone.add( 'withdrawn', gone.reporter );
	await gone.add( 'taken_back', gone.reporter );
	for ( const kind of [ 'withdrawn', 'taken_back' ] ) {
		await gone.byMember( bruno, kind );
		gone.refuseLast( 'wrong_place' );
	}
	add( 'only the writer withdraws and takes that back', gone );
	return vectorFile( 'New epochs: who may begin one, who is in it, who has the private code', cases );
}
