# SPDX-License-Identifier: AGPL-3.0-or-later
"""Decide what may lie in a vault: sealed, of a known size, numbered without gaps, and not too much.

The service cannot open anything, so this is all it can know about an envelope (SEALING, "form
check by the service"). It errs on the side of refusing: what merely looks a little like an age
file could be somebody's words in clear, and those MUST NOT be stored.
"""

import base64
import binascii
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# SEALING: plaintext is padded to one of these, so that a size says next to nothing.
BUCKETS = (1024, 4096, 16384, 65536, 262144)
SMALLEST = BUCKETS[0]

# C2SP age, v1.
_INTRO = b"age-encryption.org/v1\n"
_X25519 = b"X25519"
_NONCE = 16
_CHUNK = 64 * 1024
_TAG = 16
_COLUMNS = 64

# An X25519 stanza, one grease stanza as large as rage and pyrage write them, and the MAC need
# fewer than 400 bytes. The limit leaves no room for prose in a header.
_LONGEST_HEADER = 512

_B64 = re.compile(rb"[A-Za-z0-9+/]*")
_VISIBLE = re.compile(rb"[!-~]+")


class Flaw(StrEnum):
    """Why something is not a sealed envelope."""

    NOT_AGE = "not_age"
    HEADER_TOO_LONG = "header_too_long"
    BAD_STANZA = "bad_stanza"
    UNKNOWN_STANZA = "unknown_stanza"
    NO_RECIPIENT = "no_recipient"
    SEVERAL_RECIPIENTS = "several_recipients"
    SEVERAL_GREASE = "several_grease"
    BAD_MAC = "bad_mac"
    WRONG_LENGTH = "wrong_length"


class NotSealed(Exception):
    """Something that is no sealed envelope, and MUST NOT be stored."""

    def __init__(self, reason: Flaw) -> None:
        super().__init__(reason.value)
        self.reason = reason


