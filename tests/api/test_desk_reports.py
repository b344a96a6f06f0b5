# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports at the desk: who sees which, in which order, and what members can do with them."""

from datetime import date, timedelta
from itertools import chain
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.audit.models import AuditRow
from service.audit.queries import verify
from service.audit.rules import Verb
from service.clocks.models import Clock
from service.infra.database import session, transaction
from service.people import actions as people
from service.reports import queries
from service.reports.rules import State
from service.vault import client
from service.vault.models import Envelope, Grant
from service.vault.rules import BUCKETS, Place
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
    statements_of,
)
from tests.conftest import DAY, SetClock


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def report_of(world: World, thread: Thread) -> str:
    """The id a report has at the desk."""
    with world.app.app_context():
        report = queries.by_lookup(thread.receipt.lookup)
        assert report is not None
        return report.id


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
    assert line.pop("id") == report_of(world, thread)
    assert sum(sizes) > line["size"], "what sealing adds is not counted"
    assert line == {
        "team": TEAM,
        "state": "new",
        "turn": "team",
        "day": DAY.isoformat(),
        "days": 0,
        "answer_by": (DAY + timedelta(days=ANSWER_DAYS)).isoformat(),
        "size": BUCKETS[0] + BUCKETS[0],
        "envelopes": 2,
        "vault": thread.payload["vault"],
        "summary": thread.payload["envelopes"][0],
        "grants": [own],
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
        entries = read_by(world, member, report_of(world, thread))
        assert [entry.error for entry in entries] == [None] * 4
        assert [entry.body.get("text") for entry in entries[2:]] == ["We are on it.", "Thank you."]


def test_the_whole_thread_comes_with_standing_and_head(world: World) -> None:
    thread = world.sent()
    world.answer(world.members[0], thread)
    report = report_of(world, thread)
    fetched = body_of(world.members[1].get(f"reports/{report}"))
    assert fetched["report"] == {
        "id": report,
        "team": TEAM,
        "state": "acknowledged",
        "turn": "writer",
        "day": DAY.isoformat(),
        "days": 0,
        "answer_by": None,
    }
    assert fetched["head"] == {"epoch": 0, "n": 2, "hash": thread.head}
    assert [one["n"] for one in fetched["envelopes"]] == [0, 1, 2]
    assert {one["holder"] for one in fetched["grants"]} == {world.members[1].keys.fingerprint}


def everything_seen(member: Member, report: str, body: dict[str, Any]) -> list[Any]:
    """What somebody learns of a report from everything the desk offers."""
    return [
        [line["id"] for line in member.reports(limit=200)],
        *[member.reports(state=state.value) for state in State],
        problem_of(member.get(f"reports/{report}")),
        problem_of(member.post(f"reports/{report}/envelopes", body)),
    ]


HIDDEN: list[Any] = [[], [], [], [], (404, "no_such_report"), (404, "no_such_report")]


def counted(world: World, member: Member) -> int:
    with world.app.app_context():
        return sum(queries.counts(queries.viewer(member.id)).values())


def test_who_was_left_out_cannot_tell_that_it_exists(world: World) -> None:
    left_out = world.members[3]
    thread = world.sent(without=(left_out,))
    body = world.next_of(left_out, thread)
    assert everything_seen(left_out, report_of(world, thread), body) == HIDDEN
    assert everything_seen(left_out, client.random_id(), body) == HIDDEN
    assert counted(world, left_out) == 0
    assert counted(world, world.members[0]) == 1


def test_being_left_out_looks_exactly_like_no_report_at_all(world: World) -> None:
    left_out = world.members[3]
    thread = world.sent(without=(left_out,))
    work, answers = [], []
    for report in (report_of(world, thread), client.random_id()):
        with statements_of(world) as heard:
            answers.append(left_out.get(f"reports/{report}"))
        work.append(heard)
    assert answers[0].data == answers[1].data
    assert dict(answers[0].headers) == dict(answers[1].headers)
    assert work[0] == work[1]


def test_who_left_the_team_sees_nothing_any_more(world: World) -> None:
    thread = world.sent()
    gone = world.members[0]
    assert len(gone.reports()) == 1
    world.state(world.members[1:], seq=2)
    for answer in (gone.get("reports"), gone.get(f"reports/{report_of(world, thread)}")):
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
        people.add_team("arbcom", name="ArbCom", root=root.public_key, is_open=True)
        people.accept_statement("arbcom", wire)
    world.state(world.members[1:], seq=2)
    body = world.next_of(gone, thread)
    assert everything_seen(gone, report_of(world, thread), body) == HIDDEN
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
    assert everything_seen(ben, report_of(world, thread), body) == HIDDEN


def test_who_is_recused_from_an_epoch_on_sees_nothing_any_more(world: World) -> None:
    thread = world.sent()
    ada, ben = world.members[:2]
    with world.app.app_context(), transaction() as rows:
        vault, kept = thread.payload["vault"], {"hash": "0" * 64, "day": DAY, "size": 1024}
        rows.add(Envelope(vault=vault, epoch=1, n=0, data=b"", **kept))
        rows.add(Grant(vault=vault, epoch=1, holder=ben.keys.fingerprint, data=b""))
    body = world.next_of(ada, thread)
    assert everything_seen(ada, report_of(world, thread), body) == HIDDEN
    [line] = ben.reports()
    assert [grant["epoch"] for grant in line["grants"]] == [0, 1]


def test_nobody_signed_in_and_strangers_learn_nothing(world: World) -> None:
    thread = world.sent()
    report = report_of(world, thread)
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
    path = f"/api/v1/desk/reports/{report_of(world, thread)}/envelopes"
    body = world.next_of(ada, thread)
    for origin in ("https://evil.example", "http://127.0.0.1:8001", "https://meta.wikimedia.org"):
        answer = ada.browser.post(path, json=body, headers={"Origin": origin})
        assert problem_of(answer) == (403, "wrong_origin")
    del ada.browser.environ_base["HTTP_ORIGIN"]
    assert problem_of(ada.browser.post(path, json=body)) == (403, "wrong_origin")


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
        expected.append((rank, by, report_of(world, thread)))
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
        people.add_team(TEAM, name="A team", root=world.root.public_key, is_open=True)
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


def test_another_teams_members_do_not_change_what_the_queue_costs(world: World) -> None:
    left_out = world.members[3]
    for _ in range(3):
        world.sent(without=(left_out,))
    with statements_of(world) as none:
        assert left_out.reports() == []
    assert len(none) > 0


def test_days_are_counted_from_the_day_it_came(world: World, set_clock: SetClock) -> None:
    world.sent()
    set_clock(DAY + timedelta(days=20), 12)
    world.sign_in(world.members[0])
    [line] = world.members[0].reports()
    assert line["days"] == 20
    assert date.fromisoformat(line["answer_by"]) < DAY + timedelta(days=20)


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
    report = report_of(world, thread)
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
        ((), "closed"),
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


def test_each_fetch_and_act_is_audited_and_a_list_is_one_row(world: World) -> None:
    for _ in range(3):
        thread = world.sent()
    ada = world.members[0]
    before = len(audited(world))
    ada.reports()
    report = report_of(world, thread)
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
    for path in ("reports", f"reports/{report_of(world, thread)}"):
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
    path = f"reports/{report_of(world, thread)}/envelopes"
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
    refused = ada.post(f"reports/{report_of(world, thread)}/envelopes", body)
    assert problem_of(refused) == (409, "number_taken")
    assert body_of(refused)["head"] == {"epoch": 0, "n": 1, "hash": thread.head}


def test_of_members_and_writer_at_once_one_gets_the_number(world: World) -> None:
    """Two members close, two answer, the writer writes: one wins, the state fits what it did."""
    thread = world.sent()
    world.answer(world.members[0], thread, "acknowledged")
    report = report_of(world, thread)
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
    report = report_of(world, thread)

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


def test_a_place_that_a_number_cannot_have_is_refused_by_the_database_too(world: World) -> None:
    thread = world.sent()
    with world.app.app_context():
        numbers = session().execute(select(Envelope.epoch, Envelope.n)).all()
        assert [Place(*row) for row in numbers] == [Place(0, 0), Place(0, 1)]
        assert scalar(world, select(func.count()).select_from(Grant)) == len(
            thread.payload["grants"]
        )
