// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Who will read a report, and sending it. Sending again is always safe: what was sealed is kept and sent byte for
 * byte again, so that a lost answer never makes two reports. It is sealed anew only when its words or readers changed.
 */
import { markRaw } from 'vue';
import type { Member, SealedReport, Statement, Wire } from '../sealing';
import { ApiError, call } from '../shared/api';
import { fetchSealing } from './fetch-sealing';
import { reportOf, summaryOf } from './report';
import { newDraft } from './state';
import { isProof } from './steps';
import type { Form } from './store';

/** A team as the service describes it. Services of an older version say less. */
export interface Standing {
	id: string;
	open: boolean;
	intake?: 'off' | 'pilot' | 'open' | 'paused';
	reason?: string;
	senders?: 'all' | 'signed_in';
	contact?: string;
}

/** When an answer is to be expected: what the team promised, else what it took; each may be unknown. */
export interface Promised {
	answer_days: number | null;
	median_days: number | null;
}

export interface Sending {
	/** Whether somebody read the notice about the service and went on. */
	agreed: boolean;
	state: 'idle' | 'loading' | 'sealing' | 'sending' | 'sent';
	team: string;
	statement: Statement | null;
	/** What the service says of the team: whether it takes reports now, from whom, and where else to turn. */
	standing: Standing | null;
	promise: Promised | null;
	/** Stable code of what went wrong, and the service's own words for it. */
	error: string;
	detail: string;
	attempt: { content: string; sealed: SealedReport } | null;
	/** The private code, once the report has arrived. */
	code: string;
	readers: string[];
	/** Whether somebody said that they kept the code. */
	kept: boolean;
}

export function newSending(): Sending {
	return {
		agreed: false, state: 'idle', team: '', statement: null, standing: null, promise: null, error: '', detail: '',
		attempt: null, code: '', readers: [], kept: false
	};
}

/** Answers after which the sealed report is of no more use: it is made anew, from the same words. */
const WORN_OUT = [ 'statement_changed', 'already_used', 'bad_holders', 'not_sealed' ];

function today(): string {
	return new Date().toISOString().slice( 0, 10 );
}

function fail( sending: Sending, error: unknown ): void {
	const known = error as Partial<ApiError> | null;
	sending.error = typeof known?.code === 'string' ? known.code : 'unknown';
	sending.detail = error instanceof ApiError ? [ error.title, error.detail ].filter( Boolean ).join( ' ' ) : '';
	sending.state = 'idle';
}

function teamOf( form: Form ): string {
	return form.channel?.kind === 'alcove' ? form.channel.team : '';
}

async function fetchStanding( form: Form, team: string ): Promise<Standing> {
	const { teams } = await call<{ teams: Standing[] }>( form.pins.service + '/api/v1/teams', { language: form.language } );
	const found = teams.find( ( one ) => one.id === team );
	if ( !found ) {
		throw new ApiError( 'unknown_team', 404, '', '' );
	}
	return found;
}

/** Nice to know, and never in the way. */
async function fetchPromise( form: Form, team: string ): Promise<Promised | null> {
	try {
		const { teams } = await call<{ teams: Record<string, Promised | undefined> }>(
			form.pins.service + '/api/v1/promises', { language: form.language }
		);
		return teams[ team ] ?? null;
	} catch {
		return null;
	}
}

async function fetchStatement( form: Form, team: string ): Promise<Statement> {
	const { statements } = await call<{ statements: Wire[] }>(
		`${ form.pins.service }/api/v1/teams/${ encodeURIComponent( team ) }/statements`,
		{ language: form.language }
	);
	const known = form.sending.statement;
	const { verifyStatement } = await fetchSealing();
	return verifyStatement( statements[ statements.length - 1 ], {
		root: form.pins.teams[ team ].root,
		team,
		today: today(),
		remembered: known && form.sending.team === team ? { seq: known.seq, hash: known.hash } : null
	} );
}

/**
 * The same people, left out under a newer statement: somebody with a new key is still the same person, and
 * somebody who left the team need no longer be left out.
 */
function stillExcluded( excluded: readonly string[], before: Statement | null, now: Statement ): string[] {
	const names = ( before?.members ?? [] ).filter( ( member ) => excluded.includes( member.ed25519 ) )
		.map( ( member ) => member.name );
	return readersOf( now ).filter( ( member ) => excluded.includes( member.ed25519 ) || names.includes( member.name ) )
		.map( ( member ) => member.ed25519 );
}

