# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sending a report: what is taken in, what is refused, and that sending twice harms nobody."""

import copy
import hashlib
import os
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pyrage
import pytest
from flask import Flask
from sqlalchemy import Date, DateTime, Time, func, select, text

from service.audit.models import AuditRow
from service.audit.rules import Verb
from service.clocks.models import Clock
from service.infra.database import session, transaction
from service.infra.limits import Quota
from service.people import actions as people
from service.people.rules import Intake
from service.reports.models import Report
from service.vault import client
from service.vault.models import Envelope, Grant, Vault
from service.vault.rules import from_base64, to_base64
from tests.api.world import ANSWER_DAYS, TEAM, Thread, World, at_once, body_of, problem_of, scalar
from tests.conftest import DAY, SetClock


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def stored(world: World) -> dict[str, int]:
    """How many rows there are of everything a report consists of."""
    tables = (Vault, Envelope, Grant, Report, Clock)
    return {
        table.__tablename__: scalar(world, select(func.count()).select_from(table))
        for table in tables
    }


NOTHING = {"vaults": 0, "envelopes": 0, "grants": 0, "reports": 0, "clocks": 0}


def changed(thread: Thread, change: Callable[[dict[str, Any]], None]) -> Thread:
    """The same report with something changed in what is sent."""
    other = copy.deepcopy(thread)
    change(other.payload)
    return other


def test_a_report_is_stored_and_then_acknowledged(world: World) -> None:
    thread = world.seal()
    answer = world.send(thread)
    assert answer.status_code == 201
    files = [from_base64(one["data"]) or b"" for one in thread.payload["envelopes"]]
    assert body_of(answer) == {
        "state": "new",
        "day": DAY.isoformat(),
        "envelopes": [
            {"epoch": 0, "n": n, "hash": hashlib.sha256(data).hexdigest()}
            for n, data in enumerate(files)
        ],
    }
    assert stored(world) == {
        "vaults": 1,
        "envelopes": 2,
        "grants": 5,
        "reports": 1,
        "clocks": 1,
    }


def test_what_is_stored_is_what_was_sent_byte_for_byte(world: World) -> None:
    thread = world.sent()
    kept = body_of(world.follow(thread))
    sent = [(one["epoch"], one["n"], one["data"]) for one in thread.payload["envelopes"]]
    assert [(one["epoch"], one["n"], one["data"]) for one in kept["envelopes"]] == sent
    granted = {(one["epoch"], one["holder"], one["data"]) for one in thread.payload["grants"]}
    with world.app.app_context():
        rows = session().scalars(select(Grant)).all()
        assert {(row.epoch, row.holder, to_base64(row.data)) for row in rows} == granted


def test_sending_again_is_answered_as_the_first_time(world: World) -> None:
    thread = world.seal()
    first, second = world.send(thread), world.send(thread)
    assert (first.status_code, second.status_code) == (201, 200)
    assert body_of(first) == body_of(second)
    assert stored(world)["reports"] == 1
    assert scalar(world, select(Quota.used)) == 1


def test_grants_in_another_order_are_the_same_report(world: World) -> None:
    thread = world.sent()
    again = changed(thread, lambda payload: payload["grants"].reverse())
    assert world.send(again).status_code == 200


def test_sending_again_works_when_things_went_on(world: World, set_clock: SetClock) -> None:
    """The first answer may have been lost; a day later the team may be closed and others in it."""
    thread = world.seal()
    first = body_of(world.send(thread))
    assert world.answer(world.members[0], thread).status_code == 201
    world.state(world.members[:3], seq=2)
    with world.app.app_context():
        people.add_team(TEAM, name="A team", root=world.root.public_key, intake=Intake.OFF)
    set_clock(DAY + timedelta(days=1), 12)
    again = world.send(thread)
    assert again.status_code == 200
    assert body_of(again) == first


def test_sending_again_works_when_somebody_was_let_in_meanwhile(world: World) -> None:
    thread = world.seal(without=(world.members[3],))
    assert world.send(thread).status_code == 201
    kept = {"data": b"", "holder": world.members[3].keys.fingerprint}
    with world.app.app_context(), transaction() as rows:
        rows.add(Grant(vault=thread.payload["vault"], epoch=0, **kept))
    assert world.send(thread).status_code == 200


def _other_token(payload: dict[str, Any]) -> None:
    payload["access_hash"] = hashlib.sha256(b"another").hexdigest()


def _other_vault(payload: dict[str, Any]) -> None:
    payload["vault"] = client.random_id()


def _other_lookup(payload: dict[str, Any]) -> None:
    payload["lookup"] = client.random_id()


def _other_text(payload: dict[str, Any]) -> None:
    recipient = pyrage.x25519.Identity.generate().to_public()
    payload["envelopes"][1]["data"] = to_base64(pyrage.encrypt(os.urandom(1024), [recipient]))


