# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking a sealed report in: the service under gunicorn, against one commit of the same bytes.

The floor is what nobody can go below who keeps the promise "acknowledged is stored": the bytes in a
SQLite file, committed with a full sync. CPU is the server's own, from the operating system.
"""

import http.client
import json
import sqlite3
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from service.vault import client
from tests.bench.processes import cpu_seconds
from tests.bench.table import Measurement
from tests.serving import Server

#: Within the demo team's quota of a day.
REPORTS = 120


def measure(server: Server, folder: Path) -> Iterator[Measurement]:
    """Sends reports one after the other and yields time and CPU of each, with the floor."""
    payloads = [_payload(server) for _ in range(REPORTS)]
    for payload in payloads[:10]:  # warm-up: caches, imports, the write-ahead log
        _send(server, payload)
    cpu_before = cpu_seconds(server.pid)
    times = []
    for payload in payloads[10:]:
        begun = time.perf_counter()
        _send(server, payload)
        times.append(time.perf_counter() - begun)
    cpu = (cpu_seconds(server.pid) - cpu_before) / len(times)
    floor_times, floor_cpu = _floor(folder / "floor.db", [json.dumps(p) for p in payloads])
    yield Measurement(
        "taking a report in, wall time",
        statistics.median(times) * 1000,
        "ms",
        floor=floor_times * 1000,
    )
    yield Measurement("taking a report in, CPU of the service", cpu * 1000, "ms", floor_cpu * 1000)


def _payload(server: Server) -> dict[str, Any]:
    sealed = client.seal_report(
        team=server.statement.team,
        statement=server.statement,
        report={"v": 1, "lang": "en", "what": "x" * 3000},
        summary={
            "wiki": "en.wikipedia.org",
            "about": [],
            "kinds": [],
            "excerpt": "x",
            "lang": "en",
        },
    )
    return sealed.payload


def _send(server: Server, payload: dict[str, Any]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request(
        "POST", "/api/v1/reports", json.dumps(payload), {"Content-Type": "application/json"}
    )
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 201:
        raise RuntimeError(f"a report was refused: {answer.status}")


def _floor(path: Path, bodies: list[str]) -> tuple[float, float]:
    """One insert and one full sync for each: seconds of wall time (median) and of CPU (mean)."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE bodies (body TEXT)")
    times = []
    cpu_before = time.process_time()
    for body in bodies:
        begun = time.perf_counter()
        database.execute("INSERT INTO bodies VALUES (?)", (body,))
        times.append(time.perf_counter() - begun)
    cpu = (time.process_time() - cpu_before) / len(bodies)
    database.close()
    return statistics.median(times), cpu
