# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counting how matters end: one row counts many, and nothing says which matter it was."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from service.audit.models import AuditRow
from service.audit.queries import verify
from service.figures.models import Tally
from service.figures.rules import Category, Outcome
from service.infra.database import engine, session
from tests.api.world import TEAM, Member, World, at_once, body_of, problem_of
from tests.conftest import DAY, SetClock

BODY = {"team": TEAM, "category": "3.1", "outcome": "helped"}


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def counted(world: World) -> dict[tuple[str, str, str, str], int]:
    with world.app.app_context():
        rows = session().scalars(select(Tally)).all()
        return {(one.team, one.quarter, one.category, one.outcome): one.count for one in rows}


def test_one_more_of_a_kind(world: World, set_clock: SetClock) -> None:
    ada, ben = world.members[:2]
    assert body_of(ada.post("tallies", BODY)) == {"quarter": "2026Q4"}
    ben.post("tallies", BODY)
    ben.post("tallies", BODY | {"outcome": "abuse"})
    set_clock(date(2027, 1, 1), 12)
    world.sign_in(ada)
    assert ada.post("tallies", BODY).status_code == 201
    assert counted(world) == {
        (TEAM, "2026Q4", "3.1", "helped"): 2,
        (TEAM, "2026Q4", "3.1", "abuse"): 1,
        (TEAM, "2027Q1", "3.1", "helped"): 1,
    }


@pytest.mark.usefixtures("on_both")
def test_of_many_at_once_every_one_counts(world: World) -> None:
    world.members[0].post("tallies", BODY | {"count": 40})
    bodies = [BODY, BODY, BODY | {"count": -10}]
    answers = at_once(
        *[
            lambda one=one, body=body: one.post("tallies", body)
            for one in world.members
            for body in bodies
        ]
    )
    assert [answer.status_code for answer in answers] == [201] * 12
    assert counted(world) == {(TEAM, "2026Q4", "3.1", "helped"): 8}


def test_many_closed_together_count_as_many_and_can_be_taken_back(world: World) -> None:
    ada = world.members[0]
    for number in (1, 30, -12):
        assert ada.post("tallies", BODY | {"count": number}).status_code == 201
    assert counted(world) == {(TEAM, "2026Q4", "3.1", "helped"): 19}
    ada.post("tallies", BODY | {"count": -200})
    ada.post("tallies", BODY | {"count": -1, "outcome": "abuse"})
    assert counted(world) == {(TEAM, "2026Q4", "3.1", "helped"): 0}, "never less than nothing"


def test_every_category_and_outcome_of_the_list_and_no_other(world: World) -> None:
    ada = world.members[0]
    for category in Category:
        assert ada.post("tallies", BODY | {"category": category}).status_code == 201
    for outcome in Outcome:
        assert ada.post("tallies", BODY | {"outcome": outcome}).status_code == 201


def test_who_is_not_of_the_team_counts_nothing_for_it(world: World) -> None:
    eve: Member = world.person("Eve")
    assert problem_of(eve.post("tallies", BODY)) == (403, "not_allowed")
    other = world.members[0].post("tallies", BODY | {"team": "arbcom"})
    assert problem_of(other) == (403, "not_allowed")
    assert counted(world) == {}


def test_nothing_ties_it_to_a_report_or_a_person(world: World) -> None:
    """Its audit row names the team alone, and the count itself has neither day nor id.

    Beside the row of a closing it says who closed what, but not as what.
    """
    thread = world.sent()
    world.answer(world.members[0], thread, "closed")
    world.members[0].post("tallies", BODY)
    with world.app.app_context():
        last = session().scalars(select(AuditRow).order_by(AuditRow.seq.desc())).first()
        assert last is not None
        assert (last.verb, last.subject, last.actor) == ("tally_added", TEAM, None)
        assert verify().whole
        columns = {column["name"] for column in inspect(engine()).get_columns("tallies")}
    assert columns == {"team", "quarter", "category", "outcome", "count"}
    page = world.members[1].browser.get("/desk/audit?uselang=en").get_data(as_text=True)
    assert "a member of the team" in page
    assert "3.1" not in page


def test_the_day_it_was_is_nowhere_in_the_count(world: World, set_clock: SetClock) -> None:
    ada = world.members[0]
    ada.post("tallies", BODY)
    first = counted(world)
    set_clock(DAY.replace(day=30), 12)
    world.sign_in(ada)
    ada.post("tallies", BODY)
    assert counted(world).keys() == first.keys()
