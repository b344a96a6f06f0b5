# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways of making something wrong out of a sealed report; telling what is sealed by its form."""

import os
import re
from collections.abc import Callable
from typing import Any

import pyrage

from service.vault.rules import BUCKETS, from_base64, to_base64

PLAIN = "plainwordsnobodymaystore"
KEY = pyrage.x25519.Identity.generate().to_public()


# Written anew here, so that a mistake in the service's own check is noticed.
B64 = rb"[A-Za-z0-9+/]"
GREASE = rb"(?:-> [!-~]*-grease(?: [!-~]+)*\n(?:" + B64 + rb"{64}\n)*" + B64 + rb"{0,63}\n)?"
HEADER = re.compile(
    rb"age-encryption\.org/v1\n%s-> X25519 %s{43}\n%s{43}\n%s--- %s{43}\n"
    % (GREASE, B64, B64, GREASE, B64)
)
LENGTHS = {1056: 1024, 4128: 4096, 16416: 16384, 65568: 65536, 262224: 262144}


def bucket_of(data: bytes) -> int:
    """The bucket of something sealed; fails for anything else."""
    header = HEADER.match(data)
    assert header is not None, data[:200]
    return LENGTHS[len(data) - header.end()]


def flip(data: str, at: int) -> str:
    """One bit of an age file changed."""
    changed = bytearray(from_base64(data) or b"")
    changed[at % len(changed)] ^= 1
    return to_base64(bytes(changed))


def several(_: str, at: int) -> str:
    keys = [pyrage.x25519.Identity.generate().to_public() for _ in range(2)]
    return to_base64(pyrage.encrypt(os.urandom(BUCKETS[at % 2]), keys))


def plain(data: str, at: int) -> str:
    """Words in clear that begin, as far as `at` says, like the sealed ones.

    Only what stands before the payload is taken over: whether bytes behind a whole header are
    sealed cannot be told without a key, and is noticed by whoever opens them (SEALING).
    """
    sealed = from_base64(data) or b""
    header = sealed.index(b"\n--- ") + 10
    return to_base64((sealed[: at % header] + PLAIN.encode() * len(sealed))[: len(sealed)])


MANGLES: list[Callable[[str, int], str]] = [
    flip,
    several,
    plain,
    lambda data, at: to_base64((from_base64(data) or b"")[: -1 - at % 40]),
    lambda data, at: to_base64((from_base64(data) or b"") + b"\0" * (1 + at % 40)),
    lambda data, at: to_base64(pyrage.encrypt(os.urandom(at), [KEY])),
    lambda data, at: data[:-1],
    lambda data, at: "",
]

CHANGES: list[Callable[[dict[str, Any], int], object]] = [
    lambda payload, at: payload.update(team="nobody"),
    lambda payload, at: payload.update(text=PLAIN),
    lambda payload, at: payload["statement"].update(seq=at),
    lambda payload, at: payload["grants"].pop(at % len(payload["grants"])),
    lambda payload, at: payload["grants"].append(payload["grants"][0]),
    lambda payload, at: payload["grants"][0].update(holder="0" * 32),
    lambda payload, at: payload["envelopes"].reverse(),
    lambda payload, at: payload["envelopes"].pop(),
    lambda payload, at: payload["envelopes"][1].update(n=at),
    lambda payload, at: payload.pop("access_hash"),
]
