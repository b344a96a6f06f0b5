// SPDX-License-Identifier: AGPL-3.0-or-later
/** One thread, as whoever has its private code may read and continue it. */
import { readStatements, readVault, REPORTER, type Receipt, type Statement, type VaultReading, type Wire } from '../sealing';
import { call } from '../shared/api';
import { today } from '../thread/days';
import { add, type Outcome } from '../thread/sending';

const API = '/api/v1/follow';

interface Answer {
	report: { state: string; turn: string; day: string; answer_by: string | null };
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

	public constructor( private readonly receipt: Receipt, public readonly language: string ) {}

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

	/** Adds a message, after whatever came in between. */
	public write( text: string ): Promise<Outcome> {
		return add( this.answer, this.reading, { kind: 'message', body: { text, lang: this.language }, signer: this.receipt.signer },
			( envelope ) => this.ask( API + '/envelopes', { lookup: this.receipt.lookup, ...envelope } ), () => this.fetch(), true );
	}

	public dayOf( epoch: number, n: number ): string | null {
		return this.answer.envelopes.find( ( one ) => one.epoch === epoch && one.n === n )?.day ?? null;
	}

	private ask<T>( url: string, body: object ): Promise<T> {
		return call<T>( url, { body, bearer: this.receipt.access, language: this.language } );
	}
}
