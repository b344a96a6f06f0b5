# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises: when they fall due and whether they were kept."""

from datetime import date

import pytest

from service.clocks.rules import Standing, due_day, standing

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
