// SPDX-License-Identifier: AGPL-3.0-or-later
/** Makes whole threads for the vault vectors, honest ones and ones somebody tampered with. */
import { b64decode, b64encode, randomBytes, sha256Hex } from '../encoding';
import { sealEnvelope, type EnvelopeHeader } from '../envelope';
import { newVault, REPORTER, sealGrant, type Vault } from '../grant';
import { newIdentity, recipientOf } from '../age';
import { signerFromSeed, type Signer } from '../signing';
import { TEAM, TODAY, type TestMember, type TestStatement, type TestTeam } from '../test-team';
import type { StatementRef } from '../statement';
import type { Head, StoredEnvelope, StoredGrant } from '../vault';
import { forge, type Forgery } from './forge';

/** A private code's keys. */
export interface Code {
	receipt: Reader;
	signer: Signer;
}

export async function newCode(): Promise<Code> {
	const identity = newIdentity();
	return {
		receipt: { holder: REPORTER, identity, recipient: await recipientOf( identity ) },
		signer: await signerFromSeed( randomBytes( 32 ) )
	};
}

export interface Reader {
	holder: string;
	identity: string;
	recipient: string;
}

/** What a test may want to be different in one envelope. */
export interface Changes {
	header?: Record<string, unknown>;
	body?: string | object;
	/** Seals to another key than the epoch's. */
	to?: string;
	statement?: StatementRef;
	bucket?: number;
}

/** The thread that files in the vectors are about. */
export const MATTER = '5'.repeat( 32 );

export class Thread {
	public readonly envelopes: StoredEnvelope[] = [];
	public readonly grants: StoredGrant[] = [];
	public readonly vaults: Vault[] = [];
	/** What each epoch's first envelope hands on, beside what it says. */
	private get earlier(): object[] {
		return this.vaults.slice( 0, -1 ).map( ( vault, epoch ) => ( { epoch, identity: vault.identity } ) );
	}

	public head: Head | null = null;
	/** What entries are expected, in order. */
	public readonly expected: Record<string, unknown>[] = [];

	private constructor(
		public readonly team: TestTeam,
		public readonly signed: TestStatement,
		public readonly receipt: Reader,
		public readonly reporter: Signer,
		/** Left out in the beginning or recused since. */
		public readonly excluded: TestMember[]
	) {}

	public static async begin( team: TestTeam, signed: TestStatement, excluded: TestMember[] = [] ): Promise<Thread> {
		const identity = newIdentity();
		const recipient = await recipientOf( identity );
		const reporter = await signerFromSeed( randomBytes( 32 ) );
		const thread = new Thread( team, signed, { holder: REPORTER, identity, recipient }, reporter, excluded.slice() );
		await thread.newKey();
		const readers = team.members.filter( ( member ) => !excluded.includes( member ) );
		await thread.grant( 0, thread.receipt, thread.reporter );
		for ( const member of readers ) {
			await thread.grant( 0, readerOf( member ), thread.reporter );
		}
		await thread.add( 'summary', thread.reporter, {
			header: {
				statement: ref( signed ), excluded: excluded.map( ( member ) => member.signer.publicKey ),
				reporter: thread.reporter.publicKey
			},
			body: { wiki: 'de.wikipedia.org', about: [], kinds: [], excerpt: 'kurz', lang: 'de' }
		} );
		await thread.add( 'report', thread.reporter, { header: { reporter_age: recipient }, body: { v: 1, what: 'lang' } } );
		return thread;
	}

	/** Begins what members begin: a file, or the thread of somebody invited. */
	public static async beginBy(
		by: TestMember, kind: 'file' | 'invitation', team: TestTeam, signed: TestStatement, excluded: TestMember[] = [], changes: Changes = {}
	): Promise<Thread> {
		const identity = newIdentity();
		const recipient = await recipientOf( identity );
		const reporter = await signerFromSeed( randomBytes( 32 ) );
		const thread = new Thread( team, signed, { holder: REPORTER, identity, recipient }, reporter, excluded.slice() );
		await thread.newKey();
		for ( const member of team.members.filter( ( one ) => !excluded.includes( one ) ) ) {
			await thread.grant( 0, readerOf( member ), by.signer );
		}
		const own = kind === 'file' ? { matter: MATTER } : { reporter: reporter.publicKey, reporter_age: recipient };
		if ( kind === 'invitation' ) {
			await thread.grant( 0, thread.receipt, by.signer );
		}
		await thread.byMember( by, kind, { body: { v: 1 }, bucket: 1024, ...changes, header: {
			excluded: excluded.map( ( member ) => member.signer.publicKey ), ...own, ...changes.header
		} } );
		return thread;
	}

	public get id(): string {
		return this.vaults[ 0 ].id;
	}

	/** One that goes its own way from here on. Made of few threads, vectors have much in common and stay small. */
	public copy(): Thread {
		const copy = new Thread( this.team, this.signed, this.receipt, this.reporter, this.excluded.slice() );
		copy.vaults.push( ...this.vaults );
		copy.envelopes.push( ...this.envelopes.map( ( one ) => ( { ...one } ) ) );
		copy.grants.push( ...this.grants );
		copy.expected.push( ...this.expected );
		copy.head = this.head;
		return copy;
	}

	/** Makes the key of the next epoch. */
	public async newKey(): Promise<void> {
		this.vaults.push( await newVault() );
	}

	public async grant( epoch: number, to: Reader, signer: Signer, vaultIdentity?: string ): Promise<StoredGrant> {
		const grant = {
			epoch,
			holder: to.holder,
			data: b64encode( await sealGrant( {
				vault: this.id, epoch, team: TEAM, holder: to.holder, recipient: to.recipient,
				vaultIdentity: vaultIdentity || this.vaults[ epoch ].identity, signer
			} ) )
		};
		this.grants.push( grant );
		return grant;
	}

