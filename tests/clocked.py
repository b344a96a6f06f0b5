# SPDX-License-Identifier: AGPL-3.0-or-later
"""The application with a calendar of its own: a file in its folder says which day it is.

So a service that runs, and the jobs run beside it, can be taken to another day together.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time
from pathlib import Path

from flask import Flask

import service
from service.infra import time as clock

APP = "tests.clocked:create_app()"
NAME = "day"


def create_app() -> Flask:
    """Make the application as always; its day is the file's, or the real one without a file."""
    path = Path(os.environ["ALCOVE_DEMO_DIR"]) / NAME
    clock._now = lambda: _noon(path) if path.exists() else datetime.now(UTC)
    return service.create_app()


def _noon(path: Path) -> datetime:
    return datetime.combine(date.fromisoformat(path.read_text()), time(12), UTC)


def set_day(folder: Path, day: date | None) -> None:
    """Have it be another day, or the real one again, for all that run from this folder."""
    path = folder / NAME
    if day is None:
        path.unlink(missing_ok=True)
        return
    new = path.with_suffix(".new")
    new.write_text(day.isoformat())
    new.replace(path)
