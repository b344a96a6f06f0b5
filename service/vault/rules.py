# SPDX-License-Identifier: AGPL-3.0-or-later
"""Decide what may lie in a vault: sealed, of a known size, numbered without gaps, and not too much.

The service cannot open anything, so this is all it can know about an envelope (SEALING, "form
check by the service"). It errs on the side of refusing: what merely looks a little like an age
file could be somebody's words in clear, and those MUST NOT be stored.
"""

import base64
import binascii
import re
from collections.abc import Collection
from dataclasses import dataclass
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


def follows(place: Place, head: Place | None) -> bool:
    """Whether an envelope at `place` may come after `head` (None: the vault is empty).

    Only the next number will do: a gap could never be told from an envelope the service hid.
    """
    if head is None:
        return place == FIRST
    return place == Place(head.epoch, head.n + 1)


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
# One grant for each person a statement can name, and one for the writer.
MOST_GRANTS = 201


def has_room(room: Room, envelopes: int, stored: int, bucket: int) -> bool:
    """Whether one more envelope of size `bucket` fits beside what is stored."""
    return envelopes < room.envelopes and stored + bucket <= room.bytes
