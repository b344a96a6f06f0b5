# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may not read a report cannot tell that it exists: in no list, count, address or answer."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from service.infra.database import transaction
from service.people import actions as people
from service.people.rules import Intake
from service.reports import queries
from service.reports.rules import State
from service.vault import client
from service.vault.models import Envelope, Grant
from tests.api.vaulting import epoch, locked
from tests.api.working import a_file, an_invitation, done, file_started, line, writes
from tests.api.world import (
    Member,
    World,
    problem_of,
    statements_of,
)
from tests.conftest import DAY


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def everything_tried(world: World, report: str, body: dict[str, Any]) -> dict[str, Any]:
    """What can be sent about a report, each as right as it can be without knowing it."""
    number = client.random_id()
    some_epoch = epoch("0" * 64, 1, ["reporter"])
    return {
        "envelopes": body,
        "take": {"version": 0, "force": True},
        "release": {"version": 0},
        "mute": {"version": 0, "muted": True},
        "clocks": {"version": 0, "kind": "evidence", "due": DAY.isoformat()},
        "file": a_file(world.members[0]),
        "invitations": an_invitation(world, world.members[0])[1],
        "handovers": {"id": number, "answer_by": None},
        f"handovers/{number}": {"state": "ended"},
        "renew": {"from": report, "epoch": some_epoch},
        "leave": {},
    }


def everything_seen(world: World, member: Member, report: str, body: dict[str, Any]) -> list[Any]:
    """What somebody learns of a report from everything the desk offers."""
    tried = everything_tried(world, report, body)
    return [
        [line["id"] for line in member.reports(limit=200)],
        *[member.reports(state=state.value) for state in State],
        member.reports(mine="1"),
        problem_of(member.get(f"reports/{report}")),
        *[problem_of(member.post(f"reports/{report}/{way}", it)) for way, it in tried.items()],
    ]


HIDDEN: list[Any] = [*[[]] * (len(State) + 2), *[(404, "no_such_report")] * 12]


# All that can be tried in the same words, whichever report it is.
ACTS = (
    *("envelopes", "take", "release", "mute", "clocks", "file", "invitations", "handovers"),
    "leave",
)


def counted(world: World, member: Member) -> int:
    with world.app.app_context():
        return sum(queries.counts(queries.viewer(member.id)).values())


def test_who_was_left_out_cannot_tell_that_it_exists(world: World) -> None:
    left_out = world.members[3]
    thread = world.sent(without=(left_out,))
    body = world.next_of(left_out, thread)
    assert everything_seen(world, left_out, world.report_of(thread), body) == HIDDEN
    assert everything_seen(world, left_out, client.random_id(), body) == HIDDEN
    assert counted(world, left_out) == 0
    assert counted(world, world.members[0]) == 1


def test_every_way_of_acting_on_a_report_is_tried(world: World) -> None:
    below = {
        rule.rule.removeprefix("/api/v1/desk/reports/<id:report>/").replace("<id:handover>", "*")
        for rule in world.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/desk/reports/<id:report>/")
    }
    tried = {re.sub("[0-9a-f]{32}", "*", way) for way in everything_tried(world, "", {})}
    assert below == tried


def test_a_files_reader_is_no_reader_of_what_was_locked_since(world: World) -> None:
    """Once kept out of the thread, the file is closed as well, with its days and handovers."""
    ada, ben, cho, dia = world.members
    thread = world.sent()
    file = file_started(world, ada, thread, ada, ben, dia)
    report = world.report_of(thread)
    done(world, ada, thread, "clocks", kind="evidence", due=DAY.isoformat())
    ada.post(f"reports/{report}/handovers", {"id": client.random_id(), "answer_by": None})
    assert line(dia, thread)["file"]["vault"] == file
    assert line(cho, thread)["file"] is None, "it was started without them"
    assert line(cho, thread)["handovers_waiting"] == 1
    assert locked(world, ada, thread.payload["vault"], (ada, ben, cho)).status_code == 201
    body = world.next_of(dia, thread)
    assert everything_seen(world, dia, report, body) == HIDDEN
    assert counted(world, dia) == 0
    writes(world, thread)
    assert line(ada, thread)["file"]["vault"] == file


