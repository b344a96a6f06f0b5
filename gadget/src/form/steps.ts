// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which screens somebody walks through, and what each of them needs before the next. At most seven. */
import type { Proof } from './claiming';
import type { Draft } from './state';

export type Screen = 'danger' | 'about' | 'helpers' | 'what' | 'appear' | 'readers' | 'send' | 'carry';

const TO_A_TEAM: readonly Screen[] = [ 'danger', 'about', 'helpers', 'what', 'appear', 'readers', 'send' ];

/** For a body that has no team here: nothing is sent by us, so nobody needs to choose readers. */
const BY_ONESELF: readonly Screen[] = [ 'danger', 'about', 'helpers', 'what', 'carry' ];

export function stepsFor( toTeam: boolean ): readonly Screen[] {
	return toTeam ? TO_A_TEAM : BY_ONESELF;
}

/** What is missing on a screen: the field beside which it is said. */
export interface Missing {
	field: string;
}

/**
 * @param spare how many more members may be left out of the readers
 * @param proof what was confirmed, if it is of use for this team
 */
export function missingOn( screen: Screen, draft: Draft, spare = 0, proof: Proof | null = null ): Missing | null {
	const need = ( there: unknown, field: string ): Missing | null => there ? null : { field };
	switch ( screen ) {
		case 'danger':
			return need( draft.danger, 'danger' );
		case 'about':
			return need( draft.about, 'about' );
		case 'helpers':
			return need( draft.body, 'helpers' );
		case 'what':
			return need( draft.what.trim(), 'what' );
		case 'appear':
			return draft.appear === 'name' ? need( draft.name.trim(), 'name' ) : isProof( draft.appear ) ? need( proof, 'proof' ) : null;
		case 'readers':
			return spare < 0 ? need( false, 'readers' ) : draft.mailAllowed ? need( draft.mailName.trim(), 'mailname' ) : null;
		default:
			return null;
	}
}

/** Whether somebody wants to show more than words. */
export function isProof( appear: Draft[ 'appear' ] ): appear is Proof[ 'kind' ] {
	return appear === 'proven' || appear === 'established';
}

/** Whether the way on is closed here: these dangers belong to others, who can act at once. */
export function isUrgent( draft: Draft ): boolean {
	return [ 'hurt', 'privacy', 'child' ].includes( draft.danger );
}
