# SPDX-License-Identifier: AGPL-3.0-or-later
"""A writer takes a report back: closed at once, gone three days later, and gone is gone."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url

from service.audit import actions as audit
from service.audit.models import AuditRow
from service.audit.queries import verify
from service.clocks.models import Clock
from service.handovers.models import Handover
from service.infra import database
from service.reports import jobs
from service.reports.models import Report
from service.vault import client
from service.vault.models import Envelope, File, Grant, Vault
from tests.api.vaulting import sealed
from tests.api.working import file_started, follow, line, writes
from tests.api.world import Thread, World, at_once, body_of, problem_of, scalar, statements_of
from tests.conftest import DAY, SetClock, make_app

GONE = DAY + timedelta(days=4)


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def later(world: World, set_clock: SetClock, days: int) -> None:
    set_clock(DAY + timedelta(days=days), 12)
    for member in world.members:
        world.sign_in(member)


def run_job(world: World) -> int:
    with world.app.app_context():
        return jobs.delete_due()


def rows(world: World, model: type[Any]) -> int:
    number: int = scalar(world, select(func.count()).select_from(model))
    return number


BEFORE: list[tuple[str, ...]] = [
    (),
    ("received",),
    ("acknowledged",),
    ("message",),
    ("acknowledged", "closed"),
    ("closed", "reopened"),
]


@pytest.mark.parametrize("before", BEFORE, ids=str)
def test_a_writer_withdraws_in_every_state_and_gets_it_back_as_it_was(
    world: World, before: tuple[str, ...]
) -> None:
    thread = world.sent()
    ada = world.members[0]
    for act in before:
        assert world.answer(ada, thread, act).status_code == 201
    was = line(ada, thread)
    assert body_of(writes(world, thread, "withdrawn"))["state"] == "withdrawn"
    withdrawn = {"day": DAY.isoformat(), "deleted_on": GONE.isoformat()}
    own = body_of(world.follow(thread))["report"]
    assert (own["state"], own["turn"], own["withdrawn"]) == ("withdrawn", "nobody", withdrawn)
    assert own["answer_by"] is None
    now = line(ada, thread)
    assert (now["state"], now["turn"], now["withdrawn"]) == ("withdrawn", "nobody", withdrawn)
    assert {one["kind"] for one in now["clocks"]} == {"withdrawal", "retention"}
    assert body_of(writes(world, thread, "taken_back"))["state"] == was["state"]
    again = line(ada, thread)
    assert (again["state"], again["withdrawn"]) == (was["state"], None)
    assert again["clocks"] == was["clocks"]
    assert again["turn"] == ("nobody" if was["state"] == "closed" else "team")


def test_it_is_kept_for_72_hours_whatever_the_hour_and_can_be_taken_back_until_then(
    world: World, set_clock: SetClock
) -> None:
    thread = world.sent()
    writes(world, thread, "withdrawn")
    later(world, set_clock, 3)
    assert run_job(world) == 0
    assert writes(world, thread, "taken_back").status_code == 201
    later(world, set_clock, 9)
    assert run_job(world) == 0
    assert world.follow(thread).status_code == 200


def test_said_again_the_first_day_counts(world: World, set_clock: SetClock) -> None:
    thread = world.sent()
    writes(world, thread, "withdrawn")
    later(world, set_clock, 1)
    assert writes(world, thread, "withdrawn").status_code == 201
    assert body_of(world.follow(thread))["report"]["withdrawn"]["deleted_on"] == GONE.isoformat()


def test_while_it_is_withdrawn_nothing_is_taken_in_that_would_be_lost(world: World) -> None:
    thread = world.sent()
    writes(world, thread, "withdrawn")
    refused = writes(world, thread)
    assert problem_of(refused) == (409, "wrong_state")
    assert body_of(refused)["state"] == "withdrawn"
    for act in ("received", "message", "acknowledged", "closed", "reopened"):
        assert problem_of(world.answer(world.members[0], thread, act)) == (409, "wrong_state")
    assert rows(world, Envelope) == 3
    assert problem_of(writes(world, world.sent(), "taken_back")) == (409, "wrong_state")


def test_there_is_room_to_withdraw_in_a_thread_that_is_full(world: World) -> None:
    thread = world.sent()
    with world.app.app_context(), database.transaction() as opened:
        kept = {"data": b"", "hash": "0" * 64, "day": DAY, "size": 1024}
        vault = thread.payload["vault"]
        opened.add_all(Envelope(vault=vault, epoch=0, n=n, **kept) for n in range(2, 400))
    thread.n = 399
    assert problem_of(writes(world, thread)) == (409, "thread_full")
    assert problem_of(world.answer(world.members[0], thread)) == (409, "thread_full")
    assert writes(world, thread, "withdrawn").status_code == 201


def test_without_a_file_nothing_stays(world: World, set_clock: SetClock) -> None:
    thread, other = world.sent(), world.sent()
    ada = world.members[0]
    report = world.report_of(thread)
    ada.post(f"reports/{report}/handovers", {"id": client.random_id(), "answer_by": None})
    writes(world, thread, "withdrawn")
    later(world, set_clock, 4)
    assert run_job(world) == 1
    assert [rows(world, one) for one in (Report, Vault, File, Handover)] == [1, 1, 0, 0]
    assert (rows(world, Envelope), rows(world, Grant)) == (2, 5)
    assert scalar(world, select(Clock.subject)) == world.report_of(other)
    assert [one["vault"] for one in ada.reports()] == [other.payload["vault"]]
    assert problem_of(ada.get(f"reports/{report}")) == (404, "no_such_report")
    assert run_job(world) == 0
    with world.app.app_context():
        assert verify().whole
    assert scalar(world, select(AuditRow.actor).where(AuditRow.verb == "thread_deleted")) is None


def test_the_teams_file_stays_and_says_why_for_those_who_held_it(
    world: World, set_clock: SetClock
) -> None:
    ada, ben, cho, dia = world.members
    thread = world.sent(without=(dia,))
    report = world.report_of(thread)
    file = file_started(world, ada, thread, ada, ben)
    writes(world, thread, "withdrawn")
    later(world, set_clock, 4)
    run_job(world)
    for member in (ada, ben):
        [shown] = member.reports()
        assert (shown["id"], shown["state"], shown["summary"]) == (report, "withdrawn", None)
        assert (shown["head"], shown["grants"], shown["envelopes"]) == (None, [], 0)
        assert shown["file"]["vault"] == file
        fetched = body_of(member.get(f"reports/{report}"))
        assert (fetched["envelopes"], fetched["grants"], fetched["head"]) == ([], [], None)
        assert fetched["report"]["state"] == "withdrawn"
        assert {one["kind"] for one in fetched["report"]["clocks"]} == {"retention"}
    note = {"epoch": 0, "n": 1, "data": sealed()}
    assert ada.post(f"vaults/{file}/envelopes", note).status_code == 201, "its reason"
    for member in (cho, dia):
        assert member.reports() == []
        assert problem_of(member.get(f"reports/{report}")) == (404, "no_such_report")
    body = world.next_of(ada, thread)
    assert problem_of(ada.post(f"reports/{report}/envelopes", body)) == (404, "no_such_report")


def test_in_the_end_the_file_is_deleted_as_well(world: World, set_clock: SetClock) -> None:
    thread = world.sent()
    ada = world.members[0]
    file_started(world, ada, thread, ada)
    writes(world, thread, "withdrawn")
    for days in (3, 364):
        later(world, set_clock, days)
        run_job(world)
        assert rows(world, File) == 1
    later(world, set_clock, 365)
    assert run_job(world) == 1
    everything = (Report, Vault, Envelope, Grant, File, Clock)
    assert [rows(world, one) for one in everything] == [0] * 6


def test_afterwards_the_receipt_is_as_good_as_one_that_never_was(
    world: World, set_clock: SetClock
) -> None:
    """Same answer, same headers, same work: with a file that stays, and without."""
    kept, gone = world.sent(), world.sent()
    file_started(world, world.members[0], kept, world.members[0])
    for thread in (kept, gone):
        writes(world, thread, "withdrawn")
    later(world, set_clock, 4)
    assert run_job(world) == 2
    answers, work = [], []
    for receipt in (client.new_receipt(), kept.receipt, gone.receipt):
        with statements_of(world) as heard:
            answers.append(follow(world, receipt))
        work.append(heard)
    assert {problem_of(answer) for answer in answers} == {(404, "no_such_report")}
    assert answers[0].data == answers[1].data == answers[2].data
    assert dict(answers[0].headers) == dict(answers[1].headers) == dict(answers[2].headers)
    assert work[0] == work[1] == work[2]
    for thread in (kept, gone):
        assert problem_of(writes(world, thread, "taken_back")) == (404, "no_such_report")


@pytest.mark.usefixtures("on_both")
def test_of_taking_back_and_deleting_at_once_one_happens_wholly(
    world: World, set_clock: SetClock
) -> None:
    threads = [world.sent() for _ in range(4)]
    for thread in threads:
        writes(world, thread, "withdrawn")
    later(world, set_clock, 4)
    bodies = [{**world.next_of_writer(one), "act": "taken_back"} for one in threads]

    def delete() -> Any:
        run_job(world)  # answers nothing

    answers = at_once(
        delete,
        *[
            lambda one=one, body=body: world.stranger.post(
                "/api/v1/follow/envelopes", json=body, headers=one.bearer
            )
            for one, body in zip(threads, bodies, strict=True)
        ],
    )
    taken_back = [answer.status_code for answer in answers]
    assert set(taken_back) <= {201, 404}
    stayed = taken_back.count(201)
    assert [rows(world, one) for one in (Report, Vault)] == [stayed, stayed]
    assert rows(world, Envelope) == stayed * 4


def sealed_bytes(thread: Thread) -> list[bytes]:
    """All that was ever stored of a report, as it would lie in a file."""
    sent = [*thread.payload["envelopes"], *thread.payload["grants"]]
    return [client.b64decode(one["data"]) for one in sent]


def found_in(where: bytes, thread: Thread) -> int:
    """How many of its sealed pieces can be found: the middle of each, whatever its first page."""
    return sum(one[len(one) // 2 : len(one) // 2 + 64] in where for one in sealed_bytes(thread))


def test_deleted_is_deleted_from_the_files_of_the_database(
    world: World, database_url: str, set_clock: SetClock
) -> None:
    path = Path(make_url(database_url).database or "")

    def everything() -> bytes:
        return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))

    thread, stays = world.sent(), world.sent()
    writes(world, thread, "withdrawn")
    with closing(sqlite3.connect(path)) as reader:  # another process keeps the log from vanishing
        reader.execute("SELECT count(*) FROM reports").fetchone()
        assert found_in(everything(), thread) == 7
        later(world, set_clock, 4)
        assert run_job(world) == 1
        with world.app.app_context():
            assert database.reclaim()
        assert found_in(everything(), thread) == 0
    assert found_in(everything(), stays) == 7, "the others are still there, and were looked for"
    assert thread.receipt.lookup.encode() not in everything()
    assert stays.receipt.lookup.encode() in everything()


@pytest.mark.mariadb
def test_deleted_is_deleted_from_mariadbs_tables(world: World, set_clock: SetClock) -> None:
    thread, stays = world.sent(), world.sent()
    file = file_started(world, world.members[0], thread, world.members[0])
    writes(world, thread, "withdrawn")
    later(world, set_clock, 4)
    run_job(world)
    with world.app.app_context():
        assert database.reclaim()
        for one, number in ((thread, 0), (stays, 1)):
            for data in sealed_bytes(one):
                asked = text(
                    "SELECT (SELECT count(*) FROM envelopes WHERE data = :data)"
                    " + (SELECT count(*) FROM grants WHERE data = :data)"
                )
                assert database.session().scalar(asked, {"data": data}) == number
    assert scalar(world, select(File.vault)) == file


def test_an_application_started_anew_keeps_the_promise(
    world: World, database_url: str, set_clock: SetClock
) -> None:
    """The clock stands in the database, so that no restart forgets it."""
    writes(world, world.sent(), "withdrawn")
    set_clock(GONE, 0)
    with make_app(database_url).app_context():
        assert jobs.delete_due() == 1


def test_only_what_is_due_is_deleted_though_another_fails(
    world: World, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = world.sent(), world.sent()
    for thread in (first, second):
        writes(world, thread, "withdrawn")
    later(world, set_clock, 4)
    record: Any = audit.record
    failed: list[Any] = []

    def fail_once(*args: Any) -> None:
        if not failed:
            failed.append(args)
            raise RuntimeError("the disk is full")
        record(*args)

    monkeypatch.setattr("service.reports.jobs.audit.record", fail_once)
    with pytest.raises(RuntimeError):
        run_job(world)
    assert rows(world, Report) == 2, "nothing was deleted by halves"
    assert run_job(world) == 2
