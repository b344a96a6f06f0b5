// SPDX-License-Identifier: AGPL-3.0-or-later
/** Opening many things one after the other: the page stays usable, and the work can be left and resumed. */

export interface Progress {
	done: number;
	total: number;
	running: boolean;
}

/** How long the page may be busy before it gets a chance to answer its reader, in milliseconds. */
const BREATH = 40;

const breathe = (): Promise<void> => new Promise( ( resolve ) => {
	setTimeout( resolve, 0 );
} );

export class Opening<Item> {
	private at = 0;
	private running = false;

	/**
	 * @param items what is to be opened, in this order; more may be added to it while this runs
	 * @param open opens a few of them; it deals with what cannot be opened itself
	 * @param onProgress hears of every pause, and of the end
	 * @param together how many are opened at once: the browser's own cryptography works on several while another waits
	 */
	public constructor(
		private readonly items: readonly Item[],
		private readonly open: ( some: Item[] ) => Promise<void>,
		private readonly onProgress: ( progress: Progress ) => void,
		private readonly together = 1,
		private readonly now: () => number = () => performance.now()
	) {}

	public get progress(): Progress {
		return { done: this.at, total: this.items.length, running: this.running };
	}

	/** Goes on until everything is open or somebody stops it. */
	public async run(): Promise<void> {
		if ( this.running ) {
			return;
		}
		this.running = true;
		let since = this.now();
		this.onProgress( this.progress );
		try {
			while ( this.running && this.at < this.items.length ) {
				const some = this.items.slice( this.at, this.at + this.together );
				await this.open( some );
				this.at += some.length;
				if ( this.now() - since > BREATH ) {
					this.onProgress( this.progress );
					await breathe();
					since = this.now();
				}
			}
		} finally {
			this.running = false;
			this.onProgress( this.progress );
		}
	}

	/** Stops after those being opened; `run` goes on from there. */
	public stop(): void {
		this.running = false;
	}
}
