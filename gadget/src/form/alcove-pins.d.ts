// SPDX-License-Identifier: AGPL-3.0-or-later
/** The keys the form trusts: on a wiki a page of their own, guarded by that page's protection. */
import type { Pins } from './store';

export const service: Pins[ 'service' ];
export const claim_key: Pins[ 'claim_key' ];
export const home: Pins[ 'home' ];
export const teams: Pins[ 'teams' ];
export const filing: Pins[ 'filing' ];
