// SPDX-License-Identifier: AGPL-3.0-or-later
/** Everything confidential goes through here: sealing and opening in the browser (SEALING). */
export { SealingError, type SealingCode } from './errors';
export { b64decode, b64encode, hex, randomId, sha256Hex } from './encoding';
export { isSignedBy, signerFromSeed, type Signer } from './signing';
export { fingerprint, isRecipient } from './age';
export { newReceipt, readReceipt, type Receipt } from './receipt';
export {
	audience, readStatements, verifyStatement, type Member, type Role, type Statement, type StatementRef
} from './statement';
export type { Wire } from './signed';
export { openEnvelope, sealEnvelope, type EnvelopeHeader, type Sent } from './envelope';
export { newVault, openGrant, REPORTER, sealGrant, type SentGrant, type Vault } from './grant';
export {
	sealNext, sealReport, type ReportBody, type ReportContext, type ReportPayload, type SealedReport,
	type SummaryBody
} from './report';
export { sealFile, sealInvitation, type SealedFile } from './beginning';
export { sealEpoch, sealGrants, stillReading, type SealedEpoch } from './granting';
export { isBarred } from './barred';
export { heeding, unheeded } from './heeding';
export { openSummaries, openSummary, type SummaryToOpen } from './summaries';
export {
	readVault, type BadEntry, type Entry, type GoodEntry, type Head, type StoredEnvelope,
	type StoredGrant, type VaultKey, type VaultReading, type VaultToRead
} from './vault';
export type { ReadAs, VaultKind, Writer } from './writers';
export { verifyClaim, type Claim } from './claim';
export { memberLine, newPerson, personFrom, type Person, type PersonSecrets } from './person';
