// SPDX-License-Identifier: AGPL-3.0-or-later
/** Where the curves come from on a wiki: a hidden gadget of their own. */
import { requireGadget } from '../shared/gadgets';
import type { Curves } from './curves';

export function fetchCurves(): Promise<Curves> {
	return requireGadget<Curves>( 'alcove-curves' );
}
