# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who belongs to a team, and how long a statement says so."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_DAYS = 90  # so that nobody stays in a statement by being forgotten (SEALING)
CLOCK_SKEW = timedelta(days=1)
TEAM_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_RECIPIENT = re.compile(f"age1[{_BECH32}]{{58}}")


class Role(StrEnum):
    """What somebody is in a team."""

    MEMBER = "member"
    OBSERVER = "observer"


class Intake(StrEnum):
    """Whether a team wants reports; a new team does not until it says so."""

    OFF = "off"
    PILOT = "pilot"
    OPEN = "open"
    PAUSED = "paused"


OPEN = frozenset({Intake.PILOT, Intake.OPEN})


class Senders(StrEnum):
    """From whom a team takes reports."""

    ALL = "all"
    SIGNED_IN = "signed_in"


@dataclass(frozen=True)
class Group:
    """A group on a wiki. Who loses it there loses what they may here."""

    wiki: str
    name: str
    is_global: bool = False


@dataclass(frozen=True)
class Member:
    """Somebody as a statement names them."""

    name: str
    home: str
    role: Role
    age: str
    ed25519: str

    @property
    def fingerprint(self) -> str:
        """How grants name this holder."""
        return fingerprint(self.age)


def fingerprint(recipient: str) -> str:
    """The first 16 bytes of SHA-256 of an age recipient, in hex (SEALING)."""
    return hashlib.sha256(recipient.encode("ascii")).digest()[:16].hex()


def is_recipient(text: object) -> bool:
    """Whether this is an X25519 recipient as age writes it, check symbols (BIP 173) included."""
    return isinstance(text, str) and bool(_RECIPIENT.fullmatch(text)) and _checksum(text) == 1


def in_force(issued: date, expires: date, today: date) -> bool:
    """Whether a statement may be relied on today; a day early is granted, clocks differ."""
    return issued - CLOCK_SKEW <= today <= expires


def voting(members: Iterable[Member]) -> int:
    """How many have a vote; observers do not make a team large enough."""
    return sum(1 for member in members if member.role is Role.MEMBER)


def find_member(members: Iterable[Member], age: str, ed25519: str) -> Member | None:
    """The member with exactly these two keys. A name alone proves nothing."""
    for member in members:
        if member.age == age and member.ed25519 == ed25519:
            return member
    return None


def _checksum(recipient: str) -> int:
    prefix, data = recipient[:3], recipient[4:]
    values = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    values += [_BECH32.index(char) for char in data]
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_BECH32_GENERATOR):
            found ^= generator if top >> bit & 1 else 0
    return found
