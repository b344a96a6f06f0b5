# SPDX-License-Identifier: AGPL-3.0-or-later
"""The claim: something the service confirmed about a reporter and then forgot.

It is bound to one reporter key and one team by a nonce that travels only inside an envelope, so a
claim shown elsewhere proves nothing there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from service.vault.sealing.encoding import (
    b64decode,
    b64encode,
    compact_json,
    is_hash,
    is_version_1,
    read_day,
    sha256_hex,
    strict_json,
)
from service.vault.sealing.errors import SealingError
from service.vault.sealing.keys import Signer, signature_fits

_DOMAIN: Final = b"alcove/1 claim\0"


@dataclass(frozen=True)
class Claim:
    """A claim that was verified."""

    subject: Mapping[str, Any]
    bind: str
    day: date
    hash: str


def binding(ed25519: str, team: str, nonce: bytes) -> str:
    """What ties a claim to a reporter and a team without telling the service which."""
    return hashlib.sha256(b64decode(ed25519, 32) + team.encode() + nonce).hexdigest()


def sign_claim(
    claim_key: Signer, *, subject: Mapping[str, Any], bind: str, day: date
) -> dict[str, str]:
    """Sign a claim, as the service does once somebody signed in and asked for it."""
    content = {"v": 1, "subject": dict(subject), "bind": bind, "day": day.isoformat()}
    text = compact_json(content)
    return {"text": text, "signature": b64encode(claim_key.sign(_DOMAIN + text.encode()))}


def verify_claim(
    wire: object,
    *,
    claim_key: str,
    team: str,
    ed25519: str,
    nonce: bytes,
    seen: Collection[str] = (),
) -> Claim:
    """Believe a claim only for this reporter and team, and only the first time.

    `seen` holds the hashes of claims met in other vaults.
    """
    try:
        text, signature = _signed_text(wire)
        key = b64decode(claim_key, 32)
    except ValueError as error:
        raise SealingError("claim_malformed") from error
    if not signature_fits(key, signature, _DOMAIN + text.encode()):
        raise SealingError("claim_bad_signature")
    try:
        claim = _parse(text)
    except (ValueError, KeyError, TypeError) as error:
        raise SealingError("claim_malformed") from error
    if len(nonce) != 32 or claim.bind != binding(ed25519, team, nonce):
        raise SealingError("claim_not_bound")
    if claim.hash in seen:
        raise SealingError("claim_reused")
    return claim


def _signed_text(wire: object) -> tuple[str, bytes]:
    if not isinstance(wire, Mapping) or set(wire) != {"text", "signature"}:
        raise ValueError("not a signed text")
    text = wire["text"]
    if not isinstance(text, str):
        raise ValueError("not a signed text")
    text.encode()
    return text, b64decode(wire["signature"], 64)


def _parse(text: str) -> Claim:
    raw = strict_json(text)
    sound = is_version_1(raw["v"]) and isinstance(raw["subject"], dict) and is_hash(raw["bind"])
    if not sound:
        raise ValueError("not as a claim must be")
    day = read_day(raw["day"])
    return Claim(raw["subject"], raw["bind"], day, sha256_hex(text.encode()))
