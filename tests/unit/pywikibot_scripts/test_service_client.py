# SPDX-License-Identifier: AGPL-3.0-or-later
"""How bots bear with a service that is busy, gone, or not Alcove at all; no key is ever shown."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from pywikibot_scripts.service_client import (
    PAUSES,
    RefusedError,
    Service,
    ServiceError,
    key_from_environment,
)

KEY = "a-key-that-nobody-may-see"


class Scripted(BaseHTTPRequestHandler):
    """Gives the answers of a list, one after the other; then the last one for ever."""

    answers: ClassVar[list[tuple[int, dict[str, str], str]]] = []
    seen: ClassVar[list[tuple[str, str, str | None]]] = []

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        self.seen.append((f"{self.command} {self.path}", body, self.headers["Authorization"]))
        status, headers, text = self.answers[0]
        if len(self.answers) > 1:
            self.answers.pop(0)
        self.send_response(status)
        for name, value in {"Content-Length": str(len(text.encode())), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    do_POST = do_GET

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """Where the scripted answers are given."""
    Scripted.answers, Scripted.seen = [], []
    with HTTPServer(("127.0.0.1", 0), Scripted) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def waited() -> list[float]:
    """What would have been waited."""
    return []


@pytest.fixture
def service(address: str, waited: list[float]) -> Iterator[Service]:
    """A client that does not wait."""
    made = Service(f"{address}/", KEY, "test", wait=waited.append)
    yield made
    made.close()


def test_a_busy_service_is_asked_again(service: Service, waited: list[float]) -> None:
    Scripted.answers = [
        (503, {}, ""), (429, {"Retry-After": "9"}, "{}"), (429, {"Retry-After": "99999"}, "{}"),
        (502, {"Retry-After": "soon"}, ""), (504, {}, ""), (200, {}, '{"pages": []}'),
    ]  # fmt: skip
    assert service.get("pages", wiki="meta.wikimedia.org") == {"pages": []}
    assert waited == [PAUSES[0], 9, 120, PAUSES[3], PAUSES[4]]
    assert {seen[0] for seen in Scripted.seen} == {
        "GET /api/v1/bots/cases/pages?wiki=meta.wikimedia.org"
    }


def test_a_service_that_stays_away(service: Service, waited: list[float]) -> None:
    Scripted.answers = [(503, {}, "")]
    with pytest.raises(ServiceError, match=r"503.*Nothing is lost") as error:
        service.post("events", {"events": []})
    assert waited == list(PAUSES)
    assert KEY not in str(error.value)
    assert len(Scripted.seen) == len(PAUSES) + 1


def test_nobody_there(waited: list[float]) -> None:
    gone = Service("http://127.0.0.1:9", KEY, "test", wait=waited.append)
    with pytest.raises(ServiceError, match="look whether the service is running") as error:
        gone.begin("sync", "meta.wikimedia.org")
    assert KEY not in repr(error.value)
    assert waited == list(PAUSES)


@pytest.mark.parametrize(
    ("status", "text", "advice", "kind"),
    [
        (401, '{"type": "https://x/problems/not_signed_in"}', "a new one", "not_signed_in"),
        (403, '{"type": "https://x/problems/not_allowed"}', "--may", "not_allowed"),
        (422, '{"type": "https://x/problems/invalid"}', "versions", "invalid"),
        (404, "<html>", "versions", ""),
        (500, "<html>", "its log", ""),
        (200, "<html>", "is the address right", ""),
        (200, "[]", "is the address right", ""),
        (302, "", "is the address right", ""),
    ],
)
def test_answers_that_asking_again_does_not_mend(
    service: Service, waited: list[float], status: int, text: str, advice: str, kind: str
) -> None:
    Scripted.answers = [(status, {"Location": "https://elsewhere.example/"}, text)]
    with pytest.raises(RefusedError, match=advice) as error:
        service.post("readings", {"readings": []})
    assert (error.value.status, error.value.kind) == (status, kind)
    assert waited == []
    assert len(Scripted.seen) == 1  # the key follows no redirect


def test_no_file_of_the_machine_replaces_the_key(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    Scripted.answers = [(201, {}, '{"pass": "p", "cursor": {"v": 1}}')]
    assert service.begin("sync", "meta.wikimedia.org") == ("p", {"v": 1})
    [(call, body, key)] = Scripted.seen
    assert call == "POST /api/v1/bots/cases/passes"
    assert json.loads(body) == {"bot": "sync", "wiki": "meta.wikimedia.org"}
    assert key == f"Bearer {KEY}"


@pytest.mark.parametrize("address", ["http://alcove.toolforge.org", "http://localhost.example"])
def test_a_key_does_not_travel_in_clear(address: str) -> None:
    with pytest.raises(ServiceError, match="in clear"):
        Service(address, KEY, "test")


@pytest.mark.parametrize("key", ["", "  ", "two words", "ü", "x" * 501])
def test_what_is_no_key_is_said_without_showing_it(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALCOVE_BOT_KEY", key)
    with pytest.raises(ServiceError, match="ALCOVE_BOT_KEY") as error:
        key_from_environment()
    assert not key.strip() or key not in str(error.value)
    monkeypatch.setenv("ALCOVE_BOT_KEY", f" {KEY}\n")
    assert key_from_environment() == KEY
