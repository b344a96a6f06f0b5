// SPDX-License-Identifier: AGPL-3.0-or-later
/** A person of a team: an age key and an Ed25519 key, made together (SEALING). */
import { fingerprint, newIdentity, recipientOf } from './age';
import { b64decode, b64encode, randomBytes } from './encoding';
import { SealingError } from './errors';
import { signerFromSeed, type Signer } from './signing';

/** What a key file and a browser keep of a person: everything else follows from it. */
export interface PersonSecrets {
	name: string;
	home: string;
	/** The age key, as age writes it. */
	age: string;
	/** The Ed25519 seed, base64. */
	ed25519: string;
	/** The day the keys were made. */
	made: string;
}

export interface Person {
	name: string;
	home: string;
	identity: string;
	recipient: string;
	fingerprint: string;
	signer: Signer;
	ed25519Public: string;
	secrets: PersonSecrets;
}

/** Brings kept keys back to life. */
export async function personFrom( secrets: PersonSecrets ): Promise<Person> {
	const seed = b64decode( secrets.ed25519 );
	if ( seed.length !== 32 ) {
		throw new SealingError( 'malformed', 'not an Ed25519 seed' );
	}
	const signer = await signerFromSeed( seed );
	const recipient = await recipientOf( secrets.age );
	return {
		name: secrets.name,
		home: secrets.home,
		identity: secrets.age,
		recipient,
		fingerprint: fingerprint( recipient ),
		signer,
		ed25519Public: signer.publicKey,
		secrets
	};
}

/** Makes the keys of somebody who joins a team. */
export function newPerson( name: string, home: string ): Promise<Person> {
	return personFrom( {
		name,
		home,
		age: newIdentity(),
		ed25519: b64encode( randomBytes( 32 ) ),
		made: new Date().toISOString().slice( 0, 10 )
	} );
}

/** Writes the line about a person that a team's root puts into a statement. */
export function memberLine( person: Person, role: 'member' | 'observer' = 'member' ): string {
	return JSON.stringify( {
		name: person.name, home: person.home, role, age: person.recipient, ed25519: person.ed25519Public
	} );
}
