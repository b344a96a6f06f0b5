# SPDX-License-Identifier: AGPL-3.0-or-later
"""Make promises and keep them, as part of the action they belong to."""

from datetime import date

from sqlalchemy import update

from service.clocks.models import Clock
from service.clocks.rules import Kind, due_day
from service.infra.database import transaction
from service.infra.ids import random_id
from service.infra.time import today


def start(subject: str, kind: Kind, days: int) -> date:
    """Promise something within so many days from today; return the day it is due."""
    due = due_day(today(), days)
    with transaction() as rows:
        rows.add(Clock(id=random_id(), subject=subject, kind=kind.value, due=due))
    return due


def meet(subject: str, kind: Kind) -> None:
    """Note that a promise was kept today; the first time counts, and no promise is fine too."""
    with transaction() as rows:
        rows.execute(
            update(Clock)
            .where(Clock.subject == subject, Clock.kind == kind.value, Clock.met.is_(None))
            .values(met=today())
        )
