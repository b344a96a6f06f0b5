// SPDX-License-Identifier: AGPL-3.0-or-later
/** A report as the service lists it, for tests: new, nobody works on it, nothing promised. */
import type { Line } from './order';

export function line( id: string, more: Partial<Line> = {} ): Line {
	return {
		id, team: 'u4c', vault: 'v-' + id, kind: 'report', state: 'new', turn: 'team', day: '2026-11-20', days: 2, answer_by: null, version: 0,
		taken: null, muted: false, head: { epoch: 0, n: 1, hash: 'h1' }, file: null, clocks: [], withdrawn: null, handovers_waiting: 0,
		size: 0, envelopes: 2, summary: { epoch: 0, n: 0, data: '' }, grants: [], ...more
	};
}
