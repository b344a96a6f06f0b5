# SPDX-License-Identifier: AGPL-3.0-or-later
"""The envelope: one signed text, sealed to a vault.

age keeps a text secret but says neither who wrote it nor where it belongs. So what is sealed is:
signature (64 bytes), length and header, length and body, zeros up to a bucket. The header is
exactly one JSON object, so that nothing can be moved between header and body under the same
signature.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from service.vault.sealing import agefile
from service.vault.sealing.encoding import (
    b64decode,
    compact_json,
    is_count,
    is_hash,
    is_id,
    is_key,
    is_text,
    is_version_1,
    strict_json,
)
from service.vault.sealing.errors import SealingError
from service.vault.sealing.keys import Signer, signature_fits

BUCKETS: Final = (1024, 4096, 16384, 65536, 262144)
_DOMAIN: Final = b"alcove/1\0"
_SIGNATURE: Final = 64
_LENGTH: Final = 4


@dataclass(frozen=True)
class OpenedEnvelope:
    """What stood in an envelope; its signature fits the key its header names."""

    header: Mapping[str, Any]
    body: str
    bucket: int


def seal_envelope(
    *,
    vault_recipient: str,
    header: Mapping[str, Any],
    body: str,
    signer: Signer,
    bucket: int | None = None,
) -> bytes:
    """Sign a header and body and seal them to a vault."""
    check_header(header)
    if header["from"] != signer.public_key:
        raise SealingError("bad_signature")
    plaintext = pack(compact_json(header).encode(), body.encode(), signer, bucket)
    return agefile.seal(plaintext, vault_recipient)


def open_envelope(data: bytes, identity: str) -> OpenedEnvelope:
    """Open an envelope and check its form and signature (not its place: see reading)."""
    agefile.check_one_recipient(data)
    plaintext = agefile.open_sealed(data, identity)
    signature, header_bytes, body = unpack(plaintext, BUCKETS)
    header = parse_header(header_bytes)
    check_header(header)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise SealingError("malformed") from error
    check_signature(header, signature, header_bytes + body)
    return OpenedEnvelope(header, text, len(plaintext))


def pack(header: bytes, body: bytes, signer: Signer, bucket: int | None = None) -> bytes:
    """Sign and lay out header and body, filled up to the wanted or the smallest bucket."""
    content = b"".join(
        [
            signer.sign(_DOMAIN + header + body),
            len(header).to_bytes(_LENGTH, "big"),
            header,
            len(body).to_bytes(_LENGTH, "big"),
            body,
        ]
    )
    sizes = BUCKETS if bucket is None else tuple(size for size in BUCKETS if size == bucket)
    size = next((size for size in sizes if len(content) <= size), None)
    if size is None:
        raise SealingError("too_large")
    return content.ljust(size, b"\0")


def unpack(plaintext: bytes, buckets: tuple[int, ...]) -> tuple[bytes, bytes, bytes]:
    """Take signature, header and body apart; refuses other lengths and other filling."""
    if len(plaintext) not in buckets:
        raise SealingError("bad_bucket")
    header, at = _measured(plaintext, _SIGNATURE)
    body, at = _measured(plaintext, at)
    if any(plaintext[at:]):
        raise SealingError("bad_padding")
    return plaintext[:_SIGNATURE], header, body


def _measured(plaintext: bytes, at: int) -> tuple[bytes, int]:
    start = at + _LENGTH
    end = start + int.from_bytes(plaintext[at:start], "big")
    if start > len(plaintext) or end > len(plaintext):
        raise SealingError("malformed")
    return plaintext[start:end], end


def parse_header(data: bytes) -> dict[str, Any]:
    """Read a header: one bare JSON object, each key once."""
    try:
        return strict_json(data)
    except ValueError as error:
        raise SealingError("malformed") from error


def check_header(header: Mapping[str, Any]) -> None:
    """Refuse a header that lacks what every envelope needs."""
    sound = (
        is_version_1(header.get("v"))
        and is_text(header.get("kind"))
        and is_id(header.get("vault"))
        and is_count(header.get("epoch"))
        and is_count(header.get("n"))
        and "prev" in header
        and (header["prev"] is None or is_hash(header["prev"]))
        and is_text(header.get("team"))
        and is_key(header.get("from"))
    )
    if not sound:
        raise SealingError("malformed")


def check_signature(header: Mapping[str, Any], signature: bytes, signed: bytes) -> None:
    """Check that whoever the header names signed header and body."""
    if not signature_fits(b64decode(header["from"]), signature, _DOMAIN + signed):
        raise SealingError("bad_signature")
