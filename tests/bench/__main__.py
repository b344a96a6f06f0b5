# SPDX-License-Identifier: AGPL-3.0-or-later
"""`make bench`: measures everything once, prints a table, keeps it in build/bench.json.

Parts can be named, as in `python -m tests.bench syncing`: their figures are shown, not kept.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.bench import casepages, gadget, sealing, storing, syncing
from tests.bench.browsing import Measured, measured_browser
from tests.bench.table import Measurement, keep, show
from tests.serving import ROOT, Server, serve_demo
from tests.wiki.wikis import Wiki, make_wiki


@dataclass
class World:
    """A service, a wiki and a browser of its own, each brought up when it is needed."""

    stack: contextlib.ExitStack
    folder: Path

    @cached_property
    def page_origin(self) -> str:
        return self.stack.enter_context(sealing.served_page(self.folder / "page"))

    @cached_property
    def wiki(self) -> Wiki:
        wiki = make_wiki("benchwiki", self.folder / "wiki")
        wiki.start()
        self.stack.callback(wiki.stop)
        return wiki

    @cached_property
    def server(self) -> Server:
        wikis = (self.page_origin, self.wiki.url)
        served = serve_demo(self.folder / "alcove", *wikis, with_cases=False)
        return self.stack.enter_context(served)

    @cached_property
    def measured(self) -> Measured:
        return self.stack.enter_context(measured_browser())


def measure_sealing(world: World) -> Iterator[Measurement]:
    """Measure in the browser's page, once it is there."""
    page = world.measured.browser.new_page()
    page.goto(world.page_origin)
    page.wait_for_function("window.bench")
    yield from sealing.measure(world.measured, page, world.server)


PARTS: Mapping[str, Callable[[World], Iterator[Measurement]]] = {
    "gadget": lambda world: gadget.measure(world.server, world.wiki, world.measured.browser),
    "sealing": measure_sealing,
    "storing": lambda world: storing.measure(world.server, world.folder),
    "syncing": lambda world: syncing.measure(world.server, world.wiki, world.folder),
    "casepages": lambda _: casepages.measure(),
}


def main() -> None:
    """Measure all parts, or those that are named; touch nothing else."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    wanted = parser.parse_args().parts
    if unknown := set(wanted) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    busy = os.getloadavg()[0] / (os.cpu_count() or 1)
    found: list[Measurement] = []
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        world = World(stack, Path(folder))
        for part in wanted or PARTS:
            begun = time.monotonic()
            found += PARTS[part](world)
            sys.stderr.write(f"{part}: measured in {time.monotonic() - begun:.0f} s\n")
    if not wanted:
        keep(found, ROOT / "build" / "bench.json")
    sys.stdout.write(show(found) + "\n")
    if busy > 1:
        sys.stdout.write(f"Others were using this machine ({busy:.1f} for each processor): times, ")
        sys.stdout.write("unlike CPU and bytes, would be shorter on a quiet one.\n")


if __name__ == "__main__":
    main()
