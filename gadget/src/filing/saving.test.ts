// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { filingOf } from './config';
import { isListed, withLine } from './listing';
import { findSaved, freeTitle, listPage, savePage, type Saving } from './saving';
import { newJournal } from './state';

/** A wiki as far as a request needs one: pages, their first edits, and what goes wrong when. */
interface Fake {
	pages: Map<string, { text: string; revision: number; user: string; comment: string }>;
	edits: Record<string, string>[];
	/** What happens to the next edits: the answer is lost before or after it was made, or the wiki says no. */
	next: ( '' | 'lost' | 'made-and-lost' | string )[];
	/** Somebody else does something between reading and writing. */
	meanwhile: ( () => void )[];
}

let wiki: Fake;
let remembered: string[];
let saving: Saving;
const config = filingOf( { filing: { cases: 'Cases', prefix: 'Cases/', list: 'Cases' } } )!;

function answerTo( params: Record<string, string> ): object {
	const page = ( title: string ): object => {
		const found = wiki.pages.get( title );
		return found ? { title, pageid: 1, revisions: [
			{ revid: found.revision, user: found.user, comment: found.comment, slots: { main: { content: found.text } } }
		] } : { title, missing: true };
	};
	if ( params.action === 'query' && params.meta === 'tokens' ) {
		return { query: { tokens: { csrftoken: 'x' } } };
	}
	if ( params.list === 'usercontribs' ) {
		return { query: { usercontribs: Array.from( wiki.pages ).filter( ( [ , one ] ) => one.user === params.ucuser )
			.map( ( [ title, one ] ) => ( { title, revid: one.revision, comment: one.comment, new: true } ) ) } };
	}
	if ( params.action === 'query' ) {
		return { curtimestamp: 'now', query: { pages: [ page( params.titles ) ] } };
	}
	wiki.edits.push( params );
	wiki.meanwhile.shift()?.();
	const fate = wiki.next.shift() ?? '';
	if ( fate === 'lost' ) {
		throw new TypeError( 'no network' );
	}
	if ( fate && fate !== 'made-and-lost' ) {
		return { errors: [ { code: fate, text: fate } ] };
	}
	const before = wiki.pages.get( params.title );
	if ( params.createonly && before ) {
		return { errors: [ { code: 'articleexists' } ] };
	}
	if ( params.baserevid && before?.revision !== Number( params.baserevid ) ) {
		return { errors: [ { code: 'editconflict' } ] };
	}
	const revision = ( before?.revision ?? 100 ) + 1;
	wiki.pages.set( params.title, {
		text: params.text, revision, user: before?.user ?? params.assertuser, comment: before?.comment ?? params.summary
	} );
	if ( fate === 'made-and-lost' ) {
		throw new TypeError( 'no network' );
	}
	return { edit: { result: 'Success', title: params.title, newrevid: revision } };
}

beforeEach( () => {
	wiki = { pages: new Map( [ [ 'Cases', { text: 'Open:\n* [[Cases/Old]]\n\nEnd', revision: 1, user: 'B', comment: '' } ] ] ), edits: [], next: [], meanwhile: [] };
	remembered = [];
	vi.stubGlobal( 'mw', { config: { get: () => 'en' }, util: { wikiScript: () => '/w/api.php' } } );
	vi.stubGlobal( 'fetch', async ( _: string, options: RequestInit ) =>
		new Response( JSON.stringify( answerTo( Object.fromEntries( options.body as URLSearchParams ) ) ) ) );
	const journal = newJournal();
	saving = { user: 'A', config, prefix: 'Cases/', journal, remember: () => remembered.push( journal.stage ) };
} );

const save = (): Promise<void> => savePage( saving, 'New', 'TEXT', null );

