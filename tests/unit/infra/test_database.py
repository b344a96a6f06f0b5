# SPDX-License-Identifier: AGPL-3.0-or-later
"""One transaction an action: all or nothing, in turn, and never decided on old rows."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from service.infra.database import engine, session, transaction
from service.people.models import Person

pytestmark = pytest.mark.usefixtures("on_both")


def person(name: str) -> Person:
    return Person(id=name, name=name, home="meta")


def names(rows: Session) -> set[str]:
    return set(rows.scalars(select(Person.name)))


def test_an_error_takes_everything_back(db: Session) -> None:
    def act() -> None:
        with transaction() as rows:
            rows.add(person("Amina"))
            rows.flush()
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        act()
    assert names(db) == set()


def test_an_inner_one_is_part_of_the_outer(db: Session) -> None:
    def act() -> None:
        with transaction():
            with transaction() as rows:
                rows.add(person("Amina"))
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        act()
    assert names(db) == set()
    with transaction() as rows:
        rows.add(person("Bero"))
    assert names(db) == {"Bero"}


def test_changes_outside_a_transaction_are_refused(db: Session) -> None:
    db.add(person("Amina"))
    with pytest.raises(RuntimeError, match="outside"), transaction():
        pass
    db.expunge_all()


def test_what_was_read_before_is_read_again_inside(app: Flask, db: Session) -> None:
    with transaction() as rows:
        rows.add(person("Amina"))
    read = db.get_one(Person, "Amina")
    with engine().begin() as other:
        other.execute(text("UPDATE people SET home = 'elsewhere'"))
    with transaction():
        assert read.home == "elsewhere"


def test_two_who_count_take_turns(app: Flask, db: Session) -> None:
    with transaction() as rows:
        rows.add(Person(id="counter", name="0", home="meta"))
    errors: list[BaseException] = []

    def count() -> None:
        try:
            with app.app_context():
                for _ in range(10):
                    with transaction() as rows:
                        wanted = select(Person).where(Person.id == "counter").with_for_update()
                        found = rows.scalars(wanted).one()
                        found.name = str(int(found.name) + 1)
        except BaseException as error:  # told below, in the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert db.scalars(select(Person.name)).one() == "30"


def test_no_connection_is_kept(app: Flask) -> None:
    with app.app_context():
        assert isinstance(engine().pool, NullPool)
        session().execute(text("SELECT 1"))
        held = session().connection()
    assert held.closed


def test_errors_do_not_quote_what_was_stored(app: Flask, db: Session) -> None:
    with pytest.raises(Exception, match="INSERT") as raised, transaction() as rows:
        rows.execute(
            text("INSERT INTO no_such_table VALUES (:secret)"), {"secret": "canary-of-somebody"}
        )
    assert "canary" not in str(raised.value)


def test_emoji_and_astral_characters_come_back(db: Session) -> None:
    with transaction() as rows:
        rows.add(person("🕊 𐤀 ى"))
    db.expire_all()
    assert names(db) == {"🕊 𐤀 ى"}


def test_sqlite_is_as_safe_as_it_can_be(app: Flask, db: Session) -> None:
    if engine().dialect.name == "sqlite":
        assert db.scalar(text("PRAGMA journal_mode")) == "wal"
        assert db.scalar(text("PRAGMA synchronous")) == 2
        assert db.scalar(text("PRAGMA foreign_keys")) == 1
        assert db.scalar(text("PRAGMA secure_delete")) == 1
    else:
        assert db.scalar(text("SELECT @@tx_isolation")) == "READ-COMMITTED"
