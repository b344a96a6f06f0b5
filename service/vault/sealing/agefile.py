# SPDX-License-Identifier: AGPL-3.0-or-later
"""age v1 files (C2SP age): what is sealed to one key, and reading who it is sealed to.

The cryptography is pyrage's, but for writing passphrase files. Only the header is looked at,
because an age library opens a file whoever else may open it too, and SEALING allows exactly one
recipient: any recipient of a shared file could rewrite it for the others.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from dataclasses import dataclass
from typing import Any, Final

import pyrage
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from service.vault.sealing.errors import SealingError

_MAGIC: Final = b"age-encryption.org/v1\n"
_ARMOR: Final = ("-----BEGIN AGE ENCRYPTED FILE-----", "-----END AGE ENCRYPTED FILE-----")
_WORK_FACTORS: Final = range(16, 21)
WORK: Final = 18
_ATTEMPTS: Final = 6
_SCRYPT_LABEL: Final = b"age-encryption.org/v1/scrypt"
_CHUNK: Final = 64 * 1024


@dataclass(frozen=True)
class Stanza:
    """One way into an age file."""

    kind: str
    arguments: tuple[str, ...]
    body: bytes

    @property
    def is_grease(self) -> bool:
        """Whether it is only there so that readers stay tolerant."""
        return self.kind.endswith("-grease")


def new_identity() -> str:
    """A new age key, as its secret text."""
    return str(pyrage.x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """The public half of an age key."""
    return str(_identity(identity).to_public())


def _identity(text: str) -> Any:
    """Read a secret key in its one spelling, which is capitals."""
    try:
        key = pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError as error:
        raise ValueError("not an age identity") from error
    if str(key) != text:
        raise ValueError("not the one spelling of an age identity")
    return key


def is_recipient(value: object) -> bool:
    """Whether this is the one spelling of an X25519 recipient."""
    try:
        return isinstance(value, str) and str(pyrage.x25519.Recipient.from_str(value)) == value
    except pyrage.RecipientError:
        return False


def stanzas(data: bytes) -> list[Stanza]:
    """Read the header of an age file; raises `ValueError` if it is none."""
    if not data.startswith(_MAGIC):
        raise ValueError("not an age file")
    found: list[Stanza] = []
    at = len(_MAGIC)
    while True:
        line, at = _line(data, at)
        if line.startswith("--- "):
            _unpadded(line[4:], 32)
            return found
        if not line.startswith("-> "):
            raise ValueError("neither a stanza nor the end of the header")
        kind, *arguments = line[3:].split(" ")
        if not kind or not all(arguments):
            raise ValueError("empty argument")
        body, at = _body(data, at)
        found.append(Stanza(kind, tuple(arguments), body))


def _line(data: bytes, at: int) -> tuple[str, int]:
    end = data.find(b"\n", at)
    if end < 0:
        raise ValueError("header ends early")
    line = data[at:end].decode("ascii")
    if not (line.isprintable() or line == ""):
        raise ValueError("control character in a header")
    return line, end + 1


def _body(data: bytes, at: int) -> tuple[bytes, int]:
    """Lines of 64 symbols; the first shorter one, empty if need be, is the last."""
    text = ""
    while True:
        line, at = _line(data, at)
        if len(line) > 64:
            raise ValueError("line too long")
        text += line
        if len(line) < 64:
            return _unpadded(text), at


def _unpadded(text: str, length: int | None = None) -> bytes:
    """Base64 as age headers write it: without padding, in one spelling only."""
    if "=" in text:
        raise ValueError("padded base64 in a header")
    data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    if base64.b64encode(data).decode().rstrip("=") != text:
        raise ValueError("base64 is not canonical")
    if length is not None and len(data) != length:
        raise ValueError("wrong length")
    return data


def check_one_recipient(data: bytes, several: str = "malformed") -> None:
    """Refuse every age file that is not for exactly one X25519 key (one grease stanza is fine)."""
    try:
        found = stanzas(data)
    except ValueError as error:
        raise SealingError("malformed") from error
    real = [stanza for stanza in found if not stanza.is_grease]
    if len(real) > 1:
        raise SealingError(several)
    if not real or real[0].kind != "X25519" or len(found) > 2:
        raise SealingError("malformed")
    try:
        (share,) = real[0].arguments
        _unpadded(share, 32)
    except ValueError as error:
        raise SealingError("malformed") from error
    if len(real[0].body) != 32:
        raise SealingError("malformed")


def seal(plaintext: bytes, recipient: str) -> bytes:
    """Seal to one key."""
    return bytes(pyrage.encrypt(plaintext, [pyrage.x25519.Recipient.from_str(recipient)]))


def open_sealed(data: bytes, identity: str) -> bytes:
    """Open what was sealed to this key."""
    try:
        return bytes(pyrage.decrypt(data, [_identity(identity)]))
    except ValueError as error:
        raise SealingError("wrong_key") from error
    except pyrage.DecryptError as error:
        code = "wrong_key" if "No matching keys" in str(error) else "malformed"
        raise SealingError(code) from error


def seal_with_passphrase(plaintext: bytes, passphrase: str, *, work: int = WORK) -> str:
    """Seal under a passphrase with scrypt 2^18 (SEALING), as text that can be mailed or printed.

    :param work: another exponent, such as the 16 that is the least a reader accepts

    pyrage measures the machine instead and takes up to 2^20, for which a browser needs a gibibyte;
    so the few lines of such a file (C2SP age, "scrypt recipient stanza") are written here. A key
    file is one short chunk.

    :raise ValueError: if it is longer than a chunk
    """
    if len(plaintext) > _CHUNK:
        raise ValueError("longer than one chunk of an age file")
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrap = Scrypt(_SCRYPT_LABEL + salt, length=32, n=1 << work, r=8, p=1)
    wrapped = ChaCha20Poly1305(wrap.derive(passphrase.encode())).encrypt(bytes(12), file_key, None)
    header = b"".join(
        (
            _MAGIC,
            b"-> scrypt %b %d\n" % (_bare(salt), work),
            *(_bare(wrapped), b"\n---"),
        )
    )
    mac = hmac.digest(_derived(file_key, None, b"header"), header, "sha256")
    payload = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    last = bytes(11) + b"\x01"
    return _armored(
        b"".join((header, b" ", _bare(mac), b"\n", nonce)) + payload.encrypt(last, plaintext, None)
    )


def _bare(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _derived(file_key: bytes, salt: bytes | None, info: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=salt, info=info).derive(file_key)


def open_with_passphrase(armored: str, passphrase: str) -> bytes:
    """Open a passphrase file; refuses factors that are too weak or would stall the reader."""
    try:
        data = _dearmored(armored)
        acceptable = _work_factor(data) in _WORK_FACTORS
    except ValueError as error:
        raise SealingError("malformed") from error
    if not acceptable:
        raise SealingError("malformed")
    for tries_left in reversed(range(_ATTEMPTS)):
        try:
            return bytes(pyrage.passphrase.decrypt(data, passphrase))
        except pyrage.DecryptError as error:
            # rage guesses from one short measurement how long it would take. While the machine is
            # busy it guesses far too much; the factor itself was found acceptable above.
            if tries_left and "Excessive work" in str(error):
                continue
            # It says "Decryption failed" when the passphrase does not fit, other things otherwise.
            code = "wrong_key" if "Decryption failed" in str(error) else "malformed"
            raise SealingError(code) from error
    raise AssertionError("the last try returns or raises")


def _work_factor(data: bytes) -> int:
    found = stanzas(data)
    if len(found) != 1 or found[0].kind != "scrypt" or len(found[0].arguments) != 2:
        raise ValueError("not a passphrase file")
    factor = found[0].arguments[1]
    if not (factor.isascii() and factor.isdecimal()) or factor.startswith("0") or len(factor) > 2:
        raise ValueError("not a work factor")
    return int(factor)


def _armored(data: bytes) -> str:
    text = base64.b64encode(data).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join([_ARMOR[0], *lines, _ARMOR[1], ""])


def _dearmored(text: str) -> bytes:
    lines = text.strip().replace("\r\n", "\n").split("\n")
    if len(lines) < 3 or (lines[0], lines[-1]) != _ARMOR:
        raise ValueError("not an armored age file")
    *full, last = lines[1:-1]
    if any(len(line) != 64 for line in full) or not 0 < len(last) <= 64:
        raise ValueError("lines of the wrong length")
    joined = "".join(lines[1:-1])
    try:
        data = base64.b64decode(joined.encode("ascii"), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if base64.b64encode(data).decode() != joined:
        raise ValueError("base64 is not canonical")
    return data
