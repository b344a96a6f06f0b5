// SPDX-License-Identifier: AGPL-3.0-or-later
import { Encrypter } from 'age-encryption';
import { describe, expect, it } from 'vitest';
import { isIdentity, isRecipient, newIdentity, openWith, recipientOf, sealTo, stanzasOf } from './age';
import { utf8 } from './encoding';

describe( 'age', () => {
	it( 'gives back what was sealed, and no two files alike', async () => {
		const identity = newIdentity();
		const recipient = await recipientOf( identity );
		const [ one, other ] = [ await sealTo( recipient, utf8( 'x' ) ), await sealTo( recipient, utf8( 'x' ) ) ];
		expect( one ).not.toEqual( other );
		expect( await openWith( identity, one ) ).toEqual( utf8( 'x' ) );
	} );

	it( 'tells keys from what looks like them', async () => {
		const identity = newIdentity();
		const recipient = await recipientOf( identity );
		expect( [ isIdentity( identity ), isRecipient( recipient ) ] ).toEqual( [ true, true ] );
		for ( const text of [ identity.toLowerCase(), identity + 'Q', recipient, '', null, 'AGE-SECRET-KEY-1' ] ) {
			expect( isIdentity( text ) ).toBe( false );
		}
		for ( const text of [ recipient.toUpperCase(), recipient.slice( 0, -1 ), identity, '', undefined, 'age1pq1qqqq' ] ) {
			expect( isRecipient( text ) ).toBe( false );
		}
	} );

	it( 'seals to nothing but X25519 keys', async () => {
		await expect( sealTo( 'age1pq1' + 'q'.repeat( 50 ), utf8( 'x' ) ) ).rejects.toMatchObject( { code: 'malformed' } );
		await expect( recipientOf( 'AGE-SECRET-KEY-PQ-1' + 'Q'.repeat( 50 ) ) ).rejects.toMatchObject( { code: 'malformed' } );
	} );

	it( 'is built without the parts that Alcove never uses', async () => {
		const { MLKEM768X25519 } = await import( '@noble/post-quantum/hybrid.js' );
		const { p256 } = await import( '@noble/curves/nist.js' );
		expect( () => MLKEM768X25519.getPublicKey( new Uint8Array( 32 ) ) ).toThrow( /X25519 keys only/ );
		expect( () => p256.getPublicKey( new Uint8Array( 32 ) ) ).toThrow( /X25519 keys only/ );
	} );

	it( 'opens nothing that is sealed under a passphrase', async () => {
		const encrypter = new Encrypter();
		encrypter.setScryptWorkFactor( 2 );
		encrypter.setPassphrase( 'a' );
		const file = await encrypter.encrypt( 'x' );
		expect( stanzasOf( file ).map( ( [ kind ] ) => kind ) ).toEqual( [ 'scrypt' ] );
		await expect( openWith( newIdentity(), file ) ).rejects.toMatchObject( { code: 'malformed' } );
	} );

	it( 'reads no header without an end', () => {
		for ( const text of [ 'age-encryption.org/v1', 'age-encryption.org/v1\n', 'age-encryption.org/v1\n-> X25519 a\n', 'age-encryption.org/v1\nx\n' ] ) {
			expect( () => stanzasOf( utf8( text ) ) ).toThrow( 'not an age file' );
		}
	} );
} );
