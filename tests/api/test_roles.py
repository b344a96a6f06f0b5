# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who has no vote: observers read along, others help with one matter for a time. Neither acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from service.people import actions as people
from service.vault import client
from tests.api.vaulting import epoch, fetched, grants, holder, sealed
from tests.api.working import a_file, an_invitation, file_started, next_epoch
from tests.api.world import Member, Thread, World, body_of, problem_of
from tests.conftest import DAY

NO_VOTE = (403, "no_vote")
LAST = (DAY + timedelta(days=3)).isoformat()


@pytest.fixture
def world(app: Flask) -> World:
    """Ada, Ben and Cho have a vote, Dia reads along, Tam translates."""
    made = World(app)
    tam = made.person("Tam")
    made.members.append(tam)
    roles = {"dia": "observer", "tam": "translator"}
    wire = client.sign_statement(
        made.root,
        members=[
            {**one.keys.member_line(), "role": roles.get(one.id, "member")} for one in made.members
        ],
        seq=2,
        min_holders=2,
        issued=DAY,
        expires=DAY + timedelta(days=60),
    )
    with app.app_context():
        people.accept_statement("u4c", wire)
    made.statement = client.verify_statement(wire, root=made.root.public_key, team="u4c", today=DAY)
    return made


@pytest.fixture
def thread(world: World) -> Thread:
    """A report, lent to the translator."""
    sent = world.sent()
    lend(world, sent.payload["vault"])
    return sent


def lend(world: World, vault: str) -> None:
    ada, tam = world.members[0], world.members[-1]
    keys = grants(0, [holder(tam)], until=LAST)
    assert ada.post(f"vaults/{vault}/grants", {"grants": keys}).status_code == 201


def refused_acts(world: World, who: Member, thread: Thread) -> list[Callable[[], TestResponse]]:
    """Everything that is done in a team's name, by somebody who sees the report."""
    report, ada = world.report_of(thread), world.members[0]
    version = who.find(thread.payload["vault"])["version"]
    ada.post(f"reports/{report}/handovers", {"id": "a" * 32, "answer_by": None})
    other = world.seal()
    below: dict[str, dict[str, object]] = {
        "take": {"version": version},
        "release": {"version": version},
        "mute": {"version": version, "muted": True},
        "clocks": {"version": version, "kind": "evidence", "due": LAST},
        "invitations": an_invitation(world, ada)[1],
        f"handovers/{'a' * 32}": {"state": "ended"},
        "renew": {"from": report, "epoch": next_epoch(thread, ada)},
    }
    return [
        lambda: world.answer(who, thread),
        lambda: world.answer(who, thread, "acknowledged"),
        *(
            lambda path=path, body=body: who.post(f"reports/{report}/{path}", body)
            for path, body in below.items()
        ),
        lambda: who.post("reports", other.payload),
        lambda: who.post("tallies", {"team": "u4c", "category": "3.1", "outcome": "helped"}),
    ]


@pytest.mark.parametrize("name", ["dia", "tam"])
def test_who_has_no_vote_does_nothing_in_the_teams_name(
    world: World, thread: Thread, name: str
) -> None:
    [who] = [one for one in world.members if one.id == name]
    report, before = world.report_of(thread), world.members[0].find(thread.payload["vault"])
    for act in refused_acts(world, who, thread):
        assert problem_of(act()) == NO_VOTE
    after = world.members[0].find(thread.payload["vault"])
    assert after == {**before, "handovers_waiting": 1}, "only what a member did"
    assert [one["id"] for one in who.reports()] == [report]


def test_an_observer_begins_the_file_writes_into_it_and_hands_over_in_danger(
    world: World, thread: Thread
) -> None:
    dia = world.members[3]
    vault = file_started(world, dia, thread, *world.members[:4])
    note = {"epoch": 0, "n": 1, "data": sealed()}
    assert dia.post(f"vaults/{vault}/envelopes", note).status_code == 201
    given = {"id": "b" * 32, "answer_by": None}
    answer = dia.post(f"reports/{world.report_of(thread)}/handovers", given)
    assert answer.status_code == 201
    assert world.members[0].find(thread.payload["vault"])["handovers_waiting"] == 1


def test_who_helps_for_a_time_begins_no_file_and_writes_into_one_that_was_lent(
    world: World, thread: Thread
) -> None:
    """Nobody's browser would believe a file begun by them, and there can be only one."""
    ada, tam = world.members[0], world.members[-1]
    path = f"reports/{world.report_of(thread)}/file"
    assert problem_of(tam.post(path, a_file(ada, tam))) == (403, "not_allowed")
    vault = file_started(world, ada, thread, *world.members[:4])
    note = {"epoch": 0, "n": 1, "data": sealed()}
    assert problem_of(tam.post(f"vaults/{vault}/envelopes", note)) == (404, "no_such_vault")
    lend(world, vault)
    assert tam.post(f"vaults/{vault}/envelopes", note).status_code == 201


def test_whoever_was_let_in_for_a_time_is_told_until_when(world: World, thread: Thread) -> None:
    ada, tam, vault = world.members[0], world.members[-1], thread.payload["vault"]
    report = world.report_of(thread)
    for who, until in ((ada, None), (tam, LAST)):
        lists = (
            body_of(who.get(f"reports/{report}"))["grants"],
            who.find(vault)["grants"],
            fetched(who, vault)["grants"],
        )
        assert [[one["until"] for one in each] for each in lists] == [[until]] * 3
    written = body_of(world.follow(thread))["grants"]
    assert "until" not in written[0], "not the writer's business"


def test_an_observer_looks_after_keys(world: World, thread: Thread) -> None:
    """Whom it is locked for is signed elsewhere; doing it takes no vote."""
    dia, vault = world.members[3], thread.payload["vault"]
    body = epoch(thread.head, 1, ["reporter", *(holder(one) for one in world.members[:4])])
    assert dia.post(f"vaults/{vault}/epochs", body).status_code == 201


def test_one_is_told_whether_one_belongs(world: World, app: Flask) -> None:
    ada = world.members[0]
    lines = [{**one.keys.member_line(), "role": "member"} for one in world.members[:3]]
    staff = {**world.members[3].keys.member_line(), "role": "staff"}
    wire = client.sign_statement(
        world.root,
        members=[*lines, staff],
        seq=3,
        min_holders=2,
        issued=DAY,
        expires=DAY + timedelta(days=60),
    )
    with app.app_context():
        people.accept_statement("u4c", wire)
    dia = world.members[3]
    world.sign_in(dia)
    for who, in_statement, belongs in ((ada, True, True), (dia, True, False)):
        [team] = body_of(who.get("me"))["teams"]
        assert (team["in_statement"], team["belongs"]) == (in_statement, belongs)
    with app.app_context():
        people.set_team("u4c", staff=True)
    assert body_of(dia.get("me"))["teams"][0]["belongs"]
