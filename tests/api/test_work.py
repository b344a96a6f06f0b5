# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking, muting, setting days: what several members do about one report without overwriting."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from service.audit.models import AuditRow
from service.clocks.models import Clock
from service.infra.database import transaction
from service.infra.outbox import OutboxRow
from service.people import actions as people
from service.people.models import Person
from service.people.rules import Intake
from service.vault import client
from tests.api.working import a_file, do, done, file_started, line, writes
from tests.api.world import TEAM, World, at_once, body_of, problem_of, scalar
from tests.conftest import DAY, SetClock

WEEK = DAY + timedelta(days=7)


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def later(world: World, set_clock: SetClock, days: int) -> None:
    """Some days later; visits to the desk begin anew."""
    set_clock(DAY + timedelta(days=days), 12)
    for member in world.members:
        world.sign_in(member)


def test_who_takes_a_report_has_it_for_a_week_and_everybody_sees_it(world: World) -> None:
    thread = world.sent()
    ada, ben = world.members[:2]
    standing = done(world, ada, thread, "take")
    taken = {"person": "ada", "name": "Ada", "until": WEEK.isoformat()}
    assert (standing["taken"], standing["version"]) == (taken, 1)
    assert line(ben, thread)["taken"] == taken
    assert body_of(ben.get(f"reports/{world.report_of(thread)}"))["report"]["taken"] == taken


def test_another_takes_it_only_if_they_insist_or_the_week_is_over(
    world: World, set_clock: SetClock
) -> None:
    thread = world.sent()
    ada, ben = world.members[:2]
    done(world, ada, thread, "take")
    refused = do(world, ben, thread, "take")
    assert problem_of(refused) == (409, "taken")
    assert body_of(refused)["report"]["taken"]["name"] == "Ada"
    assert done(world, ben, thread, "take", force=True)["taken"]["name"] == "Ben"
    later(world, set_clock, 7)
    assert problem_of(do(world, ada, thread, "take")) == (409, "taken")
    later(world, set_clock, 8)
    assert done(world, ada, thread, "take")["taken"]["name"] == "Ada"


def test_whatever_the_taker_does_renews_the_week_and_nobody_elses_does(
    world: World, set_clock: SetClock
) -> None:
    thread = world.sent()
    ada, ben = world.members[:2]
    done(world, ada, thread, "take")
    later(world, set_clock, 3)
    world.answer(ben, thread, "acknowledged")
    done(world, ben, thread, "clocks", kind="evidence", due=None)
    assert line(ada, thread)["taken"]["until"] == WEEK.isoformat()
    world.answer(ada, thread)
    assert line(ben, thread)["taken"]["until"] == (WEEK + timedelta(days=3)).isoformat()
    later(world, set_clock, 4)
    file_started(world, ada, thread, ada, ben)
    assert line(ben, thread)["taken"]["until"] == (WEEK + timedelta(days=4)).isoformat()


def test_anybody_lays_it_back(world: World) -> None:
    thread = world.sent()
    ada, ben = world.members[:2]
    done(world, ada, thread, "take")
    assert done(world, ben, thread, "release")["taken"] is None


def test_what_one_works_on_can_be_listed_alone(world: World, set_clock: SetClock) -> None:
    mine, other = world.sent(), world.sent()
    ada, ben = world.members[:2]
    done(world, ada, mine, "take")
    done(world, ben, other, "take")
    assert [one["vault"] for one in ada.reports(mine="1")] == [mine.payload["vault"]]
    assert len(ada.reports(mine="0")) == 2
    later(world, set_clock, 8)
    assert ada.reports(mine="1") == []


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("take", {}),
        ("release", {}),
        ("mute", {"muted": True}),
        ("clocks", {"kind": "evidence", "due": WEEK.isoformat()}),
    ],
)
def test_who_has_seen_an_older_standing_is_told_the_newest(
    world: World, what: str, body: dict[str, object]
) -> None:
    thread = world.sent()
    ada, ben = world.members[:2]
    seen = line(ada, thread)["version"]
    world.answer(ben, thread, "acknowledged")
    refused = do(world, ada, thread, what, version=seen, **body)
    assert problem_of(refused) == (409, "changed")
    now = line(ada, thread)
    assert body_of(refused)["report"] == {name: now[name] for name in body_of(refused)["report"]}
    assert body_of(refused)["report"]["state"] == "acknowledged"
    assert (now["taken"], now["muted"], now["clocks"]) == (None, False, [])


