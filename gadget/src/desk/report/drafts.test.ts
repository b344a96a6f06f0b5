// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Entry, Member } from '../../sealing';
import { DraftKeeper, type DraftBody, type PutDraft } from './drafts';
import { draftFor, fileOf, type FileContent } from './filing';

/** A file that several people add to. */
class SharedFile {
	public readonly entries: Entry[] = [];

	public content(): FileContent {
		return fileOf( this.entries );
	}

	public by( name: string ): PutDraft {
		return async ( body, isLate ) => {
			await Promise.resolve();
			const newest = draftFor( this.content(), body.act );
			if ( isLate( newest ) ) {
				return { stored: false, newest };
			}
			this.add( name, body );
			return { stored: true };
		};
	}

	private add( name: string, body: DraftBody ): void {
		this.entries.push( {
			epoch: 0, n: this.entries.length + 1, hash: '', ok: true, text: '', header: { kind: 'draft' } as never, body: body as never,
			from: { role: 'member', member: { name } as Member }
		} );
	}
}

let file: SharedFile;
const somebody = ( name: string ): DraftKeeper => new DraftKeeper( 'message', file.by( name ), () => undefined, 1000 );
const texts = (): string[] => file.entries.map( ( entry ) => entry.ok ? String( entry.body.text ) : '' );
const meet = ( keeper: DraftKeeper ): void => keeper.meet( draftFor( file.content(), 'message' ) );

beforeEach( () => {
	vi.useFakeTimers();
	file = new SharedFile();
} );
afterEach( () => void vi.useRealTimers() );

