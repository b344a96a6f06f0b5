# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people and the thread that vectors and tests play with; every key follows from a name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from service.vault.client import (
    REPORTER,
    Person,
    Receipt,
    Root,
    Signer,
    Statement,
    b64encode,
    fingerprint,
    read_statement,
    seal_grant,
    sha256_hex,
    sign_statement,
)
from service.vault.sealing import agefile
from service.vault.sealing.encoding import age_secret_key, compact_json
from service.vault.sealing.envelope import pack

TODAY = date(2026, 11, 22)
TEAM = "u4c"
HOME = "meta.wikimedia.org"


def secret(name: str) -> bytes:
    """32 bytes that follow from a name."""
    return hashlib.sha256(name.encode()).digest()


def signer(name: str) -> Signer:
    """A signing key that follows from a name."""
    return Signer(secret(f"sign {name}"))


def identity(name: str) -> str:
    """An age key that follows from a name."""
    return age_secret_key(secret(f"age {name}"))


def person(name: str) -> Person:
    """Somebody with both keys."""
    return Person(name, HOME, identity(name), signer(name))


ROOT = Root(TEAM, signer("root"))
ANNA, BEN, CAROL, DORA = (person(name) for name in ("Anna", "Ben", "Carol", "Dora"))
STRANGER = person("Stranger")
MEMBERS = (ANNA, BEN, CAROL, DORA)
RECEIPT = Receipt(secret("receipt")[:16])
VAULT = secret("vault").hex()[:32]
OTHER_VAULT = secret("another vault").hex()[:32]


@cache
def locked(plaintext: bytes, recipient: str) -> bytes:
    """Seal the same thing to the same key only once: threads alike share what they have in common.

    That keeps the vectors small, where each file of age would otherwise differ from every other.
    """
    return agefile.seal(plaintext, recipient)


granted = cache(seal_grant)


def wire(
    seq: int = 1,
    members: Iterable[Person] = MEMBERS,
    *,
    root: Root = ROOT,
    observers: Sequence[Person] = (),
    min_holders: int = 3,
    issued: date = TODAY,
    days: int = 90,
) -> dict[str, str]:
    """A statement as it travels."""
    return sign_statement(
        root,
        members=[p.member_line("observer" if p in observers else "member") for p in members],
        seq=seq,
        min_holders=min_holders,
        issued=issued,
        expires=issued + timedelta(days=days),
    )


def read(statement: dict[str, str]) -> Statement:
    """A statement as it is known once verified."""
    return read_statement(statement, root=ROOT.public_key, team=TEAM)


WIRE = wire()
STATEMENT = read(WIRE)


