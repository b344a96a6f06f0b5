// SPDX-License-Identifier: AGPL-3.0-or-later
/** Addresses of this wiki, and the committee's own. */
import { everybody } from '../form/routing';

/** Where the committee takes by mail what should not be public. */
export function mailOfCommittee(): string {
	const mail = everybody( '' ).find( ( body ) => body.id === 'u4c' )?.channels.find( ( channel ) => channel.kind === 'mail' );
	return mail && 'address' in mail ? mail.address : '';
}

/** Signing in, and back to this very page; what was written waits in the tab. */
export function signInAddress(): string {
	return mw.util.getUrl( 'Special:UserLogin', {
		returnto: 'Special:BlankPage/Alcove', returntoquery: 'withgadget=alcove-form&alcove=filing'
	} );
}

/** An address of mail, or a page of this wiki. */
export function placeFor( words: string ): string {
	return /^[^\s@]+@[^\s@]+$/.test( words ) ? 'mailto:' + words : mw.util.getUrl( words );
}

/** Where somebody can be told of a request, here. */
export function talkOf( name: string ): string {
	return mw.util.getUrl( 'User talk:' + name );
}
