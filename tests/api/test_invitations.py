# SPDX-License-Identifier: AGPL-3.0-or-later
"""A thread with somebody else about a report: theirs alone, and tied to the report nowhere."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from service.audit.models import AuditRow
from service.infra.database import Base, session
from service.vault import client
from service.vault.rules import REPORTER
from tests.api.vaulting import grants, sealed
from tests.api.working import a_file, an_invitation, bearer, done, follow
from tests.api.world import Member, Thread, World, body_of, problem_of, scalar


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def thread(world: World) -> Thread:
    """A report that one of four was left out of."""
    return world.sent(without=(world.members[3],))


def invited(
    world: World, by: Member, thread: Thread, *members: Member
) -> tuple[client.Receipt, dict[str, Any], str]:
    receipt, body = an_invitation(world, *members)
    answer = by.post(f"reports/{world.report_of(thread)}/invitations", body)
    assert answer.status_code == 201, answer.text
    return receipt, body, body_of(answer)["report"]


@pytest.mark.usefixtures("on_both")
def test_who_is_invited_reads_and_answers_in_a_thread_of_their_own(
    world: World, thread: Thread
) -> None:
    ada, ben = world.members[:2]
    receipt, body, report = invited(world, ada, thread, ada, ben)
    own = body_of(follow(world, receipt))
    assert own["vault"] == body["vault"]
    assert (own["report"]["kind"], own["report"]["turn"]) == ("invitation", "writer")
    assert (own["report"]["state"], own["report"]["answer_by"]) == ("acknowledged", None)
    reply = {"lookup": receipt.lookup, "epoch": 0, "n": 1, "data": sealed()}
    answer = world.stranger.post("/api/v1/follow/envelopes", json=reply, headers=bearer(receipt))
    assert answer.status_code == 201
    shown = ben.find(body["vault"])
    assert (shown["id"], shown["kind"], shown["turn"]) == (report, "invitation", "team")
    assert shown["summary"]["data"] == body["envelopes"][0]["data"]


def test_neither_receipt_leads_to_the_other_thread(world: World, thread: Thread) -> None:
    receipt, body, _ = invited(world, world.members[0], thread, *world.members[:3])
    crossed = world.stranger.post(
        "/api/v1/follow", json={"lookup": thread.receipt.lookup}, headers=bearer(receipt)
    )
    assert problem_of(crossed) == (404, "no_such_report")
    assert body["vault"] not in world.follow(thread).text
    assert thread.payload["vault"] not in follow(world, receipt).text


@pytest.mark.usefixtures("on_both")
def test_nothing_that_is_stored_says_which_report_it_came_from(
    world: World, thread: Thread
) -> None:
    """No row, of any table, holds something of both."""
    ada = world.members[0]
    done(world, ada, thread, "take")
    before = scalar(world, select(AuditRow.seq).order_by(AuditRow.seq.desc()).limit(1))
    _, body, report = invited(world, ada, thread, *world.members[:3])
    origin = {world.report_of(thread), thread.payload["vault"], thread.receipt.lookup}
    new = {report, body["vault"], body["lookup"]}
    with world.app.app_context():
        for table in Base.metadata.sorted_tables:
            for row in session().execute(select(table)):
                said = {str(one) for one in row}
                assert not (said & origin and said & new), table.name
        rows = session().scalars(select(AuditRow).where(AuditRow.seq > before)).all()
        assert [(one.verb, one.subject) for one in rows] == [("invitation_sent", report)]


def test_the_excluded_are_never_invited_readers_nor_can_they_tell(
    world: World, thread: Thread
) -> None:
    ada, dia = world.members[0], world.members[3]
    _, body = an_invitation(world, ada, dia)
    path = f"reports/{world.report_of(thread)}/invitations"
    assert problem_of(ada.post(path, body)) == (422, "bad_holders")
    invited(world, ada, thread, *world.members[:3])
    assert dia.reports() == []


def _stranger(body: dict[str, Any]) -> None:
    body["grants"] += grants(0, [client.random_id()])


def _nobody(body: dict[str, Any]) -> None:
    body["grants"] = [one for one in body["grants"] if one["holder"] == REPORTER]


def _not_the_invited(body: dict[str, Any]) -> None:
    body["grants"] = [one for one in body["grants"] if one["holder"] != REPORTER]


def _twice(body: dict[str, Any]) -> None:
    body["grants"] += body["grants"][-1:]


@pytest.mark.parametrize("change", [_stranger, _nobody, _not_the_invited, _twice])
def test_holders_nobody_could_have_meant(
    world: World, thread: Thread, change: Callable[[dict[str, Any]], None]
) -> None:
    ada = world.members[0]
    _, body = an_invitation(world, ada)
    change(body)
    path = f"reports/{world.report_of(thread)}/invitations"
    assert problem_of(ada.post(path, body)) == (422, "bad_holders")


def test_who_has_left_the_team_is_no_reader_of_what_begins_now(
    world: World, thread: Thread
) -> None:
    ada, ben = world.members[:2]
    world.statement = world.state([one for one in world.members if one is not ben], seq=2)
    _, body = an_invitation(world, ada, ben)
    path = f"reports/{world.report_of(thread)}/invitations"
    assert problem_of(ada.post(path, body)) == (422, "bad_holders")


def test_the_same_invitation_again_is_no_mistake(world: World, thread: Thread) -> None:
    ada = world.members[0]
    _, body, report = invited(world, ada, thread, ada)
    path = f"reports/{world.report_of(thread)}/invitations"
    again = ada.post(path, body)
    assert (again.status_code, body_of(again)) == (200, {"report": report})
    other = copy.deepcopy(body)
    other["envelopes"][0]["data"] = sealed()
    assert problem_of(ada.post(path, other)) == (409, "already_used")


def test_one_begins_with_one_envelope_and_for_the_same_team(world: World, thread: Thread) -> None:
    ada = world.members[0]
    path = f"reports/{world.report_of(thread)}/invitations"
    _, body = an_invitation(world, ada)
    second = {"epoch": 0, "n": 1, "data": sealed()}
    assert problem_of(ada.post(path, body | {"envelopes": [*body["envelopes"], second]})) == (
        422,
        "invalid",
    )
    assert problem_of(ada.post(path, body | {"team": "arbcom"})) == (422, "invalid")
    large = [{"epoch": 0, "n": 0, "data": sealed(4096)}]
    assert problem_of(ada.post(path, body | {"envelopes": large})) == (422, "not_sealed")


def test_an_invitation_is_withdrawn_kept_and_worked_on_like_any_other(
    world: World, thread: Thread
) -> None:
    ada = world.members[0]
    receipt, _, report = invited(world, ada, thread, ada)
    assert ada.post(f"reports/{report}/take", {"version": 0}).status_code == 200
    assert ada.post(f"reports/{report}/file", a_file(ada)).status_code == 201
    back = {"lookup": receipt.lookup, "epoch": 0, "n": 1, "data": sealed(), "act": "withdrawn"}
    answer = world.stranger.post("/api/v1/follow/envelopes", json=back, headers=bearer(receipt))
    assert body_of(answer)["state"] == "withdrawn"
    again = back | {"n": 2, "data": sealed(), "act": "taken_back"}
    answer = world.stranger.post("/api/v1/follow/envelopes", json=again, headers=bearer(receipt))
    assert body_of(answer)["state"] == "acknowledged"
    assert ada.find(thread.payload["vault"])["state"] == "new", "the report stands where it stood"
