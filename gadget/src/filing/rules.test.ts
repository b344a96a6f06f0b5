// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { WikiProblem } from './api';
import { barsFor, type Fit } from './bars';
import barsJson from './data/bars.json';
import problems from './data/problems.json';
import { askedFor, filingAddress, filingOf, offersPublic } from './config';
import { evidenceIn, evidenceText, isSame } from './evidence';
import { bareName } from './people';
import { mailOfCommittee } from './places';
import { troubleOf } from './problems';
import { type Draft, kept, keep, newDraft, newJournal } from './state';
import { missingOn, type Screen } from './steps';
import { bytesOf, legalTitle, nextTitle, proposeTitle, saysSomething } from './title';
import { countWords } from './words';

const FIT: Fit = { kind: 'appeal', wiki: '', tried: 'yes', isBlock: false, restricted: 'no', isPrivate: 'no' };
const ids = ( fit: Partial<Fit> ): string[] => barsFor( { ...FIT, ...fit } ).map( ( bar ) => bar.id );

describe( 'bars', () => {
	it( 'name their source, each, and those that nobody passes come first', () => {
		expect( barsJson.bars.filter( ( bar ) => !bar.source ) ).toEqual( [] );
		const absolute = barsJson.bars.map( ( bar ) => bar.absolute );
		expect( absolute.lastIndexOf( true ) ).toBe( absolute.filter( Boolean ).length - 1 );
	} );

	it.each<[ Partial<Fit>, string[] ]>( [
		[ {}, [] ],
		[ { wiki: 'de.wikipedia.org' }, [ 'arbcom' ] ],
		[ { wiki: 'de.wikipedia.org', kind: 'systemic' }, [ 'arbcom-part' ] ],
		[ { wiki: 'als.wikipedia.org', isBlock: true, tried: 'no' }, [ 'one-block' ] ],
		[ { wiki: 'als.wikipedia.org', isBlock: true, tried: 'yes' }, [] ],
		[ { tried: 'no' }, [ 'untried' ] ],
		[ { kind: 'systemic', tried: 'no', isBlock: true }, [ 'untried' ] ],
		[ { kind: 'cross_wiki', tried: 'no' }, [ 'untried-wikis' ] ],
		[ { restricted: 'interaction' }, [ 'interaction' ] ],
		[ { restricted: 'other' }, [ 'restriction' ] ],
		[ { kind: 'off_wiki', isPrivate: 'yes' }, [ 'private', 'off-wiki' ] ],
		[ { kind: 'other' }, [ 'scope' ] ]
	] )( 'stand where the rules put them: %j', ( fit, wanted ) => {
		expect( ids( fit ) ).toEqual( wanted );
	} );

	it( 'leave no choice only where the rules leave none, and always say where to turn', () => {
		const all = [ { isPrivate: 'yes' }, { kind: 'off_wiki' }, { wiki: 'de.wikipedia.org' }, { tried: 'no' }, { restricted: 'other' } ] as Partial<Fit>[];
		const bars = all.flatMap( ( fit ) => barsFor( { ...FIT, ...fit } ) );
		expect( bars.filter( ( bar ) => bar.absolute ).map( ( bar ) => bar.id ) ).toEqual( [ 'private', 'off-wiki', 'arbcom' ] );
		expect( bars.filter( ( bar ) => !bar.sealed && !bar.bodies.length ) ).toEqual( [] );
		expect( barsFor( { ...FIT, wiki: 'de.wikipedia.org' } )[ 0 ].bodies[ 0 ].channels ).toContainEqual( { kind: 'mail', address: 'arbcomde-l@lists.wikimedia.org' } );
	} );
} );

describe( 'the configuration', () => {
	it( 'needs a place for requests, and knows no limit unless it is told one', () => {
		expect( filingOf( {} ) ).toBeNull();
		expect( filingOf( { filing: { cases: 'A' } } ) ).toBeNull();
		expect( filingOf( { filing: { cases: 'A', prefix: 'A/', words: { section: 500 }, line: 'no place' } } ) )
			.toMatchObject( { preload: '', list: '', line: '* [[$1]]', words: { section: 500, total: null } } );
	} );

	it( 'is asked for by address, with the wiki in the fragment', () => {
		const url = new URL( filingAddress( 'https://home.example', 'de.wikipedia.org' ) );
		expect( askedFor( url ) ).toEqual( { wiki: 'de.wikipedia.org' } );
		expect( askedFor( new URL( 'https://x.example/#filing' ) ) ).toEqual( { wiki: '' } );
		expect( askedFor( new URL( 'https://x.example/?withgadget=a&alcove=filing' ) ) ).toEqual( { wiki: '' } );
		expect( askedFor( new URL( 'https://x.example/#filing=%E0' ) ) ).toEqual( { wiki: '' } );
		expect( askedFor( new URL( 'https://x.example/#alcove=%7B%7D' ) ) ).toBeNull();
	} );

	it( 'offers it where the committee comes first, and never for what is private', () => {
		const here = { place: 'several-wikis', about: 'me' };
		expect( offersPublic( 'u4c', here ) ).toBe( true );
		expect( offersPublic( 'u4c', here, 'alcove-route-caution-others-first' ) ).toBe( false );
		expect( offersPublic( 'u4c', { ...here, place: 'off-wiki' } ) ).toBe( false );
		expect( offersPublic( 'u4c', { ...here, about: 'event' } ) ).toBe( false );
		expect( offersPublic( 'stewards', here ) ).toBe( false );
	} );
} );

