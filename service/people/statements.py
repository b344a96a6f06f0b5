# SPDX-License-Identifier: AGPL-3.0-or-later
"""Check team statements: public, signed texts that say which people have which keys (SEALING).

Clients check them once more with their own code. That this check stands twice is on purpose: the
service never imports what seals and opens.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.people.rules import LONGEST_DAYS, Member, Role, in_force, is_recipient, voting

SIGNED_AS = b"alcove/1 statement\0"
LONGEST_TEXT = 65536
MOST_MEMBERS = 200

_EXACT = 2**53 - 1  # the largest whole number every reader of JSON keeps exactly
_UNSAFE_TEXT = re.compile("[\x00\ud800-\udfff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class StatementError(Exception):
    """A statement is not accepted; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Checked:
    """What a statement says."""

    text: str
    hash: str
    team: str
    seq: int
    issued: date
    expires: date
    min_holders: int
    members: tuple[Member, ...]
    root: str


def check(
    wire: object,
    root: str,
    today: date,
    *,
    team: str,
    remembered: tuple[int, str] | None = None,
) -> Checked:
    """Accept a statement for today, or say why not; the first reason counts.

    :param root: the team's root key, from elsewhere than the statement
    :param remembered: number and hash of the newest one accepted before
    :raise StatementError: with the code
    """
    text, signature = _parts(wire)
    said = read(text)
    if said.root != root:
        raise StatementError("statement_wrong_root")
    if not _is_signed(text, signature, root):
        raise StatementError("statement_bad_signature")
    if said.team != team:
        raise StatementError("statement_wrong_team")
    if remembered is not None and _is_stale(said, remembered):
        raise StatementError("statement_stale")
    if not in_force(said.issued, said.expires, today):
        raise StatementError("statement_expired")
    if voting(said.members) < said.min_holders:
        raise StatementError("too_few_holders")
    return said


@lru_cache(maxsize=64)  # every request at the desk asks what the newest one says
def read(text: str) -> Checked:
    """What a statement's text says, before anybody asks who signed it.

    :raise StatementError: ``statement_malformed``
    """
    said = _object(text)
    issued, expires = _day(said.get("issued")), _day(said.get("expires"))
    members = said.get("members")
    if (
        not _is_count(said.get("v"), 1, 1)
        or not 0 <= (expires - issued).days <= LONGEST_DAYS
        or not _is_count(said.get("seq"), 1)
        or not _is_count(said.get("min_holders"), 1)
        or not isinstance(members, list)
        or len(members) > MOST_MEMBERS
    ):
        _malformed()
    named = tuple(_member(member) for member in members)
    for values in ([m.name for m in named], [m.age for m in named], [m.ed25519 for m in named]):
        if len(set(values)) != len(values):
            _malformed()
    return Checked(
        text=text,
        hash=hashlib.sha256(text.encode()).hexdigest(),
        team=_name(said.get("team")),
        seq=said["seq"],
        issued=issued,
        expires=expires,
        min_holders=said["min_holders"],
        members=named,
        root=_key(said.get("root")),
    )


def decode_b64(text: object, length: int) -> bytes | None:
    """Bytes of canonical base64 (RFC 4648 §4) of exactly this length, or None."""
    try:
        found = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        return None
    canonical = base64.b64encode(found).decode("ascii") == text
    return found if canonical and len(found) == length else None


def _malformed() -> NoReturn:
    raise StatementError("statement_malformed")


def _parts(wire: object) -> tuple[str, bytes]:
    if not isinstance(wire, Mapping) or set(wire) != {"text", "signature"}:
        _malformed()
    if not isinstance(wire["text"], str):
        _malformed()
    signature = decode_b64(wire.get("signature"), 64)
    text: str = wire["text"]
    if signature is None or len(text) > LONGEST_TEXT or _UNSAFE_TEXT.search(text):
        _malformed()
    return text, signature


def _object(text: str) -> dict[str, Any]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            _malformed()
        return found

    def never(_number: str) -> NoReturn:
        _malformed()

    if not (text.startswith("{") and text.endswith("}")):
        _malformed()  # white space around it would be a second spelling of the same
    try:
        said = json.loads(text, object_pairs_hook=once, parse_float=never, parse_constant=never)
    except (ValueError, RecursionError):
        _malformed()
    return dict(said)


def _member(value: object) -> Member:
    if not isinstance(value, dict) or not is_recipient(value.get("age")):
        _malformed()
    if value.get("role") not in list(Role):  # equal to one; it may be anything, unhashable too
        _malformed()
    return Member(
        name=_name(value.get("name")),
        home=_name(value.get("home")),
        role=Role(value["role"]),
        age=value["age"],
        ed25519=_key(value.get("ed25519")),
    )


def _name(value: object) -> str:
    if not isinstance(value, str) or not value or _UNSAFE_TEXT.search(value):
        _malformed()
    return value


def _key(value: object) -> str:
    if decode_b64(value, 32) is None:
        _malformed()
    return str(value)


def _day(value: object) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        _malformed()
    try:
        return date.fromisoformat(value)
    except ValueError:
        _malformed()


def _is_count(value: object, least: int, most: int = _EXACT) -> bool:
    return type(value) is int and least <= value <= most


def _is_stale(said: Checked, remembered: tuple[int, str]) -> bool:
    seq, hash_ = remembered
    return said.seq < seq or (said.seq == seq and said.hash != hash_)


def _is_signed(text: str, signature: bytes, root: str) -> bool:
    key = decode_b64(root, 32)
    if key is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, SIGNED_AS + text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
