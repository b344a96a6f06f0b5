// SPDX-License-Identifier: AGPL-3.0-or-later
/** Envelopes: what is sealed says who wrote it, where it belongs and in which order (SEALING). */
import { openWith, sealTo } from './age';
import {
	b64encode, concat, isB64, isCount, isHex, isText, readJson, readUtf8, sha256Hex, utf8, writeJson,
	type Json
} from './encoding';
import { SealingError } from './errors';
import { isSignedBy, type Signer } from './signing';
import type { StatementRef } from './statement';

/** The sizes everything is padded to, so that the service learns only a coarse length. */
export const BUCKETS = [ 1024, 4096, 16384, 65536, 262144 ];
export const SMALLEST_BUCKET = BUCKETS[ 0 ];

const SIGNATURE = 64;
const LENGTHS = 2 * 4;
const CONTEXT = utf8( 'alcove/1\0' );

/** What every header says, that of a grant included. */
export interface CommonHeader {
	v: 1;
	kind: string;
	vault: string;
	epoch: number;
	team: string;
	/** The writer's Ed25519 public key. */
	from: string;
}

export interface EnvelopeHeader extends CommonHeader {
	n: number;
	/** The hash of the envelope before this one; null for the first of a vault. */
	prev: string | null;
	/** Which statement makes a member a member; the first envelope names the one sealed under. */
	statement?: StatementRef;
	/** In the first envelope: whose keys are left out. */
	excluded?: string[];
	/** In the first envelope, and where the private code is made anew: the key of whoever has the code. */
	reporter?: string;
	/** The age recipient of the same, so that a later epoch can be granted to them, too; a report says it in its second envelope. */
	reporter_age?: string;
	/** In the first envelope of a file: the thread it is about; and who of the audience was not given its key. */
	matter?: string;
	without?: string[];
	/** In the first envelope of a later epoch: whose keys count no more, and who was given the new key. */
	recused?: string[];
	holders?: string[];
}

export interface Opened<Header> {
	header: Header;
	body: string;
	/** The padded size, which says how much the service could learn. */
	bucket: number;
}

function u32( value: number ): Uint8Array {
	const bytes = new Uint8Array( 4 );
	new DataView( bytes.buffer ).setUint32( 0, value );
	return bytes;
}

/** Tells how many bytes remain for the body in a bucket, beside this header. */
export function roomFor( header: object, bucket: number ): number {
	return bucket - SIGNATURE - LENGTHS - utf8( writeJson( header ) ).length;
}

function chooseBucket( needed: number, asked: number ): number {
	const bucket = BUCKETS.find( ( size ) => size >= needed && size >= asked );
	if ( bucket === undefined ) {
		throw new SealingError( 'too_large' );
	}
	return bucket;
}

export interface ToSeal {
	vaultRecipient: string;
	header: CommonHeader | EnvelopeHeader;
	/** The exact text, or an object to be written as JSON. */
	body: string | object;
	signer: Signer;
	/** A larger bucket than the content needs. */
	bucket?: number;
}

/** Signs header and body, pads them to a bucket and seals them to a vault. */
export async function sealEnvelope( { vaultRecipient, header, body, signer, bucket }: ToSeal ): Promise<Uint8Array> {
	const head = utf8( writeJson( header ) );
	const content = utf8( typeof body === 'string' ? body : writeJson( body ) );
	const used = SIGNATURE + LENGTHS + head.length + content.length;
	const size = chooseBucket( used, bucket || 0 );
	const signature = await signer.sign( concat( CONTEXT, head, content ) );
	return sealTo( vaultRecipient, concat(
		signature, u32( head.length ), head, u32( content.length ), content, new Uint8Array( size - used )
	) );
}

/** Cuts a plaintext into its parts; every byte must be accounted for. */
function cut( plain: Uint8Array ): { signature: Uint8Array; head: Uint8Array; content: Uint8Array } {
	if ( !BUCKETS.includes( plain.length ) ) {
		throw new SealingError( 'bad_bucket' );
	}
	const view = new DataView( plain.buffer, plain.byteOffset, plain.length );
	let at = SIGNATURE;
	const next = (): Uint8Array => {
		if ( at + 4 > plain.length ) {
			throw new SealingError( 'malformed', 'a length does not fit' );
		}
		const start = at + 4;
		at = start + view.getUint32( at );
		if ( at > plain.length ) {
			throw new SealingError( 'malformed', 'a length does not fit' );
		}
		return plain.subarray( start, at );
	};
	const head = next();
	const content = next();
	for ( let i = at; i < plain.length; i++ ) {
		if ( plain[ i ] !== 0 ) {
			throw new SealingError( 'bad_padding' );
		}
	}
	return { signature: plain.subarray( 0, SIGNATURE ), head, content };
}

/** Reads the header: exactly one JSON object, so that header and body cannot be cut anew elsewhere. */
function readHeader( head: Uint8Array ): Json & CommonHeader {
	const header = readJson( readUtf8( head ) );
	if ( header.v !== 1 || !isText( header.kind ) || !isHex( header.vault, 16 ) ||
		!isCount( header.epoch ) || !isText( header.team ) || !isB64( header.from, 32 ) ) {
		throw new SealingError( 'malformed', 'not a header' );
	}
	return header as Json & CommonHeader;
}

/** Opens what has the layout of an envelope and is signed by whom it names; who that is, others judge. */
export async function openSigned(
	file: Uint8Array, identity: string, several: 'malformed' | 'grant_several' = 'malformed'
): Promise<Opened<Json & CommonHeader>> {
	const plain = await openWith( identity, file, several );
	const { signature, head, content } = cut( plain );
	const header = readHeader( head );
	const body = readUtf8( content );
	if ( !await isSignedBy( header.from, signature, concat( CONTEXT, head, content ) ) ) {
		throw new SealingError( 'bad_signature' );
	}
	return { header, body, bucket: plain.length };
}

/** Opens one envelope: its form and its signature are right; its place and its writer are not yet judged. */
export async function openEnvelope( file: Uint8Array, identity: string ): Promise<Opened<EnvelopeHeader>> {
	const opened = await openSigned( file, identity );
	const header = opened.header;
	if ( !isCount( header.n ) || !( header.prev === null || isHex( header.prev, 32 ) ) ) {
		throw new SealingError( 'malformed', 'not an envelope’s header' );
	}
	return { header: header as unknown as EnvelopeHeader, body: opened.body, bucket: opened.bucket };
}

/** An envelope ready to be sent: its file in base64, and its hash, which the next one names. */
export interface Sent {
	data: string;
	hash: string;
}

export function toSend( file: Uint8Array ): Sent {
	return { data: b64encode( file ), hash: sha256Hex( file ) };
}
