# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing over: noted at once, by anybody who reads the report, and what came of it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.audit.models import AuditRow
from service.infra.database import session
from service.vault import client
from tests.api.working import done, line
from tests.api.world import Member, Thread, World, at_once, body_of, problem_of
from tests.conftest import DAY, SetClock

SOON = (DAY + timedelta(days=14)).isoformat()


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def thread(world: World) -> Thread:
    return world.sent()


def handed(
    world: World, by: Member, thread: Thread, number: str = "", answer_by: str | None = SOON
) -> TestResponse:
    body = {"id": number or client.random_id(), "answer_by": answer_by}
    return by.post(f"reports/{world.report_of(thread)}/handovers", body)


def ended(world: World, by: Member, thread: Thread, number: str, state: str) -> TestResponse:
    return by.post(f"reports/{world.report_of(thread)}/handovers/{number}", {"state": state})


def shown(world: World, thread: Thread) -> list[dict[str, Any]]:
    found = body_of(world.members[1].get(f"reports/{world.report_of(thread)}"))["handovers"]
    assert isinstance(found, list)
    return found


def verbs(world: World) -> list[tuple[str | None, str, str]]:
    with world.app.app_context():
        rows = session().scalars(select(AuditRow).order_by(AuditRow.seq)).all()
        return [(one.actor, one.verb, one.subject) for one in rows if "hand" in one.verb]


def test_from_handing_over_to_an_answer(world: World, thread: Thread, set_clock: SetClock) -> None:
    ada, ben = world.members[:2]
    number = client.random_id()
    answer = handed(world, ada, thread, number)
    waiting = {
        "id": number,
        "state": "waiting",
        "day": DAY.isoformat(),
        "answer_by": SOON,
        "ended": None,
    }
    assert (answer.status_code, body_of(answer)) == (201, waiting)
    assert shown(world, thread) == [waiting]
    assert line(ben, thread)["handovers_waiting"] == 1
    set_clock(DAY + timedelta(days=2), 12)
    for member in world.members:
        world.sign_in(member)
    told = ended(world, ben, thread, number, "answered")
    after = waiting | {"state": "answered", "ended": (DAY + timedelta(days=2)).isoformat()}
    assert (told.status_code, body_of(told)) == (200, after)
    assert shown(world, thread) == [after]
    assert line(ben, thread)["handovers_waiting"] == 0
    report = world.report_of(thread)
    assert verbs(world) == [("ada", "handed_over", report), ("ben", "handover_ended", report)]


def test_in_danger_nothing_stands_in_its_way(world: World, thread: Thread) -> None:
    """No version, nobody's leave, somebody else's lease or not; and in every state."""
    ada, ben = world.members[:2]
    done(world, ada, thread, "take")
    assert handed(world, ben, thread, answer_by=None).status_code == 201
    world.answer(ada, thread, "closed")
    assert handed(world, ben, thread, answer_by=None).status_code == 201
    assert line(ada, thread)["handovers_waiting"] == 2


def test_said_twice_is_no_mistake_and_something_else_is(world: World, thread: Thread) -> None:
    ada = world.members[0]
    number = client.random_id()
    first, again = handed(world, ada, thread, number), handed(world, ada, thread, number)
    assert (first.status_code, again.status_code) == (201, 200)
    assert body_of(first) == body_of(again)
    other = handed(world, ada, thread, number, answer_by=None)
    assert problem_of(other) == (409, "already_used")
    elsewhere = handed(world, ada, world.sent(), number)
    assert problem_of(elsewhere) == (409, "already_used")
    assert ended(world, ada, thread, number, "ended").status_code == 200
    assert ended(world, ada, thread, number, "ended").status_code == 200
    refused = ended(world, ada, thread, number, "answered")
    assert problem_of(refused) == (409, "wrong_state")
    assert body_of(refused)["state"] == "ended"
    assert [one[1] for one in verbs(world)] == ["handed_over", "handover_ended"]


def test_one_of_another_report_is_not_found_by_this_one(world: World, thread: Thread) -> None:
    ada, number = world.members[0], client.random_id()
    handed(world, ada, thread, number)
    other = world.sent()
    assert problem_of(ended(world, ada, other, number, "ended")) == (404, "no_such_handover")
    unknown = ended(world, ada, thread, client.random_id(), "ended")
    assert problem_of(unknown) == (404, "no_such_handover")


@pytest.mark.usefixtures("on_both")
def test_of_two_ends_at_once_one_is_kept_and_said_by_both(world: World, thread: Thread) -> None:
    number = client.random_id()
    handed(world, world.members[0], thread, number)
    states = ["answered", "ended", "answered", "ended"]
    answers = at_once(
        *[
            lambda one=one, state=state: ended(world, one, thread, number, state)
            for one, state in zip(world.members, states, strict=True)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 200, 409, 409]
    [kept] = shown(world, thread)
    assert {body_of(answer)["state"] for answer in answers} == {kept["state"]}


@pytest.mark.usefixtures("on_both")
def test_the_same_handover_sent_by_several_tabs_at_once_is_one(
    world: World, thread: Thread
) -> None:
    number = client.random_id()
    answers = at_once(*[lambda: handed(world, world.members[0], thread, number)] * 4)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len(shown(world, thread)) == 1
