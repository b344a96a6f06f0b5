// SPDX-License-Identifier: AGPL-3.0-or-later
/** One thread, as whoever has its private code may read and continue it. */
import {
	newReceipt, readStatements, readVault, REPORTER, sealEpoch, stillReading, type Receipt, type Statement, type VaultReading, type Wire
} from '../sealing';
import { ApiError, call } from '../shared/api';
import { today } from '../thread/days';
import { add, type Outcome } from '../thread/sending';

const API = '/api/v1/follow';

interface Answer {
	report: {
		kind: string; state: string; turn: string; day: string; answer_by: string | null; update_by: string | null;
		withdrawn: { day: string; deleted_on: string } | null; promised: boolean; median_days: number | null;
	};
	team: string;
	vault: string;
	envelopes: { epoch: number; n: number; day: string; data: string }[];
	grants: { epoch: number; holder: string; data: string }[];
	statements: Wire[];
}

interface Pins {
	teams: Record<string, { name: string; root: string } | undefined>;
}

function pins(): Pins {
	return { teams: {}, ...JSON.parse( document.getElementById( 'alcove-pins' )?.textContent ?? '{}' ) as object };
}

export class FollowSession {
	public answer!: Answer;
	public reading!: VaultReading;
	public statements: Statement[] = [];
	public readonly today = today();
	private readonly pins = pins();

	public constructor( private receipt: Receipt, public readonly language: string ) {}

	public get teamName(): string {
		return this.pins.teams[ this.answer.team ]?.name ?? this.answer.team;
	}

	/** Whether this page knows the key that says who is in the team. */
	public get isTeamKnown(): boolean {
		return this.pins.teams[ this.answer.team ] !== undefined;
	}

	/** Fetches the thread and opens it. */
	public async fetch(): Promise<VaultReading> {
		this.answer = await this.ask<Answer>( API, { lookup: this.receipt.lookup } );
		const { team, vault, grants, envelopes } = this.answer;
		const root = this.pins.teams[ team ]?.root;
		this.statements = root ? await readStatements( this.answer.statements, { root, team } ) : [];
		this.reading = await readVault( {
			vault, team, holder: REPORTER, identity: this.receipt.identity, grants, envelopes,
			statements: this.statements, reporter: this.receipt.ed25519Public
		} );
		return this.reading;
	}

	/** Adds a message, or withdraws and takes that back, after whatever came in between. */
	public write( text: string, act: 'message' | 'withdrawn' | 'taken_back' = 'message' ): Promise<Outcome> {
		const body = text ? { text, lang: this.language } : {};
		return add( this.answer, this.reading, { kind: act, body, signer: this.receipt.signer },
			( envelope ) => this.ask( API + '/envelopes', { lookup: this.receipt.lookup, act, ...envelope } ), () => this.fetch(), true );
	}

	/** Whether somebody invited still has the code that the inviting member made for them. */
	public get hasFirstCode(): boolean {
		return this.reading.kind === 'invitation' && this.reading.reporters.length === 1;
	}

	/** The newest statement, if this page knows it; a new lock is made for the people in it. */
	private get newest(): Statement | null {
		return this.statements.reduce<Statement | null>( ( newest, one ) => newest && newest.seq > one.seq ? newest : one, null );
	}

	/** Whether a new code can be made: only for a thread that fits, for people this page knows. */
	public get canRenew(): boolean {
		return this.newest !== null && this.reading.recipient !== null;
	}

	/** Makes a code; it counts for nothing until it is used. */
	public newCode(): Promise<Receipt> {
		return newReceipt();
	}

	/** Locks the thread anew, for the same people and the new code. The one before opens nothing from then on. */
	public async useCode( code: Receipt ): Promise<void> {
		const { team, vault } = this.answer;
		const statement = this.newest as Statement;
		const { payload } = await sealEpoch( {
			vault, team, reading: this.reading, statement, signer: this.receipt.signer, recused: [],
			holders: stillReading( this.reading, statement ), reporter: { ed25519: code.ed25519Public, age: code.recipient }
		} );
		try {
			await this.ask( API + '/renew', { lookup: this.receipt.lookup, new_lookup: code.lookup, access_hash: code.accessHash, epoch: payload } );
		} catch ( error ) {
			await this.fetchAfter( error, code );
			return;
		}
		this.receipt = code;
		await this.fetch();
	}

	/** After a failure: it may have been stored and only the answer got lost; else the old code goes on, with what is new. */
	private async fetchAfter( error: unknown, code: Receipt ): Promise<void> {
		const before = this.receipt;
		this.receipt = code;
		try {
			await this.fetch();
		} catch {
			this.receipt = before;
			if ( error instanceof ApiError && error.code === 'number_taken' ) {
				await this.fetch();
			}
			throw error;
		}
	}

	public dayOf( epoch: number, n: number ): string | null {
		return this.answer.envelopes.find( ( one ) => one.epoch === epoch && one.n === n )?.day ?? null;
	}

	private ask<T>( url: string, body: object ): Promise<T> {
		return call<T>( url, { body, bearer: this.receipt.access, language: this.language } );
	}
}
