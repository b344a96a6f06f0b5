// SPDX-License-Identifier: AGPL-3.0-or-later
/** The keys the form trusts: on a wiki a page of their own, guarded by that page's protection. */
import type { Pins } from './store';

declare const pins: Pins;
export default pins;
