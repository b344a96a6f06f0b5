# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is put down to be done later is done once, and never lost."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.infra import outbox
from service.infra.database import session, transaction
from service.infra.outbox import ATTEMPTS, OutboxRow
from tests.conftest import DAY, SetClock

pytestmark = pytest.mark.usefixtures("on_both")


def subjects(topic: str = "news") -> list[str]:
    session().commit()
    return sorted(item.subject for item in outbox.waiting(topic))


def test_it_is_put_down_only_with_what_it_is_for(db: Session) -> None:
    def act() -> None:
        with transaction():
            outbox.put("news", "amina")
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        act()
    assert subjects() == []
    with transaction():
        outbox.put("news", "amina")
        outbox.put("news", "amina")
        outbox.put("mail-code", "amina")
    assert subjects() == ["amina"]
    assert subjects("mail-code") == ["amina"]


def test_a_row_says_the_day_it_was_first_asked_for(db: Session, set_clock: SetClock) -> None:
    outbox.put("news", "amina")
    set_clock(DAY + timedelta(days=1), 9)
    outbox.put("news", "amina")
    [row] = session().scalars(select(OutboxRow)).all()
    assert row.day == DAY
    assert [item.subject for item in outbox.waiting("news", asked_before=DAY)] == []
    assert len(outbox.waiting("news", asked_before=DAY + timedelta(days=1))) == 1


def test_of_two_workers_one_does_it(app: Flask, db: Session) -> None:
    outbox.put("news", "amina")
    session().commit()
    [item], barrier = outbox.waiting("news"), threading.Barrier(8)
    session().commit()
    told: list[bool] = []

    def claim() -> None:
        with app.app_context():
            barrier.wait()
            told.append(outbox.claim(item))

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False] * 7 + [True]


def test_what_is_asked_for_again_while_it_is_done_is_done_again(
    db: Session, set_clock: SetClock
) -> None:
    outbox.put("news", "amina")
    [item] = outbox.waiting("news")
    assert outbox.claim(item)
    set_clock(DAY + timedelta(days=1), 9)
    outbox.put("news", "amina")
    outbox.done(item)
    [again] = outbox.waiting("news")
    assert again.attempts == 0
    assert outbox.waiting("news", asked_before=DAY + timedelta(days=1)) == []
    outbox.done(again)
    assert subjects() == []
    outbox.done(again)


def test_it_is_tried_until_it_is_given_up(db: Session) -> None:
    outbox.put("news", "amina")
    outbox.put("news", "bero")
    for _ in range(ATTEMPTS):
        [item] = [one for one in outbox.waiting("news") if one.subject == "amina"]
        assert outbox.claim(item)
    assert subjects() == ["bero"]
    assert outbox.length() == 2
    assert outbox.forget_given_up() == 1
    assert outbox.length() == 1
    outbox.drop("news", "bero")
    assert outbox.length() == 0
