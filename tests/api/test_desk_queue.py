# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue at the desk: its order, its pages, and what it costs."""

from datetime import date, timedelta
from itertools import chain
from typing import Any

import pytest
from flask import Flask

from service.infra.database import session
from service.people import actions as people
from service.people.rules import Intake
from service.reports import queries
from service.reports.rules import State
from tests.api.world import (
    ANSWER_DAYS,
    TEAM,
    Member,
    World,
    body_of,
    problem_of,
    statements_of,
)
from tests.conftest import DAY, SetClock


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def many(world: World, number: int, set_clock: SetClock) -> list[str]:
    """Reports of several days and states; their ids in the order the queue must have."""
    expected = []
    for index in range(number):
        day = DAY + timedelta(days=index * 7 % 3)
        set_clock(day, 12)
        thread = world.sent()
        state, by = State.NEW, day + timedelta(days=ANSWER_DAYS)
        if index % 4:
            world.sign_in(world.members[0])
            assert world.answer(world.members[0], thread, "acknowledged").status_code == 201
            state, by = State.ACKNOWLEDGED, day
        if index % 4 == 3:
            assert world.answer(world.members[0], thread, "closed").status_code == 201
            state = State.CLOSED
        rank = [State.NEW, State.ACKNOWLEDGED, State.CLOSED].index(state)
        expected.append((rank, by, world.report_of(thread)))
    world.sign_in(world.members[0])
    return [report for _, _, report in sorted(expected)]


def pages(member: Member, **query: Any) -> list[list[str]]:
    """The ids of each page of the queue, to its end."""
    found: list[list[str]] = []
    after: dict[str, str] = {}
    while True:
        page = body_of(member.get("reports", **query, **after))
        found.append([line["id"] for line in page["reports"]])
        if page["next"] is None:
            return found
        after = {"after": page["next"]}


def test_the_queue_goes_by_state_then_by_what_is_due_first(
    world: World, set_clock: SetClock
) -> None:
    expected = many(world, 13, set_clock)
    for limit in (1, 2, 5, 12, 13, 200):
        found = pages(world.members[0], limit=limit)
        assert list(chain(*found)) == expected
        assert all(len(page) == limit for page in found[:-1])


def test_a_page_holds_fifty_unless_asked_otherwise(world: World) -> None:
    with world.app.app_context():
        people.add_team(TEAM, name="A team", root=world.root.public_key, intake=Intake.OPEN)
    for _ in range(51):
        world.sent()
    assert [len(page) for page in pages(world.members[0])] == [50, 1]


def test_one_state_only(world: World, set_clock: SetClock) -> None:
    expected = many(world, 9, set_clock)
    by_state = [pages(world.members[0], state=state.value, limit=2) for state in State]
    assert list(chain(*chain(*by_state))) == expected
    with world.app.app_context():
        counts = queries.counts(queries.viewer(world.members[0].id))
    assert [counts[state] for state in State] == [sum(map(len, found)) for found in by_state]


def test_a_report_that_comes_while_paging_shifts_nothing(world: World) -> None:
    for _ in range(4):
        world.sent()
    ada = world.members[0]
    first = body_of(ada.get("reports", limit=2))
    world.sent()
    seen = [line["id"] for line in first["reports"]]
    seen += [line["id"] for line in ada.reports(after=first["next"], limit=50)]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    "query",
    [
        {"after": "x"},
        {"after": ""},
        {"after": "0-20261340-" + "0" * 32},
        {"after": "0-20261122-" + "0" * 31},
        {"after": "0-20261122-" + "0" * 32 + "\n"},
        {"after": "\u0660-20261122-" + "0" * 32},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "-1"},
        {"limit": "x"},
        {"state": "open"},
        {"state": ""},
    ],
)
def test_a_question_that_cannot_be_answered(world: World, query: dict[str, str]) -> None:
    assert problem_of(world.members[0].get("reports", **query)) == (422, "invalid")


def test_the_queue_asks_the_database_as_often_for_one_as_for_many(world: World) -> None:
    world.sent()
    ada = world.members[0]
    asked = []
    for wanted in (1, 12):
        while len(lines := ada.reports()) < wanted:
            world.sent()
        with statements_of(world) as heard:
            lines = ada.reports()
        assert len(lines) == wanted
        asked.append(len(heard))
    assert asked[0] == asked[1]


def test_days_are_counted_from_the_day_it_came(world: World, set_clock: SetClock) -> None:
    world.sent()
    set_clock(DAY + timedelta(days=20), 12)
    world.sign_in(world.members[0])
    [line] = world.members[0].reports()
    assert line["days"] == 20
    assert date.fromisoformat(line["answer_by"]) < DAY + timedelta(days=20)


def test_the_order_of_the_queue_is_found_without_reading_what_is_sealed(world: World) -> None:
    """Sealed bytes fill many pages; reading past those of all reports would be most of the work."""
    world.sent()
    with statements_of(world) as heard:
        world.members[0].reports()
    [asked] = [sql for sql in heard if "min(clocks.due)" in sql]
    with world.app.app_context():
        plan = (
            session()
            .connection()
            .exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", ("",) * asked.count("?"))
        )
        steps = [row[3] for row in plan if "grants" in row[3] or "envelopes" in row[3]]
    assert steps
    assert all("USING COVERING INDEX" in step for step in steps), steps