describe( 'a draft', () => {
	it( 'is saved when the writing pauses, once, and not while it goes on', async () => {
		const keeper = somebody( 'Ama' );
		keeper.type( 'a', 'en' );
		await vi.advanceTimersByTimeAsync( 900 );
		keeper.type( 'ab', 'en' );
		await vi.advanceTimersByTimeAsync( 900 );
		expect( texts() ).toEqual( [] );
		await vi.advanceTimersByTimeAsync( 200 );
		expect( texts() ).toEqual( [ 'ab' ] );
		expect( keeper.state ).toBe( 'saved' );
		await vi.advanceTimersByTimeAsync( 60_000 );
		expect( texts() ).toEqual( [ 'ab' ] );
	} );

	it( 'is saved after a while also when nobody pauses', async () => {
		const keeper = somebody( 'Ama' );
		for ( let at = 0; at < 40; at++ ) {
			keeper.type( 'x'.repeat( at + 1 ), 'en' );
			await vi.advanceTimersByTimeAsync( 900 );
		}
		expect( texts().length ).toBeGreaterThan( 0 );
		expect( texts().length ).toBeLessThan( 4 );
	} );

	it( 'is found and continued by a colleague', async () => {
		const ama = somebody( 'Ama' );
		ama.type( 'Dear writer', 'de' );
		await ama.save();
		const bilal = somebody( 'Bilal' );
		meet( bilal );
		expect( bilal ).toMatchObject( { text: 'Dear writer', lang: 'de', state: 'saved' } );
		bilal.type( 'Dear writer, thanks', 'de' );
		await bilal.save();
		expect( draftFor( file.content(), 'message' )?.newest ).toMatchObject( { rev: 2, text: 'Dear writer, thanks', by: { name: 'Bilal' } } );
	} );

	it( 'of two at once shows the second the first’s, and loses neither', async () => {
		const [ ama, bilal ] = [ somebody( 'Ama' ), somebody( 'Bilal' ) ];
		ama.type( 'from Ama', 'en' );
		bilal.type( 'from Bilal', 'en' );
		await bilal.save();
		await ama.save();
		expect( texts() ).toEqual( [ 'from Bilal' ] );
		expect( ama ).toMatchObject( { state: 'conflict', text: 'from Ama', theirs: { text: 'from Bilal', by: { name: 'Bilal' } } } );
		ama.type( 'from Ama, more', 'en' );
		await vi.advanceTimersByTimeAsync( 60_000 );
		expect( texts() ).toEqual( [ 'from Bilal' ] );
		await ama.keepMine();
		expect( texts() ).toEqual( [ 'from Bilal', 'from Ama, more' ] );
		expect( file.content().drafts ).toHaveLength( 1 );
		expect( ama.state ).toBe( 'saved' );
	} );

	it( 'gives way to theirs, and ours stays among the revisions', async () => {
		const [ ama, bilal ] = [ somebody( 'Ama' ), somebody( 'Bilal' ) ];
		ama.type( 'base', 'en' );
		await ama.save();
		meet( bilal );
		bilal.type( 'base, Bilal', 'en' );
		await bilal.save();
		ama.type( 'base, Ama', 'en' );
		await ama.save();
		expect( ama.theirs?.text ).toBe( 'base, Bilal' );
		await ama.takeTheirs();
		expect( ama.text ).toBe( 'base, Bilal' );
		expect( texts() ).toEqual( [ 'base', 'base, Bilal', 'base, Ama', 'base, Bilal' ] );
	} );

	it( 'takes in a colleague’s revision when nothing was typed over it', async () => {
		const [ ama, bilal ] = [ somebody( 'Ama' ), somebody( 'Bilal' ) ];
		ama.type( 'one', 'en' );
		await ama.save();
		meet( bilal );
		bilal.type( 'two', 'en' );
		await bilal.save();
		meet( ama );
		expect( ama ).toMatchObject( { text: 'two', state: 'saved', theirs: null } );
	} );

	it( 'is marked as sent, and the next one is another', async () => {
		const keeper = somebody( 'Ama' );
		keeper.type( 'answer', 'en' );
		await keeper.save();
		await keeper.finish();
		expect( draftFor( file.content(), 'message' ) ).toBeNull();
		keeper.type( 'next', 'en' );
		await keeper.save();
		expect( file.content().drafts.map( ( one ) => [ one.done, one.newest.text ] ) ).toEqual( [ [ true, 'answer' ], [ false, 'next' ] ] );
	} );

	it( 'that was sent does not come back while the file does not know yet', async () => {
		const keeper = somebody( 'Ama' );
		keeper.type( 'answer', 'en' );
		await keeper.save();
		const before = draftFor( file.content(), 'message' );
		const finished = keeper.finish();
		keeper.meet( before );
		expect( keeper ).toMatchObject( { text: '', state: 'nothing', isDirty: false } );
		await finished;
	} );

	it( 'that never was in the file leaves nothing there when it is sent', async () => {
		const keeper = somebody( 'Ama' );
		keeper.type( 'quick', 'en' );
		await keeper.finish();
		await vi.advanceTimersByTimeAsync( 60_000 );
		expect( file.entries ).toHaveLength( 0 );
	} );

	it( 'goes on after the page was loaded anew, knowing what came meanwhile', async () => {
		const [ ama, bilal ] = [ somebody( 'Ama' ), somebody( 'Bilal' ) ];
		ama.type( 'one', 'en' );
		await ama.save();
		ama.type( 'one and more', 'en' );
		const again = somebody( 'Ama' );
		again.resume( 'one and more', ama.place );
		meet( again );
		expect( again ).toMatchObject( { theirs: null, text: 'one and more', isDirty: true } );
		await again.save();
		meet( bilal );
		bilal.type( 'Bilal', 'en' );
		await bilal.save();
		const late = somebody( 'Ama' );
		late.resume( 'one and more, late', again.place );
		meet( late );
		expect( late.theirs?.text ).toBe( 'Bilal' );
	} );

	it( 'that was put aside for theirs does not come back with a page left a moment later', async () => {
		const [ ama, bilal ] = [ somebody( 'Ama' ), somebody( 'Bilal' ) ];
		bilal.type( 'Bilal', 'en' );
		await bilal.save();
		ama.type( 'Ama', 'en' );
		const { place } = ama;
		await ama.save();
		await ama.takeTheirs();
		const again = somebody( 'Ama' );
		again.resume( 'Ama', place );
		meet( again );
		expect( again ).toMatchObject( { text: 'Bilal', theirs: null, isDirty: false } );
		again.type( 'Ama', 'en' );
		await again.save();
		expect( texts() ).toEqual( [ 'Bilal', 'Ama', 'Bilal', 'Ama' ] );
	} );

	it( 'stays typed when it cannot be saved, and is saved later', async () => {
		const put = file.by( 'Ama' );
		let fails = true;
		const keeper = new DraftKeeper( 'message', ( body, isLate ) => fails ? Promise.reject( new Error( 'offline' ) ) : put( body, isLate ), () => undefined, 1000 );
		keeper.type( 'kept', 'en' );
		await keeper.save();
		expect( keeper ).toMatchObject( { state: 'failed', text: 'kept', isDirty: true } );
		fails = false;
		await keeper.save();
		expect( texts() ).toEqual( [ 'kept' ] );
	} );
} );
