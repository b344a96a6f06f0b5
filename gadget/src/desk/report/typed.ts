// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * What is typed and not yet sent: it outlives the page being drawn anew, and, locked with the visit's key, the page being loaded
 * anew. It ends with the visit.
 */
import { recall, remember } from '../visit';

const NAME = 'alcove-visit-typed-';

type Typing = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export class Typed {
	private readonly kept = new Map<string, string>();
	private writing = Promise.resolve();
	private timer: ReturnType<typeof setTimeout> | undefined;

	public constructor( private readonly id: string ) {
		addEventListener( 'pagehide', () => this.write() );
	}

	/** What was typed here earlier in the visit. */
	public async load(): Promise<void> {
		try {
			const kept = JSON.parse( await recall( NAME + this.id ) ?? '{}' ) as Record<string, unknown>;
			for ( const [ name, value ] of Object.entries( kept ) ) {
				if ( typeof value === 'string' && !this.kept.has( name ) ) {
					this.kept.set( name, value );
				}
			}
		} catch {
			// Nothing that can be read was kept.
		}
	}

	public get( name: string ): string {
		return this.kept.get( name ) ?? '';
	}

	public set( name: string, value: string ): void {
		if ( value ) {
			this.kept.set( name, value );
		} else {
			this.kept.delete( name );
		}
		clearTimeout( this.timer );
		this.timer = setTimeout( () => this.write(), 300 );
	}

	/** Puts into a field what was typed into it, and keeps what will be. */
	public keep<T extends Typing>( name: string, input: T ): T {
		if ( this.get( name ) ) {
			input.value = this.get( name );
		}
		input.addEventListener( 'input', () => this.set( name, input.value ) );
		return input;
	}

	public forget( ...names: string[] ): void {
		names.forEach( ( name ) => this.set( name, '' ) );
	}

	/** Nothing that was typed here is kept any longer. */
	public forgetAll(): Promise<void> {
		this.kept.clear();
		this.write();
		return this.writing;
	}

	private write(): void {
		clearTimeout( this.timer );
		const text = JSON.stringify( Object.fromEntries( this.kept ) );
		// One after the other, so that the last one typed is the last one kept.
		this.writing = this.writing.then( () => remember( NAME + this.id, text ).then( () => undefined ) );
	}
}
