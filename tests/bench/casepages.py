# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading case pages: beside mwparserfromhell's parse alone, and beside splitting into lines.

The floor is the least anybody can do who looks at every line of a page. Mwparserfromhell comes with
Pywikibot; it finds no facts, and its parse is what most bots begin with.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import mwparserfromhell

from pywikibot_scripts.casepages import grammar, reading
from pywikibot_scripts.casepages.child import Readers
from tests.bench.processes import cpu_seconds
from tests.bench.table import Measurement
from tests.casepages import CasePage, pages

PAGES = 180
ROUNDS = 5


@dataclass(frozen=True)
class Each:
    """What a page takes, in milliseconds: by the clock, and CPU with that of children."""

    wall: float
    cpu: float


def measure() -> Iterator[Measurement]:
    """Yield milliseconds a page takes, each against the floor, and pages read in a second."""
    made = pages(PAGES, seed=1)
    words = grammar.default()
    least = _each(made, lambda page: page.wikitext.split("\n")).wall
    here = _each(made, lambda page: reading.read(page.wikitext, title=page.title, grammar=words))
    with Readers() as readers:
        caged = _each(made, lambda page: readers.read(page.wikitext, page.title))
    parsed = _each(made, lambda page: mwparserfromhell.parse(page.wikitext))
    for what, each in (
        ("reading a case page", here),
        ("reading a case page, in a child with limits", caged),
        ("parsing one with mwparserfromhell alone", parsed),
    ):
        yield Measurement(what, each.wall, "ms", least)
        yield Measurement(f"{what}, CPU", each.cpu, "ms", least)
    yield Measurement("reading one, beside that parse, CPU", caged.cpu, "ms", parsed.cpu, aim=2)
    yield Measurement("case pages read in a second", 1000 / caged.wall, "pages")
    yield Measurement(
        "case pages parsed in a second by mwparserfromhell", 1000 / parsed.wall, "pages"
    )


def _each(made: list[CasePage], work: Callable[[CasePage], object]) -> Each:
    """Return what a page takes: by the clock the median of several rounds over all of them."""
    for page in made:  # warms caches up and starts the child
        work(page)
    rounds = []
    used = cpu_seconds(os.getpid())
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        for page in made:
            work(page)
        rounds.append((time.perf_counter() - begun) / len(made))
    used = cpu_seconds(os.getpid()) - used
    return Each(statistics.median(rounds) * 1000, used / (ROUNDS * len(made)) * 1000)
