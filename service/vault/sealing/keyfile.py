# SPDX-License-Identifier: AGPL-3.0-or-later
"""Key files: a person's or a team's secret keys under a generated passphrase.

An age passphrase file, armored; the plain `age` program opens it too. The service never sees one.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from service.vault.sealing import agefile
from service.vault.sealing.encoding import (
    b64decode,
    b64encode,
    compact_json,
    is_text,
    is_version_1,
    read_day,
    strict_json,
)
from service.vault.sealing.errors import SealingError
from service.vault.sealing.keys import Person, Root, Signer

_PERSON = "alcove-key"
_ROOT = "alcove-root"


def make_key_file(
    owner: Person | Root, passphrase: str, *, made: date, work: int = agefile.WORK
) -> str:
    """Write secret keys down under a passphrase.

    :param work: the exponent of what opening it costs; less than the default for throw-away keys
    """
    seed = b64encode(owner.signer.seed)
    content: dict[str, Any]
    if isinstance(owner, Person):
        content = {"v": 1, "kind": _PERSON, "name": owner.name, "home": owner.home}
        content |= {"age": owner.identity, "ed25519": seed}
    else:
        content = {"v": 1, "kind": _ROOT, "team": owner.team, "ed25519": seed}
    text = compact_json({**content, "made": made.isoformat()})
    return agefile.seal_with_passphrase(text.encode(), _as_generated(passphrase), work=work)


def open_key_file(armored: str, passphrase: str) -> Person:
    """Open a person's key file."""
    raw = _open(armored, passphrase, _PERSON)
    identity = raw.get("age")
    try:
        if not (is_text(raw.get("name")) and is_text(raw.get("home"))):
            raise ValueError("nobody is named")
        if not isinstance(identity, str):
            raise ValueError("not an age identity")
        agefile.recipient_of(identity)
        return Person(raw["name"], raw["home"], identity, Signer(b64decode(raw["ed25519"], 32)))
    except (ValueError, KeyError) as error:
        raise SealingError("malformed") from error


def open_root_file(armored: str, passphrase: str) -> Root:
    """Open a team's root key file."""
    raw = _open(armored, passphrase, _ROOT)
    try:
        if not is_text(raw.get("team")):
            raise ValueError("no team is named")
        return Root(raw["team"], Signer(b64decode(raw["ed25519"], 32)))
    except (ValueError, KeyError) as error:
        raise SealingError("malformed") from error


def _open(armored: str, passphrase: str, kind: str) -> dict[str, Any]:
    plaintext = agefile.open_with_passphrase(armored, _as_generated(passphrase))
    try:
        raw = strict_json(plaintext)
        read_day(raw.get("made"))
    except ValueError as error:
        raise SealingError("malformed") from error
    if not is_version_1(raw.get("v")) or raw.get("kind") != kind:
        raise SealingError("malformed")
    return raw


def _as_generated(passphrase: str) -> str:
    """Other spacing or capitals than were written down are still the same passphrase."""
    return " ".join(passphrase.split()).lower()
