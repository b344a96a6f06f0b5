# SPDX-License-Identifier: AGPL-3.0-or-later
"""The statement: who is in a team, signed by the team's root key.

However it travels (wiki page, service, file), it is believed only if the pinned root signed it.
Vaults are granted to nobody who is not in one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from service.vault.sealing.agefile import is_recipient
from service.vault.sealing.encoding import (
    b64decode,
    b64encode,
    compact_json,
    is_count,
    is_key,
    is_text,
    is_version_1,
    read_day,
    sha256_hex,
    strict_json,
)
from service.vault.sealing.errors import SealingError
from service.vault.sealing.keys import Root, fingerprint, signature_fits
from service.vault.sealing.words import fingerprint_words

LONGEST: Final = timedelta(days=90)
_CLOCK_SKEW: Final = timedelta(days=1)
_DOMAIN: Final = b"alcove/1 statement\0"
_READING: Final = ("member", "observer")
"""They read what the team is sent; the others only what they are granted singly."""
ROLES: Final = (*_READING, "staff", "translator")


@dataclass(frozen=True)
class Member:
    """Somebody named in a statement."""

    name: str
    home: str
    role: str
    age: str
    ed25519: str

    @property
    def fingerprint(self) -> str:
        """What they are called as a holder."""
        return fingerprint(self.age)

    @property
    def reads(self) -> bool:
        """Whether they read all that the team is sent."""
        return self.role in _READING

    @property
    def words(self) -> tuple[str, ...]:
        """Six words to compare by voice."""
        return fingerprint_words(self.age, self.ed25519)


def audience(members: Iterable[Member]) -> tuple[Member, ...]:
    """Those to whom reports and files are sealed."""
    return tuple(member for member in members if member.reads)


@dataclass(frozen=True)
class Statement:
    """A statement whose signature was verified."""

    text: str
    team: str
    seq: int
    issued: date
    expires: date
    min_holders: int
    members: tuple[Member, ...]
    root: str

    @property
    def hash(self) -> str:
        """By this hash envelopes name it."""
        return sha256_hex(self.text.encode())

    @property
    def reference(self) -> dict[str, Any]:
        """How an envelope names it."""
        return {"seq": self.seq, "hash": self.hash}

    def signed_by(self, ed25519: str) -> Member | None:
        """Whose signing key this is."""
        return next((m for m in self.members if m.ed25519 == ed25519), None)

    def valid_on(self, today: date) -> bool:
        """Valid through the day it expires; a day early is forgiven, clocks differ."""
        return self.issued - _CLOCK_SKEW <= today <= self.expires


@dataclass(frozen=True)
class Remembered:
    """The newest statement of a team seen before."""

    seq: int
    hash: str


def sign_statement(
    root: Root,
    *,
    members: Iterable[Mapping[str, str]],
    seq: int,
    min_holders: int,
    issued: date,
    expires: date,
) -> dict[str, str]:
    """Sign who is in the team; refuses what no reader would accept."""
    content = {
        "v": 1,
        "team": root.team,
        "seq": seq,
        "issued": issued.isoformat(),
        "expires": expires.isoformat(),
        "min_holders": min_holders,
        "members": [
            {key: line.get(key) for key in ("name", "home", "role", "age", "ed25519")}
            for line in members
        ],
        "root": root.public_key,
    }
    text = compact_json(content)
    signature = root.signer.sign(_DOMAIN + text.encode())
    wire = {"text": text, "signature": b64encode(signature)}
    verify_statement(wire, root=root.public_key, team=root.team, today=issued)
    return wire


def verify_statement(
    wire: object, *, root: str, team: str, today: date, remembered: Remembered | None = None
) -> Statement:
    """Read a statement before sealing to the people in it."""
    statement = read_statement(wire, root=root, team=team)
    if remembered is not None:
        older = statement.seq < remembered.seq
        other = statement.seq == remembered.seq and statement.hash != remembered.hash
        if older or other:
            raise SealingError("statement_stale")
    if not statement.valid_on(today):
        raise SealingError("statement_expired")
    _check_holders(statement)
    return statement


def read_statement(wire: object, *, root: str, team: str) -> Statement:
    """Read a statement of whatever day, to know who signed old envelopes."""
    text, signature = _signed_text(wire)
    try:
        statement = _parse(text)
    except (ValueError, KeyError, TypeError) as error:
        raise SealingError("statement_malformed") from error
    if statement.root != root:
        raise SealingError("statement_wrong_root")
    if not signature_fits(b64decode(root), signature, _DOMAIN + text.encode()):
        raise SealingError("statement_bad_signature")
    if statement.team != team:
        raise SealingError("statement_wrong_team")
    return statement


def read_statements(wires: Iterable[object], *, root: str, team: str) -> tuple[Statement, ...]:
    """Read a team's statements of all times, to know who signed old envelopes.

    What the root did not sign is left out: an envelope that names it then shows so.
    """
    found = []
    for wire in wires:
        with suppress(SealingError):
            found.append(read_statement(wire, root=root, team=team))
    return tuple(found)


def _signed_text(wire: object) -> tuple[str, bytes]:
    try:
        if not isinstance(wire, Mapping) or set(wire) != {"text", "signature"}:
            raise ValueError("not a signed text")
        text = wire["text"]
        if not isinstance(text, str):
            raise ValueError("not a signed text")
        text.encode()
        return text, b64decode(wire["signature"], 64)
    except ValueError as error:
        raise SealingError("statement_malformed") from error


def _parse(text: str) -> Statement:
    raw = strict_json(text)
    _demand(is_version_1(raw["v"]))
    _demand(is_text(raw["team"]) and is_count(raw["seq"]) and raw["seq"] >= 1)
    _demand(is_count(raw["min_holders"]) and raw["min_holders"] >= 1)
    _demand(is_key(raw["root"]) and isinstance(raw["members"], list))
    issued, expires = read_day(raw["issued"]), read_day(raw["expires"])
    _demand(issued <= expires <= issued + LONGEST)
    members = tuple(_member(entry) for entry in raw["members"])
    for unique in ("name", "age", "ed25519"):
        _demand(len({getattr(member, unique) for member in members}) == len(members))
    return Statement(
        text=text,
        team=raw["team"],
        seq=raw["seq"],
        issued=issued,
        expires=expires,
        min_holders=raw["min_holders"],
        members=members,
        root=raw["root"],
    )


def _member(entry: object) -> Member:
    _demand(isinstance(entry, dict))
    raw: dict[str, Any] = entry  # type: ignore[assignment]
    _demand(is_text(raw["name"]) and is_text(raw["home"]) and raw["role"] in ROLES)
    _demand(is_recipient(raw["age"]) and is_key(raw["ed25519"]))
    return Member(raw["name"], raw["home"], raw["role"], raw["age"], raw["ed25519"])


def _check_holders(statement: Statement) -> None:
    if sum(member.role == "member" for member in statement.members) < statement.min_holders:
        raise SealingError("too_few_holders")


def _demand(held: bool) -> None:
    if not held:
        raise ValueError("not as a statement must be")
