# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page's sections, what each is for, and the items and tables in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pywikibot_scripts.casepages.facts import TITLE_MAX, cut
from pywikibot_scripts.casepages.grammar import Grammar
from pywikibot_scripts.casepages.masking import Line
from pywikibot_scripts.casepages.people import named, user_name
from pywikibot_scripts.casepages.snippets import label, plain

VOTES = ("accept", "decline", "abstain", "support", "oppose")
LIST = "#*:;"
#: Bold lines and definition terms are used as headings of votes.
PSEUDO = 7
STARTS = ("=", ";", "'")
SUFFIX = re.compile(r"^\s*[-\u2013\u2014:]?\s*\(\s*(.+?)\s*\)$")
BOLD = re.compile(r"^'''([^']{1,200})'''[:\uff1a]?$")
STATEMENTS = (
    "description",
    "attempts",
    "solutions",
    "other_party",
    "other_feedback",
    "discussion",
    "member_discussion",
)


@dataclass(eq=False)
class Section:
    """A heading with its own lines; sections below it are its children."""

    title: str
    level: int
    heading: Line | None
    role: str | None = None
    by: str | None = None
    unread_by: bool = False
    parent: Section | None = None
    lines: list[Line] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)

    def place(self) -> list[Line]:
        """Return the lines a fact about the section as such rests on."""
        return [*([self.heading] if self.heading else []), *self.lines]

    def within(self, role: str) -> Section | None:
        """Return the nearest section around this one that has a role."""
        around = self.parent
        while around and around.role != role:
            around = around.parent
        return around


class Item(NamedTuple):
    """An item of a list with the replies that are indented below it."""

    line: Line
    marks: str
    text: str
    replies: tuple[Line, ...]


def read_outline(lines: Sequence[Line], grammar: Grammar) -> list[Section]:
    """Return the sections in the page's order; the first holds what stands before any heading."""
    sections = [Section("", 0, None)]
    around: list[Section] = []
    in_table = 0
    for line in lines:
        text = line.text.strip()
        if text[:2] in ("{|", "|}"):
            in_table = max(0, in_table + (1 if text[0] == "{" else -1))
        found = _heading(line, text, grammar, pseudo=not in_table) if text[:1] in STARTS else None
        if found is None:
            sections[-1].lines.append(line)
            continue
        if found.level < PSEUDO:
            in_table = 0
        while around and around[-1].level >= found.level:
            around.pop()
        if around:
            found.parent = around[-1]
            around[-1].children.append(found)
        around.append(found)
        sections.append(found)
    return sections


def items(lines: Sequence[Line]) -> Iterator[Item]:
    """Yield the outermost items of lists; what is indented below is a reply."""
    current: tuple[Line, str] | None = None
    replies: list[Line] = []
    for line in lines:
        text = line.text
        marks = text[: len(text) - len(text.lstrip(LIST))] if text[:1] in LIST else ""
        if current and len(marks) > 1:
            replies.append(line)
            continue
        if current:
            yield _item(*current, replies)
        current, replies = ((line, marks) if marks else None), []
    if current:
        yield _item(*current, replies)


def _item(line: Line, marks: str, replies: Sequence[Line]) -> Item:
    return Item(line, marks, line.text[len(marks) :].strip(), tuple(replies))


def _heading(line: Line, text: str, grammar: Grammar, *, pseudo: bool) -> Section | None:
    if text.startswith("=") and text.endswith("=") and len(text) > 2 and "\n" not in text:
        left, right = len(text) - len(text.lstrip("=")), len(text) - len(text.rstrip("="))
        level = min(left, right, 6, (len(text) - 1) // 2)
        inner = text[level:-level]
        if not inner.strip() or line.text.startswith(" "):
            return None
        section = Section(cut(plain(inner), TITLE_MAX), level, line)
        _give_role(section, inner, grammar)
        return section
    if not pseudo:
        return None
    bold = BOLD.match(text)
    shown = text[1:] if text.startswith(";") else bold[1] if bold else ""
    role = grammar.headings.get(label(plain(shown))) if shown else None
    if role not in VOTES:
        return None
    return Section(cut(plain(shown), TITLE_MAX), PSEUDO, line, role)


def _give_role(section: Section, inner: str, grammar: Grammar) -> None:
    """Find out what a section is for, and whose it is."""
    folded = label(section.title)
    section.role = grammar.headings.get(folded)
    if section.role:
        return
    if match := grammar.heading_starts.match(folded):
        role = grammar.headings[match[0]]
        suffix = SUFFIX.match(_rest(section.title, match[0]))
        if role in STATEMENTS:
            section.role = role
            _give_name(section, suffix[1] if suffix else None, inner, grammar)
        elif suffix and suffix[1].isdigit():  # a count of votes
            section.role = role
    elif match := grammar.beginning_starts.match(folded):
        section.role = grammar.heading_beginnings[match[0]]
        if section.role == "other_party":
            name = _rest(section.title, match[0]).strip(" :-\u2013\u2014")
            _give_name(section, name, inner, grammar)


def _rest(title: str, beginning: str) -> str:
    """Return what a title says after its label, as it is written there."""
    for length in range(len(beginning), min(len(title), len(beginning) + 16) + 1):
        if label(title[:length]) == beginning:
            return title[length:]
    return ""


def _give_name(section: Section, text: str | None, inner: str, grammar: Grammar) -> None:
    """Take the name a heading gives in words or as a link; anything else is not certain."""
    if text is not None and label(text) in grammar.not_names:
        return
    users = {user.name for user in named(inner, grammar)}
    name = next(iter(users)) if len(users) == 1 else user_name(text or "") if not users else None
    section.by = name
    section.unread_by = name is None
