# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases on MariaDB: what several bots and members do at once, and what is compared and stored."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.audit import queries as audit
from service.cases import actions, queries
from service.cases.bot_models import Pass
from service.cases.models import Case, CaseEvent, CasePage, Fact, Notice
from service.cases.rules import State
from service.infra.database import session
from service.infra.problems import Problem
from service.people.viewers import viewer
from tests.api.casing import WIKI, a_bot, fact, party, reading, state
from tests.api.test_cases_events import (
    bot,
    test_a_hidden_revision_is_purged_until_a_newer_one_is_read,
    test_renamed_is_called_so_everywhere_also_when_the_page_is_not,
    test_suppressed_is_gone_at_once_and_our_own_revisions_are_listed,
    test_two_names_may_become_one,
    test_vanished_leaves_no_name_and_no_link,
)
from tests.api.test_cases_file import (
    case,
    test_no_key_they_make_lets_them_in,
    test_two_who_start_at_once_have_one_file,
)
from tests.api.world import World, at_once, body_of, scalar

pytestmark = pytest.mark.mariadb

__all__ = [
    "bot",
    "case",
    "test_a_hidden_revision_is_purged_until_a_newer_one_is_read",
    "test_no_key_they_make_lets_them_in",
    "test_renamed_is_called_so_everywhere_also_when_the_page_is_not",
    "test_suppressed_is_gone_at_once_and_our_own_revisions_are_listed",
    "test_two_names_may_become_one",
    "test_two_who_start_at_once_have_one_file",
    "test_vanished_leaves_no_name_and_no_link",
]


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def brought(one: object, passed: str, found: object) -> Counter[str]:
    """The outcomes of bringing one reading four times at the same moment."""
    body = {"pass": passed, "wiki": WIKI, "readings": [found]}
    answers = at_once(*[lambda: one.post("readings", body)] * 4)  # type: ignore[attr-defined]
    assert {answer.status_code for answer in answers} == {200}, [one.text for one in answers]
    return Counter(body_of(answer)["outcomes"][0]["outcome"] for answer in answers)


def test_the_same_reading_at_once_makes_one_case(world: World) -> None:
    reader = a_bot(world.app)
    passed = reader.begin()["pass"]
    found = reading(facts=[state("closed"), party("Zorro")])
    assert brought(reader, passed, found) == {"new": 1, "same": 3}
    later = reading(rev=101, facts=[state("closed"), party("Zorro"), party("zorro")])
    assert brought(reader, passed, later) == {"changed": 1, "same": 3}
    for table, number in ((Case, 1), (CasePage, 1), (Fact, 3), (CaseEvent, 5), (Notice, 1)):
        assert scalar(world, select(func.count()).select_from(table)) == number, table


def test_many_readings_at_once_in_any_order_make_each_case_once(world: World) -> None:
    reader = a_bot(world.app)
    passed = reader.begin()["pass"]
    for rev, outcome in ((100, "new"), (101, "changed")):
        found = [
            reading(page, rev, facts=[state("closed"), party(f"Of {page}")])
            for page in range(1, 13)
        ]
        orders = [found, found[::-1], found[6:] + found[:6], found[::2] + found[1::2]]
        bodies = [{"pass": passed, "wiki": WIKI, "readings": order} for order in orders]
        answers = at_once(*[lambda body=body: reader.post("readings", body) for body in bodies])
        assert {answer.status_code for answer in answers} == {200}, [one.text for one in answers]
        said = [one for answer in answers for one in body_of(answer)["outcomes"]]
        assert Counter((one["page"], one["outcome"]) for one in said) == {
            (page, is_what): times
            for page in range(1, 13)
            for is_what, times in ((outcome, 1), ("same", 3))
        }
    for table, number in ((Case, 12), (CasePage, 12), (Fact, 24), (CaseEvent, 60), (Notice, 12)):
        assert scalar(world, select(func.count()).select_from(table)) == number, table
    with world.app.app_context():
        assert audit.verify().faults == ()


