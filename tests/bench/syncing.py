# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeping in step with 1,000 case pages: requests of the wiki, time and CPU of all who take part.

Beside it stands Pywikibot's own way: it reads the pages one at a time, each time all of them, and
tells nobody what they say. The floor is what nobody goes below who stores what the pages say: the
wiki answers as many requests as its limit allows, and somebody keeps the answers with a full sync.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.bench.processes import cpu_seconds
from tests.bench.table import Measurement
from tests.casepages import pages
from tests.faults import Bots
from tests.serving import ROOT, Server
from tests.wiki.casetree import SCRIPT
from tests.wiki.caseworld import bot_key, import_pages
from tests.wiki.gadget import bot_command
from tests.wiki.wikis import Wiki

PAGES, CHANGED = 1000, 10
PREFIX = "Bench/Cases/"
WHAT = f"{PAGES:,} case pages"
WITH_TEXT = {"prop": "info|revisions", "rvprop": "ids|timestamp|content|sha1", "rvslots": "main"}
ALL = {"generator": "allpages", "gapprefix": PREFIX, "gaplimit": "50", **WITH_TEXT}
LATELY = {"list": "recentchanges", "rclimit": "max", "rcprop": "ids|title|timestamp|loginfo"}
ONE_AT_A_TIME = """
import json, sys, time, requests
calls, send = [], requests.Session.send
def counted(session, request, **more):
    calls.append(request.url)
    return send(session, request, **more)
requests.Session.send = counted
import pywikibot
begun, used = time.perf_counter(), time.process_time()
size = sum(len(page.text) for page in pywikibot.Site().allpages(prefix=sys.argv[1]))
print(json.dumps([len(calls), time.perf_counter() - begun, time.process_time() - used]))
"""


@dataclass
class Cost:
    """What somebody needed for something: by the clock, and CPU by who was charged it."""

    seconds: float = 0
    requests: int = 0
    cpu: dict[str, float] = field(default_factory=dict)

    @property
    def all_cpu(self) -> float:
        return sum(self.cpu.values())


@dataclass
class Bench:
    """A wiki full of case pages, a service and the bot."""

    bots: Bots
    server: Server
    wiki: Wiki
    folder: Path

    def sync(self, prefix: str) -> Cost:
        """Make one pass."""
        before = self._charged()
        begun = time.perf_counter()
        run = self.bots.run(f"-service:{self.server.url}", f"-prefix:{prefix}")
        seconds = time.perf_counter() - begun
        if run.code:
            raise RuntimeError(f"the bot ended with {run.code}: {run.output}")
        cpu = {who: used - before[who] for who, used in self._charged().items()}
        return Cost(seconds, len(run.to(self.wiki.url)), cpu)

    def one_at_a_time(self, environment: dict[str, str]) -> Cost:
        """Read every page as most bots do."""
        before = self._charged()["wiki"]
        done = subprocess.run(
            [sys.executable, "-c", ONE_AT_A_TIME, PREFIX],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        count, seconds, cpu = json.loads(done.stdout)
        return Cost(seconds, count, {"bot": cpu, "wiki": self._charged()["wiki"] - before})

    def least(self, *queries: dict[str, str]) -> Cost:
        """Ask the wiki what a pass has to ask, and keep the answers; nobody reads them."""
        before, mine = self._charged()["wiki"], time.process_time()
        database = sqlite3.connect(self.folder / "least.db", isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("CREATE TABLE IF NOT EXISTS answers (answer TEXT)")
        cost, begun = Cost(), time.perf_counter()
        with requests.Session() as session:
            session.trust_env = False
            for query in queries:
                rest: dict[str, str] | None = {}
                while rest is not None:
                    asked = {"action": "query", "format": "json", **query, **rest}
                    answer = session.get(f"{self.wiki.url}/w/api.php", params=asked, timeout=60)
                    database.execute("INSERT INTO answers VALUES (?)", (answer.text,))
                    rest = answer.json().get("continue")
                    cost.requests += 1
        cost.seconds = time.perf_counter() - begun
        database.close()
        cost.cpu = {"bot": time.process_time() - mine, "wiki": self._charged()["wiki"] - before}
        return cost

    def _charged(self) -> dict[str, float]:
        if self.wiki.process is None:
            raise RuntimeError("the wiki was not started")
        wiki = self.wiki.process.pid
        processes = {"bot": self.bots.pid, "service": self.server.pid, "wiki": wiki}
        return {who: cpu_seconds(pid) for who, pid in processes.items()}


def measure(server: Server, wiki: Wiki, folder: Path) -> Iterator[Measurement]:
    """Yield what a first, an idle and a small pass cost, and Pywikibot's own way."""
    made = pages(PAGES, 1, root=PREFIX)
    import_pages(wiki, [(page.title, page.wikitext) for page in made], folder)
    command, environment = bot_command(wiki, script=SCRIPT)
    with Bots(command, environment, ALCOVE_BOT_KEY=bot_key(server, "sync")) as bots:
        bench = Bench(bots, server, wiki, folder)
        bench.sync(f"{PREFIX}None of them/")  # as on all days but the very first
        first, least = bench.sync(PREFIX), bench.least(ALL)
        yield from _shown("first pass", first, least, aim=PAGES / 50 + 3)
        for who, seconds in first.cpu.items():
            yield Measurement(f"{WHAT}, first pass: CPU of the {who}", seconds, "s")
        yield from _shown("idle pass", bench.sync(PREFIX), bench.least(LATELY), aim=2)
        for page in made[:CHANGED]:
            wiki.edit(page.title, page.wikitext + "\n\nMore words.")
        ten = {"titles": "|".join(page.title for page in made[:CHANGED]), **WITH_TEXT}
        changed, least = bench.sync(PREFIX), bench.least(LATELY, ten)
        yield from _shown(f"{CHANGED} changed", changed, least, aim=4)
        alone = bench.one_at_a_time(environment)
    yield from _shown("one at a time", alone)
    for what, mine, theirs in (
        ("time", first.seconds, alone.seconds),
        ("CPU", first.all_cpu, alone.all_cpu),
    ):
        yield Measurement(f"a first pass beside one at a time: {what}", mine, "s", theirs, aim=1)


def _shown(
    name: str, cost: Cost, least: Cost | None = None, aim: float | None = None
) -> Iterator[Measurement]:
    what = f"{WHAT}, {name}"
    yield Measurement(f"{what}: of the wiki", cost.requests, "requests", aim=aim)
    seconds, cpu = (least.seconds, least.all_cpu) if least else (None, None)
    yield Measurement(f"{what}: time", cost.seconds, "s", seconds)
    yield Measurement(f"{what}: CPU of all", cost.all_cpu, "s", cpu)
