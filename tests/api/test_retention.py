# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is closed is kept for as long as the team says, and not a day of it longer by accident."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.clocks import queries as clocks
from service.clocks.models import Clock
from service.handovers.models import Handover
from service.people import actions as people
from service.people.rules import Intake
from service.reports import jobs
from service.reports.models import Report
from service.vault import client
from service.vault.models import Envelope, File, Grant, Vault
from tests.api.working import do, done, file_started, line, writes
from tests.api.world import TEAM, Thread, World, body_of, problem_of, scalar
from tests.conftest import DAY, SetClock

DAYS = 100
DUE = DAY + timedelta(days=DAYS)


@pytest.fixture
def world(app: Flask) -> World:
    made = World(app)
    with app.app_context():
        people.add_team(
            TEAM,
            name="A team",
            root=made.root.public_key,
            intake=Intake.OPEN,
            retention_days=DAYS,
        )
    return made


def on(world: World, set_clock: SetClock, day: date) -> None:
    set_clock(day, 12)
    for member in world.members:
        world.sign_in(member)


def run_job(world: World) -> int:
    with world.app.app_context():
        return jobs.delete_due()


def closed(world: World) -> Thread:
    thread = world.sent()
    assert world.answer(world.members[0], thread, "closed").status_code == 201
    return thread


def kept_until(world: World, thread: Thread) -> str | None:
    clocks = {one["kind"]: one["due"] for one in line(world.members[0], thread)["clocks"]}
    return clocks.get("retention")


def test_closing_starts_the_time_and_everything_goes_when_it_is_over(
    world: World, set_clock: SetClock
) -> None:
    thread, other = closed(world), world.sent()
    ada = world.members[0]
    report = world.report_of(thread)
    file_started(world, ada, thread, ada)
    ada.post(f"reports/{report}/handovers", {"id": client.random_id(), "answer_by": None})
    assert kept_until(world, thread) == DUE.isoformat()
    on(world, set_clock, DUE - timedelta(days=1))
    assert run_job(world) == 0
    on(world, set_clock, DUE)
    assert run_job(world) == 1
    tables = (Report, Vault, Envelope, Grant, File, Handover)
    left = [scalar(world, select(func.count()).select_from(one)) for one in tables]
    assert left == [1, 1, 2, 5, 0, 0]
    assert scalar(world, select(Clock.subject)) == world.report_of(other)
    assert problem_of(world.follow(thread)) == (404, "no_such_report")
    assert problem_of(ada.get(f"reports/{report}")) == (404, "no_such_report")
    assert run_job(world) == 0


@pytest.mark.parametrize("by", ["member", "writer"])
def test_who_opens_it_again_stops_the_time_and_closing_begins_it_anew(
    world: World, set_clock: SetClock, by: str
) -> None:
    thread = closed(world)
    on(world, set_clock, DAY + timedelta(days=10))
    if by == "member":
        world.answer(world.members[0], thread, "reopened")
    else:
        writes(world, thread)
    assert kept_until(world, thread) is None
    on(world, set_clock, DUE)
    assert run_job(world) == 0
    world.answer(world.members[0], thread, "closed")
    assert kept_until(world, thread) == (DUE + timedelta(days=DAYS)).isoformat()


def test_it_can_be_kept_longer_and_never_for_ever(world: World, set_clock: SetClock) -> None:
    thread = closed(world)
    ada = world.members[0]
    on(world, set_clock, DUE - timedelta(days=30))
    longer = DUE + timedelta(days=90)
    done(world, ada, thread, "clocks", kind="retention", due=longer.isoformat())
    assert kept_until(world, thread) == longer.isoformat()
    too_long = DUE - timedelta(days=30) + timedelta(days=731)
    for due in (too_long.isoformat(), longer.isoformat(), DUE.isoformat(), None):
        refused = do(world, ada, thread, "clocks", kind="retention", due=due)
        assert problem_of(refused) == (422, "invalid")
    on(world, set_clock, DUE)
    assert run_job(world) == 0
    on(world, set_clock, longer)
    assert run_job(world) == 1


def test_members_see_in_every_list_when_it_ends_so_that_they_can_be_warned(world: World) -> None:
    thread = closed(world)
    for member in world.members:
        assert line(member, thread)["clocks"] == [{"kind": "retention", "due": DUE.isoformat()}]
    team_days = body_of(world.members[0].get(f"reports/{world.report_of(thread)}"))["team_days"]
    assert team_days["retention"] == DAYS


def test_a_closed_report_withdrawn_and_taken_back_ends_on_the_same_day(
    world: World, set_clock: SetClock
) -> None:
    thread = closed(world)
    on(world, set_clock, DAY + timedelta(days=50))
    writes(world, thread, "withdrawn")
    assert kept_until(world, thread) == DUE.isoformat()
    writes(world, thread, "taken_back")
    assert kept_until(world, thread) == DUE.isoformat()
    assert line(world.members[0], thread)["state"] == "closed"


def test_what_is_said_between_finding_and_deleting_counts(
    world: World, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody prolongs it, or the writer writes, while the job is at work."""
    thread = closed(world)
    on(world, set_clock, DUE)
    found = clocks.fallen_due

    def then_write(*args: Any) -> Any:
        due = found(*args)
        if due:
            writes(world, thread)
        return due

    monkeypatch.setattr("service.reports.jobs.clocks.fallen_due", then_write)
    assert run_job(world) == 0
    assert world.follow(thread).status_code == 200
