// SPDX-License-Identifier: AGPL-3.0-or-later
/** Vectors for what people and roots write: receipts, statements, claims, key files, words. */
import { Encrypter, armor } from 'age-encryption';
import { bindingOf } from '../claim';
import { b64encode, randomBytes, sha256Hex, utf8 } from '../encoding';
import { makeKeyFile, newPassphrase } from '../keyfile';
import { newPerson } from '../person';
import { newReceipt } from '../receipt';
import { signText } from '../signed';
import { signerFromSeed } from '../signing';
import { makeMember, makeTeam, TEAM, TODAY } from '../test-team';
import { fingerprintWords } from '../words';
import { bad, good, vectorFile, type VectorCase, type VectorFile } from './vectors';

const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export async function receipts(): Promise<VectorFile> {
	const cases: VectorCase[] = [];
	for ( let i = 0; i < 4; i++ ) {
		const receipt = await newReceipt();
		const derived = {
			lookup: receipt.lookup, access: receipt.access, access_hash: receipt.accessHash,
			recipient: receipt.recipient, ed25519: receipt.ed25519Public
		};
		const bare = receipt.text.replace( 'PRIVATE-DO-NOT-SHARE-', '' );
		const typed = [
			receipt.text, bare.toLowerCase(), '  ' + receipt.text.replace( /-/g, ' ' ).toLowerCase() + '\n',
			bare.replace( /0/g, 'o' ).replace( /1/g, i % 2 ? 'l' : 'I' )
		][ i ];
		cases.push( good( [ 'as written', 'small letters', 'spaces for hyphens', 'misread 0 and 1' ][ i ], { text: typed }, derived ) );
		const at = receipt.text.length - 2 - i;
		const symbol = receipt.text[ at ];
		if ( symbol !== '-' ) {
			const wrong = SYMBOLS[ ( SYMBOLS.indexOf( symbol ) + 1 + i ) % 32 ];
			cases.push( bad( 'one wrong symbol, ' + ( at + 1 ), {
				text: receipt.text.slice( 0, at ) + wrong + receipt.text.slice( at + 1 )
			}, 'receipt_bad_symbol' ) );
		}
		if ( i === 0 ) {
			const first = receipt.text.slice( 0, 21 );
			const symbols = bare.replace( /-/g, '' );
			const swapped = symbols[ 5 ] === symbols[ 6 ] ? null : symbols.slice( 0, 5 ) + symbols[ 6 ] + symbols[ 5 ] + symbols.slice( 7 );
			if ( swapped ) {
				cases.push( bad( 'two symbols swapped', { text: swapped }, 'receipt_bad_symbol' ) );
			}
			cases.push(
				bad( 'one symbol missing', { text: receipt.text.slice( 0, -1 ) }, 'receipt_malformed' ),
				bad( 'one symbol too many', { text: receipt.text + '7' }, 'receipt_malformed' ),
				bad( 'the warning only', { text: first }, 'receipt_malformed' ),
				bad( 'nothing', { text: '' }, 'receipt_malformed' ),
				bad( 'a symbol that is none', { text: '!' + symbols.slice( 1 ) }, 'receipt_malformed' ),
				bad( 'a check symbol inside', { text: symbols.slice( 0, 3 ) + '*' + symbols.slice( 4 ) }, 'receipt_malformed' ),
				bad( 'another letter outside of the basic plane', { text: '😀' + symbols.slice( 1 ) }, 'receipt_malformed' ),
				// 8 × 32^25 is 2^128; its rest by 37 is told by the same arithmetic that readers use.
				bad( 'more than 128 bits', { text: '8' + '0'.repeat( 25 ) + tooLargeCheck() }, 'receipt_malformed' )
			);
		}
	}
	return vectorFile( 'Receipts: what is derived from them, and what is no receipt', cases );
}

function tooLargeCheck(): string {
	let rest = 8;
	for ( let i = 0; i < 25; i++ ) {
		rest = rest * 32 % 37;
	}
	return ( SYMBOLS + '*~$=U' )[ rest ];
}

