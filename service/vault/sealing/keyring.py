# SPDX-License-Identifier: AGPL-3.0-or-later
"""The keys one reader has to a vault: granted to them, or handed on by a later epoch (SEALING)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from service.vault.sealing.agefile import recipient_of
from service.vault.sealing.encoding import is_count, strict_json
from service.vault.sealing.envelope import open_envelope
from service.vault.sealing.errors import SealingError
from service.vault.sealing.grant import read_grant
from service.vault.sealing.stored import StoredEnvelope, StoredGrant


@dataclass(frozen=True)
class Held:
    """A key, who handed it out, and through which epoch it came if not by a grant."""

    identity: str = field(repr=False)
    writer: str
    through: int | None = None


def open_keys(
    *,
    vault: str,
    team: str,
    holder: str,
    identity: str,
    grants: Iterable[StoredGrant],
    envelopes: Iterable[StoredEnvelope],
) -> dict[int, Held]:
    """All keys a reader has.

    Whoever joins later, and a writer with a new private code, was granted the newest key alone: the
    others come with it.
    """
    keys: dict[int, Held] = {}
    for grant in grants:
        if grant.holder == holder:
            _take(keys, grant, identity, vault, team)
    if not keys:
        raise SealingError("wrong_key")
    stored = tuple(envelopes)
    for epoch in sorted(keys, reverse=True):
        firsts = [one for one in stored if (one.epoch, one.n) == (epoch, 0)]
        if epoch > 0 and len(firsts) == 1:
            for earlier, held in _handed_on(firsts[0], keys[epoch].identity):
                keys.setdefault(earlier, held)
    return keys


def _take(keys: dict[int, Held], grant: StoredGrant, identity: str, vault: str, team: str) -> None:
    """Open a grant of mine; two of one epoch must carry the same key."""
    place: dict[str, Any] = {"vault": vault, "epoch": grant.epoch, "team": team}
    try:
        opened = read_grant(grant.data, identity, holder=grant.holder, **place)
    except SealingError as error:
        if error.code == "wrong_key":
            return  # of an earlier private code; if it was exchanged, its epoch shows that
        raise
    held = keys.setdefault(grant.epoch, Held(opened.identity, opened.writer))
    if held.identity != opened.identity:
        raise SealingError("grant_forged")


def _handed_on(first: StoredEnvelope, identity: str) -> Iterator[tuple[int, Held]]:
    """What an epoch's first envelope hands on; whether to believe it is judged with it."""
    try:
        opened = open_envelope(first.data, identity)
        listed = strict_json(opened.body).get("keys")
    except (SealingError, ValueError):
        return  # shown in its place when the vault is read
    if opened.header["kind"] != "epoch" or not isinstance(listed, list):
        return
    for one in listed:
        if (
            isinstance(one, dict)
            and set(one) == {"epoch", "identity"}
            and is_count(one["epoch"])
            and one["epoch"] < first.epoch
            and _is_identity(one["identity"])
        ):
            yield one["epoch"], Held(one["identity"], opened.header["from"], first.epoch)


def _is_identity(text: object) -> bool:
    try:
        return isinstance(text, str) and bool(recipient_of(text))
    except ValueError:
        return False
