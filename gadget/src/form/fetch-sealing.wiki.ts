// SPDX-License-Identifier: AGPL-3.0-or-later
/** Where sealing comes from on a wiki: a hidden gadget of its own. */
import { requireGadget } from '../shared/gadgets';
import type * as Sealing from './sealing.gadget';

export function fetchSealing(): Promise<typeof Sealing> {
	return requireGadget<typeof Sealing>( 'alcove-sealing' );
}
