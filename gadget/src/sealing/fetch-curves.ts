// SPDX-License-Identifier: AGPL-3.0-or-later
/** Where the curves come from on the service: a part of the build of their own. */
import type { Curves } from './curves';

export function fetchCurves(): Promise<Curves> {
	return import( 'noble-curves' );
}
