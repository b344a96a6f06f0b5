# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shortcuts for the tests of reading: the facts of a page, made comparable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pywikibot_scripts.casepages import grammar
from pywikibot_scripts.casepages.facts import Fact, Reading
from pywikibot_scripts.casepages.reading import read

GRAMMAR = grammar.default()


def read_page(wikitext: str) -> Reading:
    """Read a page with Alcove's own grammar."""
    return read(wikitext, title="Case", grammar=GRAMMAR)


def facts_of(wikitext: str, key: str) -> list[Fact]:
    """Return the page's facts of one key."""
    return [fact for fact in read_page(wikitext).facts if fact.key == key]


def values(wikitext: str, key: str) -> list[Any]:
    """Return the values of one key, None where a fact is unread."""
    return [None if fact.value is None else dict(fact.value) for fact in facts_of(wikitext, key)]


def comparable(facts: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, bool, str]]:
    """Return facts as sorted tuples; an unread fact's own item is its hash, so it counts as "?"."""
    return sorted(
        (
            fact["key"],
            "?" if fact["item"].startswith("?") else fact["item"],
            fact["certain"],
            repr(sorted(fact["value"].items())) if fact["value"] is not None else "",
        )
        for fact in facts
    )
