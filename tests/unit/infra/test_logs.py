# SPDX-License-Identifier: AGPL-3.0-or-later
"""Logs name types and places, never secrets, addresses or what somebody wrote."""

from __future__ import annotations

import io
import logging

import pytest
from flask import Flask

from service.infra import logs

CANARY = "canary-of-a-frightened-person"


@pytest.fixture
def written() -> io.StringIO:
    """What the redacting handler writes."""
    return io.StringIO()


@pytest.fixture
def logger(written: io.StringIO) -> logging.Logger:
    found = logging.getLogger("tests.logs")
    found.handlers = [logging.StreamHandler(written)]
    found.handlers[0].addFilter(logs.Redaction())
    found.propagate = False
    return found


@pytest.mark.parametrize(
    "secret",
    [
        "AGE-SECRET-KEY-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0JQZQ3X0",
        "PRIVATE-DO-NOT-SHARE-0CH-J2K-00Q-ABC-DEF-GHJ-KMN-PQR-ST~",
        "Bearer bm90aGluZyBoZXJlCg==",
        "alcove=Zm9vYmFyYmF6",
        "mQ0gEaC2vU1jP4xY7kT9wB3nS6dH8fLr",
        "3f0d9c1b2a4e5f60718293a4b5c6d7e8",
        "10.64.0.12",
        "2001:db8::8a2e:370:7334",
        "somebody@example.org",
        "?lookup=abc",
    ],
)
def test_secrets_are_taken_out(logger: logging.Logger, written: io.StringIO, secret: str) -> None:
    logger.warning("before %s after", secret)
    assert secret not in written.getvalue()
    assert written.getvalue().startswith("before ")


def test_ordinary_words_stay(logger: logging.Logger, written: io.StringIO) -> None:
    logger.warning("the table audit_rows at site-packages/sqlalchemy/engine/base.py was at 12:30")
    assert logs._CUT not in written.getvalue()


def test_an_errors_message_is_left_out_and_its_place_stays(
    logger: logging.Logger, written: io.StringIO
) -> None:
    try:
        raise KeyError(CANARY)
    except KeyError:
        logger.exception("it broke")
    assert CANARY not in written.getvalue()
    assert "builtins.KeyError" in written.getvalue()
    assert "test_logs.py:" in written.getvalue()


@pytest.mark.parametrize(
    ("path", "logged"),
    [("/api/v1/teams", False), ("/write", False), ("/follow", False), ("/desk/sign-in", True)],
)
def test_errors_of_routes_reporters_use_are_not_logged(
    app: Flask, caplog: pytest.LogCaptureFixture, path: str, logged: bool
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    endpoint, _ = app.url_map.bind("127.0.0.1").match(path)

    def broken() -> None:
        raise RuntimeError(CANARY)

    app.view_functions[endpoint] = broken
    assert app.test_client().get(path).status_code == 500
    assert bool(caplog.records) is logged


def test_requests_leave_no_line(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    app.test_client().get(f"/api/v1/teams?{CANARY}")
    app.test_client().post("/api/v1/reports", json={CANARY: CANARY})
    assert CANARY not in caplog.text
    assert not [one for one in caplog.records if not one.name.startswith("asyncio")]
