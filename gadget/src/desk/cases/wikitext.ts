// SPDX-License-Identifier: AGPL-3.0-or-later
/** A case as wikitext. Whatever anybody wrote stays exactly that text: nothing of it becomes markup. */
import { t } from '../../shared/i18n';
import type { Child } from '../../thread/el';
import { decisionWords } from '../report/notes';
import type { OpenFile } from '../report/context';
import { link, page, plain, type Section } from '../report/wikitext';
import type { PublicCase, PublicDecision, PublicMotion, PublicRemedy } from './public';

/** Parts of the file that somebody can add to what is public. */
export const PARTS = [ 'notes', 'drafts', 'evidence', 'reports', 'pointer' ] as const;
export type Part = typeof PARTS[ number ];

const joined = ( ...words: string[] ): string => words.filter( Boolean ).map( plain ).join( ' · ' );

const voteLines = ( motion: PublicMotion ): string[] => motion.votes.map( ( vote ) => joined( ...vote ) );

export function motionAsWikitext( motion: PublicMotion ): string {
	return page( motion.title, [
		[ t( 'alcove-desk-case-result' ), plain( motion.result ) ],
		[ t( 'alcove-desk-case-tally' ), plain( motion.tally ) ],
		[ t( 'alcove-desk-case-rule' ), plain( motion.rule ) ]
	], motion.votes.length ? [ { title: t( 'alcove-desk-case-votes' ), lines: voteLines( motion ) } ] : [] );
}

export function remedyAsWikitext( remedy: PublicRemedy ): string {
	return page( t( 'alcove-desk-case-remedy' ), remedy.facts.map( ( [ name, value ] ): [ string, string ] => [ name, plain( value ) ] ),
		[ { title: t( 'alcove-desk-case-remedy-text' ), lines: [ plain( remedy.text ) ] } ] );
}

/** The address of a revision, as the decision or the case page rests on it. */
const source = ( wiki: string, title: string, rev: number ): string => link( `https://${ wiki }/w/index.php?oldid=${ rev }`, title );

const sources = ( { citations }: PublicDecision ): string[] => citations.map( ( one ) => source( one.wiki, one.title, one.rev ) );

export function decisionAsWikitext( decision: PublicDecision ): string {
	return page( t( 'alcove-desk-case-decision' ), [ [ t( 'alcove-desk-case-day' ), plain( decision.day ) ] ], [
		{ title: t( 'alcove-desk-case-remedy-text' ), lines: [ plain( decision.text ) ] },
		{ title: t( 'alcove-desk-case-rests-on' ), lines: sources( decision ) }
	].filter( ( one ) => one.lines.length > 0 ) );
}

/** What is public, and of the file whatever was chosen. */
export function caseAsWikitext( known: PublicCase, open: OpenFile | null, parts: readonly Part[] ): string {
	const pages = known.pages.filter( ( one ) => one.title && one.rev );
	const sections: Section[] = [
		{ title: t( 'alcove-desk-case-page' ), lines: pages.map( ( one ) => source( one.wiki, one.title, one.rev ) ) },
		{ title: t( 'alcove-desk-case-parties' ), lines: known.parties.map( ( one ) => joined( ...one ) ) },
		{ title: t( 'alcove-desk-case-motions' ), lines: known.motions.map( ( one ) => joined( one.title, one.result, one.tally ) ) },
		{ title: t( 'alcove-desk-case-decisions' ), lines: known.decisions.map( ( one ) => [ joined( one.day, one.text ), ...sources( one ) ].join( ' · ' ) ) },
		{ title: t( 'alcove-desk-case-remedies' ), lines: known.remedies.map( ( one ) => joined( one.text, ...one.facts.map( ( fact ) => fact.join( ': ' ) ) ) ) },
		...open ? PARTS.filter( ( part ) => parts.includes( part ) ).map( ( part ) => ( { title: t( 'alcove-desk-case-part-' + part ), lines: linesOf( part, open ) } ) ) : []
	];
	return page( known.title, known.facts.map( ( [ name, value ] ): [ string, string ] => [ name, plain( value ) ] ),
		sections.filter( ( one ) => one.lines.length > 0 ) );
}

const words = ( nodes: Child[] ): string =>
	nodes.map( ( one ) => typeof one === 'string' ? one : one instanceof Node ? one.textContent : '' ).join( '' );

/** A part of the file, one line for each thing in it. */
function linesOf( part: Part, open: OpenFile ): string[] {
	const { content } = open;
	switch ( part ) {
		case 'notes':
			return [
				...content.notes.map( ( one ) => joined( one.by.name, one.text ) ),
				...content.decisions.map( ( one ) => joined( one.by.name, words( decisionWords( one, open ) ), one.reason ) )
			];
		case 'drafts':
			return content.drafts.filter( ( one ) => !one.done ).map( ( { newest } ) => joined( newest.by.name, newest.text ) );
		case 'evidence':
			return content.evidence.map( ( one ) => [ one.url && link( one.url ), joined( one.date, one.note ) ].filter( Boolean ).join( ' · ' ) );
		case 'reports':
			return content.reports.map( ( one ) => joined( one.report, one.note ) );
		case 'pointer':
			return [ joined( content.pointer.page, content.pointer.vrt ) ].filter( Boolean );
	}
}
