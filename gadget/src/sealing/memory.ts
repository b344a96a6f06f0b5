// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Remembers how far somebody has read, so that a service which hides or takes back something is noticed.
 *
 * It only ever moves forward. On a reporter's device it would be a trace of having reported; only pages
 * of members use the browser's storage.
 */
import { isCount, isHex, readJson } from './encoding';
import type { StatementRef } from './statement';
import type { Head } from './vault';

/** The part of localStorage that is needed. */
export type MemoryStorage = Pick<Storage, 'getItem' | 'setItem'>;

function isHead( value: Partial<Head> ): value is Head {
	return isCount( value.epoch ) && isCount( value.n ) && isHex( value.hash, 32 );
}

function isLater( one: Head, other: Head ): boolean {
	return one.epoch > other.epoch || ( one.epoch === other.epoch && one.n > other.n );
}

function isNewer( one: StatementRef, other: StatementRef ): boolean {
	return one.seq > other.seq;
}

function isRef( value: Partial<StatementRef> ): value is StatementRef {
	return isCount( value.seq ) && isHex( value.hash, 32 );
}

/** Keeps for one visit, where the browser keeps nothing longer. */
function shortMemory(): MemoryStorage {
	const kept = new Map<string, string>();
	return {
		getItem: ( key ) => kept.has( key ) ? kept.get( key ) as string : null,
		setItem: ( key, value ) => void kept.set( key, value )
	};
}

export class Memory {
	/** What the browser refused to store. */
	private readonly visit = shortMemory();

	public constructor( private readonly storage: MemoryStorage ) {}

	/** What was last seen of a vault. */
	public head( vault: string ): Head | null {
		return this.recall( 'alcove-head-' + vault, isHead, isLater );
	}

	/** Notes the last envelope seen, unless a later one, or another of the same number, was seen before. */
	public rememberHead( vault: string, { epoch, n, hash }: Head ): void {
		const before = this.head( vault );
		if ( !before || isLater( { epoch, n, hash }, before ) ) {
			this.keep( 'alcove-head-' + vault, { epoch, n, hash } );
		}
	}

	/** The newest statement seen of a team. */
	public statement( team: string ): StatementRef | null {
		return this.recall( 'alcove-statement-' + team, isRef, isNewer );
	}

	/** Notes the newest statement, unless a newer one, or another of the same number, was seen before. */
	public rememberStatement( team: string, { seq, hash }: StatementRef ): void {
		const before = this.statement( team );
		if ( !before || isNewer( { seq, hash }, before ) ) {
			this.keep( 'alcove-statement-' + team, { seq, hash } );
		}
	}

	/** Reads both places; another tab may have stored more since. */
	private recall<T>(
		key: string, isOne: ( value: Partial<T> ) => value is T & Partial<T>, isAfter: ( one: T, other: T ) => boolean
	): T | null {
		let found: T | null = null;
		for ( const storage of [ this.storage, this.visit ] ) {
			try {
				const value = readJson( storage.getItem( key ) || '' ) as Partial<T>;
				if ( isOne( value ) && ( !found || isAfter( value, found ) ) ) {
					found = value;
				}
			} catch {
				// Nothing there, or nothing of ours: as if it was never seen.
			}
		}
		return found;
	}

	private keep( key: string, value: object ): void {
		const text = JSON.stringify( value );
		try {
			this.storage.setItem( key, text );
		} catch {
			// Full or forbidden: then at least for this visit.
			this.visit.setItem( key, text );
		}
	}
}

/** The browser's own storage where there is one; asking for it alone may throw. */
export function browserMemory(): Memory {
	try {
		return new Memory( localStorage );
	} catch {
		return new Memory( shortMemory() );
	}
}

let ours: Memory | undefined;

function memory(): Memory {
	ours = ours || browserMemory();
	return ours;
}

export async function recallHead( vault: string ): Promise<Head | null> {
	return memory().head( vault );
}

export async function rememberHead( vault: string, head: Head ): Promise<void> {
	memory().rememberHead( vault, head );
}

export async function recallStatement( team: string ): Promise<StatementRef | null> {
	return memory().statement( team );
}

export async function rememberStatement( team: string, seen: StatementRef ): Promise<void> {
	memory().rememberStatement( team, seen );
}
