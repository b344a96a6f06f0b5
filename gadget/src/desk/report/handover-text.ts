// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * The words with which something is handed over: links that stay, times, what kind of behaviour, and of what the writer said only what
 * they agreed to. It is plain text in English, which every body here reads, with the writer's own words in their own language.
 */
import type { ReportBody } from '../../sealing';
import { everybody } from '../../form/routing';
import type { Body, Channel } from '../../form/routing/types';
import { visible, wikimediaAddress } from '../../thread/text';

export type Way = Exclude<Channel, { kind: 'alcove' }>;

/** Somebody to hand over to, with the ways they can be reached without Alcove. */
export interface Target {
	body: Body;
	ways: Way[];
}

/** Those with somebody to reach; the emergency team first. */
export function targets( wiki: string ): Target[] {
	return everybody( wiki ).map( ( body ) => ( { body, ways: body.channels.filter( ( one ): one is Way => one.kind !== 'alcove' ) } ) )
		.filter( ( target ) => target.ways.length > 0 )
		.sort( ( one, other ) => Number( other.body.id === 'emergency' ) - Number( one.body.id === 'emergency' ) );
}

export interface Agreed {
	/** The writer's own words go along. */
	words: boolean;
	/** The name they gave goes along. */
	name: boolean;
}

export interface ToHandOver {
	report: ReportBody;
	/** Both as the service says. */
	came: string;
	today: string;
	/** How the receiver can refer to it; it says nothing about anybody. */
	reference: string;
	team: string;
	/** The member who writes. */
	from: string;
	to: string;
	kinds: string[];
	agreed: Agreed;
}

const index = ( wiki: string, query: Record<string, string> ): string => `https://${ wiki }/w/index.php?${ new URLSearchParams( query ) }`;

export interface Permalink {
	url: string;
	/** When that was, as the writer dated it. */
	date: string;
}

/** Addresses that go on leading to the same thing: revisions and changes where they are known, only on Wikimedia's hosts. */
export function permalinks( report: ReportBody ): Permalink[] {
	const { wiki, context, evidence } = report;
	const revision = String( context?.revision ?? '' );
	const place = context?.thread ? '#' + encodeURIComponent( context.thread.replace( / /g, '_' ) ) : '';
	const own = !wiki || !context ? [] : [
		/^\d+$/.test( revision ) ? index( wiki, { oldid: revision } ) + place : context.page ? index( wiki, { title: context.page } ) + place : '',
		context.diff && /^\d+$/.test( context.diff ) ? index( wiki, { diff: context.diff } ) : ''
	];
	const found = new Map<string, Permalink>();
	for ( const { url, date } of [ ...own.map( ( one ) => ( { url: one, date: '' } ) ), ...evidence ] ) {
		const safe = wikimediaAddress( url );
		if ( safe !== null && !found.has( safe ) ) {
			found.set( safe, { url: safe, date: /^\d{4}-\d{2}-\d{2}$/.test( date ?? '' ) ? date ?? '' : '' } );
		}
	}
	return [ ...found.values() ];
}

/** Whether the writer gave a name that could go along at all. */
export function givenName( report: ReportBody ): string {
	return report.appear.as === 'none' ? '' : report.appear.name ?? '';
}

function lines( title: string, items: string[] ): string {
	return items.length ? `${ title }\n${ items.map( ( item ) => `- ${ item }` ).join( '\n' ) }\n\n` : '';
}

const TELL: Record<string, string> = {
	no: 'The writer asked that the other person is NOT told about this.',
	ask: 'The writer asked to be asked before the other person is told anything. Please ask us first.',
	yes: 'The writer agreed that the other person is told what this is about.'
};

export function handoverText( { report, came, today, reference, team, from, to, kinds, agreed }: ToHandOver ): string {
	const emergency = to === 'emergency';
	const name = agreed.name ? givenName( report ) : '';
	// Whoever wrote it may have called a name proven; a proof is for this team alone, and is not passed on.
	const said = ( value: string ): string => visible( value ).trim();
	return `${ emergency ? 'Somebody may be in danger.' : 'We were written to about something that you can do more about.' } ` +
		`We are ${ team }, volunteers; this is ${ from }.\n\n` +
		lines( 'Where', permalinks( report ).map( ( { url, date } ) => date ? `${ url } (${ date })` : url ) ) +
		lines( 'When', [ agreed.words && report.when ? said( report.when ) : '', `it reached us on ${ came }`, `we pass it on on ${ today }` ].filter( Boolean ) ) +
		lines( 'What it is about', kinds ) +
		lines( 'Accounts named', agreed.words ? report.people.map( ( one ) => said( one.name ) ) : [] ) +
		( agreed.words ? `In the writer's own words${ report.lang && report.lang !== 'en' ? ` (language: ${ said( report.lang ) })` : '' }:\n${ said( report.what ).split( '\n' ).map( ( line ) => `> ${ line }` ).join( '\n' ) }\n\n` : '' ) +
		( name ? `The writer calls themselves: ${ said( name ) } (not proven)\n` :
			'Who wrote to us is not passed on. Through us they can be asked.\n' ) +
		`${ TELL[ report.tell_other ] ?? TELL.ask }\n\nPlease name ${ reference } when you answer.\n`;
}

/** A letter ready to be sent from the member's own mail program; nothing is sent by itself. */
export function mailto( address: string, subject: string, text: string ): string {
	return `mailto:${ encodeURIComponent( address ).replace( /%40/g, '@' ) }?subject=${ encodeURIComponent( subject ) }&body=${ encodeURIComponent( text.replace( /\n/g, '\r\n' ) ) }`;
}
