# SPDX-License-Identifier: AGPL-3.0-or-later
"""Make promises, keep them and let them go, as part of the action they belong to."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import delete, insert, select, update

from service.clocks.models import Clock
from service.clocks.rules import Kind, due_day
from service.infra.database import transaction
from service.infra.ids import random_id
from service.infra.time import today


def start(subject: str, kind: Kind, days: int) -> date:
    """Promise something new within so many days from today; return the day it is due."""
    due = due_day(today(), days)
    with transaction() as rows:
        made = {"id": random_id(), "subject": subject, "kind": kind.value, "due": due}
        rows.execute(insert(Clock).values(made))
    return due


def put(subject: str, kind: Kind, due: date) -> None:
    """Have a clock run until a day, whether it ran, was met, or was never there."""
    with transaction() as rows:
        changed = rows.execute(
            update(Clock)
            .where(Clock.subject == subject, Clock.kind == kind.value)
            .values(due=due, met=None)
        )
        if not changed.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
            made = {"id": random_id(), "subject": subject, "kind": kind.value, "due": due}
            rows.execute(insert(Clock).values(made))


def watch(wanted: Mapping[tuple[str, Kind], date | None]) -> None:
    """Have clocks run until days that follow from elsewhere, and none where there is no day.

    One that runs to its day is left alone: what fell due and was met does not begin to run again
    when its day is only told again.
    """
    with transaction() as rows:
        subjects = {subject for subject, _ in wanted}
        found = rows.execute(
            select(Clock.subject, Clock.kind, Clock.due).where(Clock.subject.in_(subjects))
        )
        running = {(row.subject, row.kind): row.due for row in found}
        new = []
        for (subject, kind), due in wanted.items():
            known = running.get((subject, kind.value))
            if due is None and known is not None:
                drop(subject, [kind])
            elif due is not None and known is None:
                new.append({"id": random_id(), "subject": subject, "kind": kind.value, "due": due})
            elif due is not None and known != due:
                put(subject, kind, due)
        if new:
            rows.execute(insert(Clock), new)


def meet(subject: str, kind: Kind) -> None:
    """Note that a promise was kept today; the first time counts, and no promise is fine too."""
    with transaction() as rows:
        rows.execute(
            update(Clock)
            .where(Clock.subject == subject, Clock.kind == kind.value, Clock.met.is_(None))
            .values(met=today())
        )


def drop(subject: str, kinds: Collection[Kind] = tuple(Kind)) -> None:
    """Forget clocks of a subject, kept or not."""
    with transaction() as rows:
        rows.execute(
            delete(Clock).where(
                Clock.subject == subject, Clock.kind.in_([kind.value for kind in kinds])
            )
        )
