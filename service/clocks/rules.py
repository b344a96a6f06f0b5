# SPDX-License-Identifier: AGPL-3.0-or-later
"""Decide when a promise falls due, and whether it was kept."""

from datetime import date, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What was promised."""

    ANSWER = "answer"


class Standing(StrEnum):
    """How a promise stands on some day."""

    RUNNING = "running"
    OVERDUE = "overdue"
    KEPT = "kept"
    KEPT_LATE = "kept_late"


def due_day(start: date, days: int) -> date:
    """The last day on which a promise of so many days, made on `start`, is kept.

    Calendar days: the people waiting count days, and volunteers have no working week.
    """
    if days < 0:
        raise ValueError("a promise cannot fall due before it is made")
    return start + timedelta(days=days)


def standing(due: date, met: date | None, today: date) -> Standing:
    """How a promise due on `due` and met on `met` (or not yet) stands `today`."""
    if met is not None:
        return Standing.KEPT if met <= due else Standing.KEPT_LATE
    return Standing.RUNNING if today <= due else Standing.OVERDUE