def test_being_left_out_looks_exactly_like_no_report_at_all(world: World) -> None:
    left_out = world.members[3]
    thread = world.sent(without=(left_out,))
    work, answers = [], []
    body = world.next_of(left_out, thread)
    left_out.reports()  # the first visit of a day is noted
    for report in (world.report_of(thread), client.random_id()):
        tried = everything_tried(world, "0" * 32, body)
        with statements_of(world) as heard:
            answers.append([left_out.get(f"reports/{report}")])
            answers[-1] += [left_out.post(f"reports/{report}/{way}", tried[way]) for way in ACTS]
        work.append(heard)
    for here, nowhere in zip(*answers, strict=True):
        assert here.data == nowhere.data
        assert dict(here.headers) == dict(nowhere.headers)
    assert work[0] == work[1]


def test_who_left_the_team_sees_nothing_any_more(world: World) -> None:
    thread = world.sent()
    gone = world.members[0]
    assert len(gone.reports()) == 1
    world.state(world.members[1:], seq=2)
    assert problem_of(gone.get("reports")) == (401, "sign_in_required"), "their visit ended"
    world.sign_in(gone)
    for answer in (gone.get("reports"), gone.get(f"reports/{world.report_of(thread)}")):
        assert problem_of(answer) == (403, "not_allowed"), "they are in no team at all"
    assert counted(world, gone) == 0


def test_who_is_in_another_team_only_sees_nothing_of_this_one(world: World) -> None:
    thread = world.sent()
    gone = world.members[0]
    root = client.new_root("arbcom")
    wire = client.sign_statement(
        root,
        members=[member.keys.member_line() for member in (gone, world.members[1])],
        seq=1,
        min_holders=2,
        issued=DAY,
        expires=DAY + timedelta(days=60),
    )
    with world.app.app_context():
        people.add_team("arbcom", name="ArbCom", root=root.public_key, intake=Intake.OPEN)
        people.accept_statement("arbcom", wire)
    world.state(world.members[1:], seq=2)
    body = world.next_of(gone, thread)
    assert everything_seen(world, gone, world.report_of(thread), body) == HIDDEN
    assert len(world.members[1].reports()) == 1


def test_a_grant_does_not_help_a_key_the_statement_no_longer_names(world: World) -> None:
    """The new key is in the statement, the grant is for the old one: a new epoch is needed."""
    thread = world.sent()
    ben = world.members[1]
    ben.keys = client.new_person("Ben", "meta")
    with world.app.app_context():
        people.set_keys(ben.id, ben.keys.recipient, ben.keys.ed25519_public)
    assert problem_of(ben.get("reports")) == (403, "not_allowed")
    world.statement = world.state(world.members, seq=2)
    body = world.next_of(ben, thread)
    assert everything_seen(world, ben, world.report_of(thread), body) == HIDDEN


def test_who_is_recused_from_an_epoch_on_sees_nothing_any_more(world: World) -> None:
    thread = world.sent()
    ada, ben = world.members[:2]
    with world.app.app_context(), transaction() as rows:
        vault, kept = thread.payload["vault"], {"hash": "0" * 64, "day": DAY, "size": 1024}
        rows.add(Envelope(vault=vault, epoch=1, n=0, data=b"", **kept))
        rows.add(Grant(vault=vault, epoch=1, holder=ben.keys.fingerprint, data=b""))
    body = world.next_of(ada, thread)
    assert everything_seen(world, ada, world.report_of(thread), body) == HIDDEN
    [line] = ben.reports()
    assert [grant["epoch"] for grant in line["grants"]] == [0, 1]


def test_nobody_signed_in_and_strangers_learn_nothing(world: World) -> None:
    thread = world.sent()
    report = world.report_of(thread)
    path = f"/api/v1/desk/reports/{report}"
    body = world.next_of(world.members[0], thread)
    assert problem_of(world.stranger.get(path)) == (401, "sign_in_required")
    assert problem_of(world.person("Eve").get(f"reports/{report}")) == (403, "not_allowed")
    answer = world.stranger.post(f"{path}/envelopes", json=body, headers={"Origin": "null"})
    assert problem_of(answer) == (403, "wrong_origin")
    with_receipt = world.stranger.get(path, headers=thread.bearer)
    assert problem_of(with_receipt) == (401, "sign_in_required")


def test_another_sites_page_cannot_use_a_members_cookie(world: World) -> None:
    thread = world.sent()
    ada = world.members[0]
    path = f"/api/v1/desk/reports/{world.report_of(thread)}/envelopes"
    body = world.next_of(ada, thread)
    for origin in ("https://evil.example", "http://127.0.0.1:8001", "https://meta.wikimedia.org"):
        answer = ada.browser.post(path, json=body, headers={"Origin": origin})
        assert problem_of(answer) == (403, "wrong_origin")
    del ada.browser.environ_base["HTTP_ORIGIN"]
    assert problem_of(ada.browser.post(path, json=body)) == (403, "wrong_origin")
