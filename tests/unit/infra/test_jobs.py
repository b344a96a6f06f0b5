# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs run one at a time and as often as somebody likes; what came of them is counted."""

from __future__ import annotations

import multiprocessing
import os
import re
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from service.infra import jobs, limits, sessions
from service.infra.database import session, transaction
from service.infra.jobs import JobFailed, Outcomes
from service.infra.limits import Quota
from service.infra.sessions import SessionRow
from service.jobs import JOBS
from tests.conftest import DAY, SetClock, make_app

ROOT = Path(__file__).resolve().parents[3]


def with_jobs(app: Flask, **given: Callable[[], Outcomes]) -> Flask:
    jobs.install(app, given)
    return app


def counted(app: Flask) -> set[str]:
    text = app.test_client().get("/metrics").get_data(as_text=True)
    return set(re.findall(r"^alcove_jobs_total(\{.*)$", text, re.MULTILINE))


@pytest.mark.usefixtures("on_both")
class TestRunning:
    """One at a time."""

    def test_what_came_of_it_is_counted_for_ever(self, app: Flask) -> None:
        with_jobs(app, tidy=lambda: {"swept": 3, "dusted": 0})
        with app.app_context():
            assert jobs.run("tidy") == {"swept": 3, "dusted": 0}
            jobs.run("tidy")
        assert counted(app) == {
            '{job="tidy",outcome="dusted"} 0.0',
            '{job="tidy",outcome="swept"} 6.0',
            '{job="tidy",outcome="done"} 2.0',
        }

    def test_a_second_one_lets_it_be(self, app: Flask) -> None:
        inside, told = threading.Event(), threading.Event()

        def long() -> Outcomes:
            inside.set()
            assert told.wait(30)
            return {}

        with_jobs(app, long=long, other=lambda: {"ran": 1})

        def work() -> None:
            with app.app_context():
                jobs.run("long")

        thread = threading.Thread(target=work)
        thread.start()
        assert inside.wait(30)
        with app.app_context():
            assert jobs.run("long") == {"busy": 1}
            assert jobs.run("other") == {"ran": 1}, "others are not kept waiting"
        told.set()
        thread.join()
        with app.app_context():
            assert jobs.run("long") == {}

    def test_one_that_died_keeps_nobody_out(self, app: Flask, database_url: str) -> None:
        context = multiprocessing.get_context("spawn")
        dead = context.Process(target=die_at_work, args=(database_url,))
        dead.start()
        dead.join(60)
        assert dead.exitcode == 7
        with_jobs(app, tidy=lambda: {"ran": 1})
        with app.app_context():
            assert jobs.run("tidy") == {"ran": 1}

    def test_what_fails_changes_nothing_and_is_counted(self, app: Flask, db: Session) -> None:
        def fail() -> Outcomes:
            with transaction():
                limits.take("something", DAY, 3)
                raise ZeroDivisionError("what somebody wrote")

        with_jobs(app, tidy=fail)
        with pytest.raises(JobFailed) as failed:
            jobs.run("tidy")
        assert "wrote" not in str(failed.value)
        assert session().query(Quota).count() == 0
        assert counted(app) == {'{job="tidy",outcome="failed"} 1.0'}


def die_at_work(url: str) -> None:
    """Begin a job, and end as a killed process does."""
    app = with_jobs(make_app(url), tidy=lambda: os._exit(7))
    with app.app_context():
        jobs.run("tidy")


class TestCommands:
    """The operator's."""

    def test_all_are_listed(self, runner: FlaskCliRunner) -> None:
        assert runner.invoke(args=["jobs", "list"]).output.split() == list(JOBS)

    def test_one_or_all_are_run(self, app: Flask, runner: FlaskCliRunner) -> None:
        with_jobs(app, one=lambda: {"ran": 2}, two=dict)
        done = runner.invoke(args=["jobs", "run", "one"])
        assert (done.exit_code, done.output) == (0, "one: ran 2\n")
        assert runner.invoke(args=["jobs", "run"]).output == "one: ran 2\ntwo: nothing to do\n"
        assert runner.invoke(args=["jobs", "run", "three"]).exit_code == 2

    def test_one_that_fails_keeps_no_other_from_running(
        self, app: Flask, runner: FlaskCliRunner
    ) -> None:
        def fail() -> Outcomes:
            raise JobFailed("nobody is there")

        with_jobs(app, one=fail, two=lambda: {"ran": 1})
        done = runner.invoke(args=["jobs", "run"])
        assert done.exit_code == 1
        assert "one: nobody is there" in done.output
        assert "two: ran 1" in done.output

    def test_every_job_can_run_with_nothing_to_do(
        self, runner: FlaskCliRunner, database_url: str
    ) -> None:
        for _ in range(2):
            done = runner.invoke(args=["jobs", "run"])
            assert done.exit_code == 0, done.output
            assert len(done.output.splitlines()) == len(JOBS)


def test_what_nobody_needs_is_taken_out(app: Flask, db: Session, set_clock: SetClock) -> None:
    with app.test_request_context():
        sessions.begin("amina")
    limits.take("something", DAY, 3)
    jobs.housekeeping()
    assert (session().query(SessionRow).count(), session().query(Quota).count()) == (1, 1)
    set_clock(DAY + timedelta(days=1), 12)
    jobs.housekeeping()
    assert (session().query(SessionRow).count(), session().query(Quota).count()) == (1, 0)
    set_clock(DAY + timedelta(days=sessions.DAYS + 1), 12)
    jobs.housekeeping()
    assert session().query(SessionRow).count() == 0


def test_every_job_is_scheduled_and_every_schedule_leads_somewhere() -> None:
    schedules = (ROOT / "jobs.yaml").read_text()
    commands = dict(
        line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines() if line
    )
    used = re.findall(r"^  command: (\S+) ?(.*)$", schedules, re.MULTILINE)
    assert {rest for command, rest in used if command == "run-job"} == set(JOBS)
    assert {command for command, _ in used} <= set(commands)
    assert len(re.findall(r"^  schedule: ", schedules, re.MULTILINE)) == len(used)
    bot = commands["publish-heads"].split()[1]
    assert (ROOT / bot).exists()
