# SPDX-License-Identifier: AGPL-3.0-or-later
"""Look up what is promised."""

from datetime import date

from sqlalchemy import select

from service.clocks.models import Clock
from service.clocks.rules import Kind
from service.infra.database import session


def due(subject: str, kind: Kind) -> date | None:
    """The day an open promise falls due; None when there is none, or it was kept."""
    return session().scalar(
        select(Clock.due).where(
            Clock.subject == subject, Clock.kind == kind.value, Clock.met.is_(None)
        )
    )