/** Asks the service who is in the team, and believes it only if the team's own key says so. */
export async function loadReaders( form: Form ): Promise<void> {
	const { sending, draft } = form;
	const team = teamOf( form );
	const known = sending.statement;
	sending.state = 'loading';
	sending.error = '';
	try {
		const promise = fetchPromise( form, team );
		const standing = await fetchStanding( form, team );
		// Whom a team has that takes nothing is no question now.
		const statement = standing.open ? markRaw( await fetchStatement( form, team ) ) : null;
		Object.assign( sending, { standing, statement, team, promise: await promise } );
		if ( statement ) {
			draft.excluded = stillExcluded( draft.excluded, known, statement );
		}
		sending.state = 'idle';
	} catch ( error ) {
		fail( sending, error );
	}
}

/** What the service said of the chosen team. */
export function currentStanding( form: Form ): Standing | null {
	return form.sending.team === teamOf( form ) ? form.sending.standing : null;
}

/** Whether the chosen team takes nothing now, or nothing that this page can send. */
export function isClosed( form: Form ): boolean {
	return currentStanding( form )?.open === false || ( mustProve( form ) && !form.pins.claim_key );
}

/** Whether the chosen team takes reports only from people with an account. */
export function mustProve( form: Form ): boolean {
	return currentStanding( form )?.senders === 'signed_in';
}

/** The statement of the chosen team; another team's is of no use. */
export function currentStatement( form: Form ): Statement | null {
	return form.sending.team === teamOf( form ) ? form.sending.statement : null;
}

/** Whom a report is locked for. Staff and translators stand in a team's list, too, but get nothing by themselves. */
export function readersOf( statement: Statement ): Member[] {
	return statement.members.filter( ( { role } ) => role === 'member' || role === 'observer' );
}

/** How many more members may be left out; below nothing, too few are left already. */
export function mayLeaveOut( statement: Statement, excluded: readonly string[] ): number {
	return statement.members.filter( ( member ) =>
		member.role === 'member' && !excluded.includes( member.ed25519 ) ).length - statement.minHolders;
}

async function seal( form: Form, statement: Statement ): Promise<SealedReport> {
	const { draft, sending } = form;
	const report = reportOf( draft, form.language, form.proof );
	const content = JSON.stringify( [ report, draft.excluded, statement.hash ] );
	if ( sending.attempt?.content !== content ) {
		sending.state = 'sealing';
		const { sealReport } = await fetchSealing();
		const sealed = await sealReport( {
			team: sending.team, statement, excluded: [ ...draft.excluded ], report, summary: summaryOf( report ),
			// A proof is bound to the key of its own receipt.
			receipt: form.proof?.receipt
		} );
		sending.attempt = markRaw( { content, sealed } );
	}
	return sending.attempt.sealed;
}

/** Seals and sends. Whatever fails, the draft stays, and the next try is safe. */
export async function send( form: Form ): Promise<void> {
	const { sending, draft } = form;
	const statement = currentStatement( form );
	if ( !statement || sending.state !== 'idle' ) {
		return;
	}
	if ( ( isProof( draft.appear ) || mustProve( form ) ) && !form.proof ) {
		// It was for another team, or was used up by a try that arrived after all.
		form.screen = 'appear';
		return;
	}
	sending.error = '';
	try {
		const sealed = await seal( form, statement );
		sending.state = 'sending';
		await call( `${ form.pins.service }/api/v1/reports`, { body: sealed.payload, language: form.language } );
		sending.code = sealed.receipt.text;
		sending.readers = readersOf( statement )
			.filter( ( member ) => !draft.excluded.includes( member.ed25519 ) )
			.map( ( member ) => member.name );
		sending.attempt = null;
		sending.state = 'sent';
		// Nobody who comes to this screen later finds the text in it.
		Object.assign( draft, newDraft( null ) );
	} catch ( error ) {
		fail( sending, error );
		await recover( form );
	}
}

/** After an answer that says the readers changed: fetch them again, and let them be looked at before the next try. */
async function recover( form: Form ): Promise<void> {
	const { sending } = form;
	const { error, detail } = sending;
	if ( WORN_OUT.includes( error ) ) {
		sending.attempt = null;
	}
	if ( error === 'already_used' ) {
		// Its receipt belongs to what has arrived; what is sent anew needs a proof of its own.
		form.draft.proof = null;
	}
	if ( error === 'team_closed' ) {
		await loadReaders( form );
		if ( isClosed( form ) ) {
			Object.assign( sending, { error, detail } );
			form.screen = 'readers';
		}
	}
	if ( error === 'statement_changed' || error === 'bad_holders' ) {
		await loadReaders( form );
		if ( !sending.error ) {
			Object.assign( sending, { error: 'statement_changed', detail } );
			form.screen = 'readers';
		}
	}
}
