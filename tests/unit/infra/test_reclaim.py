# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was deleted is in no file of the database any more."""

from __future__ import annotations

import secrets
import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from service.infra import database
from service.infra.database import reclaim, session, transaction
from service.people.models import Person
from tests.mariadb import MariaDB


def files_with(word: str, *files: Path) -> set[str]:
    return {file.name for file in files if word.encode() in file.read_bytes()}


def written_and_deleted(word: str) -> None:
    """A row that was written between others, and taken out."""
    for name in ("before", word, "after"):
        with transaction() as rows:
            rows.add(Person(id=name, name=name * 3, home="meta"))
    with transaction() as rows:
        rows.execute(delete(Person).where(Person.id == word))


def test_what_was_deleted_is_gone_from_file_and_log(db: Session, tmp_path: Path) -> None:
    word = secrets.token_hex(16)
    with database.engine().connect() as keeps_the_log:
        written_and_deleted(word)
        assert files_with(word, *tmp_path.glob("alcove.db*")) == {"alcove.db-wal"}
        keeps_the_log.close()
        reclaimed = reclaim()
    assert reclaimed
    assert files_with(word, *tmp_path.glob("alcove.db*")) == set()
    assert files_with("before", *tmp_path.glob("alcove.db*")) == {"alcove.db"}


def test_readers_in_the_way_are_said(
    app: Flask, db: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0)
    word = secrets.token_hex(16)
    with transaction() as rows:
        rows.add(Person(id="first", name="first", home="meta"))
    reader = sqlite3.connect(tmp_path / "alcove.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM people").fetchone()
    written_and_deleted(word)
    assert not reclaim()
    reader.execute("COMMIT")
    assert reclaim()
    assert files_with(word, *tmp_path.glob("alcove.db*")) == set()
    reader.execute("BEGIN IMMEDIATE")
    assert not reclaim(), "somebody writes"
    reader.close()


def test_it_is_refused_where_nothing_is_deleted_yet(db: Session) -> None:
    with transaction(), pytest.raises(RuntimeError, match="committed"):
        reclaim()


@pytest.mark.mariadb
def test_tables_are_written_anew(db: Session, mariadb: MariaDB) -> None:
    word, name = secrets.token_hex(16), database.engine().url.database
    table = mariadb.door.parent / "data" / str(name) / "people.ibd"
    with database.engine().connect() as reader:
        # Whoever still sees the row keeps the server from tidying up by itself, when it likes.
        reader.execute(text("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        reader.commit()
        reader.execute(text("START TRANSACTION WITH CONSISTENT SNAPSHOT"))
        written_and_deleted(word)
        session().commit()
        mariadb.run(f"FLUSH TABLES {name}.people FOR EXPORT")  # what is in memory, to the disk
    assert files_with(word, table) == {"people.ibd"}
    assert reclaim()
    mariadb.run(f"FLUSH TABLES {name}.people FOR EXPORT")
    assert files_with(word, table) == set()
    assert files_with("before", table) == {"people.ibd"}
