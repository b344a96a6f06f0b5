# SPDX-License-Identifier: AGPL-3.0-or-later
"""A running Alcove for tests and measurements: the demo, under gunicorn, on a port of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from service.demo import TEAM, Demo, prepare
from service.infra.time import today
from service.vault import client

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 30
CHEAPEST = 16


@dataclass
class Server:
    """Where the demo is served, and what its people have."""

    demo: Demo
    port: int
    app: str = "service:create_app()"
    process: subprocess.Popen[bytes] | None = None
    keys: dict[str, client.Person] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.demo.base_url

    @property
    def pid(self) -> int:
        if self.process is None:
            raise RuntimeError("it was not started")
        return self.process.pid

    @property
    def log(self) -> Path:
        return self.demo.folder / "server.log"

    @cached_property
    def pins(self) -> dict[str, object]:
        """As the gadget is built with."""
        pins: dict[str, object] = json.loads((self.demo.folder / "pins.json").read_text())
        return pins

    @cached_property
    def passphrases(self) -> dict[str, str]:
        phrases: dict[str, str] = json.loads(self.demo.passphrases.read_text())
        return phrases

    def key_of(self, person_id: str) -> client.Person:
        """Somebody's keys, from their file; it takes a second or two, so it is opened once."""
        if person_id not in self.keys:
            text = self.demo.key_file(person_id).read_text()
            self.keys[person_id] = client.open_key_file(text, self.passphrases[person_id])
        return self.keys[person_id]

    @cached_property
    def statement(self) -> client.Statement:
        """The team's current statement, as a client would verify it."""
        with urllib.request.urlopen(f"{self.url}/api/v1/teams/{TEAM}/statements") as answer:
            wire = json.load(answer)["statements"][-1]
        root = self.pins["teams"][TEAM]["root"]  # type: ignore[index]
        return client.verify_statement(wire, root=root, team=TEAM, today=today())

    def stop(self) -> None:
        """End it, as an operator would; a second time does nothing."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(timeout=PATIENCE)

    def start(self) -> None:
        """Start it, again if it was stopped; returns when it answers."""
        given = {f"ALCOVE_{name}": value for name, value in self.demo.settings.items()}
        given |= {"PORT": str(self.port), "TMPDIR": str(self.demo.folder)}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", self.app],
                cwd=ROOT,
                env={**os.environ, **given},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).close()
                return
            time.sleep(0.1)
        raise RuntimeError(f"the service did not start:\n{self.log.read_text()[-3000:]}")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def serve_demo(
    folder: Path, *wikis: str, with_cases: bool = True, app: str = Server.app
) -> Iterator[Server]:
    """Serve a new demo that takes reports from these wikis (the last one is their home).

    Its key files are the cheapest to open that are accepted: it is done some hundred times.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    more = {"wikis": wikis} if wikis else {}
    demo = Demo(folder, url, **more, work=CHEAPEST, with_cases=with_cases)
    prepare(demo)
    server = Server(demo, port, app)
    server.start()
    try:
        yield server
    finally:
        server.stop()
