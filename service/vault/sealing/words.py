# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plain words for what people compare by voice or write down.

The list is BIP 39's English one: 2,048 words, 11 bits each, told apart by their first letters.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import cache
from typing import Final

from mnemonic import Mnemonic

FINGERPRINT_WORDS: Final = 6
PASSPHRASE_WORDS: Final = 7
_BITS: Final = 11


@cache
def _wordlist() -> tuple[str, ...]:
    words = tuple(str(word) for word in Mnemonic("english").wordlist)
    if len(words) != 1 << _BITS:
        raise RuntimeError("the word list is not the expected one")
    return words


def fingerprint_words(age: str, ed25519: str) -> tuple[str, ...]:
    """Six words for both keys of a person, to be read out to each other."""
    digest = int.from_bytes(hashlib.sha256(f"{age}\0{ed25519}".encode()).digest(), "big")
    top = digest >> (256 - FINGERPRINT_WORDS * _BITS)
    shifts = range((FINGERPRINT_WORDS - 1) * _BITS, -1, -_BITS)
    return tuple(_wordlist()[(top >> shift) & ((1 << _BITS) - 1)] for shift in shifts)


def new_passphrase() -> str:
    """A generated passphrase of seven words (77 bits); people's own ones are guessed."""
    return " ".join(secrets.choice(_wordlist()) for _ in range(PASSPHRASE_WORDS))
