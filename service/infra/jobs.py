# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work that no request does: run by a schedule, one job at a time, as often as somebody likes.

A job takes up what it finds to do, so that running it twice, or after a crash, does no harm. What
came of it is counted in the database, because the program that runs it ends; never when.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, current_app
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import BigInteger, delete, insert, select, text, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from service.infra import outbox
from service.infra.database import Base, Code, engine, session, transaction
from service.infra.limits import Quota
from service.infra.sessions import SessionRow
from service.infra.time import today

Outcomes = Mapping[str, int]  # what came of a job: how often each outcome
Job = Callable[[], Outcomes]

DONE = "done"
FAILED = "failed"
BUSY = "busy"  # another process is at it


class JobCount(Base):
    """How often something came of a job, ever."""

    __tablename__ = "job_counts"

    job: Mapped[str] = mapped_column(Code, primary_key=True)
    outcome: Mapped[str] = mapped_column(Code, primary_key=True)
    times: Mapped[int] = mapped_column(BigInteger)


class JobFailed(Exception):
    """A job could not do what it is for; the text says why, and names nobody."""


def install(app: Flask, jobs: Mapping[str, Job]) -> None:
    """Let the application know its jobs."""
    app.extensions["alcove_jobs"] = dict(jobs)


def names() -> list[str]:
    """Every job there is, in the order in which all of them are run."""
    return list(current_app.extensions["alcove_jobs"])


def run(name: str) -> Outcomes:
    """Run one job, unless somebody else does already; count what came of it.

    :raise JobFailed: if it could not be done, or not wholly
    """
    job: Job = current_app.extensions["alcove_jobs"][name]
    with _alone(name) as alone:
        if not alone:
            return {BUSY: 1}
        try:
            outcomes = job()
        except Exception as error:
            session().rollback()
            _count(name, {FAILED: 1})
            if isinstance(error, JobFailed):
                raise
            logging.getLogger(__name__).exception("the job %s failed", name)
            raise JobFailed("an error nobody expected; see the log") from None
        _count(name, {**outcomes, DONE: 1})
    return outcomes


def housekeeping() -> Outcomes:
    """Take out what nobody needs any more: visits that ended, old quotas, what was given up."""
    with transaction() as rows:
        rows.execute(delete(SessionRow).where(SessionRow.expires < today()))
        rows.execute(delete(Quota).where(Quota.day < today()))
        return {"given_up": outbox.forget_given_up()}


class Counts(Collector):
    """The counts in the database, for whoever asks for the numbers."""

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Read them; without a database there are none to be told."""
        family = CounterMetricFamily(
            "alcove_jobs",
            "What came of jobs: no times, and of whom nothing",
            labels=("job", "outcome"),
        )
        try:
            for row in session().scalars(select(JobCount).order_by(JobCount.job, JobCount.outcome)):
                family.add_metric((row.job, row.outcome), row.times)
        except (OperationalError, InterfaceError):
            session().rollback()
        yield family


def _count(name: str, outcomes: Outcomes) -> None:
    with transaction() as rows:
        for outcome, times in outcomes.items():
            here = (JobCount.job == name, JobCount.outcome == outcome)
            added = rows.execute(update(JobCount).where(*here).values(times=JobCount.times + times))
            if not added.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
                values = {"job": name, "outcome": outcome, "times": times}
                rows.execute(insert(JobCount).values(values))


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Whether nobody else runs this job; a process that dies lets go by dying."""
    url = engine().url
    if engine().dialect.name == "sqlite":
        with Path(f"{url.database}.{name}.lock").open("w", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        return
    # The name holds for the whole server, which many tools share, and is short there.
    lock = hashlib.sha256(f"alcove {url.database} {name}".encode()).hexdigest()
    with engine().connect() as connection:
        got = connection.scalar(text("SELECT GET_LOCK(:name, 0)"), {"name": lock})
        yield bool(got)
