# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write down what was done, in the transaction that did it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select, update

from service.audit.models import AuditHead, AuditRow
from service.audit.rules import Verb, row_hash
from service.infra.database import transaction
from service.infra.time import today

__all__ = ["Verb", "record", "record_all"]


def record(verb: Verb, subject: str, actor: str | None = None) -> None:
    """Add a row. Others who write wait at the head until this transaction ends.

    :param subject: the id of what it was done to; MUST NOT be anything a person typed
    :param actor: a person's id; None for a reporter and for the command line
    """
    record_all([(verb, subject)], actor)


def record_all(done: Sequence[tuple[Verb, str]], actor: str | None) -> None:
    """Add a row for each of several things that were done in one transaction, in their order."""
    if not done:
        return
    with transaction() as rows:
        head = rows.execute(
            select(AuditHead.seq, AuditHead.hash).where(AuditHead.id == 1).with_for_update()
        ).one()
        last, day, made = head.hash, today(), []
        for seq, (verb, subject) in enumerate(done, head.seq + 1):
            row = {"seq": seq, "day": day, "actor": actor, "verb": verb.value, "subject": subject}
            new = row_hash(seq, day.isoformat(), actor, verb.value, subject, last)
            made.append({**row, "previous": last, "hash": new})
            last = new
        rows.execute(insert(AuditRow), made)
        changed = {"seq": head.seq + len(made), "hash": last}
        rows.execute(update(AuditHead).where(AuditHead.id == 1).values(changed))
