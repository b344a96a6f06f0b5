# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements: whose, of what kind, how many words; and the newest signature on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pywikibot_scripts.casepages.facts import Notes
from pywikibot_scripts.casepages.grammar import Grammar
from pywikibot_scripts.casepages.masking import Line
from pywikibot_scripts.casepages.outline import STATEMENTS, Section
from pywikibot_scripts.casepages.people import signatures
from pywikibot_scripts.casepages.snippets import words


def read_statements(sections: Sequence[Section], grammar: Grammar, notes: Notes) -> None:
    """Note each statement; sections below one that are nothing by themselves belong to it."""
    for section in sections:
        if section.role not in STATEMENTS:
            continue
        lines = list(_all_lines(section))
        if section.unread_by:
            notes.unread("statement", section.place()[:1], section.title)
            continue
        value = {
            "section": section.title,
            "by": section.by,
            "kind": section.role,
            "words": sum(count_words(line.text, grammar) for line in lines),
        }
        notes.certain(
            "statement",
            f"{section.role}:{section.by or ''}",
            value,
            [*section.place()[:1], *lines],
            section.title,
        )


def read_activity(lines: Sequence[Line], grammar: Grammar, notes: Notes) -> None:
    """Note the newest day on which somebody signed anything."""
    newest: tuple[str, Line] | None = None
    for line in lines:
        for stamp in grammar.calendar.stamps(line.text):
            if stamp.day and (newest is None or stamp.day > newest[0]):
                newest = (stamp.day, line)
    if newest:
        notes.certain("last_activity", "0", {"day": newest[0]}, [newest[1]], "")


def count_words(text: str, grammar: Grammar) -> int:
    """Count the words somebody wrote, signatures left out."""
    return words(without_signatures(text, grammar))


def without_signatures(text: str, grammar: Grammar) -> str:
    """Return text without the links and times of its signatures."""
    pieces, position = [], 0
    for signature in signatures(text, grammar):
        pieces.append(text[position : signature.start])
        position = signature.end
    return "".join((*pieces, text[position:]))


def _all_lines(section: Section) -> Iterator[Line]:
    yield from section.lines
    for child in section.children:
        if child.role is None:
            yield from child.place()[:1]
            yield from _all_lines(child)
