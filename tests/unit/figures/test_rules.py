# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a tally can say, and that it can say nothing finer."""

from datetime import date

import pytest

from service.figures.rules import Category, Outcome, quarter


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (date(2026, 1, 1), "2026Q1"),
        (date(2026, 3, 31), "2026Q1"),
        (date(2026, 4, 1), "2026Q2"),
        (date(2026, 9, 30), "2026Q3"),
        (date(2026, 10, 1), "2026Q4"),
        (date(2026, 12, 31), "2026Q4"),
    ],
)
def test_a_day_is_in_its_quarter(day: date, wanted: str) -> None:
    assert quarter(day) == wanted


def test_groups_are_as_coarse_as_the_codes_sections() -> None:
    assert [*Category] == ["3.1", "3.2", "3.3", "other"]


def test_every_outcome_fits_its_column() -> None:
    assert all(len(one.value) <= 32 for one in (*Category, *Outcome))
