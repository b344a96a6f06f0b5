// SPDX-License-Identifier: AGPL-3.0-or-later
/** Vectors for reading whole vaults: good threads, and everything that can be wrong in one. */
import { b64encode, concat, randomBytes, randomId } from '../encoding';
import { signerFromSeed } from '../signing';
import { makeMember, makeTeam, type TestMember } from '../test-team';
import { flip, layOut, sealLoosely } from './forge';
import { Beginnings, namesOf, readerOf, ref, Thread, type Reader } from './thread';
import { bad, good, vectorFile, type VectorCase, type VectorFile } from './vectors';

export async function vaults(): Promise<VectorFile> {
	const team = await makeTeam();
	const [ ada, bruno, chidi, dalia ] = team.members;
	const eve = await makeMember( 'Eve' );
	const first = await team.sign();
	const reader = readerOf( ada );
	const cases: VectorCase[] = [];

	/** Begins a thread with a message of each side. */
	const beginnings = new Beginnings();
	const begin = ( excluded: TestMember[] = [] ): Promise<Thread> => beginnings.copyOf( namesOf( excluded ), async () => {
		const thread = await Thread.begin( team, first, excluded );
		await thread.add( 'message', thread.reporter );
		await thread.byMember( bruno, 'acknowledged' );
		return thread;
	} );
	const add = ( name: string, thread: Thread, by: Reader = reader, statements = [ first ] ): void => {
		cases.push( good( name, thread.input( by, statements ), { entries: thread.expected } ) );
	};
	const scenario = async (
		name: string, act: ( thread: Thread ) => Promise<unknown>, excluded: TestMember[] = [], statements = [ first ]
	): Promise<void> => {
		const thread = await begin( excluded );
		await act( thread );
		add( name, thread, reader, statements );
	};

	// Good ones
	const whole = await begin();
	add( 'read by a member', whole );
	cases.push( good( 'beside the grants of others', { ...whole.input( reader ), grants: whole.grants }, { entries: whole.expected } ) );
	add( 'read by an observer', whole, readerOf( team.members[ 4 ] ) );
	add( 'read by the reporter', whole, whole.receipt );
	cases.push( good( 'what was seen last is still there', {
		...whole.input( reader ), remembered: whole.head
	}, { entries: whole.expected } ) );
	cases.push( good( 'in any order', {
		...whole.input( reader ), envelopes: whole.envelopes.slice().reverse()
	}, { entries: whole.expected } ) );
	cases.push( good( 'read after the statement’s last day', {
		...whole.input( reader ), today: '2028-01-01'
	}, { entries: whole.expected } ) );
	await scenario( 'an observer writes', ( thread ) => thread.byMember( team.members[ 4 ] ) );
	await scenario( 'an epoch begins without a member', async ( thread ) => {
		await thread.beginEpoch( bruno, [ chidi ] );
		await thread.byMember( dalia );
		await thread.add( 'message', thread.reporter );
	} );
	await scenario( 'two epochs begin', async ( thread ) => {
		await thread.beginEpoch( bruno, [ chidi ] );
		await thread.beginEpoch( dalia, [] );
		await thread.byMember( dalia, 'closed' );
	} );

	// The reader and the grants
	cases.push( bad( 'wrong key', { ...whole.input( reader ), identity: bruno.identity }, 'wrong_key' ) );
	cases.push( bad( 'no grant for the reader', { ...whole.input( readerOf( eve ) ), grants: whole.grants }, 'wrong_key' ) );
	const other = await Thread.begin( team, first );
	const regrant = async ( change: ( thread: Thread ) => Promise<unknown> ): Promise<Record<string, unknown>> => {
		const thread = await begin();
		thread.grants.splice( thread.grants.findIndex( ( grant ) => grant.holder === ada.fingerprint ), 1 );
		await change( thread );
		return thread.input( reader );
	};
	cases.push(
		bad( 'forged grant with another vault’s key', await regrant(
			( thread ) => thread.grant( 0, reader, eve.signer, other.vaults[ 0 ].identity )
		), 'grant_forged' ),
		bad( 'grant of another vault', await regrant( async ( thread ) => {
			thread.grants.push( other.grants.filter( ( grant ) => grant.holder === ada.fingerprint )[ 0 ] );
		} ), 'grant_forged' ),
		bad( 'right key from a stranger', await regrant( ( thread ) => thread.grant( 0, reader, eve.signer ) ), 'grant_forged' ),
		bad( 'sealed to several', await regrant( async ( thread ) => {
			const plain = await layOut( {
				signer: thread.reporter, body: thread.vaults[ 0 ].identity, header: {
					v: 1, kind: 'grant', vault: thread.id, epoch: 0, team: 'u4c', from: thread.reporter.publicKey,
					holder: ada.fingerprint, key: ''
				}
			} );
			thread.grants.push( {
				epoch: 0, holder: ada.fingerprint, data: b64encode( await sealLoosely( plain, [ ada.recipient, eve.recipient ] ) )
			} );
		} ), 'grant_several' ),
		bad( 'two keys for one epoch', await regrant( async ( thread ) => {
			await thread.grant( 0, reader, thread.reporter );
			await thread.grant( 0, reader, bruno.signer, other.vaults[ 0 ].identity );
		} ), 'grant_forged' )
	);
	const leftOut = await begin( [ dalia ] );
	leftOut.grants.splice( leftOut.grants.findIndex( ( grant ) => grant.holder === ada.fingerprint ), 1 );
	await leftOut.grant( 0, reader, dalia.signer );
	cases.push( bad( 'grant from an excluded member', leftOut.input( reader ), 'grant_forged' ) );
	await scenario( 'no grant for the first epoch', async ( thread ) => {
		await thread.beginEpoch( bruno, [] );
		thread.grants.splice( thread.grants.findIndex( ( grant ) => grant.holder === ada.fingerprint && grant.epoch === 0 ), 1 );
		thread.expected.forEach( ( entry, i ) => {
			thread.expected[ i ] = entry.epoch === 0 ?
				{ epoch: 0, n: entry.n, ok: false, error: 'wrong_key' } : entry;
		} );
	} );

	// What was remembered
	cases.push(
		bad( 'what was seen last is gone', { ...whole.input( reader ), remembered: { epoch: 0, n: 4, hash: '0'.repeat( 64 ) } }, 'rollback' ),
		bad( 'what was seen last was replaced', { ...whole.input( reader ), remembered: { epoch: 0, n: 3, hash: '0'.repeat( 64 ) } }, 'rollback' ),
		bad( 'what was seen last has another number', { ...whole.input( reader ), remembered: { ...whole.head, n: 2 } }, 'rollback' )
	);

	// Form
	const damage = async ( name: string, error: string, change: ( file: Uint8Array ) => Uint8Array ): Promise<void> =>
		scenario( name, async ( thread ) => {
			const file = change( thread.fileAt( 3 ) );
			thread.envelopes.pop();
			thread.put( 0, 3, file );
			thread.refuseLast( error );
			await thread.byMember( bruno );
		} );
	await damage( 'truncated', 'malformed', ( file ) => file.subarray( 0, -7 ) );
	await damage( 'changed', 'malformed', ( file ) => flip( file, -200 ) );
	await damage( 'longer', 'malformed', ( file ) => concat( file, new Uint8Array( 1 ) ) );
	const forged = async ( name: string, error: string, forgery: ( text: string ) => object ): Promise<void> =>
		scenario( name, async ( thread ) => {
			const header = { ...thread.nextHeader( 'message', thread.reporter.publicKey ) };
			await thread.add( 'message', thread.reporter );
			await thread.forgeLast( { signer: thread.reporter, header, body: { text: 'so' }, ...forgery( JSON.stringify( header ) ) } );
			thread.refuseLast( error );
		} );
	await forged( 'header changed', 'bad_signature', ( text ) => ( { writtenHeader: text.replace( '"message"', '"closed"' ) } ) );
	await forged( 'body changed', 'bad_signature', () => ( { writtenBody: '{"text":"no"}' } ) );
	await forged( 'padding changed', 'bad_padding', () => ( { stain: 9 } ) );
	await forged( 'wrong bucket', 'bad_bucket', () => ( { size: 3000 } ) );
	await forged( 'body is no JSON', 'malformed', () => ( { body: 'so' } ) );
	await forged( 'body is a JSON list', 'malformed', () => ( { body: '[]' } ) );
	await forged( 'a key stands twice in the body', 'malformed', () => ( { body: '{"text":"yes","text":"no"}' } ) );
	await forged( 'signed by another', 'bad_signature', () => ( { signer: eve.signer } ) );

	// Place
	await scenario( 'replayed', async ( thread ) => {
		await thread.add( 'message', thread.reporter );
		thread.put( 0, 5, thread.fileAt( 2 ) );
		thread.expected.push( { epoch: 0, n: 5, ok: false, error: 'wrong_place' } );
	} );
	await scenario( 'reordered', async ( thread ) => {
		const [ a, b ] = thread.envelopes.slice( 2 );
		[ a.n, b.n ] = [ b.n, a.n ];
		thread.expected.splice( 2, 2, ...[ 2, 3 ].map( ( n ) => ( { epoch: 0, n, ok: false, error: 'wrong_place' } ) ) );
	} );
	await scenario( 'moved from another vault', async ( thread ) => {
		await thread.byMember( bruno, 'message', { header: { vault: randomId() } } );
		thread.refuseLast( 'wrong_place' );
	} );
	await scenario( 'sealed to another vault', async ( thread ) => {
		await thread.byMember( bruno, 'message', { to: other.vaults[ 0 ].recipient } );
		thread.refuseLast( 'wrong_key' );
	} );
	await scenario( 'written for another team', async ( thread ) => {
		await thread.byMember( bruno, 'message', { header: { team: 'arbcom-de' } } );
		thread.refuseLast( 'wrong_place' );
	} );
	await scenario( 'one is missing', async ( thread ) => {
		await thread.add( 'message', thread.reporter );
		await thread.add( 'message', thread.reporter );
		thread.envelopes.splice( 4, 1 );
		thread.expected.splice( 4, 2, { epoch: 0, n: 5, ok: false, error: 'gap' } );
		await thread.byMember( bruno );
	} );
	await scenario( 'an epoch is missing', async ( thread ) => {
		await thread.beginEpoch( bruno, [] );
		await thread.beginEpoch( bruno, [] );
		thread.envelopes.splice( 4, 1 );
		thread.expected.splice( 4, 2, { epoch: 2, n: 0, ok: false, error: 'gap' } );
	} );
	await scenario( 'does not continue the one before', async ( thread ) => {
		await thread.add( 'message', thread.reporter, { header: { prev: '0'.repeat( 64 ) } } );
		thread.refuseLast( 'broken_chain' );
		await thread.add( 'message', thread.reporter );
	} );
	await scenario( 'says it continues nothing', async ( thread ) => {
		await thread.add( 'message', thread.reporter, { header: { prev: null } } );
		thread.refuseLast( 'broken_chain' );
	} );
	await scenario( 'two with one number', async ( thread ) => {
		const before = thread.head;
		await thread.add( 'message', thread.reporter );
		thread.head = before;
		await thread.byMember( bruno );
		thread.expected.splice( 4, 2, ...[ 4, 4 ].map( ( n ) => ( { epoch: 0, n, ok: false, error: 'duplicate_number' } ) ) );
		await thread.byMember( bruno );
	} );
	await scenario( 'the same one twice', async ( thread ) => {
		thread.envelopes.push( thread.envelopes[ 3 ] );
		thread.expected.splice( 3, 1, ...[ 3, 3 ].map( ( n ) => ( { epoch: 0, n, ok: false, error: 'duplicate_number' } ) ) );
	} );
	for ( const kind of [ 'summary', 'report', 'epoch', 'grant', 'anything' ] ) {
		await scenario( 'of kind ' + kind + ' in the middle', async ( thread ) => {
			await thread.byMember( bruno, 'message', { header: { kind, recused: [] } } );
			thread.refuseLast( 'wrong_place' );
		} );
	}
	await scenario( 'an epoch begins with a message', async ( thread ) => {
		await thread.beginEpoch( bruno, [], { header: { kind: 'message' } } );
		thread.refuseLast( 'wrong_place' );
	} );

	// Writers
	await scenario( 'from a non-member', async ( thread ) => {
		await thread.byMember( eve );
		thread.refuseLast( 'not_a_member' );
	} );
	await scenario( 'from a non-member who names no statement', async ( thread ) => {
		await thread.add( 'message', eve.signer );
		thread.refuseLast( 'not_a_member' );
	} );
	await scenario( 'from an excluded member', async ( thread ) => {
		await thread.byMember( dalia );
		thread.refuseLast( 'excluded' );
		await thread.byMember( bruno );
	}, [ dalia ] );
	for ( const kind of [ 'received', 'acknowledged', 'closed', 'reopened' ] ) {
		await scenario( 'the reporter says ' + kind, async ( thread ) => {
			await thread.add( kind, thread.reporter );
			thread.refuseLast( 'not_a_member' );
		} );
	}
	await scenario( 'the reporter begins an epoch', async ( thread ) => {
		await thread.newKey();
		await thread.grant( 1, reader, bruno.signer );
		await thread.add( 'epoch', thread.reporter, { header: { statement: ref( first ), recused: [], holders: thread.holdersBut( [] ) } } );
		thread.refuseLast( 'not_a_member' );
	} );
	await scenario( 'from a recused member', async ( thread ) => {
		await thread.beginEpoch( bruno, [ chidi ] );
		await thread.byMember( chidi );
		thread.refuseLast( 'recused' );
	} );
	await scenario( 'from a recused member, two epochs later', async ( thread ) => {
		await thread.beginEpoch( bruno, [ chidi ] );
		await thread.beginEpoch( bruno, [] );
		await thread.byMember( chidi );
		thread.refuseLast( 'recused' );
	} );
	await scenario( 'somebody recuses themselves and begins the epoch', async ( thread ) => {
		await thread.newKey();
		await thread.grant( 1, reader, bruno.signer );
		await thread.byMember( chidi, 'epoch', { header: { recused: [ chidi.signer.publicKey ], holders: thread.holdersBut( [ chidi ] ) } } );
		thread.refuseLast( 'recused' );
	} );
	await scenario( 'an epoch that names nobody recused', async ( thread ) => {
		await thread.beginEpoch( bruno, [], { header: { recused: undefined } } );
		thread.refuseLast( 'malformed' );
	} );
	await scenario( 'an epoch whose recused are no list', async ( thread ) => {
		await thread.beginEpoch( bruno, [], { header: { recused: chidi.signer.publicKey } } );
		thread.refuseLast( 'malformed' );
	} );
	await scenario( 'from an old epoch', async ( thread ) => {
		const before = thread.head;
		await thread.beginEpoch( bruno, [ chidi ] );
		const epoch = thread.expected.pop() as Record<string, unknown>;
		thread.head = before;
		await thread.byMember( chidi );
		thread.refuseLast( 'old_epoch' );
		await thread.add( 'message', thread.reporter );
		thread.refuseLast( 'old_epoch' );
		thread.expected.push( epoch );
	} );
	await scenario( 'an epoch begun by a stranger ends nothing', async ( thread ) => {
		const before = thread.head;
		await thread.newKey();
		await thread.grant( 1, reader, bruno.signer );
		await thread.byMember( eve, 'epoch', { header: { recused: [], holders: thread.holdersBut( [] ) } } );
		thread.refuseLast( 'not_a_member' );
		const epoch = thread.expected.pop() as Record<string, unknown>;
		thread.head = before;
		await thread.byMember( chidi );
		thread.expected.push( epoch );
	} );

	// Statements
	const second = await team.sign( { seq: 2 }, team.members.slice( 0, 3 ) );
	const twin = await team.sign( { seq: 1, expires: '2027-02-19' } );
	const renewed: TestMember = { ...( await makeMember( 'Dalia' ) ) };
	const newKeys = await team.sign( { seq: 2 }, [ ada, bruno, chidi, renewed ] );
	const unsigned = { wire: { ...second.wire, signature: first.wire.signature }, statement: second.statement };
	const both = [ first, second ];
	await scenario( 'under a newer statement', ( thread ) =>
		thread.byMember( bruno, 'message', { statement: ref( second ) } ), [], both );
	await scenario( 'under an older statement than one named before', async ( thread ) => {
		await thread.byMember( bruno, 'message', { statement: ref( second ) } );
		await thread.byMember( chidi );
		thread.refuseLast( 'statement_stale' );
	}, [], both );
	await scenario( 'a refused envelope makes no statement stale', async ( thread ) => {
		await thread.byMember( dalia, 'message', { statement: ref( second ) } );
		thread.refuseLast( 'not_a_member' );
		await thread.byMember( chidi );
	}, [], both );
	await scenario( 'two statements with one number', async ( thread ) => {
		await thread.byMember( bruno, 'message', { statement: ref( twin ) } );
		thread.refuseLast( 'statement_stale' );
	}, [], [ first, twin ] );
	await scenario( 'under an unknown statement', async ( thread ) => {
		await thread.byMember( bruno, 'message', { statement: { seq: 2, hash: '0'.repeat( 64 ) } } );
		thread.refuseLast( 'statement_unknown' );
	} );
	await scenario( 'under a statement the root did not sign', async ( thread ) => {
		await thread.byMember( bruno, 'message', { statement: ref( second ) } );
		thread.refuseLast( 'statement_unknown' );
	}, [], [ first, unsigned ] );
	await scenario( 'a known hash under another number', async ( thread ) => {
		await thread.byMember( bruno, 'message', { statement: { seq: 2, hash: first.statement.hash } } );
		thread.refuseLast( 'statement_unknown' );
	} );
	await scenario( 'under no statement', async ( thread ) => {
		await thread.add( 'message', bruno.signer );
		thread.refuseLast( 'statement_unknown' );
	} );
	await scenario( 'the statement is no object', async ( thread ) => {
		await thread.byMember( bruno, 'message', { header: { statement: 'the first' } } );
		thread.refuseLast( 'statement_unknown' );
	} );
	await scenario( 'no longer a member under the statement named', async ( thread ) => {
		await thread.byMember( dalia, 'message', { statement: ref( second ) } );
		thread.refuseLast( 'not_a_member' );
	}, [], both );
	await scenario( 'an excluded member with new keys', async ( thread ) => {
		await thread.byMember( renewed, 'message', { statement: ref( newKeys ) } );
		thread.refuseLast( 'excluded' );
	}, [ dalia ], [ first, newKeys ] );
	await scenario( 'a recused member with new keys', async ( thread ) => {
		await thread.beginEpoch( bruno, [ dalia ] );
		await thread.byMember( renewed, 'message', { statement: ref( newKeys ) } );
		thread.refuseLast( 'recused' );
	}, [], [ first, newKeys ] );

	// The first envelope
	const beginning = async (
		name: string, error: string, header: Record<string, unknown>, others: string, bucket?: number
	): Promise<void> => {
		const thread = await begin();
		thread.envelopes.splice( 0 );
		thread.head = null;
		thread.expected.splice( 0 );
		await thread.add( 'summary', thread.reporter, {
			header: { statement: ref( first ), excluded: [], reporter: thread.reporter.publicKey, ...header },
			bucket, body: { excerpt: 'kurz' }
		} );
		thread.refuseLast( error );
		await thread.add( 'report', thread.reporter );
		if ( others ) {
			thread.refuseLast( others );
		}
		await thread.byMember( bruno );
		add( name, thread );
	};
	await beginning( 'the summary names an unknown statement', 'statement_unknown', { statement: { seq: 9, hash: '0'.repeat( 64 ) } }, '' );
	await beginning( 'the summary names no statement', 'statement_unknown', { statement: undefined }, '' );
	await beginning( 'the summary is larger than the smallest bucket', 'bad_bucket', {}, '', 4096 );
	await beginning( 'the summary continues something', 'broken_chain', { prev: '0'.repeat( 64 ) }, '' );
	await beginning( 'the summary names another reporter', 'not_a_member', { reporter: ( await signerFromSeed( randomBytes( 32 ) ) ).publicKey }, 'not_a_member' );
	await beginning( 'the summary has no list of excluded', 'malformed', { excluded: undefined }, 'not_a_member' );
	await beginning( 'the excluded are no list', 'malformed', { excluded: 'nobody' }, 'not_a_member' );
	await beginning( 'the excluded are not keys', 'malformed', { excluded: [ 'Dalia' ] }, 'not_a_member' );
	await scenario( 'the first envelope is lost', async ( thread ) => {
		thread.envelopes.splice( 0, 1 );
		thread.expected.splice( 0, 3,
			{ epoch: 0, n: 1, ok: false, error: 'gap' }, { epoch: 0, n: 2, ok: false, error: 'not_a_member' } );
	} );
	await scenario( 'the first envelope is damaged', async ( thread ) => {
		thread.envelopes[ 0 ].data = b64encode( flip( thread.fileAt( 0 ), -300 ) );
		thread.expected.splice( 0, 3,
			{ epoch: 0, n: 0, ok: false, error: 'malformed' }, { epoch: 0, n: 1, ok: false, error: 'broken_chain' },
			{ epoch: 0, n: 2, ok: false, error: 'not_a_member' } );
	} );
	return vectorFile( 'Whole vaults: nothing is dropped, what does not fit says why', cases );
}
