# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server that is killed at work: what it acknowledged is in the database, whole, and once."""

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.api.world import Thread, World, body_of
from tests.conftest import ORIGIN, SECRET, make_app

ROOT = Path(__file__).resolve().parents[2]
DAY_IN_CHILD = "import service.infra.time as t; t._now = lambda: __import__('datetime').datetime"
SERVE = f"""
{DAY_IN_CHILD}(2026, 11, 22, 12, tzinfo=t.UTC)
from gunicorn.app.wsgiapp import run
run()
"""
_STARTS_WITHIN = 60


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


@contextmanager
def serving(database: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The real server with two workers, in a process group that can be killed as one."""
    surroundings = {
        "ALCOVE_TESTING": "1",
        "ALCOVE_SECRET_KEY": SECRET,
        "ALCOVE_DATABASE_URL": f"sqlite:///{database}",
        "ALCOVE_BASE_URL": ORIGIN,
        "WEB_CONCURRENCY": "2",
        "PORT": str(port),
        # Whoever is killed cannot clear up; this goes with the test.
        "TMPDIR": str(database.parent),
    }
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE, "--bind", f"127.0.0.1:{port}", "service:create_app()"],
        cwd=ROOT,
        env=os.environ | surroundings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(server, port)
        yield server
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")


def post(port: int, thread: Thread) -> int:
    """Send a report over the network; 0 when no answer comes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with closing(connection):
        try:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", "/api/v1/reports", json.dumps(thread.payload), headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0


def send_until_killed(
    server: subprocess.Popen[bytes], port: int, threads: list[Thread], enough: int
) -> dict[int, int]:
    """Send from three sides at once; kill everything at an acknowledgement. Status by report."""
    statuses: dict[int, int] = {}
    waiting = iter(range(len(threads)))
    turn = threading.Lock()

    def run() -> None:
        while True:
            with turn:
                index = next(waiting, None)
            if index is None:
                return
            status = post(port, threads[index])
            with turn:
                statuses[index] = status
                if status == 201 and list(statuses.values()).count(201) == enough:
                    os.killpg(server.pid, signal.SIGKILL)

    senders = [threading.Thread(target=run) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return statuses


def halves(database: Path) -> list[str]:
    """Reports of which a part is missing."""
    with closing(sqlite3.connect(database)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = opened.execute(
            "SELECT v.id FROM vaults v WHERE"
            " (SELECT count(*) FROM reports r WHERE r.vault = v.id) != 1"
            " OR (SELECT count(*) FROM envelopes e WHERE e.vault = v.id) != 2"
            " OR (SELECT count(*) FROM grants g WHERE g.vault = v.id) != 5"
        )
        return [row[0] for row in found]


def test_a_server_killed_at_work_loses_nothing_it_acknowledged(
    database_url: str, tmp_path: Path
) -> None:
    database = tmp_path / "alcove.db"
    world = World(make_app(database_url))
    threads = [world.seal() for _ in range(24)]
    port = free_port()
    with serving(database, port) as server:
        statuses = send_until_killed(server, port, threads, enough=9)
    assert set(statuses.values()) == {201, 0}, "it was killed while others were being sent"
    acknowledged = [threads[index] for index, status in statuses.items() if status == 201]
    assert len(acknowledged) >= 9
    assert halves(database) == []
    for thread in acknowledged:
        followed = body_of(world.follow(thread))
        sent = [one["data"] for one in thread.payload["envelopes"]]
        assert [one["data"] for one in followed["envelopes"]] == sent

    port = free_port()
    with serving(database, port):
        again = {index: post(port, threads[index]) for index in statuses}
    assert all(again[index] == 200 for index, status in statuses.items() if status == 201)
    assert set(again.values()) == {200, 201}, "who got no answer sends again, and it is there once"
    assert halves(database) == []
    with closing(sqlite3.connect(database)) as opened:
        assert opened.execute("SELECT count(*) FROM reports").fetchone() == (24,)
