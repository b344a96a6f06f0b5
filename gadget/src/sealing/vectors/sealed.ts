// SPDX-License-Identifier: AGPL-3.0-or-later
/** Vectors for single sealed files: envelopes and grants. */
import { fingerprint, newIdentity, recipientOf } from '../age';
import { b64encode, randomBytes, randomId, utf8, concat } from '../encoding';
import { sealEnvelope, type EnvelopeHeader } from '../envelope';
import { newVault, REPORTER, sealGrant, type GrantHeader } from '../grant';
import { signerFromSeed } from '../signing';
import { makeMember, TEAM } from '../test-team';
import { flip, forge, layOut, sealLoosely, type Forgery } from './forge';
import { bad, good, vectorFile, type VectorCase, type VectorFile } from './vectors';

export async function envelopes(): Promise<VectorFile> {
	const vault = await newVault();
	const other = await newVault();
	const signer = await signerFromSeed( randomBytes( 32 ) );
	const stranger = await signerFromSeed( randomBytes( 32 ) );
	const header: EnvelopeHeader = {
		v: 1, kind: 'message', vault: vault.id, epoch: 0, n: 2, prev: '0'.repeat( 64 ), team: TEAM,
		from: signer.publicKey
	};
	const body = '{"text":"Grüße 😀","lang":"de"}';
	const seal = ( bucket?: number ) => sealEnvelope( { vaultRecipient: vault.recipient, header, body, signer, bucket } );
	const input = ( file: Uint8Array, identity = vault.identity ) => ( { data: b64encode( file ), identity } );
	const forged = async ( forgery: Partial<Forgery> ) =>
		input( await forge( vault.recipient, { signer, header, body, ...forgery } ) );
	const file = await seal();
	const plain = await layOut( { signer, header, body } );
	const text = JSON.stringify( header );
	const clearEnd = String.fromCharCode( ...file.subarray( 0, 300 ) ).indexOf( '\n--- ' ) + 5;
	const magic = utf8( 'age-encryption.org/v1\n' ).length;
	const cases: VectorCase[] = [
		good( 'a message', input( file ), { header, body } ),
		good( 'in a larger bucket than needed', input( await seal( 16384 ) ), { header, body } ),
		good( 'in the largest bucket', input( await seal( 262144 ) ), { header, body } ),
		good( 'with a grease stanza', input( await sealLoosely( plain, [ vault.recipient ], 1 ) ), { header, body } ),
		good( 'filled to the last byte', await forged( {
			body: 'x'.repeat( 1024 - 72 - text.length )
		} ), { header, body: 'x'.repeat( 1024 - 72 - text.length ) } ),
		good( 'without a body', await forged( { body: '' } ), { header, body: '' } ),
		bad( 'wrong key', input( file, other.identity ), 'wrong_key' ),
		bad( 'not a key', input( file, vault.recipient ), 'wrong_key' ),
		bad( 'a key in small letters', input( file, vault.identity.toLowerCase() ), 'wrong_key' ),
		bad( 'truncated by one byte', input( file.subarray( 0, -1 ) ), 'malformed' ),
		bad( 'truncated in the header', input( file.subarray( 0, 60 ) ), 'malformed' ),
		bad( 'one byte longer', input( concat( file, new Uint8Array( 1 ) ) ), 'malformed' ),
		bad( 'nothing', input( new Uint8Array( 0 ) ), 'malformed' ),
		bad( 'the clear header’s seal changed', input( flip( file, clearEnd + 3 ) ), 'malformed' ),
		bad( 'the key share changed', input( flip( file, magic + 14 ) ), 'wrong_key' ),
		bad( 'another version of age', input( concat( utf8( 'age-encryption.org/v2\n' ), file.subarray( magic ) ) ), 'malformed' ),
		bad( 'the sealed payload changed', input( flip( file, -500 ) ), 'malformed' ),
		bad( 'sealed to two keys', input( await sealLoosely( plain, [ vault.recipient, other.recipient ] ) ), 'malformed' ),
		bad( 'with two grease stanzas', input( await sealLoosely( plain, [ vault.recipient ], 2 ) ), 'malformed' ),
		bad( 'header changed after signing', await forged( { writtenHeader: text.replace( '"n":2', '"n":3' ) } ), 'bad_signature' ),
		bad( 'body changed after signing', await forged( { writtenBody: body.replace( 'de', 'en' ) } ), 'bad_signature' ),
		bad( 'signed by another than it names', await forged( { signer: stranger } ), 'bad_signature' ),
		bad( 'padding is not zero', await forged( { stain: 1 } ), 'bad_padding' ),
		bad( 'padding hides something right after the body', await forged( { stain: 1024 - 72 - text.length - utf8( body ).length } ), 'bad_padding' ),
		bad( 'a bucket of 2 KiB', await forged( { size: 2048 } ), 'bad_bucket' ),
		bad( 'one byte more than a bucket', await forged( { size: 1025 } ), 'bad_bucket' ),
		bad( 'header longer than the file', await forged( { headerLength: 4096 } ), 'malformed' ),
		bad( 'header length 2^32 - 1', await forged( { headerLength: 4294967295 } ), 'malformed' ),
		bad( 'body longer than the file', await forged( { bodyLength: 4096 } ), 'malformed' ),
		bad( 'header and body cut elsewhere', await forged( {
			writtenHeader: text + body.slice( 0, 5 ), writtenBody: body.slice( 5 )
		} ), 'malformed' ),
		bad( 'a space before the header', await forged( { header: ' ' + text } ), 'malformed' ),
		bad( 'a line feed after the header', await forged( { header: text + '\n' } ), 'malformed' ),
		bad( 'a byte order mark before the header', await forged( { header: '\ufeff' + text } ), 'malformed' ),
		bad( 'a key stands twice', await forged( { header: text.replace( '"n":2', '"n":2,"n":3' ) } ), 'malformed' ),
		bad( 'a key stands twice, once in disguise', await forged( { header: text.replace( '"n":2', '"n":2,"\\u006e":3' ) } ), 'malformed' ),
		bad( 'n is written 2.0', await forged( { header: text.replace( '"n":2', '"n":2.0' ) } ), 'malformed' ),
		bad( 'n is written 2e0', await forged( { header: text.replace( '"n":2', '"n":2e0' ) } ), 'malformed' ),
		bad( 'n is larger than is exact', await forged( { header: text.replace( '"n":2', '"n":9007199254740992' ) } ), 'malformed' ),
		bad( 'epoch is true', await forged( { header: { ...header, epoch: true } } ), 'malformed' ),
		bad( 'another version', await forged( { header: { ...header, v: 2 } } ), 'malformed' ),
		bad( 'the vault in capitals', await forged( { header: { ...header, vault: 'ABCDEF0123456789ABCDEF0123456789' } } ), 'malformed' ),
		bad( 'prev is a text that is no hash', await forged( { header: { ...header, prev: 'none' } } ), 'malformed' ),
		bad( 'the writer’s key is too short', await forged( { header: { ...header, from: b64encode( randomBytes( 31 ) ) } } ), 'malformed' )
	];
	for ( const key of [ 'v', 'kind', 'vault', 'epoch', 'n', 'prev', 'team', 'from' ] ) {
		cases.push( bad( 'no ' + key, await forged( { header: { ...header, [ key ]: undefined } } ), 'malformed' ) );
	}
	return vectorFile( 'Envelopes: form and signature of single ones', cases );
}