export async function statements(): Promise<VectorFile> {
	const team = await makeTeam();
	const other = await signerFromSeed( randomBytes( 32 ) );
	const wanted = { root: team.root.publicKey, team: TEAM, today: TODAY, remembered: null };
	const signed = async ( changes: Record<string, unknown> = {}, members = team.members ) =>
		signText( 'statement', team.text( changes, members ), team.root );
	const wire = await signed();
	const hash = sha256Hex( utf8( wire.text ) );
	const member = JSON.parse( wire.text ).members[ 0 ];
	const with1 = ( changes: object ) => ( { members: [ { ...member, ...changes }, ...JSON.parse( wire.text ).members.slice( 1 ) ] } );
	const accepted = { seq: 1, hash, members: 5 };
	const raw = ( text: string ) => signText( 'statement', text, team.root );
	const cases: VectorCase[] = [
		good( 'accepted', { wire, ...wanted }, accepted ),
		good( 'on its last day', { wire, ...wanted, today: '2027-02-20' }, accepted ),
		good( 'one day early', { wire, ...wanted, today: '2026-11-21' }, accepted ),
		good( 'the one remembered', { wire, ...wanted, remembered: { seq: 1, hash } }, accepted ),
		bad( 'seq lower than remembered', { wire, ...wanted, remembered: { seq: 2, hash: '0'.repeat( 64 ) } }, 'statement_stale' ),
		bad( 'seq remembered with another text', { wire, ...wanted, remembered: { seq: 1, hash: '0'.repeat( 64 ) } }, 'statement_stale' ),
		bad( 'the day after its last', { wire, ...wanted, today: '2027-02-21' }, 'statement_expired' ),
		bad( 'two days early', { wire, ...wanted, today: '2026-11-20' }, 'statement_expired' ),
		bad( 'another root pinned', { wire, ...wanted, root: other.publicKey }, 'statement_wrong_root' ),
		bad( 'says our root, signed by another', { wire: await signText( 'statement', wire.text, other ), ...wanted }, 'statement_bad_signature' ),
		bad( 'signed as a claim', { wire: await signText( 'claim', wire.text, team.root ), ...wanted }, 'statement_bad_signature' ),
		bad( 'text changed after signing', { wire: { ...wire, text: wire.text.replace( 'Ada', 'Eve' ) }, ...wanted }, 'statement_bad_signature' ),
		bad( 'another team', { wire, ...wanted, team: 'arbcom-de' }, 'statement_wrong_team' ),
		bad( 'too few with a vote', { wire: await signed( {}, team.members.slice( 2 ) ), ...wanted }, 'too_few_holders' ),
		bad( 'longer than 90 days', { wire: await signed( { expires: '2027-02-21' } ), ...wanted }, 'statement_malformed' ),
		bad( 'ends before it begins', { wire: await signed( { expires: '2026-11-21' } ), ...wanted }, 'statement_malformed' ),
		bad( 'a day that does not exist', { wire: await signed( { expires: '2026-11-31' } ), ...wanted }, 'statement_malformed' ),
		bad( 'a day as week and weekday', { wire: await signed( { issued: '2026-W47-7' } ), ...wanted }, 'statement_malformed' ),
		bad( 'a day with a time', { wire: await signed( { issued: '2026-11-22T00:00:00Z' } ), ...wanted }, 'statement_malformed' ),
		bad( 'another version', { wire: await signed( { v: 2 } ), ...wanted }, 'statement_malformed' ),
		bad( 'version true', { wire: await signed( { v: true } ), ...wanted }, 'statement_malformed' ),
		bad( 'seq is no whole number', { wire: await signed( { seq: 1.5 } ), ...wanted }, 'statement_malformed' ),
		bad( 'seq written 1.0', { wire: await raw( wire.text.replace( '"seq":1', '"seq":1.0' ) ), ...wanted }, 'statement_malformed' ),
		bad( 'seq is a text', { wire: await signed( { seq: '1' } ), ...wanted }, 'statement_malformed' ),
		bad( 'nobody needed', { wire: await signed( { min_holders: 0 } ), ...wanted }, 'statement_malformed' ),
		bad( 'two of one name', { wire: await signed( with1( { name: 'Bruno' } ) ), ...wanted }, 'statement_malformed' ),
		bad( 'two with one age key', { wire: await signed( with1( { age: team.members[ 1 ].recipient } ) ), ...wanted }, 'statement_malformed' ),
		bad( 'two with one signing key', { wire: await signed( with1( { ed25519: team.members[ 1 ].signer.publicKey } ) ), ...wanted }, 'statement_malformed' ),
		bad( 'an unknown role', { wire: await signed( with1( { role: 'admin' } ) ), ...wanted }, 'statement_malformed' ),
		bad( 'no name', { wire: await signed( with1( { name: '' } ) ), ...wanted }, 'statement_malformed' ),
		bad( 'an age key in capitals', { wire: await signed( with1( { age: member.age.toUpperCase() } ) ), ...wanted }, 'statement_malformed' ),
		bad( 'an age key with a wrong letter', { wire: await signed( with1( { age: member.age.slice( 0, -1 ) + ( member.age.endsWith( 'q' ) ? 'p' : 'q' ) } ) ), ...wanted }, 'statement_malformed' ),
		bad( 'a signing key of 31 bytes', { wire: await signed( with1( { ed25519: b64encode( randomBytes( 31 ) ) } ) ), ...wanted }, 'statement_malformed' ),
		bad( 'base64 without padding', { wire: await signed( with1( { ed25519: member.ed25519.slice( 0, -1 ) } ) ), ...wanted }, 'statement_malformed' ),
		bad( 'members is no list', { wire: await signed( { members: {} } ), ...wanted }, 'statement_malformed' ),
		bad( 'not JSON', { wire: await raw( 'Ada, Bruno' ), ...wanted }, 'statement_malformed' ),
		bad( 'a JSON list', { wire: await raw( '[]' ), ...wanted }, 'statement_malformed' ),
		bad( 'a key twice', { wire: await raw( wire.text.replace( '"v":1', '"v":1,"seq":1' ) ), ...wanted }, 'statement_malformed' ),
		bad( 'a key twice, once in disguise', { wire: await raw( wire.text.replace( '"v":1', '"v":1,"s\\u0065q":1' ) ), ...wanted }, 'statement_malformed' ),
		bad( 'a key twice in a member', { wire: await raw( wire.text.replace( '"name":"Ada"', '"name":"Ada","name":"Ada"' ) ), ...wanted }, 'statement_malformed' ),
		bad( 'half a surrogate pair', { wire: await raw( wire.text.replace( 'Ada', 'Ada\\ud800' ) ), ...wanted }, 'statement_malformed' ),
		bad( 'no signature', { wire: { text: wire.text }, ...wanted }, 'statement_malformed' ),
		bad( 'a signature of 63 bytes', { wire: { text: wire.text, signature: b64encode( randomBytes( 63 ) ) }, ...wanted }, 'statement_malformed' ),
		bad( 'something beside text and signature', { wire: { ...wire, more: 1 }, ...wanted }, 'statement_malformed' ),
		bad( 'malformed comes before wrong root', { wire: await signed( { v: 2 } ), ...wanted, root: other.publicKey }, 'statement_malformed' ),
		bad( 'wrong root comes before wrong team', { wire, ...wanted, root: other.publicKey, team: 'x' }, 'statement_wrong_root' ),
		bad( 'wrong team comes before stale', { wire, ...wanted, team: 'x', remembered: { seq: 2, hash } }, 'statement_wrong_team' ),
		bad( 'stale comes before expired', { wire, ...wanted, today: '2028-01-01', remembered: { seq: 2, hash } }, 'statement_stale' )
	];
	const spaced = await raw( '\n' + JSON.stringify( JSON.parse( wire.text ), null, 2 ) + '\n' );
	cases.push( bad( 'white space around it', { wire: spaced, ...wanted }, 'statement_malformed' ) );
	return vectorFile( 'Team statements: accepted, and every reason to refuse one', cases );
}

