# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeping in step with 1,000 case pages: requests of the wiki and time, beside Pywikibot's own way.

That way reads the pages one at a time, each time all of them, and tells nobody what they say.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

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
ONE_AT_A_TIME = """
import json, sys, time, requests
calls, send = [], requests.Session.send
def counted(session, request, **more):
    calls.append(request.url)
    return send(session, request, **more)
requests.Session.send = counted
import pywikibot
begun = time.perf_counter()
size = sum(len(page.text) for page in pywikibot.Site().allpages(prefix=sys.argv[1]))
print(json.dumps([len(calls), time.perf_counter() - begun, size]))
"""


def measure(server: Server, wiki: Wiki, folder: Path) -> Iterator[Measurement]:
    """Yield what a first, an idle and a small pass cost."""
    made = pages(PAGES, 1, root=PREFIX)
    import_pages(wiki, [(page.title, page.wikitext) for page in made], folder)
    command, environment = bot_command(wiki, script=SCRIPT)
    key = bot_key(server, "sync")
    with Bots(command, environment, ALCOVE_BOT_KEY=key) as bots:
        _run(bots, server, wiki, f"{PREFIX}None of them/")  # as on all days but the very first
        aims = {"first": PAGES / 50 + 3, "idle": 2, f"{CHANGED} changed": 4}
        for name, aim in aims.items():
            for page in made[:CHANGED] if "changed" in name else ():
                wiki.edit(page.title, page.wikitext + "\n\nMore words.")
            requests, seconds = _run(bots, server, wiki, PREFIX)
            what = f"reading {PAGES:,} case pages, {name} pass"
            yield Measurement(what, requests, "requests", aim=aim)
            yield Measurement(what, seconds, "s")
    done = subprocess.run(
        [sys.executable, "-c", ONE_AT_A_TIME, PREFIX],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    requests, seconds, _ = json.loads(done.stdout)
    what = f"reading {PAGES:,} case pages, one at a time"
    yield Measurement(what, requests, "requests")
    yield Measurement(what, seconds, "s")


def _run(bots: Bots, server: Server, wiki: Wiki, prefix: str) -> tuple[int, float]:
    begun = time.perf_counter()
    run = bots.run(f"-service:{server.url}", f"-prefix:{prefix}")
    seconds = time.perf_counter() - begun
    if run.code:
        raise RuntimeError(f"the bot ended with {run.code}: {run.output}")
    return len(run.to(wiki.url)), seconds
