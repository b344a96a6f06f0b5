# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports at the desk: who sees which, in which order, and what members can do with them."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from service.audit.models import AuditRow
from service.audit.queries import verify
from service.audit.rules import Verb
from service.clocks.models import Clock
from service.infra.database import session, transaction
from service.vault import client
from service.vault.models import Envelope
from service.vault.rules import BUCKETS
from tests.api.world import (
    ANSWER_DAYS,
    TEAM,
    Member,
    Thread,
    World,
    at_once,
    body_of,
    problem_of,
    scalar,
)
from tests.conftest import DAY, SetClock


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


# What a report has that nobody has done anything about yet.
FRESH: dict[str, Any] = {
    "kind": "report",
    "version": 0,
    "taken": None,
    "muted": False,
    "file": None,
    "withdrawn": None,
    "handovers_waiting": 0,
}


def audited(world: World) -> list[tuple[str | None, str, str]]:
    """Everything in the audit about reports: who, what, to what."""
    with world.app.app_context():
        assert verify().whole
        rows = session().scalars(select(AuditRow).order_by(AuditRow.seq)).all()
        return [(row.actor, row.verb, row.subject) for row in rows if row.verb.startswith("report")]


def test_the_queue_shows_what_a_browser_needs_to_open_it(world: World) -> None:
    thread = world.sent()
    ada = world.members[0]
    [line] = ada.reports()
    [own] = [one for one in thread.payload["grants"] if one["holder"] == ada.keys.fingerprint]
    sizes = [len(client.b64decode(one["data"])) for one in thread.payload["envelopes"]]
    assert line.pop("id") == world.report_of(thread)
    assert sum(sizes) > line["size"], "what sealing adds is not counted"
    assert line == {
        "team": TEAM,
        "state": "new",
        "turn": "team",
        "day": DAY.isoformat(),
        "days": 0,
        "answer_by": (DAY + timedelta(days=ANSWER_DAYS)).isoformat(),
        **FRESH,
        "head": {"epoch": 0, "n": 1, "hash": thread.head},
        "clocks": [{"kind": "answer", "due": (DAY + timedelta(days=ANSWER_DAYS)).isoformat()}],
        "size": BUCKETS[0] + BUCKETS[0],
        "envelopes": 2,
        "vault": thread.payload["vault"],
        "summary": thread.payload["envelopes"][0],
        "grants": [{**own, "until": None}],
    }


def read_by(world: World, member: Member, report: str) -> tuple[client.Entry, ...]:
    """A thread as a member's browser opens it."""
    thread = body_of(member.get(f"reports/{report}"))
    return client.read_vault(
        vault=thread["vault"],
        team=thread["team"],
        holder=member.keys.fingerprint,
        identity=member.keys.identity,
        grants=[client.StoredGrant.from_wire(one) for one in thread["grants"]],
        envelopes=[client.StoredEnvelope.from_wire(one) for one in thread["envelopes"]],
        statements=[world.statement],
    )


def test_every_member_it_was_sealed_to_can_open_the_thread(world: World) -> None:
    thread = world.sent(without=(world.members[3],))
    world.answer(world.members[0], thread, text="We are on it.")
    world.write_back(thread, world.next_of_writer(thread, "Thank you."))
    for member in world.members[:3]:
        entries = read_by(world, member, world.report_of(thread))
        assert [entry.error for entry in entries] == [None] * 4
        assert [entry.body.get("text") for entry in entries[2:]] == ["We are on it.", "Thank you."]


def test_the_whole_thread_comes_with_standing_and_head(world: World) -> None:
    thread = world.sent()
    world.answer(world.members[0], thread)
    report = world.report_of(thread)
    fetched = body_of(world.members[1].get(f"reports/{report}"))
    assert fetched["report"] == {
        "id": report,
        "team": TEAM,
        "state": "acknowledged",
        "turn": "writer",
        "day": DAY.isoformat(),
        "days": 0,
        "answer_by": None,
        "vault": thread.payload["vault"],
        **FRESH,
        "version": 1,
        "head": {"epoch": 0, "n": 2, "hash": thread.head},
        "clocks": [],
    }
    assert fetched["handovers"] == []
    assert fetched["team_days"] == {"answer": ANSWER_DAYS, "update": None, "retention": 365}
    assert fetched["head"] == {"epoch": 0, "n": 2, "hash": thread.head}
    assert [one["n"] for one in fetched["envelopes"]] == [0, 1, 2]
    assert {one["holder"] for one in fetched["grants"]} == {world.members[1].keys.fingerprint}


