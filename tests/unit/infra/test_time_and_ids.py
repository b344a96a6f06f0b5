# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days and ids."""

from __future__ import annotations

import time
from datetime import date

import pytest

from service.infra import ids
from service.infra import time as clock
from tests.conftest import SetClock

REAL = clock._now  # as it is before any test


def test_the_day_is_that_of_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_now", REAL)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")  # 14 hours ahead
    time.tzset()
    try:
        before = time.strftime("%Y-%m-%d", time.gmtime())
        found = clock.today().isoformat()
        assert found in {before, time.strftime("%Y-%m-%d", time.gmtime())}
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(("hour", "seconds"), [(0, 86400), (12, 43200), (23, 3600)])
def test_the_time_until_midnight(set_clock: SetClock, hour: int, seconds: int) -> None:
    set_clock(date(2026, 11, 22), hour)
    assert clock.seconds_to_midnight() == seconds


def test_ids_are_random_and_of_one_form() -> None:
    made = {ids.random_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(ids.ID.fullmatch(one) for one in made)
