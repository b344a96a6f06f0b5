# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages made to be slow to read: each takes work in proportion to its length, and is read whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest

from pywikibot_scripts.casepages.child import Readers
from pywikibot_scripts.casepages.reading import BYTES_MAX
from tests import casepages
from tests.unit.pywikibot_scripts.casepages.facts import read_page

HEAD = casepages.page("bare", "en", seed=1).wikitext + "\n"
#: What other parsers take a square of its length for, and what begins everything here.
TRAPS = ["{{a|", "{{a|b=", "<b a=", "[[", "'''", "{|", "#", "<!--", "x"]
OTHERS = [
    "=",
    "}}{{",
    "<nowiki>",
    "[[User:A|",
    "[http://a ",
    "10:00, ",
    "<pre ",
    "{{{",
    "||",
    "&amp;",
]
OTHERS += ["&amp;", "<s>", "1 March ", "{{u|", "(", "until ", "a-", "[[User:A]] "]
LINES = [
    "#\n",
    ":\n",
    "{|\n",
    "==a==\n",
    "|}\n",
    "'''a'''\n",
    "* <s>\n",
    "<!--\n-->",
    "{{a\n",
    "|a\n",
]
VOTES = ["# [[User:A]] 10:00, 1 March 2025 (UTC)\n", "# <s>a</s> {{u|A}}\n", "=== Support ===\n"]


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers() as found:
        yield found


@pytest.mark.parametrize(
    ("unit", "length"),
    [*((unit, BYTES_MAX) for unit in TRAPS), *((unit, BYTES_MAX // 8) for unit in OTHERS)],
)
def test_a_long_page_of_it_is_read_within_the_limits(
    readers: Readers, unit: str, length: int
) -> None:
    size = length - len(HEAD.encode())
    found = readers.read(HEAD + unit * (size // len(unit)), "T")
    assert found.whole, found.facts[0].found
    assert found.bytes > length - 100
    assert {fact.key for fact in found.facts} >= {"state", "filed", "party", "statement"}


@pytest.mark.parametrize("unit", [*TRAPS, *OTHERS, *LINES, *VOTES])
@pytest.mark.parametrize(
    "where", ["", "\n== Remedies ==\n", "\n== Motions ==\n=== Support ===\n# "]
)
def test_twice_as_much_takes_no_more_than_twice_the_steps(unit: str, where: str) -> None:
    once, twice = (steps(HEAD + where + unit * (size // len(unit))) for size in (20_000, 40_000))
    fixed = steps(HEAD + where)
    assert twice - fixed <= 2.3 * (once - fixed) + 2000


def steps(wikitext: str) -> int:
    """Count the calls of Python and C functions that reading a page takes."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        read_page(wikitext)
    finally:
        sys.setprofile(None)
    return count
