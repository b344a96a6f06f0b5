# SPDX-License-Identifier: AGPL-3.0-or-later
"""A day's allowance: exact, also when many take at once; forgotten the next day."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.infra.database import transaction
from service.infra.limits import Quota, take
from service.infra.problems import Problem
from tests.conftest import DAY, SetClock

pytestmark = pytest.mark.usefixtures("on_both")


def test_the_allowance_is_exact(db: Session) -> None:
    for _ in range(3):
        take("team", DAY, 3)
    with pytest.raises(Problem) as raised:
        take("team", DAY, 3)
    assert raised.value.kind == "quota"
    assert raised.value.code == 429
    take("another team", DAY, 3)


def test_it_says_when_the_next_day_begins(db: Session, set_clock: SetClock) -> None:
    set_clock(DAY, 21)
    with pytest.raises(Problem) as raised:
        take("team", DAY, 0)
    assert raised.value.extra_headers == {"Retry-After": str(3 * 3600)}


def test_the_next_day_begins_anew_and_forgets_the_last(db: Session) -> None:
    take("team", DAY, 1)
    take("team", DAY + timedelta(days=1), 1)
    assert db.scalars(select(Quota.day)).all() == [DAY + timedelta(days=1)]


def test_what_is_taken_back_is_not_counted(db: Session) -> None:
    def act() -> None:
        with transaction():
            take("team", DAY, 1)
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        act()
    take("team", DAY, 1)


def test_many_at_once_get_no_more_than_allowed(app: Flask, db: Session) -> None:
    outcomes: list[str] = []

    def try_it() -> None:
        with app.app_context():
            try:
                take("team", DAY, 5)
                outcomes.append("taken")
            except Problem as problem:
                outcomes.append(problem.kind)

    threads = [threading.Thread(target=try_it) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["quota"] * 4 + ["taken"] * 5
