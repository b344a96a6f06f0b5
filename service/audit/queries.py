# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read the audit, and see whether it is whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from service.audit.models import AuditHead, AuditRow
from service.audit.rules import FIRST_HASH, Found, Head, Published, Row, check, published
from service.infra.database import session
from service.infra.time import seconds_to_midnight, today

# What was begun just before midnight is stored by then, and clocks that differ agree on the day.
_AFTER_MIDNIGHT = 3600
_DAY = 24 * 3600


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


def finished_days(since: date | None = None, limit: int | None = None) -> list[Published]:
    """What to publish of each day that is over, from one on; quiet days are told like others."""
    first = session().scalar(select(AuditRow.day).where(AuditRow.seq == 1))
    if first is None:
        return []
    begin = max(first, since or first)
    number = (_last_finished() - begin).days + 1
    days = number if limit is None else min(number, limit)
    return _heads([begin + timedelta(days=day) for day in range(days)])


def differing(heads: Iterable[Published]) -> list[Published]:
    """Which of some published heads are not what the audit as it is now would give.

    Also those of days that are not over, or lie before the first row: nothing was published then.
    """
    ours = set(finished_days())
    return [one for one in heads if one not in ours]


def _last_finished() -> date:
    before = 1 if _DAY - seconds_to_midnight() >= _AFTER_MIDNIGHT else 2
    return today() - timedelta(days=before)


def _heads(days: Sequence[date]) -> list[Published]:
    """For each day its last row, or that of the last day before it that has one."""
    if not days:
        return []
    salt = session().scalars(select(AuditHead.salt)).one()
    last = (
        select(AuditRow.day, func.max(AuditRow.seq).label("seq"))
        .where(AuditRow.day.between(days[0], days[-1]))
        .group_by(AuditRow.day)
        .subquery()
    )
    found = session().execute(
        select(last.c.day, AuditRow.hash).join(last, last.c.seq == AuditRow.seq)
    )
    hashes: dict[date, str] = {row.day: row.hash for row in found}
    before = select(AuditRow.hash).where(AuditRow.day < days[0])
    newest = session().scalar(before.order_by(AuditRow.day.desc(), AuditRow.seq.desc()).limit(1))
    heads = []
    for day in days:
        newest = hashes.get(day, newest)
        heads.append(published(day.isoformat(), newest or FIRST_HASH, salt))
    return heads


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
