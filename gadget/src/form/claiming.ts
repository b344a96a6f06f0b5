// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Having the service confirm who somebody is, in a window of its own, for one report and one team (SEALING, "proven, not
 * stored"). Comes with sealing, for those who choose it. The window answers by a code, to this page alone; where the browser
 * cut the two off from each other, this page asks for the answer with the secret that only it knows.
 */
import { bindingOf, type Claim, verifyClaim } from '../sealing/claim';
import { b64encode, hex, randomBytes, sha256Bytes } from '../sealing/encoding';
import { newReceipt, type Receipt } from '../sealing/receipt';
import type { Wire } from '../sealing/signed';
import { call } from '../shared/api';

export type ProofKind = 'proven' | 'established';

/** What is needed to prove who wrote a report: the report has to be sealed with this very receipt. */
export interface Proof {
	kind: ProofKind;
	team: string;
	/** Empty for an account without a name. */
	name: string;
	blocked: boolean;
	claim: Wire;
	nonce: string;
	receipt: Receipt;
}

/** What came of asking; the words for it are alcove-form-proof-<outcome>. */
export type Outcome = Proof | 'refused' | 'expired' | 'unsound';

interface Answer {
	state: 'waiting' | 'confirmed' | 'refused';
	claim: Wire | null;
}

const EVERY = 3000;
/** The window's way to the wiki and back ends after ten minutes; a little more for slow networks. */
const LONGEST = 12 * 60_000;
const WINDOW = 'popup,width=520,height=720';

export class Claiming {
	public readonly address: string;
	private window: Window | null = null;
	private readonly stopped = new AbortController();

	private constructor(
		private readonly service: string,
		private readonly claimKey: string,
		public readonly team: string,
		private readonly receipt: Receipt,
		private readonly nonce: Uint8Array,
		private readonly verifier: Uint8Array,
		language: string
	) {
		this.address = service + '/claim?' + String( new URLSearchParams( {
			team,
			bind: bindingOf( receipt.ed25519Public, team, nonce ),
			challenge: hex( sha256Bytes( verifier ) ),
			origin: window.location.origin,
			uselang: language
		} ) );
	}

	/** Makes the report's receipt and the secrets around it. Nothing is asked of anybody yet. */
	public static async prepare(
		{ service, claim_key: claimKey }: { service: string; claim_key: string }, team: string, language: string
	): Promise<Claiming> {
		return new Claiming( service, claimKey, team, await newReceipt(), randomBytes( 32 ), randomBytes( 32 ), language );
	}

	/** Opens the window; has to be called from a click. False where the browser does not let it open. */
	public open(): boolean {
		this.window = window.open( this.address, '_blank', WINDOW );
		return this.window !== null;
	}

	public stop(): void {
		this.stopped.abort();
	}

	/** Waits for what somebody does in the window; null when it was stopped. */
	public async wait(): Promise<Outcome | null> {
		const { signal } = this.stopped;
		const until = Date.now() + LONGEST;
		let code = '';
		let wake: ( () => void ) | undefined;
		const nap = (): Promise<void> => new Promise( ( resolve ) => {
			wake = resolve;
			setTimeout( resolve, EVERY );
		} );
		const heard = ( { origin, source, data }: MessageEvent ): void => {
			const said = data as { type?: unknown; code?: unknown } | null;
			if ( origin === this.service && source === this.window && said?.type === 'alcove-claim' && typeof said.code === 'string' ) {
				code = said.code;
				wake?.();
			}
		};
		window.addEventListener( 'message', heard );
		signal.addEventListener( 'abort', () => wake?.() );
		try {
			while ( !signal.aborted && Date.now() < until ) {
				const asked = code;
				const answer = await this.collect( asked );
				if ( answer?.state === 'refused' ) {
					return 'refused';
				}
				if ( answer?.claim ) {
					return await this.checked( answer.claim );
				}
				if ( asked === code ) {
					await nap();
				}
			}
			return signal.aborted ? null : 'expired';
		} finally {
			window.removeEventListener( 'message', heard );
		}
	}

	/** Nothing, when nobody answers just now: the next try may reach the service again. */
	private async collect( code: string ): Promise<Answer | null> {
		try {
			return await call<Answer>( this.service + '/api/v1/claims/collect', {
				body: { verifier: hex( this.verifier ), code }
			} );
		} catch {
			return null;
		}
	}

	/** Members will refuse what is not bound to this report and team; better to know now. */
	private async checked( wire: Wire ): Promise<Outcome> {
		let claim: Claim;
		try {
			claim = await verifyClaim( wire, {
				claimKey: this.claimKey, team: this.team, ed25519: this.receipt.ed25519Public, nonce: this.nonce
			} );
		} catch {
			return 'unsound';
		}
		const { name, blocked } = claim.subject;
		return {
			kind: claim.subject.established === true ? 'established' : 'proven',
			team: this.team,
			name: typeof name === 'string' ? name : '',
			blocked: blocked === true,
			claim: wire,
			nonce: b64encode( this.nonce ),
			receipt: this.receipt
		};
	}
}
