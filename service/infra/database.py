# SPDX-License-Identifier: AGPL-3.0-or-later
"""One connection a request, one transaction an action, on SQLite and on MariaDB alike.

ToolsDB forbids connection pools, so MariaDB gets none. SQLite writes are taken in turn from the
first statement on (BEGIN IMMEDIATE), so that nothing is decided on rows another request changes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from flask import Flask, current_app, g
from sqlalchemy import Connection, Engine, LargeBinary, MetaData, String, Text, create_engine, event
from sqlalchemy.dialects.mysql import MEDIUMBLOB, MEDIUMTEXT
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import NullPool

# Binary comparison: ids, keys and names differ when one letter's case or a last space differs.
TABLE: dict[str, Any] = {
    "mariadb_engine": "InnoDB",
    "mariadb_charset": "utf8mb4",
    "mariadb_collate": "utf8mb4_nopad_bin",
}

Id = String(32)  # of a random id (infra.ids)
Code = String(32)  # of a team's short name, a state, a kind: a closed set, kept as text
Hash = String(64)  # of SHA-256 in hex
Key64 = String(64)  # of an Ed25519 or age public key, an id of a person
LongText = Text().with_variant(MEDIUMTEXT(), "mysql", "mariadb")
Ciphertext = LargeBinary().with_variant(MEDIUMBLOB(), "mysql", "mariadb")

_BUSY_SECONDS = 15
_ANSWER_SECONDS = 30
_RECLAIM_SECONDS = 3600
_MIGRATIONS = Path(__file__).resolve().parent / "migrations"


class Base(DeclarativeBase):
    """What every table is made from."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    __table_args__: Any = TABLE


def create_engine_for(url: str, patience: int = _ANSWER_SECONDS) -> Engine:
    """An engine with the habits the database needs; parameters never appear in errors."""
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            hide_parameters=True,
            poolclass=NullPool,
            connect_args={"timeout": _BUSY_SECONDS},
        )
        event.listen(engine, "connect", _sqlite_connected)
        event.listen(engine, "begin", _sqlite_begin)
        return engine
    return create_engine(
        url,
        hide_parameters=True,
        poolclass=NullPool,
        isolation_level="READ COMMITTED",
        connect_args={"connect_timeout": 5, "read_timeout": patience, "write_timeout": patience},
    )


def _sqlite_connected(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's "begin" says when, not the driver
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("alcove_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def install(app: Flask, url: str) -> None:
    """Give the application its engine, and close each request's connection when it ends."""
    app.extensions["alcove_engine"] = create_engine_for(url)
    app.teardown_appcontext(_close)


def engine() -> Engine:
    """The application's engine."""
    found: Engine = current_app.extensions["alcove_engine"]
    return found


def session() -> Session:
    """The request's session. Reading needs nothing else; writing needs `transaction()`."""
    if "alcove_session" not in g:
        g.alcove_session = Session(engine(), expire_on_commit=False, autoflush=True)
    found: Session = g.alcove_session
    return found


@contextmanager
def transaction() -> Iterator[Session]:
    """All or nothing: commits at the end, rolls back on any error; an inner one joins the outer.

    What was read before is read again inside, because somebody may have changed it meanwhile.
    """
    current = session()
    if g.get("alcove_writing", False):
        yield current
        return
    if current.new or current.dirty or current.deleted:
        raise RuntimeError("rows were changed outside a transaction")
    current.commit()  # ends the reading so far
    current.expire_all()
    g.alcove_writing = True
    try:
        current.connection(execution_options={"alcove_writes": True})
        yield current
        current.commit()
    except BaseException:
        current.rollback()
        raise
    finally:
        g.alcove_writing = False


def reclaim() -> bool:
    """Have the database's files hold nothing that was deleted; False if readers were in the way.

    SQLite: rows are overwritten when they are deleted already; the write-ahead log, which still has
    them, is cut to nothing, and the file is written anew. MariaDB: every table is written anew,
    into a new file. Out of reach: MariaDB's binary, redo and undo logs until the server reuses
    them, replicas, backups, and what a disk or file system keeps of old files.

    :raise RuntimeError: inside a transaction, where nothing is deleted yet
    """
    if g.get("alcove_writing", False):
        raise RuntimeError("only what was committed can be gone")
    session().commit()  # a reading of one's own would be in the way, too
    url = engine().url.render_as_string(hide_password=False)
    connection = create_engine_for(url, _RECLAIM_SECONDS).raw_connection()
    try:
        cursor = connection.cursor()
        rewrite = _rewrite_sqlite if engine().dialect.name == "sqlite" else _rewrite_mariadb
        return rewrite(cursor)
    finally:
        connection.close()


def _rewrite_sqlite(cursor: Any) -> bool:
    try:
        cursor.execute("VACUUM")  # its work goes through the log, which is cut after it
    except sqlite3.OperationalError:
        return False  # somebody writes, and did not stop for as long as one waits
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    busy, *_ = cursor.fetchone()
    return not busy


def _rewrite_mariadb(cursor: Any) -> bool:
    names = ", ".join(f"`{table.name}`" for table in Base.metadata.sorted_tables)
    cursor.execute(f"OPTIMIZE TABLE {names}")
    return all(kind.lower() != "error" for _table, _what, kind, _text in cursor.fetchall())


def upgrade(revision: str = "head") -> None:
    """Bring the tables up to a revision."""
    _migrate(lambda config: command.upgrade(config, revision))


def downgrade(revision: str) -> None:
    """Bring the tables back to a revision; what they cannot hold is lost."""
    _migrate(lambda config: command.downgrade(config, revision))


def check() -> None:
    """See whether the tables are what the code needs.

    :raise alembic.util.CommandError: if not
    """
    _migrate(command.check)


def _migrate(act: Callable[[AlembicConfig], None]) -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with engine().connect() as connection:
        config.attributes["connection"] = connection
        act(config)
        connection.commit()


def _close(_error: BaseException | None) -> None:
    current = g.pop("alcove_session", None)
    if current is not None:
        current.close()
