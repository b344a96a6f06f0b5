# SPDX-License-Identifier: AGPL-3.0-or-later
"""Readings that come together: as cheap as one, each as if it had come alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from service.audit import queries as audit
from service.audit.models import AuditRow
from service.cases.models import Case, CaseEvent, CasePage, Fact, Notice, Remedy
from service.clocks.models import Clock
from service.infra.database import session, transaction
from tests.api.casing import WIKI, Bot, a_bot, fact, party, reading, remedy, state
from tests.api.world import World, statements_of

REFUSE = """
CREATE TRIGGER refuse BEFORE INSERT ON case_pages WHEN NEW.page = 9
BEGIN SELECT RAISE(ABORT, 'made for a test'); END
"""


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def bot(world: World) -> Bot:
    return a_bot(world.app)


@pytest.fixture
def rows(world: World) -> Iterator[Any]:
    with world.app.app_context():
        yield session().execute


def full(page: int, rev: int = 100, day: str = "2026-12-01", **more: Any) -> dict[str, Any]:
    """A page of which much follows, all of it its own."""
    said = [
        state("closed"),
        fact("kind", None),
        fact("evidence_until", {"day": day}),
        party(f"Party of {page}"),
        fact("finding", None, "1"),
        remedy(text=f"Shall not {page}.", expires=day, indefinite=False),
    ]
    return reading(page, rev, facts=said, **more)


def test_many_pages_take_as_few_statements_as_one(world: World, bot: Bot) -> None:
    passed = bot.begin()["pass"]
    asked = []
    for rev in (100, 101):
        for pages in ([1], range(2, 32)):
            found = [full(page, rev) for page in pages]
            with statements_of(world) as heard:
                answer = bot.post("readings", {"pass": passed, "wiki": WIKI, "readings": found})
            assert answer.status_code == 200, answer.text
            asked.append(len(heard))
    assert asked[1] == asked[0] <= 40
    assert asked[3] == asked[2] <= 40


def test_each_case_follows_its_own_page(bot: Bot, rows: Any) -> None:
    bot.bring(full(1), full(2, day="2026-12-02"), reading(3))
    found = [
        full(2, 101, day="2026-12-05"),
        full(4),
        reading(1, 101, facts=[state("closed")]),
        reading(3, 99),
        reading(3),
    ]
    assert bot.bring(*found[:4]) == ["changed", "new", "changed", "stale"]
    assert bot.bring(found[4]) == ["same"]
    cases = dict(rows(select(CasePage.case_id, CasePage.page)).all())
    notices = rows(select(Notice.case_id, Notice.party))
    assert {(cases[one.case_id], one.party) for one in notices} == {
        (2, "Party of 2"),
        (4, "Party of 4"),
    }
    remedies = {one.id: one for one in rows(select(Remedy)).scalars()}
    assert {(cases[one.case_id], one.text, one.expires) for one in remedies.values()} == {
        (2, "Shall not 2.", date(2026, 12, 5)),
        (4, "Shall not 4.", date(2026, 12, 1)),
    }
    clocks = [
        (cases.get(one.subject) or cases[remedies[one.subject].case_id], one.kind, one.due.day)
        for one in rows(select(Clock)).scalars()
    ]
    assert sorted(clocks) == [
        (2, "evidence", 5),
        (2, "remedy", 5),
        (4, "evidence", 1),
        (4, "remedy", 1),
    ]
    facts = rows(select(CasePage.page, Fact.n).join(Fact, Fact.page_id == CasePage.id))
    assert sorted(map(tuple, facts)) == [
        (1, 0),
        *((2, n) for n in range(6)),
        *((4, n) for n in range(6)),
    ]


def test_what_happened_is_written_down_for_each_in_order(bot: Bot, rows: Any) -> None:
    bot.bring(full(1), full(2))
    bot.bring(full(2, 101, title="Cases/Called otherwise"), full(1, 101))
    cases = dict(rows(select(CasePage.case_id, CasePage.page)).all())
    timeline: dict[int, list[tuple[int, str, str]]] = {1: [], 2: []}
    for one in rows(select(CaseEvent).order_by(CaseEvent.n)).scalars():
        timeline[cases[one.case_id]].append((one.n, one.kind, one.after))
    began = [
        (0, "opened", "request"),
        (1, "moved", "accepted"),
        (2, "moved", "investigation"),
        (3, "moved", "voting"),
        (4, "moved", "closed"),
    ]
    assert timeline == {1: began, 2: [*began, (5, "title", "Cases/Called otherwise")]}
    assert set(rows(select(Case.version)).scalars()) == {5}
    record = rows(select(AuditRow.verb, AuditRow.subject).where(AuditRow.verb.like("case_%")))
    assert [(one.verb, cases[one.subject]) for one in record] == [
        ("case_opened", 1),
        ("case_opened", 2),
        ("case_read", 1),
        ("case_read", 2),
    ]
    assert audit.verify().faults == ()


def test_of_a_page_that_comes_twice_the_second_finds_the_first(bot: Bot, rows: Any) -> None:
    twice = [full(1), full(2), full(1), full(1, 101), full(2, 99)]
    assert bot.bring(*twice) == ["new", "new", "same", "changed", "stale"]
    assert sorted(rows(select(CasePage.page, CasePage.rev)).all()) == [(1, 101), (2, 100)]
    assert bot.bring(reading(2, 102), reading(2, 101)) == ["changed", "stale"]


def test_what_the_database_refuses_of_one_page_spoils_none_before_it(
    world: World, bot: Bot, rows: Any
) -> None:
    with world.app.app_context(), transaction() as database:
        database.execute(text(REFUSE))
    body = {"pass": bot.begin()["pass"], "wiki": WIKI, "readings": [full(7), full(8), full(9)]}
    with pytest.raises(Exception, match="made for a test"):
        bot.post("readings", body)
    assert rows(select(CasePage.page).order_by(CasePage.page)).scalars().all() == [7, 8]
    assert len(rows(select(Case.id)).all()) == 2
    with world.app.app_context(), transaction() as database:
        database.execute(text("DROP TRIGGER refuse"))
    assert bot.bring(full(7), full(8), full(9)) == ["same", "same", "new"]
