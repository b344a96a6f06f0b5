# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vaults that members begin, and epochs that make a code anew, honest or bent, for vectors."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from service.vault.client import (
    REPORTER,
    Person,
    Receipt,
    Signer,
    fingerprint,
    sign_statement,
)
from service.vault.sealing import agefile
from service.vault.sealing.encoding import compact_json
from service.vault.sealing.envelope import pack
from tests.vectors.cast import (
    BEN,
    MEMBERS,
    RECEIPT,
    ROOT,
    TODAY,
    VAULT,
    Thread,
    granted,
    locked,
    person,
    read,
    secret,
)

TARA, SAM = person("Tara"), person("Sam")
CODE = Receipt(secret("a new receipt")[:16])
LATER = Receipt(secret("a later receipt")[:16])
MATTER = secret("the matter").hex()[:32]
FILE = {"as": "file", "matter": MATTER}


def roles(members: Iterable[tuple[Person, str]], seq: int = 1) -> dict[str, str]:
    """A statement in which people are whatever is wanted."""
    lines = [one.member_line(role) for one, role in members]
    days = timedelta(days=90)
    return sign_statement(
        ROOT, members=lines, seq=seq, min_holders=2, issued=TODAY, expires=TODAY + days
    )


NAMED = roles([*((one, "member") for one in MEMBERS), (TARA, "translator"), (SAM, "staff")])
STATEMENT = read(NAMED)


class Vault(Thread):
    """A report's thread under the statement with everybody in it."""

    def __init__(self, excluded: Iterable[Person] = ()) -> None:
        super().__init__(excluded, STATEMENT)
        self.statements = [NAMED]

    def write(self, who: Person, kind: str = "message", **bent: Any) -> None:
        """A member writes."""
        bent.setdefault("statement", STATEMENT.reference)
        self.by_member(who, "Text", kind=kind, **bent)

    def renew(self, by: Signer, code: Receipt = CODE, **bent: Any) -> None:
        """Begin an epoch under a new private code; its grants come from a member."""
        epoch = self.head["epoch"] + 1
        self.keys[epoch] = self.key_of(epoch)
        stay = [member for member in MEMBERS if member not in self.excluded]
        header: dict[str, Any] = {
            "statement": STATEMENT.reference,
            "recused": [],
            "holders": sorted(member.fingerprint for member in stay),
            "reporter": code.ed25519_public,
            "reporter_age": code.recipient,
            **bent,
        }
        earlier = [{"epoch": at, "identity": key} for at, key in self.keys.items() if at < epoch]
        kept = {name: value for name, value in header.items() if value is not None}
        self.add("epoch", {"keys": earlier}, by, epoch=epoch, **kept)
        for member in stay:
            self.grant(member, epoch=epoch, by=BEN.signer)
        self.grant_code(epoch, code)

    def grant_code(self, epoch: int, code: Receipt) -> None:
        """Hand the key to whoever has the code."""
        file = granted(
            holder=REPORTER,
            recipient=code.recipient,
            vault=self.vault,
            epoch=epoch,
            team=ROOT.team,
            vault_identity=self.keys[epoch],
            signer=BEN.signer,
        )
        self.grants.append({"epoch": epoch, "holder": REPORTER, "file": file})

    def seen(self, who: Person | Receipt, **changes: Any) -> dict[str, Any]:
        """What a client has before it."""
        if isinstance(who, Receipt):
            given = {**self.as_read_by(None), "identity": who.identity}
            return {**given, "reporter": who.ed25519_public, **changes}
        return {**self.as_read_by(who), "holder": fingerprint(who.recipient), **changes}


class Begun(Vault):
    """What a member began: a file, or an invitation."""

    def __init__(
        self,
        kind: str,
        by: Person = BEN,
        excluded: Iterable[Person] = (),
        *,
        vault: str = VAULT,
        **bent: Any,
    ) -> None:
        self.vault = vault
        self.keys = {0: self.key_of(0)}
        self.envelopes, self.grants = [], []
        self.statements, self.excluded = [NAMED], list(excluded)
        own: dict[str, Any] = {"matter": MATTER}
        if kind == "invitation":
            own = {"reporter": RECEIPT.ed25519_public, "reporter_age": RECEIPT.recipient}
        header: dict[str, Any] = {
            "statement": STATEMENT.reference,
            "excluded": sorted(one.ed25519_public for one in self.excluded),
            **own,
            **bent,
        }
        bucket = header.pop("bucket", None)
        kept = {name: value for name, value in header.items() if value is not None}
        self.add(kind, {"v": 1}, by.signer, **kept)
        if bucket is not None:
            self._enlarge(kind, by, kept, bucket)
        for member in (*MEMBERS, TARA):
            if member not in self.excluded:
                self.grant(member, by=BEN.signer)
        if kind == "invitation":
            self.grant(None, by=BEN.signer)

    def _enlarge(self, kind: str, by: Person, header: dict[str, Any], bucket: int) -> None:
        place = {"v": 1, "kind": kind, "vault": self.vault, "epoch": 0, "n": 0, "prev": None}
        full = {**place, "team": ROOT.team, "from": by.ed25519_public, **header}
        plain = pack(compact_json(full).encode(), b'{"v":1}', by.signer, bucket)
        self.envelopes[0]["file"] = locked(plain, agefile.recipient_of(self.keys[0]))


def without(members: Iterable[Person]) -> list[str]:
    """Holders of a new epoch, but some."""
    gone = list(members)
    return sorted(one.fingerprint for one in MEMBERS if one not in gone)
