# SPDX-License-Identifier: AGPL-3.0-or-later
"""An application on a database of its own for each test: SQLite, or MariaDB where one says so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient, FlaskCliRunner
from hypothesis import settings
from sqlalchemy import Engine, delete, event, insert
from sqlalchemy.orm import Session

from service import create_app
from service.infra import database, sessions
from tests import mariadb as mariadb_server
from tests.teams import SomeTeam

# How long an example takes says how busy the machine is, not whether the code is right. What lands
# is judged by the same examples each time; `--hypothesis-profile=explore` looks for new ones.
settings.register_profile("alcove", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile("alcove")

ORIGIN = "http://127.0.0.1:8000"
WIKI = "https://meta.wikimedia.org"
DAY = date(2026, 11, 22)
SECRET = "a secret that only tests know, long enough"


class OneEngine:
    """The engine of all tests' SQLite files: it writes each statement out once, not once a test.

    It keeps no connection open, so the next one may well be to another file.
    """

    def __init__(self) -> None:
        self.url = ""
        self._engine: Engine | None = None

    def engine(self, made: Engine) -> Engine:
        """The first engine that was made, which opens the file of the test that runs now."""
        if self._engine is None:
            self._engine = made
            event.listen(made, "do_connect", self._lead)
        self._engine.url = made.url
        return self._engine

    def _lead(self, _dialect: Any, _record: Any, where: list[str], _more: Any) -> None:
        where[0] = self.url.removeprefix("sqlite:///")


OWN = OneEngine()
SetClock = Callable[[date, int], None]
SignIn = Callable[[str], FlaskClient]


def make_app(url: str, **settings: Any) -> Flask:
    """An application for tests on a database."""
    app = create_app(
        {
            "TESTING": True,
            "SECRET_KEY": SECRET,
            "DATABASE_URL": url,
            "BASE_URL": ORIGIN,
            "WIKI_ORIGINS": (WIKI, "https://*.wikipedia.org"),
            **settings,
        }
    )
    if url == OWN.url:
        app.extensions["alcove_engine"] = OWN.engine(app.extensions["alcove_engine"])
    return app


def migrate(url: str) -> None:
    """Make all tables in an empty database."""
    with make_app(url).app_context():
        database.upgrade()


def empty_all(url: str) -> None:
    """Take all rows out of a database, and begin its audit anew."""
    with database.create_engine_for(url).begin() as connection:
        for table in reversed(database.Base.metadata.sorted_tables):
            connection.execute(delete(table))
        head = database.Base.metadata.tables["audit_head"]
        connection.execute(insert(head).values(id=1, seq=0, hash="0" * 64))


@pytest.fixture(autouse=True)
def _only_given_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The surroundings of who runs the tests decide nothing."""
    for name in os.environ:
        if name.startswith(("ALCOVE_", "TOOL_", "FLASK_")):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def set_clock() -> Iterator[SetClock]:
    """It is noon on one and the same day in all tests, until one sets the clock."""
    # Not the test's own way to change things: a test that takes its changes back keeps the day.
    with pytest.MonkeyPatch.context() as clock:

        def set_to(day: date, hour: int = 12) -> None:
            now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
            clock.setattr("service.infra.time._now", lambda: now)

        set_to(DAY)
        yield set_to


@pytest.fixture(params=["sqlite", pytest.param("mariadb", marks=pytest.mark.mariadb)])
def on_both(request: pytest.FixtureRequest) -> str:
    """Runs a test on SQLite and on MariaDB; say it with `usefixtures`."""
    return str(request.param)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[mariadb_server.MariaDB]:
    """A server for all tests of one run."""
    with mariadb_server.started() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, copied for each test because that is faster."""
    path = tmp_path_factory.mktemp("template") / "alcove.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any tables."""
    if request.node.get_closest_marker("mariadb"):
        with request.getfixturevalue("mariadb").database() as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path / 'alcove.db'}"


@pytest.fixture(scope="session")
def mariadb_template(mariadb: mariadb_server.MariaDB) -> Iterator[str]:
    """A migrated database, emptied after each test because that is faster than a new one."""
    with mariadb.database() as url:
        migrate(url)
        yield url


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with all tables and nothing in them."""
    if request.node.get_closest_marker("mariadb"):
        url: str = request.getfixturevalue("mariadb_template")
        yield url
        empty_all(url)
    else:
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "alcove.db")
        OWN.url = f"sqlite:///{tmp_path / 'alcove.db'}"
        yield OWN.url


@pytest.fixture
def app(database_url: str) -> Flask:
    """The application."""
    return make_app(database_url)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody without a cookie, who sends no Origin."""
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """The operator's command line."""
    return app.test_cli_runner()


@pytest.fixture
def db(app: Flask) -> Iterator[Session]:
    """The database's session inside the application's context."""
    with app.app_context():
        yield database.session()


@pytest.fixture
def team(app: Flask) -> SomeTeam:
    """A team of three with a statement in force."""
    return SomeTeam().found(app, DAY)


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """Makes a browser in which somebody is signed in and our own pages send."""

    def sign_in_as(person_id: str) -> FlaskClient:
        browser = app.test_client()
        browser.environ_base["HTTP_ORIGIN"] = ORIGIN
        config = app.extensions["alcove_config"]
        with app.test_request_context():
            sessions.begin(person_id)
            browser.set_cookie(sessions.cookie_name(config), g.alcove_cookie)
        return browser

    return sign_in_as
