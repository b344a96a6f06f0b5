# SPDX-License-Identifier: AGPL-3.0-or-later
"""Decide when a promise falls due, and whether it was kept."""

from datetime import date, timedelta
from enum import StrEnum

# MediaWiki's CheckUser keeps what it knows of addresses and devices for 90 days
# ($wgCUDMaxAge on Wikimedia's wikis); after that nobody can look it up any more.
TECHNICAL_DAYS = 90

# So that who takes something back in haste, or under pressure, has 72 hours to think again. Hours
# are not kept: only on the fourth day since have they passed whatever the hour was.
WITHDRAWAL_DAYS = 4

# What is kept longer than two years is kept because nobody looked.
LONGEST = 2 * 365


class Kind(StrEnum):
    """What is to happen by when."""

    ANSWER = "answer"
    UPDATE = "update"
    EVIDENCE = "evidence"
    TECHNICAL = "technical"
    RETENTION = "retention"
    WITHDRAWAL = "withdrawal"
    REMEDY = "remedy"
    APPEAL = "appeal"


# Members set these; all others follow from what happens.
SETTABLE = frozenset({Kind.UPDATE, Kind.EVIDENCE, Kind.TECHNICAL, Kind.RETENTION})

# What somebody has to be done for by the day; the others are deletions, or days a page names.
WORK = (Kind.ANSWER, Kind.UPDATE, Kind.EVIDENCE, Kind.TECHNICAL)


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


def technical_due(evidence: date) -> date:
    """When technical evidence of a day is gone from the wiki; of today's, the latest of all."""
    return due_day(evidence, TECHNICAL_DAYS)


def may_be_set(kind: Kind, due: date | None, running: date | None, today: date) -> bool:
    """Whether a member may set a clock to a day, or take it away (None).

    :param running: the day it is due now, or None while it does not run

    Deleting is not put off by accident, and never for ever: only a running retention can be
    prolonged, to a later day, at most two years from today. It cannot be taken away.
    """
    if kind not in SETTABLE:
        return False
    if kind is Kind.RETENTION:
        return running is not None and due is not None and running < due <= due_day(today, LONGEST)
    if due is None:
        return True
    last = technical_due(today) if kind is Kind.TECHNICAL else due_day(today, LONGEST)
    return today <= due <= last


def standing(due: date, met: date | None, today: date) -> Standing:
    """How a promise due on `due` and met on `met` (or not yet) stands `today`."""
    if met is not None:
        return Standing.KEPT if met <= due else Standing.KEPT_LATE
    return Standing.RUNNING if today <= due else Standing.OVERDUE