def _other_grant(payload: dict[str, Any]) -> None:
    payload["grants"][1]["data"] = payload["grants"][2]["data"]


def _another_holder(payload: dict[str, Any]) -> None:
    payload["grants"][1]["holder"] = client.random_id()


@pytest.mark.parametrize(
    "change",
    [_other_token, _other_vault, _other_lookup, _other_text, _other_grant, _another_holder],
)
def test_ids_that_are_in_use_take_nothing_else(
    world: World, change: Callable[[dict[str, Any]], None]
) -> None:
    thread = world.sent()
    before = body_of(world.follow(thread))
    assert problem_of(world.send(changed(thread, change))) == (409, "already_used")
    assert body_of(world.follow(thread)) == before
    assert stored(world)["reports"] == 1


def test_a_vault_that_belongs_to_something_else_is_not_taken(world: World) -> None:
    thread = world.seal()
    with world.app.app_context(), transaction() as rows:
        rows.add(Vault(id=thread.payload["vault"], team=TEAM, kind="file"))
    assert problem_of(world.send(thread)) == (409, "already_used")


def test_an_unknown_team(world: World) -> None:
    thread = changed(world.seal(), lambda payload: payload.update(team="nobody"))
    assert problem_of(world.send(thread)) == (404, "unknown_team")
    assert stored(world) == NOTHING


@pytest.mark.parametrize("team", ["U4C", "u4c ", " u4c", "u4ć", "%", "u4c' OR '1'='1"])
def test_a_team_is_known_by_its_exact_name_only(world: World, team: str) -> None:
    thread = changed(world.seal(), lambda payload: payload.update(team=team))
    assert problem_of(world.send(thread)) == (404, "unknown_team")


def test_a_team_that_takes_nothing_now(world: World) -> None:
    with world.app.app_context():
        people.add_team(TEAM, name="A team", root=world.root.public_key, intake=Intake.OFF)
    assert problem_of(world.send(world.seal())) == (409, "team_closed")
    assert stored(world) == NOTHING


def test_a_statement_that_is_no_longer_the_newest(world: World) -> None:
    thread = world.seal()
    world.state(world.members[:3], seq=2)
    assert problem_of(world.send(thread)) == (409, "statement_changed")
    assert stored(world) == NOTHING


@pytest.mark.parametrize("change", [{"seq": 2}, {"seq": 0}, {"hash": "0" * 64}])
def test_a_statement_nobody_made(world: World, change: dict[str, Any]) -> None:
    thread = changed(world.seal(), lambda payload: payload["statement"].update(change))
    assert problem_of(world.send(thread)) == (409, "statement_changed")


def test_a_statement_that_has_expired(world: World, set_clock: SetClock) -> None:
    thread = world.seal()
    set_clock(DAY + timedelta(days=61), 12)
    assert problem_of(world.send(thread)) == (422, "statement_expired")
    assert stored(world) == NOTHING


def test_members_may_be_left_out_down_to_the_least(world: World) -> None:
    assert world.send(world.seal(without=tuple(world.members[2:]))).status_code == 201


def _without_the_writer(payload: dict[str, Any]) -> None:
    payload["grants"] = [one for one in payload["grants"] if one["holder"] != "reporter"]


def _one_reader(payload: dict[str, Any]) -> None:
    del payload["grants"][2:]


def _nobody(payload: dict[str, Any]) -> None:
    payload["grants"] = []


def _twice(payload: dict[str, Any]) -> None:
    payload["grants"].append(payload["grants"][1])


def _a_stranger(payload: dict[str, Any]) -> None:
    payload["grants"].append({**payload["grants"][1], "holder": client.random_id()})


@pytest.mark.parametrize("change", [_without_the_writer, _one_reader, _nobody, _twice, _a_stranger])
def test_holders_nobody_could_have_meant(
    world: World, change: Callable[[dict[str, Any]], None]
) -> None:
    thread = changed(world.seal(), change)
    assert problem_of(world.send(thread)) == (422, "bad_holders")
    assert stored(world) == NOTHING


@pytest.mark.parametrize(
    "change",
    [
        lambda payload: payload["grants"][0].update(epoch=1),
        lambda payload: payload["envelopes"].reverse(),
        lambda payload: payload["envelopes"][1].update(n=2),
        lambda payload: payload["envelopes"][1].update(n=0),
        lambda payload: payload["envelopes"][1].update(epoch=1),
        lambda payload: payload["envelopes"].pop(),
    ],
)
def test_a_vault_begins_with_its_first_two_places(
    world: World, change: Callable[[dict[str, Any]], None]
) -> None:
    thread = changed(world.seal(), change)
    assert problem_of(world.send(thread)) == (422, "invalid")
    assert stored(world) == NOTHING