def standing(member: Member, thread: Thread) -> tuple[str, str]:
    line = member.find(thread.sealed.vault.id)
    return line["state"], line["turn"]


def test_a_report_from_its_beginning_to_its_end_and_on(world: World) -> None:
    thread = world.sent()
    ada, ben = world.members[:2]
    steps = [
        (ada, "received", ("new", "team")),
        (ada, "acknowledged", ("acknowledged", "team")),
        (ben, "message", ("acknowledged", "writer")),
        (None, "", ("acknowledged", "team")),
        (ada, "message", ("acknowledged", "writer")),
        (ben, "closed", ("closed", "nobody")),
        (ada, "reopened", ("acknowledged", "team")),
        (ada, "closed", ("closed", "nobody")),
        (None, "", ("acknowledged", "team")),
    ]
    for member, act, expected in steps:
        if member is None:
            answer = world.write_back(thread, world.next_of_writer(thread))
        else:
            answer = world.answer(member, thread, act)
        assert answer.status_code == 201
        assert body_of(answer) == {"hash": thread.head, "state": expected[0]}
        assert standing(ada, thread) == expected
    report = world.report_of(thread)
    assert [one for one in audited(world) if one[1] not in {"reports_listed", "report_read"}] == [
        (None, Verb.REPORT_SENT, report),
        ("ada", Verb.REPORT_RECEIVED, report),
        ("ada", Verb.REPORT_ACKNOWLEDGED, report),
        ("ben", Verb.REPORT_ANSWERED, report),
        (None, Verb.REPORT_WRITTEN_BACK, report),
        ("ada", Verb.REPORT_ANSWERED, report),
        ("ben", Verb.REPORT_CLOSED, report),
        ("ada", Verb.REPORT_REOPENED, report),
        ("ada", Verb.REPORT_CLOSED, report),
        (None, Verb.REPORT_WRITTEN_BACK, report),
    ]


@pytest.mark.parametrize(
    ("before", "act"),
    [
        ((), "reopened"),
        (("acknowledged",), "acknowledged"),
        (("acknowledged",), "received"),
        (("message",), "reopened"),
        (("acknowledged", "closed"), "message"),
        (("acknowledged", "closed"), "closed"),
        (("acknowledged", "closed"), "received"),
    ],
)
def test_an_act_that_makes_no_sense_now(world: World, before: tuple[str, ...], act: str) -> None:
    thread = world.sent()
    ada = world.members[0]
    for earlier in before:
        assert world.answer(ada, thread, earlier).status_code == 201
    rows, was = audited(world), standing(ada, thread)
    refused = world.answer(ada, thread, act)
    assert problem_of(refused) == (409, "wrong_state")
    assert body_of(refused)["state"] == was[0]
    assert standing(ada, thread) == was
    assert ada.find(thread.sealed.vault.id)["envelopes"] == 2 + len(before)
    assert [one for one in audited(world) if one[1] != "reports_listed"] == [
        one for one in rows if one[1] != "reports_listed"
    ]


def test_what_nobody_needs_to_answer_can_be_closed_at_once(world: World) -> None:
    """A flood is closed as abuse, each with one envelope that its writer can read."""
    thread = world.sent()
    assert world.answer(world.members[0], thread, "closed").status_code == 201
    assert standing(world.members[0], thread) == ("closed", "nobody")
    assert scalar(world, select(Clock.met).where(Clock.kind == "answer")) == DAY


def test_each_fetch_and_act_is_audited_and_a_list_is_one_row(world: World) -> None:
    for _ in range(3):
        thread = world.sent()
    ada = world.members[0]
    before = len(audited(world))
    ada.reports()
    report = world.report_of(thread)
    ada.get(f"reports/{report}")
    assert audited(world)[before:] == [
        ("ada", Verb.REPORTS_LISTED, ada.keys.fingerprint),
        ("ada", Verb.REPORT_READ, report),
    ]


