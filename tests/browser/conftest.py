# SPDX-License-Identifier: AGPL-3.0-or-later
"""A demo of its own under gunicorn, and Chromium. Both end with this folder's tests."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from service.demo import TEAM
from service.vault import client
from tests.desking import Member
from tests.serving import ROOT, Server, serve_demo

# Pages unlock, open and seal, several at once on few cores: what is slow is not wrong.
expect.set_options(timeout=60_000)

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu"]

AtDesk = Callable[[str], AbstractContextManager[Member]]
Send = Callable[..., client.SealedReport]
Tamper = Callable[..., None]
SlipIn = Callable[[client.SealedReport, str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser. A file stays in one process; each process has a service."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(autouse=True)
def set_clock() -> None:
    """The service that is served here goes by the real day; so do the tests."""


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The application with the demo's team and its two sample reports."""
    if not (ROOT / "service/static/built/desk.js").exists():
        pytest.fail("the pages' scripts are not built: npm run build")
    with serve_demo(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser; every test gets a fresh profile of it."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A tab in a browser nobody used before. A page that breaks its own policy fails the test."""
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        tab = context.new_page()
        broken: list[str] = []
        tab.on("pageerror", lambda error: broken.append(str(error)))
        tab.on(
            "console",
            lambda said: (
                broken.append(said.text) if "Content Security Policy" in said.text else None
            ),
        )
        yield tab
        assert broken == []


@pytest.fixture
def at_desk(chromium: Browser, server: Server) -> AtDesk:
    """Somebody signed in and unlocked, each in a browser of their own."""
    return lambda person_id: Member.at_desk(chromium, server, person_id)


@pytest.fixture(scope="package")
def said() -> set[tuple[str, str]]:
    """What reports at each service say; a test finds its own by its words."""
    return set()


@pytest.fixture
def send(server: Server, said: set[tuple[str, str]]) -> Send:
    """Sends a report as the form would, from the Python client. No two say the same."""

    def sealed(what: str, excluded: tuple[str, ...] = (), **more: Any) -> client.SealedReport:
        assert (server.url, what) not in said, "another test's report says the same"
        said.add((server.url, what))
        report = {"v": 1, "lang": "en", "role": "me", "what": what, "wiki": "en.wikipedia.org"}
        report |= more
        summary = {
            "wiki": report["wiki"],
            "about": [one["name"] for one in more.get("people", [])],
            "kinds": more.get("kinds", []),
            "excerpt": what,
            "lang": "en",
        }
        sealed = client.seal_report(
            team=TEAM,
            statement=server.statement,
            report=report,
            summary=summary,
            excluded=[server.key_of(one).ed25519_public for one in excluded],
        )
        request = urllib.request.Request(
            f"{server.url}/api/v1/reports",
            data=json.dumps(sealed.payload).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 201
        return sealed

    return sealed


@pytest.fixture
def tamper(server: Server) -> Tamper:
    """Changes the database as somebody could who runs the service."""

    def run(statement: str, *values: object) -> None:
        path = server.demo.folder / "alcove.db"
        with contextlib.closing(sqlite3.connect(path, timeout=10)) as database, database:
            assert database.execute(statement, values).rowcount == 1

    return run


@pytest.fixture
def slip_in(server: Server, tamper: Tamper) -> SlipIn:
    """Puts a message into a new report's thread that nobody who may write there wrote."""

    def put(sealed: client.SealedReport, text: str) -> None:
        forged = client.seal_next(
            vault_recipient=sealed.vault.recipient,
            vault=sealed.vault.id,
            epoch=0,
            n=2,
            prev=sealed.head,
            team=TEAM,
            kind="message",
            body={"text": text, "lang": "en"},
            signer=client.new_signer(),
            statement=server.statement,
        )
        tamper(
            "INSERT INTO envelopes (vault, epoch, n, data, hash, day, size)"
            " VALUES (?, 0, 2, ?, ?, '2026-11-22', 1024)",
            sealed.vault.id,
            client.b64decode(forged.data),
            forged.hash,
        )

    return put
