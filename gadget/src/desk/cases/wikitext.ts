// SPDX-License-Identifier: AGPL-3.0-or-later
/** A case as wikitext. Whatever anybody wrote stays exactly that text: nothing of it becomes markup. */
import { t } from '../../shared/i18n';
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

const sources = ( decision: PublicDecision ): string[] => decision.citations.map( ( cited ) => source( cited.wiki, cited.title, cited.rev ) );

export function decisionAsWikitext( decision: PublicDecision ): string {
	return page( t( 'alcove-desk-case-decision' ), [ [ t( 'alcove-desk-case-day' ), plain( decision.day ) ] ], [
		{ title: t( 'alcove-desk-case-remedy-text' ), lines: [ plain( decision.text ) ] },
		{ title: t( 'alcove-desk-case-rests-on' ), lines: sources( decision ) }
	].filter( ( one ) => one.lines.length > 0 ) );
}

/** What is public, and of the file whatever was chosen. */
export function caseAsWikitext( known: PublicCase, open: OpenFile | null, parts: readonly Part[] ): string {
	const content = open?.content;
	const has = ( part: Part ): boolean => parts.includes( part );
	const sections: Section[] = [
		{ title: t( 'alcove-desk-case-page' ), lines: known.pages.filter( ( one ) => one.title && one.rev ).map( ( one ) => source( one.wiki, one.title, one.rev ) ) },
		{ title: t( 'alcove-desk-case-parties' ), lines: known.parties.map( ( one ) => joined( ...one ) ) },
		{ title: t( 'alcove-desk-case-motions' ), lines: known.motions.map( ( one ) => joined( one.title, one.result, one.tally ) ) },
		{ title: t( 'alcove-desk-case-decisions' ), lines: known.decisions.map( ( one ) => [ joined( one.day, one.text ), ...sources( one ) ].join( ' · ' ) ) },
		{ title: t( 'alcove-desk-case-remedies' ), lines: known.remedies.map( ( one ) => joined( one.text, ...one.facts.map( ( fact ) => fact.join( ': ' ) ) ) ) },
		{ title: t( 'alcove-desk-case-part-notes' ), lines: content && has( 'notes' ) ? [
			...content.notes.map( ( note ) => joined( note.by.name, note.text ) ),
			...content.decisions.map( ( one ) => joined( one.by.name, decisionWords( one, open ).map( ( word ) => typeof word === 'string' ? word : word ? ( word as Node ).textContent ?? '' : '' ).join( '' ), one.reason ) )
		] : [] },
		{ title: t( 'alcove-desk-case-part-drafts' ), lines: content && has( 'drafts' ) ? content.drafts.filter( ( one ) => !one.done ).map( ( one ) => joined( one.newest.by.name, one.newest.text ) ) : [] },
		{ title: t( 'alcove-desk-case-part-evidence' ), lines: content && has( 'evidence' ) ? content.evidence.map( ( one ) =>
			[ one.url && link( one.url ), joined( one.date, one.note ) ].filter( Boolean ).join( ' · ' ) ) : [] },
		{ title: t( 'alcove-desk-case-part-reports' ), lines: content && has( 'reports' ) ? content.reports.map( ( one ) => joined( one.report, one.note ) ) : [] },
		{ title: t( 'alcove-desk-case-part-pointer' ), lines: content && has( 'pointer' ) ? [ joined( content.pointer.page, content.pointer.vrt ) ].filter( Boolean ) : [] }
	];
	return page( known.title, known.facts.map( ( [ name, value ] ): [ string, string ] => [ name, plain( value ) ] ), sections.filter( ( one ) => one.lines.length > 0 ) );
}
