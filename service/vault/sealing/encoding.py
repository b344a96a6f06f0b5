# SPDX-License-Identifier: AGPL-3.0-or-later
"""How bytes become text and back, in exactly one way each.

Whatever is signed or compared must have a single spelling: canonical base64 (RFC 4648 §4),
lower-case hex, JSON without duplicate keys. Readers raise `ValueError`; who calls them knows
which refusal that means.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, NoReturn

_ID: Final = re.compile(r"[0-9a-f]{32}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def b64encode(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode("ascii")


def b64decode(text: object, length: int | None = None) -> bytes:
    """Read base64 that has only one spelling, and the wanted length if one is named."""
    if not isinstance(text, str):
        raise ValueError("base64 must be text")
    data = base64.b64decode(text.encode("ascii"), validate=True)
    if b64encode(data) != text:
        raise ValueError("base64 is not canonical")
    if length is not None and len(data) != length:
        raise ValueError("base64 has the wrong length")
    return data


def sha256_hex(data: bytes) -> str:
    """SHA-256 as lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def random_id() -> str:
    """A new id of a vault or report: 16 random bytes."""
    return secrets.token_hex(16)


def is_id(value: object) -> bool:
    """Whether this is written like an id."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def is_hash(value: object) -> bool:
    """Whether this is written like a SHA-256."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def is_count(value: object) -> bool:
    """Whether this is a whole number from 0 (JSON's true and 1.0 are not)."""
    return type(value) is int and 0 <= value < 2**53


def is_version_1(value: object) -> bool:
    """Whether this is the number 1 (in Python, true is one too)."""
    return type(value) is int and value == 1


def read_day(value: object) -> date:
    """Read a day written 2026-11-22, and in no other of ISO 8601's ways."""
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        raise ValueError("not a day")
    return date.fromisoformat(value)


def is_text(value: object) -> bool:
    """Whether this is text with something in it."""
    return isinstance(value, str) and value.strip() != ""


def is_key(value: object) -> bool:
    """Whether this is written like an Ed25519 public key."""
    try:
        b64decode(value, 32)
    except ValueError:
        return False
    return True


def is_key_list(value: object) -> bool:
    """Whether this is a list of Ed25519 public keys."""
    return isinstance(value, list) and all(map(is_key, value))


def compact_json(value: Mapping[str, Any]) -> str:
    """JSON as it is signed: no white space between, letters as they are."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text.encode()  # half a surrogate pair has no UTF-8; better refused here than on the other side
    return text


def strict_json(data: bytes | str) -> dict[str, Any]:
    """Read exactly one JSON object: no duplicate keys, nothing around it, whole numbers only."""
    text = data if isinstance(data, str) else data.decode("utf-8")
    if not (text.startswith("{") and text.endswith("}")):
        raise ValueError("not a bare JSON object")
    try:
        value = json.loads(
            text,
            object_pairs_hook=_no_duplicates,
            parse_int=_exact_int,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    compact_json(value)
    return value


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _exact_int(text: str) -> int:
    """Whole numbers only as large as JavaScript counts exactly; both sides must read the same."""
    number = int(text)
    if abs(number) >= 2**53:
        raise ValueError("too large a number")
    return number


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a whole number")


def age_secret_key(secret: bytes) -> str:
    """Write 32 secret bytes as an age identity (Bech32, BIP 173)."""
    prefix = "age-secret-key-"
    values = _regroup(secret)
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    checksum = _polymod([*expanded, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [(checksum >> 5 * (5 - i)) & 31 for i in range(6)]
    return (prefix + "1" + "".join(_BECH32[v] for v in values)).upper()


def _regroup(data: bytes) -> list[int]:
    """Cut bytes into groups of five bits, the last filled up with zeros."""
    bits = len(data) * 8
    filled = -(-bits // 5) * 5
    number = int.from_bytes(data, "big") << (filled - bits)
    return [(number >> shift) & 31 for shift in range(filled - 5, -1, -5)]


def _polymod(values: Iterable[int]) -> int:
    """The checksum of Bech32."""
    generator = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for i, factor in enumerate(generator):
            checksum ^= factor if (top >> i) & 1 else 0
    return checksum