@pytest.mark.usefixtures("on_both")
def test_of_all_who_take_it_at_once_one_has_it(world: World) -> None:
    thread = world.sent()
    report = world.report_of(thread)
    answers = at_once(
        *[
            lambda one=one: one.post(f"reports/{report}/take", {"version": 0})
            for one in world.members
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    [won] = [one for one, a in zip(world.members, answers, strict=True) if a.status_code == 200]
    assert line(world.members[0], thread)["taken"]["person"] == won.id
    told = [body_of(answer)["report"] for answer in answers if answer.status_code == 409]
    assert {one["taken"]["person"] for one in told} == {won.id}


@pytest.mark.usefixtures("on_both")
def test_of_all_who_start_its_file_at_once_one_has_started_it(world: World) -> None:
    thread = world.sent()
    report = world.report_of(thread)
    bodies = [a_file(*world.members) for _ in world.members]
    answers = at_once(
        *[
            lambda one=one, body=body: one.post(f"reports/{report}/file", body)
            for one, body in zip(world.members, bodies, strict=True)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    file = line(world.members[0], thread)["file"]
    assert file["head"]["n"] == 0
    for answer in answers:
        told = body_of(answer)
        assert told.get("file", told.get("vault")) == file["vault"]


def test_the_same_file_again_is_no_mistake(world: World) -> None:
    thread = world.sent()
    ada = world.members[0]
    path, body = f"reports/{world.report_of(thread)}/file", a_file(ada)
    first, again = ada.post(path, body), ada.post(path, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert body_of(first) == body_of(again) == {"vault": body["vault"]}


def with_mail(world: World) -> None:
    """Everybody wants news by mail."""
    with world.app.app_context(), transaction() as rows:
        rows.execute(update(Person).values(mail="somebody@example.org"))


def told(world: World) -> set[str]:
    """Who is to get news since this was asked before."""
    with world.app.app_context(), transaction() as rows:
        found = set(rows.scalars(select(OutboxRow.subject)))
        rows.execute(delete(OutboxRow))
    return found


def test_a_muted_writers_message_is_kept_and_thanked_for_and_moves_nothing(world: World) -> None:
    thread = world.sent()
    ada = world.members[0]
    world.answer(ada, thread, "closed")
    assert done(world, ada, thread, "mute", muted=True)["muted"] is True
    with_mail(world)
    before = line(ada, thread)
    answer = writes(world, thread)
    assert answer.status_code == 201
    assert body_of(answer) == {"hash": thread.head, "state": "closed"}
    now = line(ada, thread)
    changed = {name for name in now if now[name] != before[name]}
    assert changed == {"head", "size", "envelopes"}, "it is there to be read, and that is all"
    assert told(world) == set()
    assert body_of(world.follow(thread))["head"]["hash"] == thread.head
    done(world, ada, thread, "mute", muted=False)
    assert body_of(writes(world, thread))["state"] == "acknowledged"
    assert told(world) == {one.id for one in world.members}


def test_a_muted_writer_can_still_withdraw_and_gets_back_where_it_was(world: World) -> None:
    thread = world.sent()
    ada = world.members[0]
    world.answer(ada, thread, "closed")
    done(world, ada, thread, "mute", muted=True)
    with_mail(world)
    assert body_of(writes(world, thread, "withdrawn"))["state"] == "withdrawn"
    assert body_of(writes(world, thread, "taken_back"))["state"] == "closed"
    assert told(world) == set()


def test_news_goes_to_who_can_read_and_to_nobody_else(world: World) -> None:
    with_mail(world)
    ada, dia = world.members[0], world.members[3]
    thread = world.sent(without=(dia,))
    assert told(world) == {"ada", "ben", "cho"}
    writes(world, thread)
    assert told(world) == {"ada", "ben", "cho"}
    writes(world, thread, "withdrawn")
    assert told(world) == set(), "there is nothing to be done about it"
    writes(world, thread, "taken_back")
    assert told(world) == {"ada", "ben", "cho"}
    entered = ada.post("reports", world.seal().payload)
    assert entered.status_code == 201
    assert told(world) == {"ben", "cho", "dia"}, "who entered it knows"


def test_a_report_received_elsewhere_is_entered_when_nothing_else_is_taken(
    world: World,
) -> None:
    with world.app.app_context():
        people.add_team(
            TEAM, name="A team", root=world.root.public_key, intake=Intake.OFF, daily_quota=0
        )
    thread = world.seal()
    assert problem_of(world.send(thread)) == (409, "team_closed")
    ada = world.members[0]
    first, again = ada.post("reports", thread.payload), ada.post("reports", thread.payload)
    assert (first.status_code, again.status_code) == (201, 200)
    assert body_of(first) == body_of(again)
    assert body_of(first)["report"] == world.report_of(thread)
    assert line(ada, thread)["kind"] == "report"
    assert body_of(world.follow(thread))["report"]["state"] == "new"
    rows = select(AuditRow.actor).where(AuditRow.verb == "report_entered")
    assert scalar(world, rows) == "ada"


def test_who_is_not_of_a_team_enters_nothing_for_it(world: World) -> None:
    root = client.new_root("arbcom")
    with world.app.app_context():
        people.add_team("arbcom", name="ArbCom", root=root.public_key, intake=Intake.OPEN)
    payload = world.seal().payload | {"team": "arbcom"}
    assert problem_of(world.members[0].post("reports", payload)) == (403, "not_allowed")


def test_members_set_days_and_the_queue_puts_first_what_is_due_first(world: World) -> None:
    first, second = world.sent(), world.sent()
    ada = world.members[0]
    done(world, ada, second, "clocks", kind="evidence", due=WEEK.isoformat())
    assert [one["vault"] for one in ada.reports()] == [
        second.payload["vault"],
        first.payload["vault"],
    ]
    assert line(ada, second)["clocks"] == [
        {"kind": "evidence", "due": WEEK.isoformat()},
        {"kind": "answer", "due": (WEEK + timedelta(days=7)).isoformat()},
    ]
    gone = (DAY + timedelta(days=80)).isoformat()
    done(world, ada, second, "clocks", kind="technical", due=gone)
    done(world, ada, second, "clocks", kind="evidence", due=None)
    kinds = [one["kind"] for one in line(ada, second)["clocks"]]
    assert kinds == ["answer", "technical"]


@pytest.mark.parametrize(
    ("kind", "days"),
    [("evidence", -1), ("evidence", 731), ("technical", 91), ("retention", 30)],
)
def test_a_day_that_cannot_be(world: World, kind: str, days: int) -> None:
    thread = world.sent()
    due = (DAY + timedelta(days=days)).isoformat()
    refused = do(world, world.members[0], thread, "clocks", kind=kind, due=due)
    assert problem_of(refused) == (422, "invalid")
    assert body_of(refused)["errors"][0]["field"] == "due"
    assert scalar(world, select(func.count()).select_from(Clock)) == 1
    assert line(world.members[0], thread)["version"] == 0


def promising_news(world: World, update_days: int = 7) -> None:
    with world.app.app_context():
        people.add_team(
            TEAM,
            name="A team",
            root=world.root.public_key,
            intake=Intake.OPEN,
            update_days=update_days,
        )


def test_news_are_promised_from_each_message_on_and_the_writer_sees_by_when(
    world: World, set_clock: SetClock
) -> None:
    promising_news(world)
    thread = world.sent()
    assert body_of(world.follow(thread))["report"]["update_by"] is None
    ada = world.members[0]
    world.answer(ada, thread, "acknowledged")
    assert body_of(world.follow(thread))["report"]["update_by"] == WEEK.isoformat()
    later(world, set_clock, 5)
    writes(world, thread)
    assert body_of(world.follow(thread))["report"]["update_by"] == WEEK.isoformat()
    world.answer(ada, thread)
    due = (WEEK + timedelta(days=5)).isoformat()
    assert body_of(world.follow(thread))["report"]["update_by"] == due
    world.answer(ada, thread, "closed")
    assert body_of(world.follow(thread))["report"]["update_by"] is None
    assert [one["kind"] for one in line(ada, thread)["clocks"]] == ["retention"]
    later(world, set_clock, 100)
    writes(world, thread)
    due = (DAY + timedelta(days=107)).isoformat()
    assert body_of(world.follow(thread))["report"]["update_by"] == due, "not overdue at once"


def test_a_day_of_the_teams_own_is_not_the_writers_to_see_and_ends_with_a_message(
    world: World,
) -> None:
    thread = world.sent()
    ada = world.members[0]
    done(world, ada, thread, "clocks", kind="update", due=WEEK.isoformat())
    assert body_of(world.follow(thread))["report"]["update_by"] is None
    world.answer(ada, thread)
    assert line(ada, thread)["clocks"] == []
