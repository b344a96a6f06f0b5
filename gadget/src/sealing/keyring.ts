// SPDX-License-Identifier: AGPL-3.0-or-later
/** The keys one reader has to a vault: those granted to them, and those of earlier epochs that a later one hands on (SEALING). */
import { isIdentity, recipientOf } from './age';
import { b64decode, hasKeys, isCount, readJson } from './encoding';
import { openEnvelope } from './envelope';
import { SealingError } from './errors';
import { openUnjudgedGrant, type OpenedGrant } from './grant';
import type { StoredEnvelope, StoredGrant } from './vault';

/** A key, and the epoch whose first envelope handed it on if it was not granted to the reader directly. */
export type Held = OpenedGrant & { through?: number };
export type Keys = Map<number, Held>;

/** An earlier epoch's key, as a later one hands it on. */
interface Earlier {
	epoch: number;
	identity: string;
}

/** Opens the reader's own grants, one for each epoch. */
async function openGrants( { vault, team, holder, identity, grants }: {
	vault: string; team: string; holder: string; identity: string; grants: StoredGrant[];
} ): Promise<Keys> {
	const keys: Keys = new Map();
	for ( const grant of grants.filter( ( one ) => one.holder === holder ) ) {
		const { epoch } = grant;
		let opened: OpenedGrant;
		try {
			opened = await openUnjudgedGrant( b64decode( grant.data ), identity, { vault, team, holder, epoch } );
		} catch ( error ) {
			if ( error instanceof SealingError && error.code === 'wrong_key' ) {
				// Of an earlier private code, perhaps. If it was taken away instead, the epoch shows that it is missing.
				continue;
			}
			throw error;
		}
		const before = keys.get( epoch );
		if ( before && before.key !== opened.key ) {
			throw new SealingError( 'grant_forged', 'two keys for one epoch' );
		}
		keys.set( epoch, opened );
	}
	if ( !keys.size ) {
		throw new SealingError( 'wrong_key', 'no grant for this reader' );
	}
	return keys;
}

/** Reads what an epoch's first envelope hands on; whether to believe it is judged with that envelope. */
async function readEarlier( { epoch, data }: StoredEnvelope, held: Held ): Promise<[ number, Held ][]> {
	try {
		const { header, body } = await openEnvelope( b64decode( data ), held.key );
		const { keys } = readJson( body );
		if ( header.kind !== 'epoch' || !Array.isArray( keys ) ) {
			return [];
		}
		return await Promise.all( ( keys as unknown[] ).filter( ( one ): one is Earlier => hasKeys( one, 'epoch', 'identity' ) &&
			isCount( one.epoch ) && one.epoch < epoch && isIdentity( one.identity ) ).map(
			async ( one ): Promise<[ number, Held ]> => [ one.epoch, {
				key: one.identity, recipient: await recipientOf( one.identity ), from: header.from, through: epoch
			} ]
		) );
	} catch ( error ) {
		if ( error instanceof SealingError ) {
			// Shown in its place when the vault is read.
			return [];
		}
		throw error;
	}
}

/**
 * Collects all keys a reader has.
 *
 * Whoever joins later, and a writer with a new private code, was granted the newest key alone: the others come with it.
 */
export async function openKeys( input: Parameters<typeof openGrants>[ 0 ] & { envelopes: StoredEnvelope[] } ): Promise<Keys> {
	const keys = await openGrants( input );
	for ( const epoch of Array.from( keys.keys() ).sort( ( a, b ) => b - a ) ) {
		const firsts = input.envelopes.filter( ( one ) => one.epoch === epoch && one.n === 0 );
		for ( const [ earlier, held ] of firsts.length === 1 && epoch > 0 ?
			await readEarlier( firsts[ 0 ], keys.get( epoch ) as Held ) : [] ) {
			if ( !keys.has( earlier ) ) {
				keys.set( earlier, held );
			}
		}
	}
	return keys;
}
