# SPDX-License-Identifier: AGPL-3.0-or-later
"""Look up what went elsewhere. Whether the asker may know of the matter is decided before."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select

from service.handovers.models import Handover
from service.handovers.rules import State
from service.infra.database import session


def of_matter(matter: str) -> Sequence[Handover]:
    """All handovers of a matter, the oldest day first."""
    wanted = select(Handover).where(Handover.matter == matter)
    return session().scalars(wanted.order_by(Handover.day, Handover.id)).all()


def waiting(matters: Collection[str]) -> Mapping[str, int]:
    """How many handovers of each of many matters are still waited for, in one query."""
    found = session().execute(
        select(Handover.matter, func.count())
        .where(Handover.matter.in_(matters), Handover.state == State.WAITING.value)
        .group_by(Handover.matter)
    )
    return {matter: int(number) for matter, number in found}
