# SPDX-License-Identifier: AGPL-3.0-or-later
"""The receipt: the one private code a reporter keeps.

From its 128 bits come the look-up id and access token shown to the service, the age key that
opens the thread and the Ed25519 key that signs it (HKDF-SHA256, RFC 5869).
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.vault.sealing.agefile import recipient_of
from service.vault.sealing.encoding import age_secret_key, b64encode, sha256_hex
from service.vault.sealing.errors import SealingError
from service.vault.sealing.keys import Signer

PREFIX: Final = "PRIVATE-DO-NOT-SHARE-"
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK: Final = _ALPHABET + "*~$=U"
_LENGTH: Final = 27
# What people read for something else. Applied after the prefix is off, which has an O and an I.
_MISREAD: Final = str.maketrans("OIL", "011")


@dataclass(frozen=True)
class Receipt:
    """A receipt and all that follows from it."""

    secret: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """As it is shown and kept: warning, groups of three, check symbol at the end."""
        number = int.from_bytes(self.secret, "big")
        symbols = "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))
        symbols += _CHECK[number % 37]
        return PREFIX + "-".join(symbols[at : at + 3] for at in range(0, _LENGTH, 3))

    @property
    def lookup(self) -> str:
        """Under this id the service finds the report."""
        return self._derive("lookup", 16).hex()

    @property
    def access(self) -> str:
        """Shown to the service as a bearer token."""
        return b64encode(self._derive("access", 32))

    @property
    def access_hash(self) -> str:
        """All the service keeps of the token."""
        return sha256_hex(self._derive("access", 32))

    @property
    def identity(self) -> str:
        """The age key that opens the reporter's grant."""
        return age_secret_key(self._derive("age", 32))

    @property
    def recipient(self) -> str:
        """What the reporter's grant is sealed to."""
        return recipient_of(self.identity)

    @property
    def signer(self) -> Signer:
        """Signs what the reporter writes."""
        return Signer(self._derive("sign", 32))

    @property
    def ed25519_public(self) -> str:
        """How the thread knows its reporter."""
        return self.signer.public_key

    def _derive(self, label: str, length: int) -> bytes:
        info = f"receipt {label}".encode()
        return HKDF(SHA256(), length, salt=b"alcove/1", info=info).derive(self.secret)


def new_receipt() -> Receipt:
    """A new receipt."""
    return Receipt(secrets.token_bytes(16))


def read_receipt(text: str) -> Receipt:
    """Read what somebody typed or pasted."""
    symbols = re.sub(r"[\s-]", "", text).upper()
    symbols = symbols.removeprefix(PREFIX.replace("-", "")).translate(_MISREAD)
    if len(symbols) != _LENGTH:
        raise SealingError("receipt_malformed")
    number = 0
    for symbol in symbols[:-1]:
        if symbol not in _ALPHABET:
            raise SealingError("receipt_malformed")
        number = number * 32 + _ALPHABET.index(symbol)
    if number >= 2**128:
        raise SealingError("receipt_malformed")
    if _CHECK.find(symbols[-1]) != number % 37:
        raise SealingError("receipt_bad_symbol")
    return Receipt(number.to_bytes(16, "big"))
