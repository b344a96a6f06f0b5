# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises: when they fall due and whether they were kept."""

from datetime import date, timedelta

import pytest

from service.clocks.rules import (
    SETTABLE,
    Kind,
    Standing,
    due_day,
    may_be_set,
    standing,
    technical_due,
)

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 1, date(2026, 11, 21)),
        (FRIDAY, 14, date(2026, 12, 4)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
    ],
)
def test_calendar_days_are_counted_weekends_too(start: date, days: int, due: date) -> None:
    assert due_day(start, days) == due


def test_a_promise_into_the_past_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="before it is made"):
        due_day(FRIDAY, -1)


DUE = date(2026, 12, 4)
BEFORE, AFTER = date(2026, 12, 3), date(2026, 12, 5)


@pytest.mark.parametrize(
    ("met", "today", "expected"),
    [
        (None, BEFORE, Standing.RUNNING),
        (None, DUE, Standing.RUNNING),
        (None, AFTER, Standing.OVERDUE),
        (BEFORE, AFTER, Standing.KEPT),
        (DUE, AFTER, Standing.KEPT),
        (AFTER, AFTER, Standing.KEPT_LATE),
    ],
)
def test_a_promise_holds_through_its_due_day(
    met: date | None, today: date, expected: Standing
) -> None:
    assert standing(DUE, met, today) is expected


TWO_YEARS = FRIDAY + timedelta(days=730)
TOMORROW, YESTERDAY = FRIDAY + timedelta(days=1), FRIDAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "due", "running", "may"),
    [
        (Kind.EVIDENCE, FRIDAY, None, True),
        (Kind.EVIDENCE, TWO_YEARS, None, True),
        (Kind.EVIDENCE, TWO_YEARS + timedelta(days=1), None, False),
        (Kind.EVIDENCE, YESTERDAY, None, False),
        (Kind.EVIDENCE, FRIDAY, TOMORROW, True),
        (Kind.EVIDENCE, None, TOMORROW, True),
        (Kind.EVIDENCE, None, None, True),
        (Kind.TECHNICAL, FRIDAY + timedelta(days=90), None, True),
        (Kind.TECHNICAL, FRIDAY + timedelta(days=91), None, False),
        (Kind.TECHNICAL, YESTERDAY, None, False),
        (Kind.TECHNICAL, None, TOMORROW, True),
        (Kind.RETENTION, TOMORROW, FRIDAY, True),
        (Kind.RETENTION, TOMORROW, None, False),
        (Kind.RETENTION, FRIDAY, FRIDAY, False),
        (Kind.RETENTION, FRIDAY, TOMORROW, False),
        (Kind.RETENTION, None, TOMORROW, False),
        (Kind.RETENTION, TWO_YEARS, TOMORROW, True),
        (Kind.RETENTION, TWO_YEARS + timedelta(days=1), TOMORROW, False),
        (Kind.ANSWER, TOMORROW, FRIDAY, False),
        (Kind.WITHDRAWAL, TOMORROW, FRIDAY, False),
        (Kind.WITHDRAWAL, None, FRIDAY, False),
    ],
)
def test_which_clocks_members_may_set(
    kind: Kind, due: date | None, running: date | None, may: bool
) -> None:
    assert may_be_set(kind, due, running, FRIDAY) is may


def test_promises_and_deletions_are_not_for_members_to_set() -> None:
    assert SETTABLE == {Kind.UPDATE, Kind.EVIDENCE, Kind.TECHNICAL, Kind.RETENTION}


def test_technical_evidence_is_gone_after_ninety_days() -> None:
    assert technical_due(date(2026, 11, 20)) == date(2027, 2, 18)