def payload_length(bucket: int) -> int:
    """How many bytes follow the header of an age file that holds `bucket` bytes (age, STREAM)."""
    chunks = -(-bucket // _CHUNK)
    return _NONCE + bucket + chunks * _TAG


LARGEST_FILE = _LONGEST_HEADER + payload_length(BUCKETS[-1])
_BUCKET_OF = {payload_length(bucket): bucket for bucket in BUCKETS}


def check_sealed(data: bytes, allowed: Collection[int] = BUCKETS) -> int:
    """Recognise a sealed envelope or grant by its form alone; return the size bucket it fills.

    :raise NotSealed: if it is anything but an age v1 file for exactly one X25519 recipient, with
        at most one grease stanza, holding as many bytes as one of the `allowed` buckets.
    """
    payload = _after_header(data)
    bucket = _BUCKET_OF.get(len(data) - payload)
    if bucket is None or bucket not in allowed:
        raise NotSealed(Flaw.WRONG_LENGTH)
    return bucket


def _after_header(data: bytes) -> int:
    """Walk through the header; return where the payload begins."""
    if not data.startswith(_INTRO):
        raise NotSealed(Flaw.NOT_AGE)
    kinds = []
    line, position = _line(data, len(_INTRO))
    while line.startswith(b"-> "):
        kind, position = _stanza(line, data, position)
        kinds.append(kind)
        line, position = _line(data, position)
    if not line.startswith(b"---"):
        raise NotSealed(Flaw.BAD_STANZA)
    if _X25519 not in kinds:
        raise NotSealed(Flaw.NO_RECIPIENT)
    if kinds.count(_X25519) > 1:
        raise NotSealed(Flaw.SEVERAL_RECIPIENTS)
    if len(kinds) > 2:
        raise NotSealed(Flaw.SEVERAL_GREASE)
    if not line.startswith(b"--- ") or not _is_key(line[4:]):
        raise NotSealed(Flaw.BAD_MAC)
    return position


def _stanza(line: bytes, data: bytes, position: int) -> tuple[bytes, int]:
    """Read one stanza from its first line on; return its kind and where the next line begins."""
    kind, *arguments = line[3:].split(b" ")
    if not all(_VISIBLE.fullmatch(word) for word in (kind, *arguments)):
        raise NotSealed(Flaw.BAD_STANZA)
    body, position = _body(data, position)
    if kind == _X25519:
        if len(arguments) != 1 or not _is_key(arguments[0]) or len(body) != 32:
            raise NotSealed(Flaw.BAD_STANZA)
    elif not kind.endswith(b"-grease"):
        raise NotSealed(Flaw.UNKNOWN_STANZA)
    return kind, position


def _line(data: bytes, start: int) -> tuple[bytes, int]:
    end = data.find(b"\n", start, _LONGEST_HEADER)
    if end < 0:
        raise NotSealed(Flaw.HEADER_TOO_LONG if len(data) > _LONGEST_HEADER else Flaw.BAD_STANZA)
    return data[start:end], end + 1


def _body(data: bytes, position: int) -> tuple[bytes, int]:
    """Read a stanza's body: full lines, then one shorter line, which may be empty (age)."""
    text = b""
    while True:
        line, position = _line(data, position)
        if len(line) > _COLUMNS:
            raise NotSealed(Flaw.BAD_STANZA)
        text += line
        if len(line) < _COLUMNS:
            break
    body = _unpadded(text)
    if body is None:
        raise NotSealed(Flaw.BAD_STANZA)
    return body, position


def _is_key(text: bytes) -> bool:
    body = _unpadded(text)
    return body is not None and len(body) == 32


def _unpadded(text: bytes) -> bytes | None:
    """Decode canonical base64 without padding, as age headers use it; None if it is not that."""
    if not _B64.fullmatch(text) or len(text) % 4 == 1:
        return None
    body = base64.b64decode(text + b"=" * (-len(text) % 4))
    return body if base64.b64encode(body).rstrip(b"=") == text else None


def from_base64(text: str) -> bytes | None:
    """Decode base64 with padding, only in the one canonical spelling (SEALING); None otherwise."""
    try:
        data = binascii.a2b_base64(text.encode("ascii"), strict_mode=True)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode("ascii") == text else None


def to_base64(data: bytes) -> str:
    """Spell bytes for JSON, the way `from_base64` reads them."""
    return base64.b64encode(data).decode("ascii")


@dataclass(frozen=True, order=True)
class Place:
    """Where an envelope stands in its vault."""

    epoch: int
    n: int


FIRST = Place(0, 0)  # the summary, which members open by the hundred: of the smallest bucket
SECOND = Place(0, 1)  # the report itself


@dataclass(frozen=True)
class SealedText:
    """An envelope as it was handed in."""

    place: Place
    data: bytes


@dataclass(frozen=True)
class SealedKey:
    """A grant as it was handed in."""

    epoch: int
    holder: str
    data: bytes
    until: date | None = None


@dataclass(frozen=True)
class Epoch:
    """A new epoch as it was handed in: its first envelope, and its key for who reads on."""

    number: int
    prev: str  # the hash of the envelope it was signed after: what came later would be lost
    data: bytes
    grants: tuple[SealedKey, ...]

    @property
    def place(self) -> Place:
        """Where its first envelope stands."""
        return Place(self.number, 0)

    @property
    def holders(self) -> list[str]:
        """To whom its key was sealed."""
        return [key.holder for key in self.grants]


@dataclass(frozen=True)
class NewVault:
    """A vault as it was handed in: its first envelopes and grants."""

    id: str
    envelopes: tuple[SealedText, ...]
    grants: tuple[SealedKey, ...]

    @property
    def holders(self) -> list[str]:
        """To whom its key was sealed."""
        return [key.holder for key in self.grants]


def follows(place: Place, head: Place | None) -> bool:
    """Whether an envelope at `place` may come after `head` (None: the vault is empty).

    Only the next number will do: a gap could never be told from an envelope the service hid.
    """
    if head is None:
        return place == FIRST
    return place == Place(head.epoch, head.n + 1)


def ends(epoch: Epoch, newest: int, head: str) -> bool:
    """Whether a new epoch comes right after all there is.

    Its number alone does not say so: an envelope stored since it was signed would belong to no
    epoch, and nobody would read it.
    """
    return epoch.number == newest + 1 and epoch.prev == head


@dataclass(frozen=True)
class Room:
    """How much a vault may hold before somebody may not add to it."""

    envelopes: int
    bytes: int


# A thread is a conversation: hundreds of messages are a long one, and sixteen of the largest
# size hold a long book. Whoever has a receipt may write without an account, so their share
# also bounds what one report can do to the disk.
WRITERS_ROOM = Room(envelopes=200, bytes=4 * 1024 * 1024)
# The team has more, so that a writer who fills a vault never leaves it without room to answer
# and close.
TEAMS_ROOM = Room(envelopes=400, bytes=8 * 1024 * 1024)
# A file collects notes and drafts for as long as its matter lives.
FILES_ROOM = Room(envelopes=1000, bytes=16 * 1024 * 1024)
# Somebody can be kept out of a vault that is otherwise full.
_LOCKS = Room(envelopes=100, bytes=1024 * 1024)
# One grant for each person a statement can name, and one for the writer.
MOST_GRANTS = 201


def has_room(room: Room, envelopes: int, stored: int, bucket: int) -> bool:
    """Whether one more envelope of size `bucket` fits beside what is stored."""
    return envelopes < room.envelopes and stored + bucket <= room.bytes


def lock_room(room: Room) -> Room:
    """How much a vault may hold before not even a new epoch can begin in it."""
    return Room(room.envelopes + _LOCKS.envelopes, room.bytes + _LOCKS.bytes)


class Kind(StrEnum):
    """Whose vault it is."""

    THREAD = "thread"  # the writer's and the team's
    FILE = "file"  # the team's alone


# The holder's name of the grant that a receipt opens (SEALING).
REPORTER = "reporter"

# As long as a statement lives at most: nobody is let in "for a time" that nobody remembers.
LONGEST_DAYS = 90


@dataclass(frozen=True)
class Allowed:
    """Whom a team's current statement lets hold a vault's key, by their fingerprints."""

    audience: frozenset[str]  # members and observers: for good
    others: frozenset[str] = frozenset()  # named so that their keys are known: for a time

    @property
    def everybody(self) -> frozenset[str]:
        """All of them."""
        return self.audience | self.others


@dataclass(frozen=True)
class Held:
    """Who can read a vault now: the holders of its newest epoch, each with a last day or none."""

    epoch: int
    until: Mapping[str, date | None]

    @property
    def members(self) -> Mapping[str, date | None]:
        """All of them but the writer."""
        return {holder: last for holder, last in self.until.items() if holder != REPORTER}

    def on(self, day: date) -> frozenset[str]:
        """The members among them whose time has not ended."""
        return frozenset(
            holder for holder, last in self.members.items() if last is None or last >= day
        )

    @property
    def lasting(self) -> frozenset[str]:
        """The members among them who have no last day."""
        return frozenset(holder for holder, last in self.members.items() if last is None)

    def for_good(self, holder: str) -> bool:
        """Whether somebody holds it without a last day. Only they let others in, or end it."""
        return holder in self.until and self.until[holder] is None


def is_last_day(until: date | None, day: date) -> bool:
    """Whether a grant may be given up to this day; None is for good."""
    return until is None or day <= until <= day + timedelta(days=LONGEST_DAYS)


def may_be_granted(
    keys: Sequence[SealedKey], allowed: Allowed, within: frozenset[str] | None, day: date
) -> bool:
    """Whether each of some further grants goes to somebody who may be given it (SEALING).

    Never to a stranger, never to the writer (who has theirs from the beginning), and for good
    only to whom reports are sealed.

    :param within: for a file, who reads its thread: nobody else may read what is said of it.
    """
    places = [(key.epoch, key.holder) for key in keys]
    return len(set(places)) == len(places) and all(
        key.holder in allowed.everybody
        and (within is None or key.holder in within)
        and (key.until is not None or key.holder in allowed.audience)
        and is_last_day(key.until, day)
        for key in keys
    )


def epoch_is_right(
    holders: Sequence[str],
    *,
    by: str,
    kind: Kind,
    held: Held,
    allowed: Allowed,
    within: frozenset[str] | None,
    kept_out: frozenset[str],
    day: date,
) -> bool:
    """Whether a new epoch can be read by whom it must be, and by nobody it must not.

    :param by: who begins it: a member's fingerprint, or `reporter`.
    :param within: for a file, who reads its thread.
    :param kept_out: who could read an earlier epoch, but not the newest.
    """
    readers = frozenset(holders) - {REPORTER}
    now = held.on(day)
    if len(set(holders)) != len(holders) or by not in holders:
        return False
    if (REPORTER in holders) is not (kind is Kind.THREAD):
        return False
    if not readers or not readers <= allowed.audience | (allowed.others & now):
        return False
    if by == REPORTER:
        # A writer's new code keeps the team in; it never lets in again whom the team kept out.
        return bool(readers & now & allowed.audience) and not readers & kept_out
    return within is None or readers <= within
