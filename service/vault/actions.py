# SPDX-License-Identifier: AGPL-3.0-or-later
"""Store what is sealed: one envelope per number, never changed, never lost.

Each of these is part of an action of the slice the vault belongs to, in that one's transaction.
"""

import hashlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.infra.database import transaction
from service.infra.problems import Problem
from service.infra.time import today
from service.vault import queries, rules
from service.vault.models import Envelope, Grant, Vault
from service.vault.rules import Flaw, NotSealed, Place, Room, SealedKey


@dataclass(frozen=True)
class Put:
    """What became of an envelope that was handed in."""

    hash: str
    again: bool  # it was there already, byte for byte


def bucket_of(data: bytes, field: str, *, smallest: bool = False) -> int:
    """Check that something is sealed, before anything is decided on it.

    :raise Problem: `too_large`, or `not_sealed` with the reason
    """
    if len(data) > rules.LARGEST_FILE:
        raise Problem("too_large")
    try:
        return rules.check_sealed(data, (rules.SMALLEST,) if smallest else rules.BUCKETS)
    except NotSealed as refused:
        raise not_sealed(refused.reason, field) from None


def not_sealed(reason: Flaw, field: str) -> Problem:
    """The problem that says which field is no envelope, and why."""
    errors = [{"field": field, "code": "invalid"}]
    return Problem("not_sealed", errors=errors, reason=reason.value)


def open_vault(vault: str, team: str, kind: str) -> None:
    """Make room for a new vault. The id is the client's, because it stands in what is signed."""
    with transaction() as rows:
        rows.add(Vault(id=vault, team=team, kind=kind))
        rows.flush()


def put_grants(vault: str, keys: list[SealedKey]) -> None:
    """Store the vault's key for each holder, as it was sealed to them."""
    with transaction() as rows:
        rows.add_all(
            Grant(vault=vault, epoch=key.epoch, holder=key.holder, data=key.data) for key in keys
        )
        rows.flush()


def put_envelope(vault: str, place: Place, data: bytes, room: Room) -> Put:
    """Store an envelope at the next free place of its vault.

    Sending the same bytes again is no mistake: an answer may have been lost on the way.

    :raise Problem: `number_taken` with the head of the vault, `not_sealed`, `too_large`,
        `thread_full`
    """
    size = bucket_of(data, "data")
    digest = hashlib.sha256(data).hexdigest()
    with transaction() as rows:
        head = queries.head(vault)
        if not rules.follows(place, head.place if head else None):
            if _stored(rows, vault, place) == data:
                return Put(digest, again=True)
            raise Problem("number_taken", head=head_document(head))
        extent = queries.extents([vault]).get(vault, queries.NOTHING)
        if not rules.has_room(room, extent.envelopes, extent.size, size):
            raise Problem("thread_full")
        rows.add(
            Envelope(
                vault=vault,
                epoch=place.epoch,
                n=place.n,
                data=data,
                hash=digest,
                day=today(),
                size=size,
            )
        )
        rows.flush()
    return Put(digest, again=False)


def head_document(head: queries.Head | None) -> dict[str, object] | None:
    """The head of a vault as problem documents carry it, so that a client can sign anew."""
    return {"epoch": head.epoch, "n": head.n, "hash": head.hash} if head else None


def _stored(rows: Session, vault: str, place: Place) -> bytes | None:
    envelope = rows.get(Envelope, (vault, place.epoch, place.n))
    return envelope.data if envelope else None