export async function claims(): Promise<VectorFile> {
	const service = await signerFromSeed( randomBytes( 32 ) );
	const other = await signerFromSeed( randomBytes( 32 ) );
	const reporter = await signerFromSeed( randomBytes( 32 ) );
	const nonce = randomBytes( 32 );
	const subject = { central_id: 4711, name: 'Ada', blocked: false };
	const said = { v: 1, subject, bind: bindingOf( reporter.publicKey, TEAM, nonce ), day: TODAY };
	const sign = ( changes: object = {}, signer = service ) =>
		signText( 'claim', JSON.stringify( { ...said, ...changes } ), signer );
	const wire = await sign();
	const hash = sha256Hex( utf8( wire.text ) );
	const wanted = {
		claim_key: service.publicKey, team: TEAM, ed25519: reporter.publicKey, nonce: b64encode( nonce ), seen: []
	};
	return vectorFile( 'Claims: whom they are bound to', [
		good( 'with a name', { wire, ...wanted }, { subject } ),
		good( 'nameless', { wire: await sign( { subject: { established: true } } ), ...wanted }, { subject: { established: true } } ),
		good( 'another claim was seen', { wire, ...wanted, seen: [ '0'.repeat( 64 ) ] }, { subject } ),
		bad( 'reused', { wire, ...wanted, seen: [ hash ] }, 'claim_reused' ),
		bad( 'of another team', { wire, ...wanted, team: 'arbcom-de' }, 'claim_not_bound' ),
		bad( 'of another key', { wire, ...wanted, ed25519: other.publicKey }, 'claim_not_bound' ),
		bad( 'another nonce', { wire, ...wanted, nonce: b64encode( randomBytes( 32 ) ) }, 'claim_not_bound' ),
		// Team and nonce stand next to each other in what is hashed; their border must not move.
		bad( 'a piece of the nonce taken for the team', {
			wire: await sign( { bind: bindingOf( reporter.publicKey, 'u4', new Uint8Array( [ 99, ...nonce.subarray( 0, 31 ) ] ) ) } ),
			...wanted, nonce: b64encode( nonce.subarray( 0, 31 ) )
		}, 'claim_not_bound' ),
		bad( 'wrong claim key', { wire, ...wanted, claim_key: other.publicKey }, 'claim_bad_signature' ),
		bad( 'signed by somebody else', { wire: await sign( {}, other ), ...wanted }, 'claim_bad_signature' ),
		bad( 'signed as a statement', { wire: await signText( 'statement', wire.text, service ), ...wanted }, 'claim_bad_signature' ),
		bad( 'text changed', { wire: { ...wire, text: wire.text.replace( 'Ada', 'Eve' ) }, ...wanted }, 'claim_bad_signature' ),
		bad( 'no day', { wire: await sign( { day: 'today' } ), ...wanted }, 'claim_malformed' ),
		bad( 'a day as week and weekday', { wire: await sign( { day: '2026-W47-7' } ), ...wanted }, 'claim_malformed' ),
		bad( 'version true', { wire: await sign( { v: true } ), ...wanted }, 'claim_malformed' ),
		bad( 'no subject', { wire: await sign( { subject: null } ), ...wanted }, 'claim_malformed' ),
		bad( 'no signature', { wire: { text: wire.text }, ...wanted }, 'claim_malformed' )
	] );
}

