# SPDX-License-Identifier: AGPL-3.0-or-later
"""Look up what is promised."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from service.clocks.models import Clock
from service.clocks.rules import Kind
from service.infra.database import session


@dataclass(frozen=True)
class Due:
    """Something that is to happen by a day, and has not yet."""

    kind: Kind
    due: date


def due(subject: str, kind: Kind) -> date | None:
    """The day an open promise falls due; None when there is none, or it was kept."""
    return session().scalar(
        select(Clock.due).where(
            Clock.subject == subject, Clock.kind == kind.value, Clock.met.is_(None)
        )
    )


def running(subjects: Collection[str]) -> Mapping[str, list[Due]]:
    """What runs for each of many subjects, what is due first first; in one query."""
    found = session().execute(
        select(Clock.subject, Clock.kind, Clock.due)
        .where(Clock.subject.in_(subjects), Clock.met.is_(None))
        .order_by(Clock.due, Clock.kind)
    )
    by_subject: dict[str, list[Due]] = {}
    for subject, kind, day in found:
        by_subject.setdefault(subject, []).append(Due(Kind(kind), day))
    return by_subject


def fallen_due(kind: Kind, day: date) -> Sequence[str]:
    """The subjects of which something of this kind is due on a day, or was before."""
    return (
        session()
        .scalars(
            select(Clock.subject)
            .where(Clock.kind == kind.value, Clock.met.is_(None), Clock.due <= day)
            .order_by(Clock.subject)
        )
        .all()
    )