def test_nothing_is_shown_that_could_not_be_audited(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    thread = world.sent()
    monkeypatch.setattr("service.reports.actions.audit.record", fail)
    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    for path in ("reports", f"reports/{world.report_of(thread)}"):
        answer = world.members[0].get(path)
        assert problem_of(answer) == (500, "internal")
        assert thread.payload["vault"] not in answer.text


def test_the_first_answer_keeps_the_promise(world: World, set_clock: SetClock) -> None:
    thread = world.sent()
    ada = world.members[0]
    world.answer(ada, thread, "received")
    assert scalar(world, select(Clock.met)) is None, "having it is not an answer"
    set_clock(DAY + timedelta(days=1), 12)
    world.sign_in(ada)
    world.answer(ada, thread, "message")
    assert scalar(world, select(Clock.met)) == DAY + timedelta(days=1)
    set_clock(DAY + timedelta(days=2), 12)
    world.sign_in(ada)
    world.answer(ada, thread, "message")
    assert scalar(world, select(Clock.met)) == DAY + timedelta(days=1), "the first one counts"


def test_the_same_envelope_again_is_no_mistake(world: World) -> None:
    thread = world.sent()
    ada = world.members[0]
    path = f"reports/{world.report_of(thread)}/envelopes"
    body = world.next_of(ada, thread, "acknowledged")
    first, again = ada.post(path, body), ada.post(path, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert body_of(first) == body_of(again)
    assert [one[1] for one in audited(world)].count("report_acknowledged") == 1


@pytest.mark.parametrize("n", [0, 1, 3, 2**31 - 1])
def test_a_number_that_is_not_the_next(world: World, n: int) -> None:
    thread = world.sent()
    ada = world.members[0]
    body = world.next_of(ada, thread) | {"n": n}
    refused = ada.post(f"reports/{world.report_of(thread)}/envelopes", body)
    assert problem_of(refused) == (409, "number_taken")
    assert body_of(refused)["head"] == {"epoch": 0, "n": 1, "hash": thread.head}


def test_of_members_and_writer_at_once_one_gets_the_number(world: World) -> None:
    """Two members close, two answer, the writer writes: one wins, the state fits what it did."""
    thread = world.sent()
    world.answer(world.members[0], thread, "acknowledged")
    report = world.report_of(thread)
    acts = ["closed", "message", "closed", "message"]
    bodies = [
        world.next_of(member, thread, act) for member, act in zip(world.members, acts, strict=True)
    ]
    writers = world.next_of_writer(thread)
    answers = at_once(
        *[
            lambda member=member, body=body: member.post(f"reports/{report}/envelopes", body)
            for member, body in zip(world.members, bodies, strict=True)
        ],
        lambda: world.stranger.post(
            "/api/v1/follow/envelopes", json=writers, headers=thread.bearer
        ),
    )
    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [201] + [409] * 4
    won = [*acts, "writer"][statuses.index(201)]
    expected = {
        "closed": ("closed", "nobody"),
        "message": ("acknowledged", "writer"),
        "writer": ("acknowledged", "team"),
    }[won]
    assert standing(world.members[0], thread) == expected


def test_many_at_once_who_try_again_all_get_through_in_an_unbroken_chain(world: World) -> None:
    thread = world.sent()
    report = world.report_of(thread)

    def insist(member: Member) -> Any:
        own = Thread(thread.sealed, thread.head)
        for _ in range(20):
            body = world.next_of(member, own)
            answer = member.post(f"reports/{report}/envelopes", body)
            if answer.status_code == 201:
                return answer
            head = body_of(answer)["head"]
            own.n, own.head = head["n"], head["hash"]
        raise AssertionError("never got through")

    answers = at_once(*[lambda one=one: insist(one) for one in world.members])
    assert [answer.status_code for answer in answers] == [201] * 4
    entries = read_by(world, world.members[0], report)
    assert [(entry.n, entry.error) for entry in entries] == [(n, None) for n in range(6)]


@pytest.mark.parametrize("place", [(0, -1), (-1, 0)])
def test_a_number_that_cannot_be_is_refused_by_the_database_too(
    world: World, place: tuple[int, int]
) -> None:
    thread = world.sent()
    kept = {"data": b"", "hash": "0" * 64, "day": DAY, "size": 1024}
    row = Envelope(vault=thread.payload["vault"], epoch=place[0], n=place[1], **kept)
    with world.app.app_context(), pytest.raises(IntegrityError), transaction() as rows:
        rows.add(row)
