# SPDX-License-Identifier: AGPL-3.0-or-later
"""`make bench`: measures everything once, prints a table, keeps it in build/bench.json."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path

from tests.bench import casepages, gadget, sealing, storing, syncing
from tests.bench.browsing import measured_browser
from tests.bench.table import Measurement, keep, show
from tests.serving import ROOT, serve_demo
from tests.wiki.wikis import make_wiki


def main() -> None:
    """Brings up a service, a wiki and a browser of its own; touches nothing else."""
    found: list[Measurement] = []
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        page_origin = stack.enter_context(sealing.served_page(folder / "page"))
        wiki = make_wiki("benchwiki", folder / "wiki")
        wiki.start()
        stack.callback(wiki.stop)
        server = stack.enter_context(
            serve_demo(folder / "alcove", page_origin, wiki.url, with_cases=False)
        )
        measured = stack.enter_context(measured_browser())
        found += gadget.measure(server, wiki, measured.browser)
        page = measured.browser.new_page()
        page.goto(page_origin)
        page.wait_for_function("window.bench")
        found += sealing.measure(measured, page, server)
        found += storing.measure(server, folder)
        found += syncing.measure(server, wiki, folder)
    found += casepages.measure()
    keep(found, ROOT / "build" / "bench.json")
    sys.stdout.write(show(found) + "\n")


if __name__ == "__main__":
    main()
