# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing, sending and opening in a real browser, against the work nobody can leave out."""

from __future__ import annotations

import contextlib
import functools
import statistics
import subprocess
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page

from tests.bench.browsing import Measured
from tests.bench.table import Measurement
from tests.serving import ROOT, Server

SUMMARIES = 1000
ROUNDS = 5


class _Silent(SimpleHTTPRequestHandler):
    """Serves the built page and says nothing about it."""

    def log_message(self, *_arguments: object) -> None:
        return


@contextlib.contextmanager
def served_page(folder: Path) -> Iterator[str]:
    """Build the page and serve it on an origin of its own, which has the browser's cryptography."""
    subprocess.run(["node", "tests/bench/page/build.mjs", str(folder)], cwd=ROOT, check=True)
    (folder / "index.html").write_text(
        '<!doctype html><title>bench</title><script type="module" src="page.js"></script>'
    )
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Silent, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def measure(measured: Measured, page: Page, server: Server) -> Iterator[Measurement]:
    """Times both, in turn, so that a noisy machine is noisy for both."""
    root = server.pins["teams"]["u4c"]["root"]  # type: ignore[index]
    both = []
    for _ in range(ROUNDS + 1):
        sealing = page.evaluate("at => bench.sealAndSend(...at)", [server.url, root])
        sending = page.evaluate("at => bench.sendOnly(...at)", [server.url, root])
        both.append((sealing, sending))
    yield Measurement(
        "sealing and sending a report to four",
        statistics.median(sealing for sealing, _ in both[1:]),
        "ms",
        floor=statistics.median(sending for _, sending in both[1:]),
    )

    page.evaluate("count => bench.prepareQueue(count)", SUMMARIES)
    opening, floors, opening_cpu, floor_cpu = [], [], [], []
    for _ in range(ROUNDS):
        before = measured.cpu()
        opening.append(page.evaluate("bench.openQueue()"))
        between = measured.cpu()
        floors.append(page.evaluate("bench.multiplyOnly()"))
        opening_cpu.append((between - before) / SUMMARIES)
        floor_cpu.append((measured.cpu() - between) / SUMMARIES)
    yield Measurement(
        f"opening {SUMMARIES:,} summaries, wall time",
        statistics.median(opening),
        "ms",
        floor=statistics.median(floors),
    )
    yield Measurement(
        "opening one summary, CPU of the browser",
        statistics.median(opening_cpu) * 1000,
        "ms",
        floor=statistics.median(floor_cpu) * 1000,
    )
