# SPDX-License-Identifier: AGPL-3.0-or-later
"""The committee's announcements: which motions passed or failed, with which count, on which day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pywikibot_scripts.casepages import grammar as grammars
from pywikibot_scripts.casepages.facts import hash_of
from pywikibot_scripts.casepages.grammar import Grammar
from pywikibot_scripts.casepages.masking import Line, read_lines
from pywikibot_scripts.casepages.motions import SIDES, read_results
from pywikibot_scripts.casepages.outline import PSEUDO, Section, read_outline
from pywikibot_scripts.casepages.people import signatures
from pywikibot_scripts.casepages.snippets import fold, plain
from pywikibot_scripts.casepages.votes import LONGEST


def read_announcements(text: str, grammar: Grammar | None = None) -> list[dict[str, Any]]:
    """Return the motions announced, one for each section; `certain` only if all of it is."""
    grammar = grammar or grammars.default()
    sections = read_outline(read_lines(text), grammar)
    anchors: dict[str, int] = {}
    found = []
    for section in sections:
        if not section.heading or section.level >= PSEUDO:
            continue
        anchor = section.title.replace(" ", "_")
        anchors[anchor] = anchors.get(anchor, 0) + 1
        if anchors[anchor] > 1:
            anchor = f"{anchor}_{anchors[anchor]}"
        lines = list(_lines(section))
        results = read_results(lines, grammar)
        if not results:
            continue
        told = {(result.adopted, result.counts) for result in results}
        adopted, counts = told.pop() if len(told) == 1 else (None, ())
        day = _day(lines, grammar)
        found.append(
            {
                "title": section.title,
                "day": day,
                **dict(zip(SIDES, counts if adopted is not None else (None,) * 3, strict=True)),
                "adopted": adopted,
                "anchor": anchor,
                "hash": hash_of([*section.place()[:1], *lines]),
                "certain": adopted is not None and day is not None,
            }
        )
    return found


def _lines(section: Section) -> Iterator[Line]:
    """Yield a section's lines with those under what only looks like a heading of votes."""
    yield from section.lines
    for child in section.children:
        if child.level == PSEUDO:
            yield from child.place()


def _day(lines: Sequence[Line], grammar: Grammar) -> str | None:
    """Return the day of "On behalf of the U4C", else of the only signature."""
    days: set[str | None] = set()
    for line in lines:
        if len(line.text) > LONGEST:
            continue
        seen = fold(plain(line.text))
        if match := grammar.announced_by.pattern.search(seen):
            days |= {
                found.day for found in grammar.calendar.days(seen) if found.start > match.end()
            }
    if not days:
        days = {one.day for line in lines for one in signatures(line.text, grammar)}
    return days.pop() if len(days) == 1 else None
