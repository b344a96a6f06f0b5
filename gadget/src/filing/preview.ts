// SPDX-License-Identifier: AGPL-3.0-or-later
/** The page as the wiki will show it: rendered by the wiki, shown in a frame in which nothing runs. */
import { ask, WikiProblem } from './api';

/** What the wiki makes of a text under a title, signatures and all; nothing is stored. */
export async function rendered( title: string, text: string ): Promise<string> {
	const { parse } = await ask( {
		action: 'parse', title, text, pst: '1', preview: '1', prop: 'text', disableeditsection: '1', disablelimitreport: '1',
		contentmodel: 'wikitext', uselang: mw.config.get( 'wgUserLanguage' )
	} );
	if ( typeof parse?.text !== 'string' ) {
		throw new WikiProblem( 'refused' );
	}
	return parse.text;
}

const safe = ( text: string ): string => text.replace( /[&<>"]/g, ( one ) => `&#${ one.charCodeAt( 0 ) };` );

/** A document around it that looks like this page: its styles, its colours, its direction. */
export function frameOf( html: string ): string {
	const root = document.documentElement;
	const styles = Array.from( document.querySelectorAll<HTMLLinkElement>( 'link[rel="stylesheet"]' ) )
		.map( ( one ) => `<link rel="stylesheet" href="${ safe( one.href ) }">` ).join( '' );
	const content = document.getElementById( 'mw-content-text' )?.firstElementChild;
	const direction = mw.config.get( 'wgContentLanguage' ) && content?.closest( '[dir]' )?.getAttribute( 'dir' ) || 'ltr';
	return `<!DOCTYPE html><html lang="${ safe( mw.config.get( 'wgContentLanguage' ) || 'en' ) }" dir="${ safe( direction ) }" class="${ safe( root.className.replace( /alcove-\S+/g, '' ) ) }">` +
		`<head><meta charset="utf-8"><title></title><base href="${ safe( window.location.origin ) }/" target="_blank">${ styles }` +
		'<style>html,body{margin:0;min-height:0;height:auto;overflow:auto;background:var(--background-color-base,#fff)}body{padding:0 .75rem .75rem;overflow-wrap:anywhere}</style>' +
		`</head><body class="mw-body skin-vector action-view"><div class="mw-body-content vector-body">${ html }</div></body></html>`;
}