async function passphraseFile( text: string, passphrase: string, factor: number ): Promise<string> {
	const encrypter = new Encrypter();
	encrypter.setScryptWorkFactor( factor );
	encrypter.setPassphrase( passphrase );
	return armor.encode( await encrypter.encrypt( text ) );
}

export async function keyFiles(): Promise<VectorFile> {
	const person = await newPerson( 'Ada', 'meta.wikimedia.org' );
	const passphrase = newPassphrase();
	const armored = await makeKeyFile( person, passphrase );
	const opened = {
		name: 'Ada', home: 'meta.wikimedia.org', recipient: person.recipient, ed25519: person.ed25519Public
	};
	const content = ( changes: object ) => JSON.stringify( { v: 1, kind: 'alcove-key', ...person.secrets, ...changes } );
	const lines = armored.split( '\n' );
	const sealed = new Encrypter();
	sealed.addRecipient( person.recipient );
	return vectorFile( 'Key files: opened with their passphrase only', [
		good( 'opened', { armored, passphrase }, opened ),
		good( 'typed with other spacing and capitals', { armored, passphrase: '  ' + passphrase.toUpperCase().replace( / /g, '  ' ) }, opened ),
		good( 'work factor 16', { armored: await passphraseFile( content( {} ), passphrase, 16 ), passphrase }, opened ),
		bad( 'another passphrase', { armored, passphrase: newPassphrase() }, 'wrong_key' ),
		bad( 'work factor 15', { armored: await passphraseFile( content( {} ), passphrase, 15 ), passphrase }, 'malformed' ),
		bad( 'work factor 21', { armored: rename( armored, ' 18\n', ' 21\n' ), passphrase }, 'malformed' ),
		bad( 'for a key, not a passphrase', { armored: armor.encode( await sealed.encrypt( content( {} ) ) ), passphrase }, 'malformed' ),
		bad( 'a line is missing', { armored: lines.slice( 0, 3 ).concat( lines.slice( 4 ) ).join( '\n' ), passphrase }, 'malformed' ),
		bad( 'no armor', { armored: 'Ada’s key', passphrase }, 'malformed' ),
		bad( 'of another kind', { armored: await passphraseFile( content( { kind: 'alcove-root' } ), passphrase, 16 ), passphrase }, 'malformed' ),
		bad( 'a short seed', { armored: await passphraseFile( content( { ed25519: b64encode( randomBytes( 31 ) ) } ), passphrase, 16 ), passphrase }, 'malformed' ),
		bad( 'no age key', { armored: await passphraseFile( content( { age: person.recipient } ), passphrase, 16 ), passphrase }, 'malformed' ),
		bad( 'not JSON', { armored: await passphraseFile( 'Ada', passphrase, 16 ), passphrase }, 'malformed' )
	] );
}

/** Replaces text in the clear header of an armored file. */
function rename( armored: string, from: string, to: string ): string {
	const file = armor.decode( armored );
	const binary = String.fromCharCode( ...file ).replace( from, to );
	return armor.encode( Uint8Array.from( binary, ( one ) => one.charCodeAt( 0 ) ) );
}

export async function words(): Promise<VectorFile> {
	const cases: VectorCase[] = [];
	for ( const name of [ 'Ada', 'Bruno', 'Chidi' ] ) {
		const member = await makeMember( name );
		const keys = { age: member.recipient, ed25519: member.signer.publicKey };
		cases.push( good( 'the keys of ' + name, keys, { words: fingerprintWords( keys.age, keys.ed25519 ) } ) );
	}
	return vectorFile( 'Both keys of a person in six words', cases );
}
