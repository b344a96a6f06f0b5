# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing a vault's keys on: in a new epoch, or to one more who may read what is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from service.vault.sealing.agefile import recipient_of
from service.vault.sealing.barred import all_marks, is_barred
from service.vault.sealing.encoding import b64encode, compact_json, sha256_hex
from service.vault.sealing.envelope import seal_envelope
from service.vault.sealing.epochs import check_epoch
from service.vault.sealing.errors import SealingError
from service.vault.sealing.grant import REPORTER, seal_grants_to
from service.vault.sealing.keys import Signer, new_vault
from service.vault.sealing.reading import Reading, VaultKey
from service.vault.sealing.receipt import Receipt
from service.vault.sealing.statement import Member, Statement
from service.vault.sealing.stored import Head


@dataclass(frozen=True)
class NewCode:
    """The public keys of a private code made anew."""

    ed25519: str
    age: str

    @classmethod
    def of(cls, receipt: Receipt) -> NewCode:
        """Those of one's own new code."""
        return cls(receipt.ed25519_public, receipt.recipient)


@dataclass(frozen=True)
class SealedEpoch:
    """A new epoch: the payload for the service, the vault's last envelope, the new key."""

    payload: dict[str, Any] = field(repr=False)
    head: Head
    key: VaultKey

    @property
    def recipient(self) -> str:
        """What the next envelope is sealed to."""
        return recipient_of(self.key.identity)


def seal_epoch(
    *,
    vault: str,
    team: str,
    reading: Reading,
    statement: Statement,
    signer: Signer,
    recused: Iterable[str],
    holders: Collection[Member],
    reporter: NewCode | None = None,
) -> SealedEpoch:
    """Begin a new epoch of a vault: a new key, granted anew.

    Everybody who could read and still may must be among the holders, or be recused; a lost key is
    no reason to recuse its owner, who is then a holder with their new one. Earlier epochs' keys go
    along inside. Staff and translators are granted singly, afterwards.
    """
    head, recipient = reading.head, reporter.age if reporter else reading.reporter_age
    if head is None or reading.kind is None or (reading.kind != "file" and recipient is None):
        raise SealingError("malformed")
    if statement.team != team:
        raise SealingError("statement_wrong_team")
    newest = reading.newest
    if newest is not None and (
        statement.seq < newest.seq
        or (statement.seq == newest.seq and statement.hash != newest.hash)
    ):
        raise SealingError("statement_stale")
    epoch, gone = head.epoch + 1, sorted(set(recused))
    header = {
        "v": 1,
        "kind": "epoch",
        "vault": vault,
        "epoch": epoch,
        "n": 0,
        "prev": head.hash,
        "team": team,
        "from": signer.public_key,
        "statement": statement.reference,
        "recused": gone,
        "holders": sorted(member.fingerprint for member in holders),
    }
    if reporter is not None:
        header |= {"reporter": reporter.ed25519, "reporter_age": reporter.age}
    by_reporter = signer.public_key == reading.reporter
    if by_reporter and (reporter is None or gone):
        raise SealingError("not_a_member")  # only the team says who takes part
    if not by_reporter and all(one.ed25519 != signer.public_key for one in holders):
        raise SealingError("not_a_member")  # whoever begins it must be able to read it
    known = replace(reading, lines=(*reading.lines, *statement.members))
    check_epoch(header, statement, known)
    fresh = new_vault()
    keys = [{"epoch": key.epoch, "identity": key.identity} for key in reading.keys]
    first = seal_envelope(
        vault_recipient=fresh.recipient,
        header=header,
        body=compact_json({"keys": keys}),
        signer=signer,
    )
    to = [] if recipient is None else [(REPORTER, recipient)]
    to += [(member.fingerprint, member.age) for member in holders]
    payload = {
        "epoch": epoch,
        "prev": head.hash,
        "envelope": {"n": 0, "data": b64encode(first)},
        "grants": seal_grants_to(to, vault, team, epoch, fresh.identity, signer),
    }
    barred = all_marks({*reading.barred, *gone}, known.lines)
    key = VaultKey(epoch, fresh.identity, barred)
    return SealedEpoch(payload, Head(epoch, 0, sha256_hex(first)), key)


def seal_grants(
    *,
    vault: str,
    team: str,
    keys: Iterable[VaultKey],
    to: Collection[Member],
    signer: Signer,
) -> list[dict[str, Any]]:
    """Grant keys that one holds to further people of the team, each key to each person singly."""
    keys = tuple(keys)
    if any(is_barred(member, key.barred) for key in keys for member in to):
        raise SealingError("exclusion_lost")
    holders = [(member.fingerprint, member.age) for member in to]
    return [
        grant
        for key in keys
        for grant in seal_grants_to(holders, vault, team, key.epoch, key.identity, signer)
    ]