describe( 'saving', () => {
	it( 'is noted before it is asked for, made as the person, and never over another page', async () => {
		await save();
		expect( wiki.edits[ 0 ] ).toMatchObject( { title: 'Cases/New', text: 'TEXT', createonly: '1', assert: 'user', assertuser: 'A' } );
		expect( remembered ).toEqual( [ 'saving', 'saved' ] );
		expect( saving.journal ).toMatchObject( { title: 'Cases/New', revision: 101 } );
	} );

	it( 'goes on after a lost answer without saving twice, and after a lost question by saving', async () => {
		wiki.next = [ 'made-and-lost' ];
		await expect( save() ).rejects.toMatchObject( { code: 'lost' } );
		expect( saving.journal.stage ).toBe( 'saving' );
		await save();
		expect( wiki.edits.length ).toBe( 1 );
		expect( saving.journal.stage ).toBe( 'saved' );
	} );

	it( 'saves when nothing had arrived', async () => {
		wiki.next = [ 'lost' ];
		await expect( save() ).rejects.toMatchObject( { code: 'lost' } );
		await save();
		expect( wiki.pages.get( 'Cases/New' )?.text ).toBe( 'TEXT' );
		expect( wiki.edits.length ).toBe( 2 );
	} );

	it( 'knows its own page when the first attempt arrives late', async () => {
		wiki.next = [ 'lost' ];
		await expect( save() ).rejects.toMatchObject( { code: 'lost' } );
		const [ { summary } ] = wiki.edits;
		wiki.meanwhile = [ () => wiki.pages.set( 'Cases/New', { text: 'TEXT', revision: 7, user: 'A', comment: summary } ) ];
		await save();
		expect( saving.journal ).toMatchObject( { stage: 'saved', revision: 7 } );
	} );

	it( 'finds its page where it was moved since', async () => {
		wiki.next = [ 'made-and-lost' ];
		await expect( save() ).rejects.toMatchObject( { code: 'lost' } );
		wiki.pages.set( 'Cases/2026/New', wiki.pages.get( 'Cases/New' )! );
		wiki.pages.delete( 'Cases/New' );
		await save();
		expect( saving.journal ).toMatchObject( { stage: 'saved', title: 'Cases/2026/New' } );
		expect( wiki.edits.length ).toBe( 1 );
	} );

	it( 'takes nobody else\'s page for its own', async () => {
		wiki.pages.set( 'Cases/New', { text: 'theirs', revision: 5, user: 'B', comment: saving.journal.mark } );
		await expect( save() ).rejects.toMatchObject( { code: 'title-taken' } );
		expect( wiki.pages.get( 'Cases/New' )?.text ).toBe( 'theirs' );
		expect( saving.journal.stage ).toBe( '' );
		expect( await findSaved( saving ) ).toBeNull();
		expect( await freeTitle( 'New', 'Cases/' ) ).toEqual( { name: 'New (2)', wasTaken: true } );
	} );

	it( 'gives the step back when the wiki says no', async () => {
		wiki.next = [ 'protectedpage' ];
		await expect( save() ).rejects.toMatchObject( { code: 'protectedpage' } );
		expect( remembered ).toEqual( [ 'saving', '' ] );
	} );
} );

describe( 'listing', () => {
	beforeEach( () => save() );
	const lines = (): string[] => wiki.pages.get( 'Cases' )!.text.split( '\n' );

	it( 'adds one line after the last of its kind, once', async () => {
		await listPage( saving );
		await listPage( saving );
		expect( lines() ).toEqual( [ 'Open:', '* [[Cases/Old]]', '* [[Cases/New]]', '', 'End' ] );
		expect( saving.journal ).toMatchObject( { stage: 'done', listing: 'done' } );
	} );

	it( 'keeps what others wrote meanwhile', async () => {
		wiki.meanwhile = [ () => wiki.pages.set( 'Cases', { text: '* [[Cases/Old]]\n* [[Cases/Theirs]]', revision: 9, user: 'B', comment: '' } ) ];
		await listPage( saving );
		expect( lines() ).toEqual( [ '* [[Cases/Old]]', '* [[Cases/Theirs]]', '* [[Cases/New]]' ] );
	} );

	it( 'is not done twice after a lost answer', async () => {
		wiki.next = [ 'made-and-lost' ];
		await expect( listPage( saving ) ).rejects.toMatchObject( { code: 'lost' } );
		expect( saving.journal, 'coming back goes on' ).toMatchObject( { stage: 'listing', listing: '' } );
		await listPage( saving );
		expect( lines().filter( ( line ) => line.includes( 'New' ) ).length ).toBe( 1 );
	} );

	it( 'gives up after some attempts, and says so', async () => {
		wiki.next = Array( 9 ).fill( 'editconflict' ) as string[];
		await expect( listPage( saving ) ).rejects.toMatchObject( { code: 'editconflict' } );
		expect( saving.journal ).toMatchObject( { stage: 'listing', listing: 'failed' } );
		expect( wiki.edits.length ).toBeLessThan( 7 );
	} );

	it( 'sees a page that is linked or shown already', () => {
		expect( isListed( 'x {{ Cases/A_b }}', 'Cases/A b' ) ).toBe( true );
		expect( isListed( '[[:Cases/A b|other]]', 'Cases/A b' ) ).toBe( true );
		expect( isListed( '[[Cases/A b c]]', 'Cases/A b' ) ).toBe( false );
	} );

	it( 'begins a list at the end where there is none, with titles of any kind', () => {
		expect( withLine( '', config, 'Cases/$& $1' ) ).toBe( '* [[Cases/$& $1]]\n' );
		expect( withLine( 'Text\n', config, 'Cases/A' ) ).toBe( 'Text\n* [[Cases/A]]\n' );
	} );
} );