def test_a_longer_name_fits_wherever_the_old_one_stood(world: World) -> None:
    reader = a_bot(world.app)
    place = {"section": "Bob " * 99, "line": 1}
    facts = [
        party("Bob"),
        party("Bob the builder"),
        fact("finding", None, "Bob " * 100, found="Bob " * 125) | {"place": place},
        fact("finding", None, "bob " * 100) | {"place": place},
    ]
    assert reader.bring(reading(7, facts=facts)) == ["new"]
    event = {"id": "log:1", "kind": "renamed", "name": "Bob", "new_name": "N" * 255}
    assert reader.tell({**event, "day": "2026-11-22"}) == ["done"]
    assert reader.bring(reading(8, facts=facts)) == ["new"]
    with world.app.app_context():
        assert len(session().scalars(select(Fact.item)).all()) == 8
        assert not any("ob" in one for one in session().scalars(select(Fact.section)))


def test_a_stale_reading_never_wins_over_a_newer_one(world: World) -> None:
    reader = a_bot(world.app)
    passed = reader.begin()["pass"]
    found = [reading(rev=rev, facts=[party(f"As of {rev}")]) for rev in range(100, 106)]
    bodies = [{"pass": passed, "wiki": WIKI, "readings": [one]} for one in found]
    asks = [lambda body=body: reader.post("readings", body) for body in bodies]
    answers = at_once(*reversed(asks))
    assert {answer.status_code for answer in answers} == {200}
    with world.app.app_context():
        assert session().scalars(select(CasePage.rev)).all() == [105]
        assert session().scalars(select(Fact.item)).all() == ["As of 105"]
        assert session().scalars(select(Notice.party)).all() == ["As of 105"]


def test_two_passes_of_the_same_bot_at_once_are_two(world: World) -> None:
    reader = a_bot(world.app)
    body = {"bot": "sync", "wiki": WIKI}
    answers = at_once(*[lambda: reader.post("passes", body)] * 4)
    assert {answer.status_code for answer in answers} == {201}
    begun = [body_of(answer)["pass"] for answer in answers]
    with world.app.app_context():
        numbers = session().execute(select(Pass.n, Pass.id).order_by(Pass.n)).all()
    assert [row.n for row in numbers] == [1, 2, 3, 4]
    ends = [lambda one=one, n=n: reader.end(one, {"at": n}) for n, one in enumerate(begun)]
    assert {answer.status_code for answer in at_once(*ends)} == {200}
    assert reader.begin()["cursor"] == {"at": begun.index(numbers[-1].id)}


def test_an_event_at_once_is_acted_on_once(world: World) -> None:
    reader = a_bot(world.app)
    reader.bring(reading())
    event = {"id": "log:1", "kind": "moved", "page": 7, "title": "New", "day": "2026-11-22"}
    body = {"pass": reader.begin()["pass"], "wiki": WIKI, "events": [event]}
    answers = at_once(*[lambda: reader.post("events", body)] * 3)
    outcomes = Counter(body_of(answer)["outcomes"][0]["outcome"] for answer in answers)
    assert outcomes == {"done": 1, "again": 2}
    titled = select(func.count()).where(CaseEvent.kind == "title")
    assert scalar(world, titled) == 1


def test_of_two_members_who_move_a_case_at_once_one_is_told(world: World) -> None:
    a_bot(world.app).bring(reading())
    case_id = scalar(world, select(Case.id))

    def move(who: str, to: State) -> str:
        with world.app.test_request_context("/"):
            asker = viewer(who)
            try:
                seen = queries.found(asker, case_id).case.version
                gate.wait()
                actions.move(asker, case_id, seen, to, "So")
            except Problem as problem:
                return problem.kind
        return "moved"

    gate = threading.Barrier(2)
    outcomes = at_once(
        lambda: move("ada", State.ACCEPTED),  # type: ignore[arg-type, return-value]
        lambda: move("ben", State.DECLINED),  # type: ignore[arg-type, return-value]
    )
    assert sorted(map(str, outcomes)) == ["changed", "moved"]
