// SPDX-License-Identifier: AGPL-3.0-or-later
/** Key files: a person's keys in an age passphrase file, which only that person keeps (SEALING). */
import { armor, Decrypter, Encrypter } from 'age-encryption';
import { decryptWith, isIdentity, stanzasOf } from './age';
import { isB64, isDay, isText, readJson, readUtf8, utf8, writeJson, type Json } from './encoding';
import { SealingError } from './errors';
import { personFrom, type Person, type PersonSecrets } from './person';
import { newPassphrase } from './words';

export { newPassphrase };

const KIND = 'alcove-key';
const WORK_FACTOR = 18;
/** Weaker files are easy to guess, stronger ones would stop a browser for minutes. */
const ACCEPTED_FACTORS = [ '16', '17', '18', '19', '20' ];

/** Names the file that is downloaded. */
export function keyFileName( person: Person ): string {
	return 'alcove-key-' + person.name.replace( /[\s/\\:*?"<>|]+/g, '_' ) + '.age';
}

/** A passphrase typed with other spacing or capitals is the same passphrase. */
function spoken( passphrase: string ): string {
	return passphrase.trim().split( /\s+/ ).join( ' ' ).toLowerCase();
}

/** Locks a person's keys under a passphrase. */
export async function makeKeyFile( person: Person, passphrase: string ): Promise<string> {
	const { name, home, age, ed25519, made } = person.secrets;
	const encrypter = new Encrypter();
	encrypter.setScryptWorkFactor( WORK_FACTOR );
	encrypter.setPassphrase( spoken( passphrase ) );
	const content = writeJson( { v: 1, kind: KIND, name, home, age, ed25519, made } );
	return armor.encode( await encrypter.encrypt( utf8( content ) ) );
}

/** Refuses what is no passphrase file, or one with a work factor nobody should wait for. */
function requirePassphraseFile( file: Uint8Array ): void {
	const stanzas = stanzasOf( file );
	if ( stanzas.length !== 1 || stanzas[ 0 ][ 0 ] !== 'scrypt' || stanzas[ 0 ].length !== 3 ||
		!ACCEPTED_FACTORS.includes( stanzas[ 0 ][ 2 ] ) ) {
		throw new SealingError( 'malformed', 'not a passphrase file' );
	}
}

function readSecrets( text: string ): PersonSecrets {
	const said: Json = readJson( text );
	if ( said.v !== 1 || said.kind !== KIND || !isText( said.name ) || !isText( said.home ) ||
		!isIdentity( said.age ) || !isB64( said.ed25519, 32 ) || !isDay( said.made ) ) {
		throw new SealingError( 'malformed', 'not a key file' );
	}
	return { name: said.name, home: said.home, age: said.age, ed25519: said.ed25519, made: said.made };
}

/** Opens a key file. */
export async function openKeyFile( text: string, passphrase: string ): Promise<Person> {
	let file: Uint8Array;
	try {
		file = armor.decode( text );
	} catch {
		throw new SealingError( 'malformed', 'not an armored age file' );
	}
	requirePassphraseFile( file );
	const decrypter = new Decrypter();
	decrypter.addPassphrase( spoken( passphrase ) );
	return personFrom( readSecrets( readUtf8( await decryptWith( decrypter, file ) ) ) );
}
