# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything the command line, the demo and the tests need to seal and open (SEALING).

The web service never imports this: what it stores it cannot open.
"""

from __future__ import annotations

from service.vault.sealing.barred import all_keys, all_marks, is_barred
from service.vault.sealing.beginning import SealedFile, seal_file, seal_invitation
from service.vault.sealing.claim import Claim, binding, sign_claim, verify_claim
from service.vault.sealing.encoding import b64decode, b64encode, random_id, sha256_hex
from service.vault.sealing.envelope import OpenedEnvelope, open_envelope, seal_envelope
from service.vault.sealing.errors import SealingError
from service.vault.sealing.grant import REPORTER, open_grant, seal_grant
from service.vault.sealing.granting import NewCode, SealedEpoch, seal_epoch, seal_grants
from service.vault.sealing.heeding import heeding, unheeded
from service.vault.sealing.keyfile import make_key_file, open_key_file, open_root_file
from service.vault.sealing.keys import (
    Person,
    Root,
    Signer,
    Vault,
    fingerprint,
    new_person,
    new_root,
    new_signer,
    new_vault,
)
from service.vault.sealing.reading import Entry, Reading, VaultKey, open_vault, read_vault
from service.vault.sealing.receipt import Receipt, new_receipt, read_receipt
from service.vault.sealing.reports import SealedNext, SealedReport, seal_next, seal_report
from service.vault.sealing.statement import (
    Member,
    Remembered,
    Statement,
    audience,
    read_statement,
    read_statements,
    sign_statement,
    verify_statement,
)
from service.vault.sealing.stored import Head, StoredEnvelope, StoredGrant
from service.vault.sealing.words import fingerprint_words, new_passphrase
from service.vault.sealing.writers import Writer

__all__ = [
    "REPORTER",
    "Claim",
    "Entry",
    "Head",
    "Member",
    "NewCode",
    "OpenedEnvelope",
    "Person",
    "Reading",
    "Receipt",
    "Remembered",
    "Root",
    "SealedEpoch",
    "SealedFile",
    "SealedNext",
    "SealedReport",
    "SealingError",
    "Signer",
    "Statement",
    "StoredEnvelope",
    "StoredGrant",
    "Vault",
    "VaultKey",
    "Writer",
    "all_keys",
    "all_marks",
    "audience",
    "b64decode",
    "b64encode",
    "binding",
    "fingerprint",
    "fingerprint_words",
    "heeding",
    "is_barred",
    "make_key_file",
    "new_passphrase",
    "new_person",
    "new_receipt",
    "new_root",
    "new_signer",
    "new_vault",
    "open_envelope",
    "open_grant",
    "open_key_file",
    "open_root_file",
    "open_vault",
    "random_id",
    "read_receipt",
    "read_statement",
    "read_statements",
    "read_vault",
    "seal_envelope",
    "seal_epoch",
    "seal_file",
    "seal_grant",
    "seal_grants",
    "seal_invitation",
    "seal_next",
    "seal_report",
    "sha256_hex",
    "sign_claim",
    "sign_statement",
    "unheeded",
    "verify_claim",
    "verify_statement",
]
