# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read the audit, and see whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from service.audit.models import AuditHead, AuditRow
from service.audit.rules import Found, Head, Row, check
from service.infra.database import session


@dataclass(frozen=True)
class Verification:
    """What came of checking the whole audit."""

    head: Head
    faults: tuple[Found, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults


def head() -> Head:
    """The newest row's number and hash, as the service remembers them."""
    found = session().execute(select(AuditHead.seq, AuditHead.hash)).one()
    return Head(found.seq, found.hash)


def rows(
    before: int | None = None, limit: int = 50, actor: str | None = None
) -> Sequence[AuditRow]:
    """The newest rows first, from below a number on, of everybody or of one person."""
    wanted = select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(AuditRow.seq < before)
    if actor is not None:
        wanted = wanted.where(AuditRow.actor == actor)
    return session().scalars(wanted).all()


def verify(known: Head | None = None) -> Verification:
    """Check every row, against the service's own head and one kept elsewhere.

    :param known: a head from an earlier check; without it, rows cut off together with the service's
        own head cannot be noticed
    """
    stored = head()
    faults = list(check(_all(), stored))
    if known is not None:
        faults += [found for found in check(_all(), known) if found not in faults]
    return Verification(stored, tuple(faults))


def _all() -> Iterator[Row]:
    wanted = select(AuditRow).order_by(AuditRow.seq).execution_options(yield_per=1000)
    for row in session().scalars(wanted):
        yield Row(
            row.seq,
            row.day.isoformat(),
            row.actor,
            row.verb,
            row.subject,
            row.previous,
            row.hash,
        )
