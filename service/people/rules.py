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
ESTABLISHED_DAYS, ESTABLISHED_EDITS = 30, 50
ACTIVE_DAYS = 14  # a member who has not opened the desk for longer is not counted on
AUTHORITY_DAYS = 3  # how long the wiki's last answer holds while the wiki is silent
WARNING_DAYS = 21  # before a statement ends: time for its root's holder to sign the next
LONGEST_AHEAD = timedelta(days=366)  # how far ahead, and for how long, somebody may be away
TEAM_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_MAIL = re.compile(r"[^\s@<>\"',;:]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PAGE = re.compile(r"https://[a-z0-9.-]+/[^\s<>\"]*")
_WIKI = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?|http://(127\.0\.0\.1|localhost)(:\d{1,5})?")
_RECIPIENT = re.compile(f"age1[{_BECH32}]{{58}}")


class Role(StrEnum):
    """What somebody is in a team."""

    MEMBER = "member"
    OBSERVER = "observer"
    STAFF = "staff"  # named so that their keys are trusted; belongs only where the team wants it
    TRANSLATOR = "translator"  # likewise; reads what a member grants, for a time


#: Whom reports and files are sealed to (SEALING).
AUDIENCE = frozenset({Role.MEMBER, Role.OBSERVER})


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
class Warrant:
    """Whether the wiki's word stands behind somebody in a team, and from when that word is."""

    needed: bool
    holds: bool
    checked: date | None = None


@dataclass(frozen=True)
class Claim:
    """What speaks for letting somebody in, as far as one team goes."""

    named: bool  # in its current statement
    needed: bool  # its members hold a group on a wiki
    held: bool | None  # what the wiki says now; None: it did not answer
    held_lately: bool  # what its last answer is still worth

    @property
    def stands(self) -> bool:
        """Whether the wiki's word is behind them."""
        return self.needed and (self.held_lately if self.held is None else self.held)


class Refusal(StrEnum):
    """Why somebody whom the wiki confirmed is not let in."""

    BLOCKED = "blocked"
    NOT_NAMED = "not_named"
    AUTHORITY_LOST = "authority_lost"
    AUTHORITY_UNKNOWN = "authority_unknown"


def refusal(claims: Iterable[Claim], *, added: bool, blocked: bool) -> Refusal | None:
    """Why somebody may not come to the desk; None if they may.

    A block is one administrator's act, and the accused may be one: it keeps nobody out whom the
    community's own group names. Where no group says so, it is the only way a wiki has to stop a
    stolen account, and does.

    :param added: the operator added them by hand
    """
    claims = list(claims)
    if any(one.stands for one in claims):
        return None
    by_word = [one for one in claims if one.named and not one.needed]
    by_group = [one for one in claims if one.named and one.needed]
    if not by_word and by_group:
        silent = any(one.held is None for one in by_group)
        return Refusal.AUTHORITY_UNKNOWN if silent else Refusal.AUTHORITY_LOST
    if by_word or added:
        return Refusal.BLOCKED if blocked else None
    silent = any(one.needed and one.held is None for one in claims)
    return Refusal.AUTHORITY_UNKNOWN if silent else Refusal.NOT_NAMED


class Closed(StrEnum):
    """Why a team takes no reports."""

    NOT = ""
    OFF = "off"
    PAUSED = "paused"
    NO_STATEMENT = "no_statement"
    STATEMENT_EXPIRED = "statement_expired"
    TOO_FEW_ACTIVE = "too_few_active"


@dataclass(frozen=True)
class Standing:
    """Whether a team takes reports today."""

    intake: Intake
    reason: Closed

    @property
    def open(self) -> bool:
        """Whether a report sent now is taken."""
        return self.reason is Closed.NOT


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


def audience(members: Iterable[Member]) -> list[Member]:
    """Those whom reports and files are sealed to."""
    return [member for member in members if member.role in AUDIENCE]


def belongs(role: Role, warrant: Warrant, *, takes_staff: bool) -> bool:
    """Whether somebody whom the statement names with their keys is let in today."""
    return warrant.holds and (takes_staff or role is not Role.STAFF)


def warrant(needed: bool, said: tuple[bool, date] | None, today: date) -> Warrant:
    """What the wiki's last answer, and the day of it, are worth today."""
    if not needed:
        return Warrant(needed=False, holds=True)
    if said is None:
        return Warrant(needed=True, holds=False)
    held, checked = said
    fresh = (today - checked).days <= AUTHORITY_DAYS
    return Warrant(needed=True, holds=held and fresh, checked=checked)


def is_active(seen: date | None, absences: Iterable[tuple[date, date]], today: date) -> bool:
    """Whether somebody can be counted on: at the desk within two weeks, and not away today."""
    if seen is None or (today - seen).days > ACTIVE_DAYS:
        return False
    return not any(begins <= today <= ends for begins, ends in absences)


def standing(
    wanted: Intake, validity: tuple[date, date] | None, active: int, least: int, today: date
) -> Standing:
    """Whether a team takes reports; the first reason against it counts.

    :param wanted: what the team says
    :param validity: first and last day of its statement, if there is one
    :param active: its voting members who can be counted on
    :param least: how many of them the statement asks for
    """
    if wanted not in OPEN:
        return Standing(wanted, Closed.OFF if wanted is Intake.OFF else Closed.PAUSED)
    if validity is None:
        return Standing(Intake.PAUSED, Closed.NO_STATEMENT)
    if not in_force(*validity, today):
        return Standing(Intake.PAUSED, Closed.STATEMENT_EXPIRED)
    if active < least:
        return Standing(Intake.PAUSED, Closed.TOO_FEW_ACTIVE)
    return Standing(wanted, Closed.NOT)


def contact_fault(contact: str) -> bool:
    """Whether this is no way to reach a team: neither a mail address nor a page's address."""
    return bool(contact) and not (_MAIL.fullmatch(contact) or _PAGE.fullmatch(contact))


def is_origin(text: str) -> bool:
    """Whether this is scheme and host of a wiki; plain http is for one's own machine."""
    return _WIKI.fullmatch(text) is not None


def absence_fault(begins: date, ends: date, today: date) -> str | None:
    """Which day of an absence cannot be; None if both can."""
    if not today - CLOCK_SKEW <= begins <= today + LONGEST_AHEAD:
        return "begins"
    return None if begins <= ends <= begins + LONGEST_AHEAD else "ends"


def last_day_away(begins: date, today: date) -> date | None:
    """The last day of an absence that ends today; None if there was no such day."""
    return today - timedelta(days=1) if begins < today else None


def find_member(members: Iterable[Member], age: str, ed25519: str) -> Member | None:
    """The member with exactly these two keys. A name alone proves nothing."""
    for member in members:
        if member.age == age and member.ed25519 == ed25519:
            return member
    return None


class Unproven(StrEnum):
    """Why an account cannot be called established."""

    BLOCKED = "blocked"
    TOO_NEW = "too_new"
    TOO_FEW_EDITS = "too_few_edits"


def unproven(registered: date | None, edits: int, *, blocked: bool, today: date) -> Unproven | None:
    """Why an account is not an established one; None for one that is.

    Enough of both that making accounts for it does not pay, little enough that most people who are
    harassed have it. An account without a known day is from before such days were kept (2005).
    """
    if blocked:
        return Unproven.BLOCKED
    if registered is not None and (today - registered).days < ESTABLISHED_DAYS:
        return Unproven.TOO_NEW
    return Unproven.TOO_FEW_EDITS if edits < ESTABLISHED_EDITS else None


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
