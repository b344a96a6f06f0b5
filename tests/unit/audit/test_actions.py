# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of the audit are written in turn, with what they are about, and never changed."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service.audit import queries
from service.audit.actions import Verb, record
from service.audit.models import AuditRow
from service.audit.rules import Fault, Head
from service.infra.database import transaction
from tests.conftest import DAY, SetClock

SUBJECT = "a" * 32


@pytest.mark.usefixtures("on_both")
def test_rows_say_what_was_done(db: Session, set_clock: SetClock) -> None:
    record(Verb.REPORT_SENT, SUBJECT)
    set_clock(DAY + timedelta(days=1), 9)
    record(Verb.REPORT_READ, SUBJECT, "amina")
    newest, first = queries.rows()
    assert (first.seq, first.day, first.actor, first.verb) == (1, DAY, None, "report_sent")
    assert (newest.seq, newest.day, newest.actor) == (2, DAY + timedelta(days=1), "amina")
    assert newest.previous == first.hash
    assert queries.head() == Head(2, newest.hash)
    assert queries.verify().whole


@pytest.mark.usefixtures("on_both")
def test_what_is_taken_back_leaves_no_row(db: Session) -> None:
    def act() -> None:
        with transaction():
            record(Verb.REPORT_SENT, SUBJECT)
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError):
        act()
    assert queries.head().seq == 0
    assert queries.verify().whole


@pytest.mark.usefixtures("on_both")
def test_many_at_once_make_one_chain(app: Flask, db: Session) -> None:
    errors: list[BaseException] = []

    def write(actor: str) -> None:
        try:
            for _ in range(8):
                with app.app_context():
                    record(Verb.REPORT_READ, SUBJECT, actor)
        except BaseException as error:  # told below, in the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=write, args=(f"person{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert queries.head().seq == 32
    assert queries.verify().whole


@pytest.mark.usefixtures("on_both")
@pytest.mark.parametrize(
    ("tampering", "fault"),
    [
        ("UPDATE audit_rows SET actor = 'bero' WHERE seq = 2", Fault.CHANGED),
        ("UPDATE audit_rows SET day = '2026-11-21' WHERE seq = 2", Fault.CHANGED),
        ("DELETE FROM audit_rows WHERE seq = 2", Fault.MISSING),
        ("DELETE FROM audit_rows WHERE seq = 3", Fault.CUT),
        ("DELETE FROM audit_rows", Fault.CUT),
        ("UPDATE audit_head SET seq = 2", Fault.CUT),
    ],
)
def test_tampering_is_found(db: Session, tampering: str, fault: Fault) -> None:
    for _ in range(3):
        record(Verb.REPORT_READ, SUBJECT, "amina")
    with transaction() as rows:
        rows.execute(text(tampering))
    assert fault in {found.fault for found in queries.verify().faults}


def test_cutting_off_the_head_as_well_is_found_by_one_kept_elsewhere(db: Session) -> None:
    for _ in range(3):
        record(Verb.REPORT_READ, SUBJECT, "amina")
    kept = queries.head()
    before = db.get_one(AuditRow, 2).hash
    with transaction() as rows:
        rows.execute(text("DELETE FROM audit_rows WHERE seq = 3"))
        rows.execute(text("UPDATE audit_head SET seq = 2, hash = :hash"), {"hash": before})
    assert queries.verify().whole
    assert not queries.verify(kept).whole


def test_the_code_itself_cannot_change_a_row(db: Session) -> None:
    record(Verb.REPORT_READ, SUBJECT, "amina")

    def change() -> None:
        with transaction() as rows:
            rows.scalars(select(AuditRow)).one().actor = "bero"

    def remove() -> None:
        with transaction() as rows:
            rows.delete(rows.scalars(select(AuditRow)).one())

    for act in (change, remove):
        with pytest.raises(RuntimeError, match="never changed"):
            act()
    assert queries.verify().whole


def test_rows_are_read_newest_first_in_pieces_and_by_person(db: Session) -> None:
    for actor in ("amina", "bero", "amina"):
        record(Verb.REPORT_READ, SUBJECT, actor)
    assert [row.seq for row in queries.rows(limit=2)] == [3, 2]
    assert [row.seq for row in queries.rows(before=2)] == [1]
    assert [row.seq for row in queries.rows(actor="amina")] == [3, 1]


def test_the_command_line_verifies(app: Flask, runner: FlaskCliRunner) -> None:
    with app.app_context():
        for _ in range(3):
            record(Verb.REPORT_READ, SUBJECT, "amina")
    good = runner.invoke(args=["audit", "verify"])
    assert good.exit_code == 0
    head = good.output.strip().splitlines()[-1]
    assert runner.invoke(args=["audit", "verify", "--head", head]).exit_code == 0
    other = f"2:{'f' * 64}"
    bad = runner.invoke(args=["audit", "verify", "--head", other])
    assert bad.exit_code != 0
    assert "row 2: cut" in bad.output
    assert runner.invoke(args=["audit", "verify", "--head", "nonsense"]).exit_code == 2
