# SPDX-License-Identifier: AGPL-3.0-or-later
"""Migrations go up and down on both databases, with data in the tables."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from service.audit import queries as audit
from service.infra import database, limits, sessions
from service.people import queries as people
from tests.conftest import DAY, make_app
from tests.teams import SomeTeam

pytestmark = pytest.mark.usefixtures("on_both")


@pytest.fixture
def empty(empty_url: str) -> Iterator[Flask]:
    """An application whose database has no tables yet."""
    app = make_app(empty_url)
    with app.app_context():
        yield app


def tables() -> set[str]:
    return set(inspect(database.engine()).get_table_names()) - {"alembic_version"}


def fill_the_house(app: Flask) -> None:
    SomeTeam().found(app, DAY)
    with database.transaction():
        limits.take("something", DAY, 3)
    with app.test_request_context():
        sessions.begin("amina")


def add_teams_as_they_were() -> None:
    """Teams of before 0003: open or not."""
    with database.engine().begin() as connection:
        for team, is_open in (("old", False), ("older", True)):
            connection.execute(
                text(
                    "INSERT INTO teams (id, name, about, root, open, answer_days, daily_quota)"
                    " VALUES (:id, 'A team', '', 'root', :open, 14, 200)"
                ),
                {"id": team, "open": is_open},
            )


def fill_the_vault() -> None:
    rows = {
        "vaults": {"id": "a" * 32, "team": "u4c", "kind": "thread"},
        "envelopes": {
            "vault": "a" * 32,
            "epoch": 0,
            "n": 0,
            "data": b"age",
            "hash": "b" * 64,
            "day": DAY,
            "size": 1024,
        },
        "grants": {"vault": "a" * 32, "epoch": 0, "holder": "reporter", "data": b"age"},
        "reports": {
            "id": "c" * 32,
            "team": "u4c",
            "lookup": "d" * 32,
            "access_hash": "e" * 64,
            "vault": "a" * 32,
            "state": "new",
            "turn": "team",
            "day": DAY,
        },
        "clocks": {"id": "f" * 32, "subject": "c" * 32, "kind": "answer", "due": DAY, "met": None},
    }
    with database.transaction() as session:
        for table, values in rows.items():
            session.execute(database.Base.metadata.tables[table].insert().values(values))


def fill_the_cases() -> None:
    rows = {
        "cases": {
            "id": "1" * 32,
            "team": "u4c",
            "title": "Matter 👩🏽",
            "state": "request",
            "version": 0,
            "opened": DAY,
            "changed": DAY,
        },
        "case_pages": {
            "id": "2" * 32,
            "team": "u4c",
            "wiki": "meta.wikimedia.org",
            "page": 2**40,
            "case_id": "1" * 32,
            "ns": 0,
            "title": "Cases/" + "👩" * 63,
            "rev": 2**50,
            "lang": "en",
            "size": 1,
            "whole": True,
            "standing": "live",
            "hidden_rev": 0,
        },
        "case_facts": {
            "page_id": "2" * 32,
            "key": "filed",
            "item": "ß" * 400,
            "n": 0,
            "value": {"day": "2026-11-01", "by": "👩"},
            "certain": True,
            "found": "",
            "section": "",
            "line": 1,
            "hash": "a" * 16,
            "rev": 2**50,
        },
        "bots": {"id": "3" * 32, "team": "u4c", "name": "b", "key_hash": "4" * 64, "may": "sync"},
        "barred": {"matter": "1" * 32, "person": "amina"},
    }
    with database.transaction() as session:
        for table, values in rows.items():
            session.execute(database.Base.metadata.tables[table].insert().values(values))


def test_up_step_by_step_down_with_data_and_up_again(empty: Flask) -> None:
    database.upgrade("0001")
    add_teams_as_they_were()
    database.upgrade("head")
    assert {team.id: team.intake for team in people.teams()} == {"old": "off", "older": "open"}
    database.session().rollback()
    fill_the_house(empty)
    fill_the_vault()
    fill_the_cases()
    database.check()

    database.downgrade("0003")
    assert {"cases", "bots", "barred"} & tables() == set()
    assert "envelopes" in tables()
    database.session().rollback()
    database.downgrade("0001")
    assert audit.verify().whole
    with database.engine().connect() as connection:
        found = connection.execute(text("SELECT id, open FROM teams ORDER BY id"))
        assert [(team, bool(is_open)) for team, is_open in found] == [
            ("old", False),
            ("older", True),
            ("u4c", True),
        ], "the house's data outlives the vault's tables"
    database.session().rollback()  # MariaDB waits for readers before it drops a table
    database.downgrade("base")
    assert tables() == set()

    database.upgrade("head")
    database.check()
    fill_the_house(empty)
    fill_the_vault()
    fill_the_cases()


def test_the_tables_are_those_of_the_models(empty: Flask) -> None:
    database.upgrade()
    assert tables() == set(database.Base.metadata.tables)


def test_no_column_knows_a_time_finer_than_a_day(empty: Flask) -> None:
    database.upgrade()
    inspector = inspect(database.engine())
    for table in tables():
        for column in inspector.get_columns(table):
            assert "TIME" not in str(column["type"]).upper(), f"{table}.{column['name']}"


def test_names_differ_when_one_letters_case_differs(empty: Flask) -> None:
    database.upgrade()
    with database.transaction() as rows:
        for name in ("ab", "aB", "ab "):
            rows.execute(
                text("INSERT INTO people (id, name, home) VALUES (:id, 'x', 'y')"), {"id": name}
            )
    assert len(people.people()) == 3


def test_the_command_line_brings_the_tables_up(empty: Flask) -> None:
    runner = empty.test_cli_runner()
    assert runner.invoke(args=["db", "upgrade"]).exit_code == 0
    assert runner.invoke(args=["db", "check"]).exit_code == 0
    assert runner.invoke(args=["db", "downgrade", "base"]).exit_code == 0
    assert runner.invoke(args=["db", "check"]).exit_code != 0