export async function grants(): Promise<VectorFile> {
	const reporter = await signerFromSeed( randomBytes( 32 ) );
	const [ ada, bruno, stranger ] = await Promise.all( [ 'Ada', 'Bruno', 'Eve' ].map( ( name ) => makeMember( name ) ) );
	const [ vault, other ] = [ await newVault(), await newVault() ];
	const receipt = newIdentity();
	const allowed = [ reporter.publicKey, ada.signer.publicKey, bruno.signer.publicKey ];
	const place = { vault: vault.id, epoch: 0, team: TEAM, holder: ada.fingerprint };
	const wanted = { ...place, identity: ada.identity, allowed };
	const input = ( file: Uint8Array, changes: object = {} ) => ( { data: b64encode( file ), ...wanted, ...changes } );
	const sealed = ( changes: Partial<Parameters<typeof sealGrant>[ 0 ]> = {} ) => sealGrant( {
		...place, recipient: ada.recipient, vaultIdentity: vault.identity, signer: reporter, ...changes
	} );
	const header: GrantHeader = {
		v: 1, kind: 'grant', vault: vault.id, epoch: 0, team: TEAM, from: reporter.publicKey,
		holder: ada.fingerprint, key: fingerprint( vault.recipient )
	};
	const forgery: Forgery = { signer: reporter, header, body: vault.identity };
	const forged = async ( changes: Partial<Forgery> ) => input( await forge( ada.recipient, { ...forgery, ...changes } ) );
	const file = await sealed();
	const plain = await layOut( forgery );
	const key = { key: vault.identity };
	return vectorFile( 'Grants: a vault’s key for one holder', [
		good( 'from the reporter', input( file ), key ),
		good( 'from a member', input( await sealed( { signer: bruno.signer } ) ), key ),
		good( 'to the reporter', input( await sealed( {
			holder: REPORTER, recipient: await recipientOf( receipt )
		} ), { holder: REPORTER, identity: receipt } ), key ),
		good( 'of a later epoch', input( await sealed( { epoch: 3 } ), { epoch: 3 } ), key ),
		good( 'with a grease stanza', input( await sealLoosely( plain, [ ada.recipient ], 1 ) ), key ),
		bad( 'wrong key', input( file, { identity: bruno.identity } ), 'wrong_key' ),
		bad( 'truncated', input( file.subarray( 0, -20 ) ), 'malformed' ),
		bad( 'changed', input( flip( file, -100 ) ), 'malformed' ),
		bad( 'sealed to several', input( await sealLoosely( plain, [ ada.recipient, bruno.recipient ] ) ), 'grant_several' ),
		bad( 'sealed to the same key twice', input( await sealLoosely( plain, [ ada.recipient, ada.recipient ] ) ), 'grant_several' ),
		bad( 'with two grease stanzas', input( await sealLoosely( plain, [ ada.recipient ], 2 ) ), 'malformed' ),
		bad( 'from a stranger', input( await sealed( { signer: stranger.signer } ) ), 'grant_forged' ),
		bad( 'from a stranger, another vault’s key', input( await sealed( { signer: stranger.signer, vaultIdentity: other.identity } ) ), 'grant_forged' ),
		bad( 'says the reporter, signed by a stranger', await forged( { signer: stranger.signer } ), 'grant_forged' ),
		bad( 'carries another key than it says', await forged( { body: other.identity } ), 'grant_forged' ),
		bad( 'carries another key, unsigned', await forged( { writtenBody: other.identity } ), 'grant_forged' ),
		bad( 'carries the public key', await forged( { body: vault.recipient } ), 'grant_forged' ),
		bad( 'carries nothing', await forged( { body: '' } ), 'grant_forged' ),
		bad( 'carries the key in small letters', await forged( { body: vault.identity.toLowerCase() } ), 'grant_forged' ),
		bad( 'of another vault', input( await sealed( { vault: randomId() } ) ), 'grant_forged' ),
		bad( 'of another epoch', input( await sealed( { epoch: 1 } ) ), 'grant_forged' ),
		bad( 'of another team', input( await sealed( { team: 'arbcom-de' } ) ), 'grant_forged' ),
		bad( 'for another holder', input( await sealed( { holder: bruno.fingerprint } ) ), 'grant_forged' ),
		bad( 'of another kind', await forged( { header: { ...header, kind: 'message' } } ), 'grant_forged' ),
		bad( 'padding is not zero', await forged( { stain: 3 } ), 'bad_padding' ),
		bad( 'a larger bucket', await forged( { size: 4096 } ), 'bad_bucket' ),
		bad( 'no bucket', await forged( { size: 1000 } ), 'bad_bucket' ),
		bad( 'header is no JSON', await forged( { header: 'grant' } ), 'malformed' ),
		bad( 'a key stands twice', await forged( { header: JSON.stringify( header ).replace( '"v":1', '"v":1,"v":1' ) } ), 'malformed' )
	] );
}
