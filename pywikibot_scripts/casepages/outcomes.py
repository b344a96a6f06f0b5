# SPDX-License-Identifier: AGPL-3.0-or-later
"""Findings and remedies. A remedy's days are read where each is named for what it is.

"For twelve months" depends on a day that the text may not name, and a day that stands for
nothing the data file knows could be any: such a remedy is unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pywikibot_scripts.casepages.facts import TEXT_MAX, Notes, cut
from pywikibot_scripts.casepages.grammar import Grammar
from pywikibot_scripts.casepages.masking import Line
from pywikibot_scripts.casepages.outline import Section, items
from pywikibot_scripts.casepages.people import named
from pywikibot_scripts.casepages.snippets import INERT, fold, has_words, plain
from pywikibot_scripts.casepages.statements import without_signatures

NUMBERED = re.compile(r"^(?:\w{1,40} )?(\d{1,3})(?:[.:)]\s|$|\s*[-\u2013\u2014:]\s)")
LONGEST = 20_000
WHOM_MAX = 200
ROLES = {"findings": "finding", "remedies": "remedy"}


@dataclass(frozen=True)
class Point:
    """A finding or remedy: a section below the heading, an item of a list, or its only text."""

    text: str
    lines: tuple[Line, ...]
    section: str
    number: int | None


def read_outcomes(sections: Sequence[Section], grammar: Grammar, notes: Notes) -> None:
    """Note findings and remedies, numbered as they are on the page."""
    for role, key in ROLES.items():
        points = [
            point for section in sections if section.role == role for point in _points(section)
        ]
        numbers = [point.number for point in points]
        written = None not in numbers and len(set(numbers)) == len(numbers)
        for order, point in enumerate(points, 1):
            number = point.number if written and point.number else order
            _note(key, number, point, grammar, notes)


def _note(key: str, number: int, point: Point, grammar: Grammar, notes: Notes) -> None:
    wikitext = without_signatures(point.text, grammar) if len(point.text) <= LONGEST else ""
    text = cut(plain(wikitext), TEXT_MAX)
    if not text:
        notes.unread(key, point.lines, point.section, item=str(number))
        return
    value: dict[str, Any] = {"n": number, "text": text}
    if key == "remedy":
        terms = read_terms(wikitext, grammar)
        whom = list(dict.fromkeys(user.name for user in named(wikitext, grammar)))
        if terms is None or len(whom) > WHOM_MAX:
            notes.unread(key, point.lines, point.section, item=str(number))
            return
        value |= {"whom": whom, **terms}
    notes.certain(key, str(number), value, point.lines, point.section)


def read_terms(wikitext: str, grammar: Grammar) -> dict[str, Any] | None:
    """Return from when until when a remedy holds; None if any of it is not certain."""
    seen = fold(plain(_without_names(wikitext, grammar)))
    days = {found.start: found.day for found in grammar.calendar.days(seen)}
    terms: dict[str, Any] = {"starts": None, "expires": None, "indefinite": False}
    terms["appeal_from"] = None
    used: set[int] = set()
    for match in grammar.remedies.pattern.finditer(seen):
        meaning = grammar.remedies.means[match[0]]
        if meaning == "indefinite":
            terms["indefinite"] = True
            continue
        at = (
            match.end()
            + len(seen[match.end() : match.end() + 9])
            - len(seen[match.end() : match.end() + 9].lstrip(" :"))
        )
        day = days.get(at)
        if day is None:
            if meaning == "starts" and at not in days:
                continue  # "banned from editing"
            return None
        if terms[meaning] not in (None, day):
            return None
        terms[meaning] = day
        used.add(at)
    if set(days) != used or (terms["indefinite"] and terms["expires"]):
        return None
    lasts = grammar.durations.pattern.search(seen) is not None
    return None if lasts and not _is_dated(terms) else terms


def _without_names(wikitext: str, grammar: Grammar) -> str:
    """Leave names out: "Somebody 9 may not edit" names no day in May."""
    pieces, position = [], 0
    for user in named(wikitext, grammar):
        pieces.append(wikitext[position : user.start])
        position = max(position, user.end)
    return INERT.join((*pieces, wikitext[position:]))


def _is_dated(terms: dict[str, Any]) -> bool:
    """Say whether the days make clear what a duration in the text comes to."""
    return bool(terms["expires"] and terms["appeal_from"])


def _points(section: Section) -> Iterator[Point]:
    """Yield the points of a section: its sub-sections, else its list, else its text."""
    below = [child for child in section.children if child.role is None]
    for child in below:
        match = NUMBERED.match(child.title)
        lines = [line for line in child.lines if line.text.strip()]
        text = "\n".join(line.text for line in lines)
        number = int(match[1]) if match and int(match[1]) else None
        yield Point(text, tuple(child.place()), child.title, number)
    if below:
        return
    listed = [item for item in items(section.lines) if has_words(item.text[:LONGEST])]
    if any(item.marks in ("#", "*") for item in listed):
        for item in listed:
            if item.marks in ("#", "*"):
                rest = (reply.text.lstrip("#*:; ") for reply in item.replies)
                stands_on = (item.line, *item.replies)
                yield Point("\n".join((item.text, *rest)), stands_on, section.title, None)
        return
    text = "\n".join(line.text for line in section.lines)
    if has_words(text[:LONGEST]):
        yield Point(text, tuple(section.place()), section.title, None)
