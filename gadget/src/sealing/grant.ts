// SPDX-License-Identifier: AGPL-3.0-or-later
/** Vaults and grants: a vault is one age key, a grant carries it to exactly one holder (SEALING). */
import { fingerprint, isIdentity, newIdentity, recipientOf } from './age';
import { b64encode, randomId } from './encoding';
import { openSigned, sealEnvelope, SMALLEST_BUCKET, type CommonHeader, type Opened } from './envelope';
import { SealingError } from './errors';
import type { Signer } from './signing';

/** The holder's name of the grant that a receipt opens. */
export const REPORTER = 'reporter';

export interface Vault {
	id: string;
	/** The secret key, which only grants carry. */
	identity: string;
	recipient: string;
}

export interface GrantHeader extends CommonHeader {
	kind: 'grant';
	holder: string;
	/** The fingerprint of the vault's public key. */
	key: string;
}

/** Where a grant belongs, and to whom. */
export interface GrantPlace {
	vault: string;
	epoch: number;
	team: string;
	holder: string;
}

/** Starts a vault; the service never learns even its public key. */
export async function newVault(): Promise<Vault> {
	const identity = newIdentity();
	return { id: randomId(), identity, recipient: await recipientOf( identity ) };
}

/** Seals a vault's key to one holder. */
export async function sealGrant( grant: GrantPlace & {
	/** The age key of the holder. */
	recipient: string;
	vaultIdentity: string;
	signer: Signer;
} ): Promise<Uint8Array> {
	const header: GrantHeader = {
		v: 1,
		kind: 'grant',
		vault: grant.vault,
		epoch: grant.epoch,
		team: grant.team,
		from: grant.signer.publicKey,
		holder: grant.holder,
		key: fingerprint( await recipientOf( grant.vaultIdentity ) )
	};
	return sealEnvelope( {
		vaultRecipient: grant.recipient,
		header,
		body: grant.vaultIdentity,
		signer: grant.signer,
		bucket: SMALLEST_BUCKET
	} );
}

/** A grant as it is sent. */
export interface SentGrant {
	epoch: number;
	holder: string;
	data: string;
}

/** Seals a vault's key of one epoch to several holders, each by a grant of their own. */
export function sealGrantsTo( holders: { holder: string; recipient: string }[], grant: {
	vault: string; team: string; epoch: number; vaultIdentity: string; signer: Signer;
} ): Promise<SentGrant[]> {
	return Promise.all( holders.map( async ( to ) => ( {
		epoch: grant.epoch, holder: to.holder, data: b64encode( await sealGrant( Object.assign( {}, grant, to ) ) )
	} ) ) );
}

/** How grants name people. */
export function asHolders( members: { fingerprint: string; age: string }[] ): { holder: string; recipient: string }[] {
	return members.map( ( member ) => ( { holder: member.fingerprint, recipient: member.age } ) );
}

export interface OpenedGrant {
	/** The vault's secret key. */
	key: string;
	recipient: string;
	/** Who granted it; not yet judged when nobody said who may. */
	from: string;
}

/** Opens a grant and checks everything but whether its writer may grant. */
export async function openUnjudgedGrant(
	file: Uint8Array, identity: string, place: GrantPlace
): Promise<OpenedGrant> {
	let opened: Opened<CommonHeader>;
	try {
		opened = await openSigned( file, identity, 'grant_several' );
	} catch ( error ) {
		if ( error instanceof SealingError && error.code === 'bad_signature' ) {
			throw new SealingError( 'grant_forged', 'not signed by whom it names' );
		}
		throw error;
	}
	const header = opened.header as GrantHeader;
	if ( header.kind !== 'grant' || header.vault !== place.vault || header.epoch !== place.epoch ||
		header.team !== place.team || header.holder !== place.holder ) {
		throw new SealingError( 'grant_forged', 'belongs elsewhere' );
	}
	if ( opened.bucket !== SMALLEST_BUCKET ) {
		throw new SealingError( 'bad_bucket' );
	}
	const key = opened.body;
	const recipient = isIdentity( key ) ? await recipientOf( key ) : '';
	if ( recipient === '' || fingerprint( recipient ) !== header.key ) {
		throw new SealingError( 'grant_forged', 'carries another key than it says' );
	}
	return { key, recipient, from: header.from };
}

/** Opens a grant that one of the allowed people wrote. */
export async function openGrant( grant: GrantPlace & {
	data: Uint8Array;
	identity: string;
	/** Ed25519 keys of the thread's reporter and of the team's members. */
	allowed: string[];
} ): Promise<OpenedGrant> {
	const opened = await openUnjudgedGrant( grant.data, grant.identity, grant );
	if ( !grant.allowed.includes( opened.from ) ) {
		throw new SealingError( 'grant_forged', 'written by a stranger' );
	}
	return opened;
}
