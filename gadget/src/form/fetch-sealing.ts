// SPDX-License-Identifier: AGPL-3.0-or-later
/** Where sealing comes from on the service. Nobody needs it before the screen with the readers' names. */
import type * as Sealing from './sealing.gadget';

export function fetchSealing(): Promise<typeof Sealing> {
	return import( './sealing.gadget' );
}