	/** The header of what would come next. */
	public nextHeader( kind: string, from: string ): EnvelopeHeader {
		const { head } = this;
		const epoch = kind === 'epoch' && head ? head.epoch + 1 : ( head ? head.epoch : 0 );
		return {
			v: 1, kind, vault: this.id, epoch, n: head && head.epoch === epoch ? head.n + 1 : 0,
			prev: head ? head.hash : null, team: TEAM, from
		};
	}

	/** Stores a file where the service says it belongs; it becomes the head. */
	public put( epoch: number, n: number, file: Uint8Array ): void {
		this.envelopes.push( { epoch, n, data: b64encode( file ) } );
		this.head = { epoch, n, hash: sha256Hex( file ) };
	}

	/** Writes the next envelope and expects it to be accepted, unless told otherwise with `refused`. */
	public async add( kind: string, signer: Signer, changes: Changes = {} ): Promise<void> {
		const header = Object.assign(
			this.nextHeader( kind, signer.publicKey ),
			changes.statement ? { statement: changes.statement } : {}, changes.header
		);
		const { epoch, n } = this.nextHeader( kind, signer.publicKey );
		const body = changes.body === undefined ? { text: kind + ' ' + n } : changes.body;
		this.put( epoch, n, await sealEnvelope( {
			vaultRecipient: changes.to || this.vaults[ epoch ].recipient, header, body, signer, bucket: changes.bucket
		} ) );
		this.expected.push( { epoch, n, ok: true, kind, body } );
	}

	/** A member writes, under the thread's statement if no other is named. */
	public async byMember( member: TestMember, kind = 'message', changes: Changes = {} ): Promise<void> {
		await this.add( kind, member.signer, { statement: ref( this.signed ), ...changes } );
	}

	/** Replaces the last file by a forged one of the same place. */
	public async forgeLast( forgery: Forgery ): Promise<void> {
		const { epoch, n } = this.envelopes.pop() as StoredEnvelope;
		this.put( epoch, n, await forge( this.vaults[ epoch ].recipient, forgery ) );
	}

	/** Begins the next epoch without some members; the others get its key. */
	public async beginEpoch( by: TestMember, recused: TestMember[], changes: Changes = {} ): Promise<void> {
		await this.newKey();
		const epoch = this.vaults.length - 1;
		this.excluded.push( ...recused );
		const stay = this.team.members.filter( ( member ) => !this.excluded.includes( member ) );
		for ( const reader of [ this.receipt, ...stay.map( readerOf ) ] ) {
			await this.grant( epoch, reader, by.signer );
		}
		const header = {
			recused: recused.map( ( member ) => member.signer.publicKey ), holders: this.holdersBut( [] ), ...changes.header
		};
		await this.byMember( by, 'epoch', { ...changes, header } );
	}

	/** Makes the private code anew: the reporter does, or a member for them. */
	public async renew( by: Signer, code: Code, changes: Changes = {} ): Promise<void> {
		await this.newKey();
		const epoch = this.vaults.length - 1;
		const stay = this.team.members.filter( ( member ) => !this.excluded.includes( member ) );
		for ( const reader of [ code.receipt, ...stay.map( readerOf ) ] ) {
			await this.grant( epoch, reader, by );
		}
		await this.add( 'epoch', by, {
			statement: ref( this.signed ), body: { keys: this.earlier }, ...changes,
			header: {
				recused: [], holders: this.holdersBut( [] ), reporter: code.signer.publicKey, reporter_age: code.receipt.recipient,
				...changes.header
			}
		} );
		( this.expected[ this.expected.length - 1 ] as { body: object } ).body = {};
	}

	/** Names everybody who still takes part, but some. */
	public holdersBut( gone: TestMember[] ): string[] {
		return this.team.members.filter( ( one ) => !this.excluded.concat( gone ).includes( one ) ).map( ( one ) => one.fingerprint );
	}

	/** Expects the last envelope to be refused. */
	public refuseLast( error: string ): this {
		const { epoch, n } = this.expected.pop() as { epoch: number; n: number };
		this.expected.push( { epoch, n, ok: false, error } );
		return this;
	}

	public fileAt( i: number ): Uint8Array {
		return b64decode( this.envelopes[ i ].data );
	}

	/** What a reader has before them; the grants of others are none of their business. */
	public input( reader: Reader, statements = [ this.signed ] ): Record<string, unknown> {
		return {
			vault: this.id, team: TEAM, holder: reader.holder, identity: reader.identity,
			grants: this.grants.filter( ( { holder } ) => holder === reader.holder ), envelopes: this.envelopes,
			statements: statements.map( ( statement ) => statement.wire ),
			root: this.team.root.publicKey, today: TODAY, remembered: null
		};
	}
}

export function readerOf( { fingerprint, identity, recipient }: TestMember ): Reader {
	return { holder: fingerprint, identity, recipient };
}

export function ref( { statement }: TestStatement ): StatementRef {
	return { seq: statement.seq, hash: statement.hash };
}

/** Begins what is asked for only once, and hands out copies. */
export class Beginnings {
	private readonly known = new Map<string, Promise<Thread>>();

	public async copyOf( what: unknown, begin: () => Promise<Thread> ): Promise<Thread> {
		// A field that was taken away must not look like one that is not asked for.
		const name = JSON.stringify( what, ( _, value: unknown ) => value === undefined ? 'taken away' : value );
		const known = this.known.get( name ) || begin();
		this.known.set( name, known );
		return ( await known ).copy();
	}
}

/** Names people, for asking for the same beginning again. */
export function namesOf( people: TestMember[] ): string[] {
	return people.map( ( one ) => one.signer.publicKey );
}
