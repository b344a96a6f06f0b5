// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the wiki answered, as words that say what to do. */
import { WikiProblem } from './api';
import table from './data/problems.json';

export interface Trouble {
	/** The message alcove-filing-problem-<say>. */
	say: string;
	/** The wiki's own words, where they help. */
	quote: string;
	/** A link to sign in is of use. */
	sign: boolean;
	/** This account cannot make the page here: the words, to take along. */
	carry: boolean;
	/** The words name the committee's address of mail. */
	mail: boolean;
	/** A question of the wiki that a person has to answer. */
	captcha: Captcha | null;
}

export interface Captcha {
	id: string;
	question: string;
	image: string;
}

interface Row {
	codes: string;
	say: string;
	quote?: boolean;
	sign?: boolean;
	carry?: boolean;
	mail?: boolean;
}

/** A question that can be shown here; null for kinds that only the wiki's own page can ask. */
function captchaOf( data: WikiProblem[ 'data' ] ): Captcha | null {
	const given = ( data.captcha ?? {} ) as Record<string, unknown>;
	const text = ( key: string ): string => typeof given[ key ] === 'string' || typeof given[ key ] === 'number' ? String( given[ key ] ) : '';
	return text( 'id' ) && ( text( 'question' ) || text( 'url' ) ) ? { id: text( 'id' ), question: text( 'question' ), image: text( 'url' ) } : null;
}

/**
 * @param error what was thrown
 * @param doing what it stopped: a question is simply asked again, a page may have been saved all the same
 */
export function troubleOf( error: unknown, doing: 'asking' | 'saving' | 'listing' = 'asking' ): Trouble {
	const problem = error instanceof WikiProblem ? error : new WikiProblem( 'unknown' );
	const row = ( table.problems as Row[] ).find( ( { codes } ) => new RegExp( codes ).test( problem.code ) );
	const captcha = row?.say === 'captcha' ? captchaOf( problem.data ) : null;
	const isClosed = row?.say === 'captcha' && !captcha;
	if ( doing === 'listing' && ( row?.carry || row?.say === 'captcha' ) ) {
		// The request itself is saved: there is nothing to take along, and the committee can list it.
		return { say: 'list-closed', quote: problem.text, sign: false, carry: false, mail: false, captcha: null };
	}
	return {
		say: isClosed ? 'captcha-elsewhere' : row?.say === 'lost' && doing !== 'saving' ? 'unanswered' : row?.say ?? 'other',
		quote: !row || row.quote ? problem.text : '',
		sign: Boolean( row?.sign ),
		carry: Boolean( row?.carry ) || isClosed,
		mail: Boolean( row?.mail ),
		captcha
	};
}
