// SPDX-License-Identifier: AGPL-3.0-or-later
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { armor } from 'age-encryption';
import { beforeAll, describe, expect, it } from 'vitest';
import { stanzasOf } from './age';
import { keyFileName, makeKeyFile, newPassphrase, openKeyFile } from './keyfile';
import { memberLine, newPerson, personFrom, type Person } from './person';
import { verifyStatement } from './statement';
import { signText } from './signed';
import { makeTeam, TEAM, TODAY } from './test-team';

let ada: Person;

beforeAll( async () => {
	ada = await newPerson( 'Ada: von/Neumann', 'meta.wikimedia.org' );
} );

describe( 'a key file', () => {
	it( 'brings back the same person, for nobody without the passphrase', async () => {
		const passphrase = newPassphrase();
		const text = await makeKeyFile( ada, passphrase );
		expect( stanzasOf( armor.decode( text ) )[ 0 ][ 2 ] ).toBe( '18' );
		expect( ( await openKeyFile( '\n' + text + '\r\n', passphrase ) ).secrets ).toEqual( ada.secrets );
		await expect( openKeyFile( text, newPassphrase() ) ).rejects.toMatchObject( { code: 'wrong_key' } );
	} );

	it( 'has a name that every system can store', () => {
		expect( keyFileName( ada ) ).toBe( 'alcove-key-Ada_von_Neumann.age' );
	} );
} );

describe( 'a passphrase', () => {
	it( 'has seven words of the list, each time others', () => {
		const passphrases = new Set( Array.from( { length: 50 }, newPassphrase ) );
		expect( passphrases.size ).toBe( 50 );
		for ( const passphrase of passphrases ) {
			const words = passphrase.split( ' ' );
			expect( words ).toHaveLength( 7 );
			expect( words.every( ( word ) => wordlist.includes( word ) ) ).toBe( true );
		}
	} );

	it( 'may have every word in every place', () => {
		const seen = Array.from( { length: 7 }, () => new Set<boolean>() );
		for ( let i = 0; i < 200; i++ ) {
			newPassphrase().split( ' ' ).forEach( ( word, at ) => seen[ at ].add( wordlist.indexOf( word ) >= 1024 ) );
		}
		expect( seen.map( ( halves ) => halves.size ) ).toEqual( [ 2, 2, 2, 2, 2, 2, 2 ] );
	} );
} );

describe( 'a person', () => {
	it( 'has a line that a team’s root can put into a statement', async () => {
		const team = await makeTeam();
		const members = [ JSON.parse( memberLine( ada ) ) ];
		const wire = await signText( 'statement', team.text( { members, min_holders: 1 } ), team.root );
		const statement = await verifyStatement( wire, { root: team.root.publicKey, team: TEAM, today: TODAY } );
		expect( statement.members[ 0 ] ).toMatchObject( { role: 'member', fingerprint: ada.fingerprint, ed25519: ada.ed25519Public } );
		expect( memberLine( ada ) ).not.toContain( ada.secrets.ed25519 );
	} );

	it( 'is nobody with half a key', async () => {
		await expect( personFrom( { ...ada.secrets, ed25519: 'AAAA' } ) ).rejects.toMatchObject( { code: 'malformed' } );
		await expect( personFrom( { ...ada.secrets, age: ada.recipient } ) ).rejects.toMatchObject( { code: 'malformed' } );
	} );
} );