describe( 'titles', () => {
	it.each( [
		[ 'a_b  c', 'a b c' ],
		[ '{{x}} [[y]] <z> #1 | 2', '((x)) ((y)) (z) 1 2' ],
		[ ':/../A/en', '-..-A-en' ],
		[ '100%41 &amp; ~~~~', '100% 41 & amp; ~' ],
		[ '\u202eabc\u0000', 'abc' ],
		[ 'مسألة: «أ»', 'مسألة: «أ»' ]
	] )( 'are made legal: %s', ( typed, wanted ) => {
		expect( legalTitle( typed, 'P/' ) ).toBe( wanted );
	} );

	it( 'fit MediaWiki\'s bytes with their prefix, and so do the next ones', () => {
		const long = legalTitle( '長'.repeat( 300 ), 'Prefix/' );
		expect( bytesOf( 'Prefix/' + long ) ).toBeLessThanOrEqual( 255 );
		expect( bytesOf( 'Prefix/' + nextTitle( long, 'Prefix/' ) ) ).toBeLessThanOrEqual( 255 );
		expect( nextTitle( 'A', 'P/' ) ).toBe( 'A (2)' );
		expect( nextTitle( 'A (9)', 'P/' ) ).toBe( 'A (10)' );
	} );

	it( 'are proposed from the words, whole ones', () => {
		expect( proposeTitle( 'It began here. Then more.', 'P/' ) ).toBe( 'It began here' );
		const long = proposeTitle( 'word '.repeat( 40 ), 'P/' );
		expect( long.length ).toBeLessThanOrEqual( 60 );
		expect( long ).toMatch( /word$/ );
	} );

	it( 'say something: years and codes of languages are none', () => {
		expect( [ '2026', 'en', '...', 'Blocks on a wiki', 'مسألة' ].map( saysSomething ) ).toEqual( [ false, false, false, true, true ] );
	} );
} );