def test_a_teams_day_is_full(world: World, set_clock: SetClock) -> None:
    with world.app.app_context():
        people.add_team(
            TEAM, name="A team", root=world.root.public_key, intake=Intake.OPEN, daily_quota=2
        )
    first = world.sent()
    world.sent()
    late = world.seal()
    refused = world.send(late)
    assert problem_of(refused) == (429, "quota")
    assert refused.headers["Retry-After"] == str(12 * 3600)
    assert stored(world)["reports"] == 2
    assert world.send(first).status_code == 200, "what is here already needs no room"
    set_clock(DAY + timedelta(days=1), 12)
    assert world.send(late).status_code == 201


def test_what_is_refused_uses_nothing_of_the_day(world: World) -> None:
    for change in (_nobody, _one_reader):
        world.send(changed(world.seal(), change))
    world.send(changed(world.sent(), _other_text))
    assert scalar(world, select(Quota.used)) == 1


def test_the_promise_of_an_answer_starts(world: World) -> None:
    world.sent()
    assert scalar(world, select(Clock.due)) == DAY + timedelta(days=ANSWER_DAYS)
    assert scalar(world, select(Clock.met)) is None


def test_a_team_may_promise_nothing(world: World) -> None:
    with world.app.app_context():
        people.add_team(
            TEAM, name="A team", root=world.root.public_key, intake=Intake.OPEN, answer_days=0
        )
    thread = world.sent()
    assert stored(world)["clocks"] == 0
    assert body_of(world.follow(thread))["report"]["answer_by"] is None


def test_the_audit_has_one_row_and_names_nobody(world: World) -> None:
    thread = world.sent()
    world.send(thread)
    report = scalar(world, select(Report.id))
    with world.app.app_context():
        rows = (
            session().scalars(select(AuditRow).where(AuditRow.verb == Verb.REPORT_SENT.value)).all()
        )
        assert [(row.actor, row.subject, row.day) for row in rows] == [(None, report, DAY)]
    assert report not in {thread.payload["lookup"], thread.payload["vault"]}


def test_the_same_report_sent_many_times_at_once_is_stored_once(world: World) -> None:
    thread = world.seal()
    answers = at_once(*[lambda: world.send(thread)] * 6)
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len({answer.text for answer in answers}) == 1
    assert stored(world)["reports"] == 1
    assert scalar(world, select(Quota.used)) == 1


def test_of_two_different_reports_with_one_id_one_is_stored(world: World) -> None:
    thread = world.seal()
    others = [changed(thread, _other_text) for _ in range(5)]
    answers = at_once(*[lambda other=other: world.send(other) for other in others])
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 4
    assert stored(world)["envelopes"] == 2


def test_many_reports_at_once_are_all_stored(world: World) -> None:
    threads = [world.seal() for _ in range(6)]
    answers = at_once(*[lambda one=one: world.send(one) for one in threads])
    assert [answer.status_code for answer in answers] == [201] * 6
    assert all(world.follow(thread).status_code == 200 for thread in threads)
    assert scalar(world, select(Quota.used)) == 6


def test_a_failure_before_the_end_stores_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it or nothing: here the very last row of the transaction cannot be written."""

    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    thread = world.seal()
    monkeypatch.setattr("service.reports.actions.audit.record", fail)
    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    assert problem_of(world.send(thread)) == (500, "internal")
    assert stored(world) == NOTHING
    assert scalar(world, select(func.count()).select_from(Quota)) == 0
    monkeypatch.undo()
    assert world.send(thread).status_code == 201


def test_a_report_knows_a_day_and_nothing_finer() -> None:
    """No column of anything about reports can hold a time, a name or an address."""
    known = {
        "vaults": {"id", "team", "kind"},
        "envelopes": {"vault", "epoch", "n", "data", "hash", "day", "size"},
        "grants": {"vault", "epoch", "holder", "data", "until"},
        "reports": {
            *("id", "team", "lookup", "access_hash", "vault", "state", "turn", "day", "kind"),
            *("version", "taken_by", "taken_until", "answered", "closed", "withdrawn", "muted"),
        },
        "clocks": {"id", "subject", "kind", "due", "met"},
    }
    for model in (Vault, Envelope, Grant, Report, Clock):
        table = Report.metadata.tables[model.__tablename__]
        assert {column.name for column in table.columns} == known[table.name]
        for column in table.columns:
            assert not isinstance(column.type, DateTime | Time), column
            if column.type.python_type is date:
                assert isinstance(column.type, Date)


@pytest.mark.parametrize("model", [Vault, Envelope, Grant, Report, Clock])
def test_rows_lie_in_no_order_of_arrival(world: World, model: type[Any]) -> None:
    name = model.__tablename__
    made = scalar(world, text(f"SELECT sql FROM sqlite_master WHERE name = '{name}'"))
    assert made.rstrip().upper().endswith("WITHOUT ROWID")
