# SPDX-License-Identifier: AGPL-3.0-or-later
"""An application that is listened to: what it logs, answers, and keeps on the disk."""

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.api.searching import Listener, Places


@pytest.fixture
def places(app: Flask, tmp_path: Path) -> Iterator[Places]:
    found = Places(tmp_path / "alcove.db")
    listener, root = Listener(found), logging.getLogger()
    level = root.level
    root.handlers.insert(0, listener)
    root.setLevel(logging.DEBUG)
    # Even an operator who turns on the log of every statement and row learns nothing.
    app.extensions["alcove_engine"].echo = "debug"

    inner = app.wsgi_app

    def listening(environ: Any, start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            found.headers.extend(f"{name}: {value}" for name, value in headers)
            return start_response(status, headers, *error)

        return inner(environ, start)

    app.wsgi_app = listening  # type: ignore[method-assign]
    # While somebody else has the database open, the write-ahead log stays where it is.
    guard = sqlite3.connect(found.database)
    guard.execute("SELECT count(*) FROM teams").fetchone()
    yield found
    app.extensions["alcove_engine"].echo = False
    guard.close()
    root.removeHandler(listener)
    root.setLevel(level)