describe( 'changes', () => {
	it( 'are recognised however they are pasted', () => {
		const host = window.location.origin;
		vi.stubGlobal( 'mw', {} );
		const text = 'Special:Diff/1 [[Spezial:Diff/2/3]] خاص:فرق/٤٥ [[Special:PermanentLink/6|here]]\n' +
			`${ host }/w/index.php?title=A&diff=prev&oldid=7 ${ host }/wiki/Special:Diff/8/9`;
		expect( evidenceIn( text ).map( ( row ) => row.url ) ).toEqual( [
			...[ '1', '3', '45', '6' ].map( ( one ) => `${ host }/w/index.php?diff=${ one }` ),
			`${ host }/w/index.php?title=A&diff=prev&oldid=7`, `${ host }/wiki/Special:Diff/8/9`
		] );
		const [ a, b ] = evidenceIn( `Special:Diff/5 ${ host }/w/index.php?oldid=5` );
		expect( isSame( a, b ) ).toBe( true );
	} );

	it( 'are written as links of this wiki, or as addresses, and nothing breaks out of them', () => {
		vi.stubGlobal( 'mw', {} );
		const row = { url: window.location.origin + '/w/index.php?diff=5', title: 'Talk:A|b]]', date: '2026-01-02', note: 'x\n== y == {{z}}', state: 'found' as const };
		expect( evidenceText( [ row ] ) ).toBe( '* [[Special:Diff/5|Talk:A&#124;b&#93;&#93;, 2026-01-02]]: x &#61;&#61; y &#61;&#61; &#123;&#123;z&#125;&#125;' );
		expect( evidenceText( [ { ...row, url: 'https://de.wikipedia.org/w/?diff=1&x=[[a]]{{b}}', note: '' } ] ) )
			.toMatch( /^\* \[https:\/\/de\.wikipedia\.org\/w\/\?diff=1&x=[^[\]{}\s]* Talk/ );
	} );
} );

describe( 'going on', () => {
	const missing = ( screen: Screen, typed: Partial<Draft> ): string => missingOn( screen, { ...newDraft(), ...typed }, [], null, '' );

	it.each<[ Screen, Partial<Draft>, string ]>( [
		[ 'parties', {}, 'party' ],
		[ 'parties', { parties: [ 'A' ] }, '' ],
		[ 'parties', { parties: [ 'A' ], party: 'Bo' }, 'party' ],
		[ 'evidence', {}, '' ],
		[ 'evidence', { pasted: 'Special:Diff/1' }, '' ],
		[ 'evidence', { pasted: 'as I said above' }, 'paste' ]
	] )( 'from "%s" takes nothing away that was typed: %j', ( screen, typed, wanted ) => {
		expect( missing( screen, typed ) ).toBe( wanted );
	} );
} );

describe( 'small things', () => {
	it( 'names come as they are pasted', () => {
		expect( [ 'User:A_b', '[[User talk:C/Archive|c]]', ' D ' ].map( bareName ) ).toEqual( [ 'A b', 'C', 'D' ] );
	} );

	it( 'words are counted in any script', () => {
		expect( countWords( 'One, two: https://x.example/a?b=c – drei’s 4' ) ).toBe( 5 );
		expect( countWords( 'كتبت إلى الإداريين' ) ).toBe( 3 );
		expect( countWords( ' \n' ) ).toBe( 0 );
	} );

	it.each( [
		[ 'assertuserfailed', 'signed-out' ], [ 'assertnameduserfailed', 'other-account' ], [ 'autoblocked', 'blocked' ], [ 'globalblocking-blockedtext-user', 'blocked' ],
		[ 'abusefilter-disallowed', 'filter' ], [ 'abusefilter-warning', 'filter-warned' ], [ 'spamblacklist', 'spam' ], [ 'titleblacklist-forbidden', 'title-refused' ],
		[ 'protectedpage', 'protected' ], [ 'cantcreate', 'protected' ], [ 'ratelimited', 'too-fast' ], [ 'readonly', 'wiki-down' ], [ 'badtoken', 'again' ],
		[ 'captcha', 'captcha-elsewhere' ], [ 'lost', 'lost' ], [ 'somethingnew', 'other' ]
	] )( 'the wiki\'s %s has words that say what to do', ( code, say ) => {
		expect( troubleOf( new WikiProblem( code, 'Its words' ), 'saving' ).say ).toBe( say );
	} );

	it( 'words that name mail come with the address, and nobody is shown a fault of the program', () => {
		const english = readFileSync( join( __dirname, '../../i18n/en.json' ), 'utf8' );
		const naming = JSON.parse( english ) as Record<string, string>;
		for ( const { say, mail } of problems.problems as { say: string; mail?: boolean }[] ) {
			expect( /by mail/.test( naming[ 'alcove-filing-problem-' + say ] ), say ).toBe( Boolean( mail ) );
		}
		expect( mailOfCommittee() ).toBe( 'u4c@wikimedia.org' );
		expect( troubleOf( new TypeError( 'x is undefined' ) ) ).toMatchObject( { say: 'other', quote: '' } );
	} );

	it( 'a lost answer says only where a page was asked for that it may be there', () => {
		expect( troubleOf( new WikiProblem( 'lost' ) ).say ).toBe( 'unanswered' );
		expect( troubleOf( new WikiProblem( 'lost' ), 'listing' ).say ).toBe( 'unanswered' );
	} );

	it( 'a closed list costs nobody their words', () => {
		expect( troubleOf( new WikiProblem( 'protectedpage' ), 'listing' ) ).toMatchObject( { say: 'list-closed', carry: false } );
		expect( troubleOf( new WikiProblem( 'protectedpage' ), 'saving' ) ).toMatchObject( { say: 'protected', carry: true, mail: true } );
	} );

	it( 'a question the page can show is shown', () => {
		expect( troubleOf( new WikiProblem( 'captcha', '', { captcha: { id: 7, question: '1 + 1' } } ), 'saving' ) )
			.toMatchObject( { say: 'captcha', captcha: { id: '7', question: '1 + 1', image: '' }, carry: false } );
	} );
} );

describe( 'what the tab keeps', () => {
	beforeEach( () => sessionStorage.clear() );

	it( 'is for the account that wrote it, and for nobody else', () => {
		keep( { user: 'A', screen: 'words', draft: { ...newDraft(), title: 'T' }, journal: newJournal() } );
		expect( kept( '' ) ).toBeNull();
		expect( kept( 'A' )?.draft.title ).toBe( 'T' );
		expect( kept( 'B' ) ).toBeNull();
		expect( kept( 'A' ), 'thrown away when B came' ).toBeNull();
	} );

	it( 'may be rubbish', () => {
		sessionStorage.setItem( 'alcove-filing', '{' );
		expect( kept( 'A' ) ).toBeNull();
	} );
} );
