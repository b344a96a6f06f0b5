// SPDX-License-Identifier: AGPL-3.0-or-later
/** What the form needs of sealing, and nothing that opens. */
export { Claiming } from './claiming';
export { sealReport } from '../sealing/report';
export { verifyStatement } from '../sealing/statement';
