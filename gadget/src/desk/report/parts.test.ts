// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { beforeAll, describe, expect, it } from 'vitest';
import { setTranslate } from '../../shared/i18n';
import type { ReportBody } from '../../sealing';
import { changesOf } from './changes';
import { groupOf } from './closing';
import type { Standing } from './context';
import { expiryOf, firstExpiry } from './evidence';
import type { Evidence } from './filing';
import { reportIn } from '../queue/number';
import { folded, workForm } from './parts';
import { pageAddress, ticketAddress, ticketNumber } from './pointer';
import { mayTell } from './telling';
import { allowTranslation, isForeign } from './translation';

beforeAll( () => setTranslate( ( key, ...params ) => [ key, ...params ].join( ' ' ) ) );

const STANDING: Standing = {
	id: 'a', team: 'u4c', vault: 'v', kind: 'report', state: 'new', turn: 'team', day: '2026-11-20', days: 2, answer_by: null, version: 1, taken: null, muted: false,
	head: { epoch: 0, n: 1, hash: 'h' }, file: null, clocks: [], withdrawn: null, handovers_waiting: 0
};
const changes = ( after: Partial<Standing> ): string[] => changesOf( STANDING, { ...STANDING, ...after }, { today: '2026-11-22', language: 'en' } )
	.map( ( one ) => one.map( ( part ) => part instanceof Node ? part.textContent : String( part ) ).join( '' ) );

describe( 'what changed meanwhile', () => {
	it( 'is said of everything one decides by, and of nothing else', () => {
		expect( changes( { version: 2, days: 3 } ) ).toEqual( [] );
		expect( changes( { state: 'closed', turn: 'nobody' } ) ).toHaveLength( 2 );
		expect( changes( { taken: { person: 'b', name: 'Bilal', until: '2026-11-29' } } ) ).toEqual( [ expect.stringContaining( 'changed-taken' ) ] );
		expect( changes( { clocks: [ { kind: 'evidence', due: '2026-12-01' } ] } ) ).toHaveLength( 1 );
		expect( changes( { head: { epoch: 0, n: 2, hash: 'i' }, muted: true } ) ).toHaveLength( 2 );
	} );
} );

describe( 'technical traces', () => {
	it( 'are gone after 90 days, and the first of them counts', () => {
		expect( expiryOf( '2026-11-12' ) ).toBe( '2027-02-10' );
		const one = ( expires: string, gone = false ): Evidence => ( { id: expires, expires, gone } as Evidence );
		expect( firstExpiry( { evidence: [ one( '2027-01-02' ), one( '2026-12-01' ), one( '2026-11-25', true ), one( '2026-11-01' ) ] }, '2026-11-22' ) ).toBe( '2026-12-01' );
		expect( firstExpiry( { evidence: [] }, '2026-11-22' ) ).toBeNull();
	} );
} );

describe( 'pointing elsewhere', () => {
	it( 'takes a number as people copy it, and nothing else', () => {
		expect( ticketNumber( 'Ticket#2026 1122 1000 0017' ) ).toBe( '2026112210000017' );
		expect( ticketNumber( '12' ) ).toBe( '' );
		expect( ticketAddress( 'x' ) ).toBe( '' );
		expect( pageAddress( 'u4c', 'Case:2026/A b?c' ) ).toBe( 'https://u4c.wikimedia.org/wiki/Case:2026/A_b%3Fc' );
		expect( pageAddress( 'other', 'Case:1' ) ).toBe( '' );
	} );

	it( 'finds a report in its number or address', () => {
		const id = 'a'.repeat( 32 );
		expect( reportIn( id ) ).toBe( id );
		expect( reportIn( ` https://alcove.example/desk/reports/${ id }?uselang=de ` ) ).toBe( id );
		expect( reportIn( 'a'.repeat( 33 ) ) ).toBe( '' );
		expect( reportIn( 'javascript:alert(1)' ) ).toBe( '' );
	} );
} );

describe( 'small decisions', () => {
	it( 'ask first when the writer said nothing that is understood', () => {
		expect( mayTell( null ) ).toBe( 'ask' );
		expect( mayTell( { tell_other: 'whatever' } as ReportBody ) ).toBe( 'ask' );
		expect( mayTell( { tell_other: 'no' } as ReportBody ) ).toBe( 'no' );
	} );

	it( 'count a report where most of it belongs', () => {
		expect( groupOf( [ '3.2-office', '3.1-insults', '3.1-threats' ] ) ).toBe( '3.1' );
		expect( groupOf( [ 'SYS' ] ) ).toBe( 'other' );
		expect( groupOf( [] ) ).toBe( 'other' );
	} );

	it( 'keep texts away from the browser’s translator until a member lets it', () => {
		document.body.innerHTML = '<p class="written" translate="no">x</p>';
		allowTranslation( document, true );
		expect( document.querySelector( 'p' )?.getAttribute( 'translate' ) ).toBe( 'yes' );
		expect( isForeign( 'de-AT', 'de' ) ).toBe( false );
		expect( isForeign( 'ar', 'de' ) ).toBe( true );
		expect( isForeign( '', 'de' ) ).toBe( false );
	} );
} );

describe( 'parts of the page', () => {
	it( 'say what went wrong above the button, and can be tried again', async () => {
		let fails = true;
		const form = workForm( 'x', 'Do it', async () => {
			if ( fails ) {
				throw new Error( 'broken' );
			}
		} );
		document.body.replaceChildren( form );
		const submit = async (): Promise<void> => {
			form.requestSubmit();
			await new Promise( ( resolve ) => {
				setTimeout( resolve );
			} );
		};
		await submit();
		expect( form.querySelector( '[role=alert]' )?.textContent ).toContain( 'broken' );
		expect( form.querySelector( 'button' )?.disabled ).toBe( false );
		fails = false;
		await submit();
		expect( form.querySelector( '[role=alert]' ) ).toBeNull();
	} );

	it( 'stay unfolded when they are drawn anew', () => {
		const open = new Set<string>();
		const made = folded( open, 'part', 'Part', 'content' );
		made.open = true;
		made.dispatchEvent( new Event( 'toggle' ) );
		expect( folded( open, 'part', 'Part', 'content' ).open ).toBe( true );
		expect( folded( open, 'other', 'Other', 'content' ).open ).toBe( false );
	} );
} );
