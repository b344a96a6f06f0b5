// SPDX-License-Identifier: AGPL-3.0-or-later
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import vectors from '../../../../tests/vectors/routing.json';
import en from '../../../i18n/en.json';
import {
	type Answers, committees, countries, emergencyNumbers, kinds, recommend, wikiHost
} from './index';

const NOTHING: Answers = {
	danger: 'none', about: 'me', place: 'one-wiki', wiki: '', admin: false, member: [],
	triedLocal: false, pattern: false, legal: false, office: false
};
const words = en as unknown as Record<string, string>;

describe( 'who can help', () => {
	it.each( vectors.cases as { name: string; answers: Answers; offered: string[]; recommended: string; reason: string; teams?: string[] }[] )(
		'$name', ( { answers, offered, recommended, reason, teams } ) => {
			const found = recommend( answers, teams );
			expect( found.map( ( one ) => one.body.id ) ).toEqual( offered );
			expect( found[ 0 ].body.id ).toBe( recommended );
			expect( found[ 0 ].reasonKey ).toBe( reason );
			expect( found.map( ( one ) => one.recommended ) ).toEqual( offered.map( ( id ) => id === recommended ) );
			for ( const { body, reasonKey, caution } of found ) {
				for ( const key of [ body.nameKey, body.aboutKey, body.toldKey, reasonKey, caution || reasonKey ] ) {
					expect( words ).toHaveProperty( [ key ] );
				}
				expect( body.channels ).not.toEqual( [] );
			}
		}
	);

	it.each( vectors.hosts )( 'makes links for $wiki from $given', ( { given, wiki } ) => {
		expect( wikiHost( given ) ).toBe( wiki );
		const links = recommend( { ...NOTHING, wiki: given } )
			.flatMap( ( one ) => one.body.channels )
			.flatMap( ( channel ) => 'url' in channel ? [ new URL( channel.url ).host ] : [] );
		expect( links.every( ( host ) => [ wiki, 'meta.wikimedia.org' ].includes( host ) ) ).toBe( true );
	} );

	it( 'never leads danger into a queue of Alcove', () => {
		for ( const danger of [ 'violence', 'child', 'private-info' ] as const ) {
			const found = recommend( { ...NOTHING, danger, wiki: 'en.wikipedia.org' }, [ 'u4c', 'arbcom-en' ] );
			expect( found.flatMap( ( one ) => one.body.channels ).filter( ( channel ) => channel.kind === 'alcove' ) ).toEqual( [] );
		}
	} );

	it( 'offers the team first, and its form and mail after', () => {
		const u4c = recommend( { ...NOTHING, triedLocal: true } )[ 0 ].body;
		expect( u4c.channels ).toEqual( [
			{ kind: 'alcove', team: 'u4c' },
			{ kind: 'contactform', url: 'https://meta.wikimedia.org/wiki/Special:Contact/u4c' },
			{ kind: 'mail', address: 'u4c@wikimedia.org' }
		] );
		expect( u4c.confirmed ).toBe( true );
	} );

	it( 'reaches the committee of a wiki at its own page, escaped', () => {
		const body = recommend( { ...NOTHING, wiki: 'uk.wikipedia.org' } )[ 0 ].body;
		expect( body.id ).toBe( 'arbcom' );
		expect( body.languages ).toEqual( [ 'uk' ] );
		expect( body.confirmed ).toBe( false );
		expect( body.channels.slice( 0, 2 ) ).toEqual( [
			{ kind: 'alcove', team: 'arbcom-uk' },
			{ kind: 'page', url: encodeURI( 'https://uk.wikipedia.org/wiki/Вікіпедія:Арбітражний_комітет' ) }
		] );
	} );

	it( 'asks about the committees a wiki has', () => {
		const ids = ( wiki: string ) => committees( wiki ).map( ( one ) => one.id );
		expect( ids( 'en.wikipedia.org' ) ).toEqual( expect.arrayContaining( [ 'arbcom', 'oversighters', 'u4c' ] ) );
		expect( ids( 'sw.wikipedia.org' ) ).not.toContain( 'arbcom' );
		expect( ids( '' ) ).toContain( 'stewards' );
		expect( committees( 'en.wikipedia.org' ).every( ( one ) => one.nameKey in words ) ).toBe( true );
	} );
} );

describe( 'numbers to dial', () => {
	it( 'knows one number for everything, or one each', () => {
		expect( emergencyNumbers( 'de' ) ).toEqual( {
			country: 'DE',
			numbers: [ { for: 'any', number: '112' } ],
			lines: [ { name: 'TelefonSeelsorge', number: '0800 1110111' } ],
			confirmed: false
		} );
		expect( emergencyNumbers( 'JP' )?.numbers ).toEqual( [
			{ for: 'police', number: '110' }, { for: 'ambulance', number: '119' }
		] );
	} );

	it( 'says so when it does not know', () => {
		expect( emergencyNumbers( 'QQ' ) ).toBeNull();
		expect( emergencyNumbers( '' ) ).toBeNull();
	} );

	it( 'lists each country once, each with numbers', () => {
		expect( new Set( countries ).size ).toBe( countries.length );
		expect( countries.every( ( country ) => emergencyNumbers( country )!.numbers.length > 0 ) ).toBe( true );
	} );
} );

describe( 'kinds of behaviour', () => {
	it( 'have the codes of the Universal Code of Conduct, and words', () => {
		expect( kinds.map( ( group ) => group.id ) ).toEqual( [ '3.1', '3.2', '3.3', 'SYS' ] );
		const all = kinds.flatMap( ( group ) => group.kinds );
		expect( all.map( ( kind ) => kind.code ) ).toContain( '3.1-doxing' );
		expect( [ ...kinds, ...all ].every( ( one ) => one.nameKey in words ) ).toBe( true );
	} );
} );

describe( 'the bundle', () => {
	it( 'costs at most 6 KiB', async () => {
		const result = await build( {
			configFile: false,
			logLevel: 'silent',
			build: { write: false, lib: { entry: new URL( './index.ts', import.meta.url ).pathname, formats: [ 'es' ] }, target: 'es2016' }
		} ) as { output: { code: string }[] }[];
		expect( gzipSync( result[ 0 ].output[ 0 ].code, { level: 9 } ).length ).toBeLessThanOrEqual( 6 * 1024 );
	}, 60_000 );
} );
