# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing a report and what is written after it: what the service gets to see of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from service.vault.sealing.encoding import b64encode, compact_json, sha256_hex
from service.vault.sealing.envelope import seal_envelope
from service.vault.sealing.errors import SealingError
from service.vault.sealing.grant import REPORTER, seal_grants_to
from service.vault.sealing.keys import Signer, Vault, new_vault
from service.vault.sealing.receipt import Receipt, new_receipt
from service.vault.sealing.statement import Member, Statement, audience

SUMMARY_BUCKET: Final = 1024
_ABOUT_LIMIT: Final = 3


@dataclass(frozen=True)
class SealedReport:
    """A sealed report: the receipt for the reporter, the payload for the service."""

    receipt: Receipt
    vault: Vault
    payload: dict[str, Any] = field(repr=False)
    head: str


@dataclass(frozen=True)
class SealedNext:
    """A further envelope of a thread."""

    epoch: int
    n: int
    data: str
    hash: str

    def reporter_payload(self, receipt: Receipt) -> dict[str, Any]:
        """What the reporter's side posts."""
        return {"lookup": receipt.lookup, "epoch": self.epoch, "n": self.n, "data": self.data}

    def desk_payload(self, act: str) -> dict[str, Any]:
        """What a member's side posts."""
        return {"epoch": self.epoch, "n": self.n, "data": self.data, "act": act}


def seal_report(
    *,
    team: str,
    statement: Statement,
    report: Mapping[str, Any],
    summary: Mapping[str, Any],
    excluded: Iterable[str] = (),
    receipt: Receipt | None = None,
) -> SealedReport:
    """Seal a report for everybody in the statement but those the reporter leaves out."""
    receipt = receipt or new_receipt()
    left_out = sorted(set(excluded))  # sorted, so that the order of choosing is not told
    if statement.team != team:
        raise SealingError("statement_wrong_team")
    holders = _holders(statement, left_out)
    vault, signer = new_vault(), receipt.signer
    place = {"v": 1, "vault": vault.id, "epoch": 0, "team": team, "from": signer.public_key}
    first_header = {
        **place,
        "kind": "summary",
        "n": 0,
        "prev": None,
        "statement": statement.reference,
        "excluded": left_out,
        "reporter": signer.public_key,
    }
    first = seal_summary(vault.recipient, first_header, summary, signer)
    second_header = {
        **place,
        "kind": "report",
        "n": 1,
        "prev": sha256_hex(first),
        # So that a later epoch can be granted to the reporter, too: nobody else knows this key.
        "reporter_age": receipt.recipient,
    }
    second = seal_envelope(
        vault_recipient=vault.recipient,
        header=second_header,
        body=compact_json(report),
        signer=signer,
    )
    keys = [(REPORTER, receipt.recipient), *((m.fingerprint, m.age) for m in holders)]
    grants = seal_grants_to(keys, vault.id, team, 0, vault.identity, signer)
    payload = {
        "lookup": receipt.lookup,
        "access_hash": receipt.access_hash,
        "team": team,
        "vault": vault.id,
        "statement": statement.reference,
        "envelopes": [
            {"epoch": 0, "n": 0, "data": b64encode(first)},
            {"epoch": 0, "n": 1, "data": b64encode(second)},
        ],
        "grants": grants,
    }
    return SealedReport(receipt, vault, payload, sha256_hex(second))


def seal_next(
    *,
    vault_recipient: str,
    vault: str,
    epoch: int,
    n: int,
    prev: str,
    team: str,
    kind: str,
    body: Mapping[str, Any],
    signer: Signer,
    statement: Statement | None = None,
) -> SealedNext:
    """Seal what comes next in a thread; members name the statement they are in."""
    header: dict[str, Any] = {
        "v": 1,
        "kind": kind,
        "vault": vault,
        "epoch": epoch,
        "n": n,
        "prev": prev,
        "team": team,
        "from": signer.public_key,
    }
    if statement is not None:
        header["statement"] = statement.reference
    data = seal_envelope(
        vault_recipient=vault_recipient, header=header, body=compact_json(body), signer=signer
    )
    return SealedNext(epoch, n, b64encode(data), sha256_hex(data))


def _holders(statement: Statement, left_out: list[str]) -> list[Member]:
    """Who gets a grant; too few voting members left means nobody could act on it."""
    holders = [one for one in audience(statement.members) if one.ed25519 not in left_out]
    if not all(statement.signed_by(key) for key in left_out):
        # A key that excludes nobody would let in somebody the reporter meant to leave out.
        raise SealingError("not_a_member")
    if sum(member.role == "member" for member in holders) < statement.min_holders:
        raise SealingError("too_few_holders")
    return holders


def seal_summary(
    recipient: str, header: Mapping[str, Any], summary: Mapping[str, Any], signer: Signer
) -> bytes:
    """Seal the lines a queue shows, shortened until they fit the smallest bucket."""
    for shorter in _shortened(summary):
        try:
            return seal_envelope(
                vault_recipient=recipient,
                header=header,
                body=compact_json(shorter),
                signer=signer,
                bucket=SUMMARY_BUCKET,
            )
        except SealingError as error:
            if error.code != "too_large":
                raise
    raise SealingError("too_large")


def _shortened(summary: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """First the excerpt gives way, then where it happened, then the names, last first."""
    about = list(summary.get("about", ()))[:_ABOUT_LIMIT]
    short = {**summary, "about": about}
    excerpt = str(summary.get("excerpt", ""))
    yield short
    for length in range(min(len(excerpt), SUMMARY_BUCKET) - 1, 0, -8):
        yield {**short, "excerpt": excerpt[:length].rstrip() + "…"}
    short["excerpt"] = ""
    yield short
    short.pop("place", None)
    for kept in range(len(about), -1, -1):
        yield {**short, "about": about[:kept]}
