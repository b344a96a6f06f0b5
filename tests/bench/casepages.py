# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading case pages: beside mwparserfromhell's parse alone, and beside splitting into lines.

The floor is the least anybody can do who looks at every line of a page. Mwparserfromhell comes with
Pywikibot; it finds no facts, and its parse is what most bots begin with.
"""

import statistics
import time
from collections.abc import Callable, Iterator

import mwparserfromhell

from pywikibot_scripts.casepages import grammar, reading
from pywikibot_scripts.casepages.child import Readers
from tests.bench.table import Measurement
from tests.casepages import CasePage, pages

PAGES = 180
ROUNDS = 5


def measure() -> Iterator[Measurement]:
    """Yield milliseconds a page takes, each against the floor, and pages read in a second."""
    made = pages(PAGES, seed=1)
    words = grammar.default()
    floor = _each(made, lambda page: page.wikitext.split("\n"))
    here = _each(made, lambda page: reading.read(page.wikitext, title=page.title, grammar=words))
    with Readers() as readers:
        caged = _each(made, lambda page: readers.read(page.wikitext, page.title))
    parsed = _each(made, lambda page: mwparserfromhell.parse(page.wikitext))
    least = floor * 1000
    yield Measurement("reading a case page", here * 1000, "ms", least)
    yield Measurement("reading a case page, in a child with limits", caged * 1000, "ms", least)
    yield Measurement("parsing one with mwparserfromhell alone", parsed * 1000, "ms", least)
    yield Measurement("reading one, beside that parse", caged * 1000, "ms", parsed * 1000, aim=2)
    yield Measurement("case pages read in a second", 1 / caged, "pages")
    yield Measurement("case pages parsed in a second by mwparserfromhell", 1 / parsed, "pages")


def _each(made: list[CasePage], work: Callable[[CasePage], object]) -> float:
    """Return the seconds a page takes: the median of several rounds over all of them."""
    rounds = []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        for page in made:
            work(page)
        rounds.append((time.perf_counter() - begun) / len(made))
    return statistics.median(rounds[1:])  # the first warms caches up and starts the child
