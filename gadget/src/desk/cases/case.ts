// SPDX-License-Identifier: AGPL-3.0-or-later
/** One case's page: the server shows what is public; here its file is opened in place, and all of it copied as wikitext. */
import { t } from '../../shared/i18n';
import { relativeDay } from '../../thread/days';
import { box, el, field, fill, privateText, type Child } from '../../thread/el';
import { failureWords } from '../../thread/problems';
import { bit } from '../../thread/text';
import { reportIn } from '../queue/number';
import { firstExpiry, tracesView } from '../report/evidence';
import { noteForm, notesList, reportLink } from '../report/notes';
import { filedLine, folded, workButton, workForm } from '../report/parts';
import { pointerForm } from '../report/pointer';
import { readOnly } from '../report/roles';
import { Typed } from '../report/typed';
import type { Session } from '../session';
import { unlocked } from '../unlock';
import { addCopies, copyView } from './copying';
import { DraftView } from './draft';
import { OpenCase } from './opened-case';
import { readPublic, type PublicCase } from './public';

export async function showCase( view: HTMLElement, panel: HTMLElement, session: Session ): Promise<void> {
	const known = readPublic();
	if ( !known ) {
		return;
	}
	addCopies( known );
	const folds = new Set<string>();
	fill( view, copyView( known, null, folds ) );
	const person = await unlocked( panel, session );
	const typed = new Typed( 'case-' + known.case );
	await typed.load();
	const open: OpenCase = new OpenCase( session, known.case, typed, person, ( notice ) => draw( view, known, open, drafts, notice ) );
	const drafts = new DraftView( open );
	try {
		await open.read();
		drafts.resume();
		draw( view, known, open, drafts );
	} catch ( error ) {
		fill( view, box( 'error', el( 'p', {}, failureWords( error ) ), el( 'p', {}, t( 'alcove-desk-reload' ) ) ) );
	}
}

function draw( view: HTMLElement, known: PublicCase, open: OpenCase, drafts: DraftView, notice?: Child ): void {
	const writes = known.may_act && open.me !== null && !open.isClosed;
	// As with a report's file, who has no vote adds notes to one that others began.
	const notes = writes || ( open.me !== null && open.file !== null );
	const part = ( name: string, title: string, content: Child[] ): HTMLElement =>
		folded( open.folds, name, title, writes ? content : readOnly( content ) );
	const left = open.unfinished();
	const { content } = open;
	fill( view, notice,
		open.isClosed ? box( 'notice', el( 'p', {}, t( 'alcove-desk-case-closed' ) ) ) : [
			content.broken > 0 && box( 'warning', el( 'p', {}, t( 'alcove-desk-thread-broken', content.broken ) ) ),
			left.length > 0 && box( 'warning',
				el( 'p', {}, t( 'alcove-desk-case-lock', left.map( ( one ) => one.name ).join( ', ' ) ) ),
				writes && workButton( t( 'alcove-desk-case-lock-do' ), async () => {
					await open.lock();
					open.redraw();
				} ) ),
			el( 'div', { class: 'team-file' },
				!open.file && el( 'p', { class: 'note' }, t( 'alcove-desk-case-not-begun' ) ),
				notesList( open ),
				notes && noteForm( open ),
				folded( open.folds, 'drafts', t( 'alcove-desk-case-draft' ), writes ? drafts.view() : drafts.read() ),
				( writes || content.evidence.length > 0 ) && part( 'evidence', evidenceTitle( open ),
					tracesView( open, [], t( 'alcove-desk-case-evidence-keep' ), async () => open.redraw() ) ),
				part( 'reports', counted( 'reports', content.reports.length ), reportsView( open ) ),
				( writes || content.pointer.page || content.pointer.vrt ) && part( 'pointer', t( 'alcove-desk-case-pointer' ), pointerForm( open, open.team ) ) )
		],
		copyView( known, open, open.folds ) );
}

/** What will be gone first stands where one sees it without unfolding: nothing outside of the file can remind of it. */
function evidenceTitle( { content, session }: OpenCase ): string {
	const first = firstExpiry( content, session.today );
	return first ? t( 'alcove-desk-case-evidence-until', content.evidence.length, relativeDay( first, session.today, session.language ) ) :
		counted( 'evidence', content.evidence.length );
}

function counted( part: 'evidence' | 'reports', count: number ): string {
	return count ? t( 'alcove-desk-case-' + part, count ) : t( 'alcove-desk-case-part-' + part );
}

/** Which reports belong to the case. On the report's own page nothing says so. */
function reportsView( open: OpenCase ): Child[] {
	const { reports } = open.content;
	const number = open.typed.keep( 'report', privateText( 'input', { dir: 'ltr' } ) );
	const given = field( t( 'alcove-desk-case-report-number' ), number, t( 'alcove-desk-case-report-hint' ) );
	const note = open.typed.keep( 'report-note', privateText( 'input' ) );
	return [
		reports.length ? el( 'ul', { class: 'filed-list' }, reports.map( ( one ) => filedLine( one, open.session,
			el( 'p', {}, reportLink( one.report ), one.note ? [ ' · ', bit( one.note ) ] : '' ),
			workButton( t( 'alcove-desk-case-report-unlink' ), async () => {
				await open.addToFile( 'fact', { what: 'report', report: one.report, gone: true } );
				open.redraw();
			}, { quiet: true } ) ) ) ) : el( 'p', { class: 'nothing' }, t( 'alcove-desk-case-reports-none' ) ),
		workForm( 'report', t( 'alcove-desk-case-report-link' ), async () => {
			const id = reportIn( number.value );
			given.complain( id ? '' : t( 'alcove-desk-case-report-wrong' ) );
			if ( id ) {
				await open.addToFile( 'fact', { what: 'report', report: id, note: note.value.trim() } );
				open.typed.forget( 'report', 'report-note' );
				open.redraw();
			}
		}, given.root, field( t( 'alcove-desk-case-report-note' ), note ).root )
	];
}