class Thread:
    """A report's thread. Each step can be bent, because most vectors show what must fail."""

    vault = VAULT

    def __init__(self, excluded: Iterable[Person] = (), statement: Statement = STATEMENT) -> None:
        self.keys = {0: self.key_of(0)}
        self.envelopes: list[dict[str, Any]] = []
        self.grants: list[dict[str, Any]] = []
        self.statements = [WIRE]
        self.excluded = list(excluded)
        left_out = sorted(member.ed25519_public for member in self.excluded)
        me = RECEIPT.ed25519_public
        first: dict[str, Any] = {
            "statement": statement.reference,
            "excluded": left_out,
            "reporter": me,
        }
        self.add("summary", {"wiki": "de.wikipedia.org", "about": ["Mallory"]}, **first)
        self.add(
            "report", {"v": 1, "lang": "de", "what": "Täglich neue Drohungen \N{PENSIVE FACE}"}
        )
        for member in MEMBERS:
            self.grant(member)
        self.grant(None)

    @property
    def head(self) -> dict[str, Any]:
        """Where the thread stands."""
        last = self.envelopes[-1]
        return {"epoch": last["epoch"], "n": last["n"], "hash": sha256_hex(last["file"])}

    def key_of(self, epoch: int) -> str:
        """The vault's key."""
        name = "vault" if self.vault == VAULT else self.vault
        return identity(f"{name} of epoch {epoch}")

    def seal(
        self,
        kind: str,
        body: dict[str, Any] | str,
        by: Signer | None = None,
        *,
        epoch: int | None = None,
        key: str | None = None,
        **header: Any,
    ) -> dict[str, Any]:
        """Seal what comes next, or something that only looks so."""
        by = by or RECEIPT.signer
        head: dict[str, Any] = self.head if self.envelopes else {"epoch": 0, "n": -1, "hash": None}
        epoch = head["epoch"] if epoch is None else epoch
        n = head["n"] + 1 if epoch == head["epoch"] else 0
        place = {"v": 1, "kind": kind, "vault": self.vault, "epoch": epoch, "n": n}
        full = {**place, "prev": head["hash"], "team": TEAM, "from": by.public_key, **header}
        text = body if isinstance(body, str) else compact_json(body)
        plaintext = pack(compact_json(full).encode(), text.encode(), by)
        recipient = agefile.recipient_of(key or self.keys[epoch])
        return {"epoch": epoch, "n": n, "file": locked(plaintext, recipient)}

    def add(
        self, kind: str, body: dict[str, Any] | str, by: Signer | None = None, **bent: Any
    ) -> None:
        """Seal and keep."""
        self.envelopes.append(self.seal(kind, body, by, **bent))

    def by_member(self, who: Person, text: str, kind: str = "message", **bent: Any) -> None:
        """A member writes."""
        bent.setdefault("statement", STATEMENT.reference)
        self.add(kind, {"text": text, "lang": "de"}, who.signer, **bent)

    def new_epoch(self, by: Person, recused: Iterable[Person], **bent: Any) -> None:
        """A member begins a new epoch without somebody."""
        gone = list(recused)
        epoch = self.head["epoch"] + 1
        self.keys[epoch] = self.key_of(epoch)
        keys = sorted(member.ed25519_public for member in gone)
        self.excluded += gone
        stay = [member for member in MEMBERS if member not in self.excluded]
        holders = sorted(member.fingerprint for member in stay)
        bent = {"recused": keys, "holders": holders, **bent}
        self.by_member(by, "", kind="epoch", epoch=epoch, **bent)
        for holder in (*stay, None):
            self.grant(holder, epoch=epoch, by=by.signer)

    def grant(
        self,
        to: Person | None,
        *,
        epoch: int = 0,
        by: Signer | None = None,
        key: str | None = None,
        **bent: Any,
    ) -> None:
        """Hand the key to a member, or to the reporter."""
        holder = REPORTER if to is None else to.fingerprint
        place = {"holder": holder, "vault": self.vault, "epoch": epoch, "team": TEAM, **bent}
        file = granted(
            recipient=RECEIPT.recipient if to is None else to.recipient,
            vault_identity=key or self.keys[epoch],
            signer=by or RECEIPT.signer,
            **place,
        )
        self.grants = [g for g in self.grants if (g["epoch"], g["holder"]) != (epoch, holder)]
        self.grants.append({"epoch": epoch, "holder": holder, "file": file})

    def grant_for(self, who: Person | None, epoch: int = 0) -> bytes:
        """The grant file somebody holds."""
        holder = REPORTER if who is None else who.fingerprint
        found = next(g for g in self.grants if (g["epoch"], g["holder"]) == (epoch, holder))
        return bytes(found["file"])

    def as_read_by(
        self, who: Person | None, remembered: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """What a client has before it when it opens the thread."""
        return {
            "vault": self.vault,
            "team": TEAM,
            "holder": REPORTER if who is None else fingerprint(who.recipient),
            "identity": RECEIPT.identity if who is None else who.identity,
            "grants": [_wire(grant) for grant in self.grants],
            "envelopes": [_wire(envelope) for envelope in self.envelopes],
            "statements": self.statements,
            "root": ROOT.public_key,
            "today": TODAY.isoformat(),
            "remembered": remembered,
        }


def _wire(stored: dict[str, Any]) -> dict[str, Any]:
    place = {key: value for key, value in stored.items() if key != "file"}
    return {**place, "data": b64encode(stored["file"])}
