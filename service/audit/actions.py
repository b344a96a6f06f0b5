# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write down what was done, in the transaction that did it."""

from __future__ import annotations

from sqlalchemy import select, update

from service.audit.models import AuditHead, AuditRow
from service.audit.rules import Verb, row_hash
from service.infra.database import transaction
from service.infra.time import today

__all__ = ["Verb", "record"]


def record(verb: Verb, subject: str, actor: str | None = None) -> None:
    """Add a row. Others who write wait at the head until this transaction ends.

    :param subject: the id of what it was done to; MUST NOT be anything a person typed
    :param actor: a person's id; None for a reporter and for the command line
    """
    with transaction() as rows:
        head = rows.execute(
            select(AuditHead.seq, AuditHead.hash).where(AuditHead.id == 1).with_for_update()
        ).one()
        seq, day = head.seq + 1, today()
        hash_ = row_hash(seq, day.isoformat(), actor, verb.value, subject, head.hash)
        rows.add(
            AuditRow(
                seq=seq,
                day=day,
                actor=actor,
                verb=verb.value,
                subject=subject,
                previous=head.hash,
                hash=hash_,
            )
        )
        rows.execute(update(AuditHead).where(AuditHead.id == 1).values(seq=seq, hash=hash_))
