# SPDX-License-Identifier: AGPL-3.0-or-later
"""Motions of a case: their text, the votes on them, and the sentence that tells the result."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pywikibot_scripts.casepages.facts import TITLE_MAX, Notes, cut, hash_of
from pywikibot_scripts.casepages.grammar import Grammar
from pywikibot_scripts.casepages.masking import Line
from pywikibot_scripts.casepages.outline import Section
from pywikibot_scripts.casepages.snippets import fold, plain
from pywikibot_scripts.casepages.statements import count_words
from pywikibot_scripts.casepages.votes import LONGEST, note_votes, votes_in

SIDES = ("support", "oppose", "abstain")
SLUG_MAX = 60


@dataclass(frozen=True)
class Result:
    """What a sentence says a motion came to; without counts it could not be read."""

    adopted: bool | None
    counts: tuple[int, ...]
    line: Line


def read_motions(sections: Sequence[Section], grammar: Grammar, notes: Notes) -> None:
    """Note every motion of the page, and the votes that belong to none as unread."""
    slugs: dict[str, int] = {}
    for section in _motions(sections):
        _read_motion(section, _slug(section.title, slugs), grammar, notes)
    for section in sections:
        if section.role in SIDES and _owner(section) is None and not _is_acceptance(section):
            votes = [vote.line for vote in votes_in(section, section.role, grammar)]
            for line in votes:
                notes.unread("motion_vote", [line], section.title)


def read_results(lines: Sequence[Line], grammar: Grammar) -> list[Result]:
    """Return what sentences say of results; one with other words could not be read."""
    found = []
    for line in lines:
        if len(line.text) > LONGEST:
            continue
        seen = fold(plain(line.text))
        begun = [match.start() for match in grammar.result_beginnings.pattern.finditer(seen)]
        read: list[tuple[int, Result]] = []
        for pattern, adopted in grammar.results:
            for match in pattern.finditer(seen):
                counts = tuple(int(match[side]) for side in SIDES)
                read.append((match.start(), Result(adopted, counts, line)))
        places = {start for start, _ in read}
        found += [result for _, result in sorted(read, key=lambda one: one[0])]
        found += [Result(None, (), line) for start in begun if start not in places]
    return found


def slug_of(title: str) -> str:
    """Return a motion's name in addresses: ASCII, or a hash where the title has none."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:SLUG_MAX].strip("-")
    if len(slug) >= 3 and all(c.isascii() or not c.isalnum() for c in title):
        return slug
    return f"motion-{hash_of([Line(1, title, fold(title))])[:8]}"


def _slug(title: str, taken: dict[str, int]) -> str:
    slug = slug_of(title)
    taken[slug] = taken.get(slug, 0) + 1
    return slug if taken[slug] == 1 else f"{slug}.{taken[slug]}"


def _motions(sections: Sequence[Section]) -> Iterator[Section]:
    """Yield the sections that are a motion each, findings and remedies put to a vote included."""
    for section in sections:
        if section.role == "motion":
            yield section
        elif section.role == "motions":
            if any(child.role in SIDES for child in section.children):
                yield section
        elif section.role is None and section.parent:
            around = section.parent.role
            if around == "motions" or (around in ("findings", "remedies") and _has_votes(section)):
                yield section


def _read_motion(section: Section, slug: str, grammar: Grammar, notes: Notes) -> None:
    votes = [child for child in section.children if child.role in SIDES]
    told = [line for child in votes for line in child.lines if line.text[:1] not in "#*:"]
    results = read_results([*section.lines, *told], grammar)
    if not section.title or not (votes or results):
        notes.unread("motion", section.place()[:1], section.title)
        return
    results_at = {result.line.number for result in results}
    text = [line for line in section.lines if line.number not in results_at]
    value = {"motion": slug, "title": cut(section.title, TITLE_MAX)}
    count = sum(count_words(line.text, grammar) for line in text)
    place = [*section.place()[:1], *text]
    notes.certain("motion", slug, {**value, "words": count}, place, section.title)
    cast = [vote for child in votes for vote in votes_in(child, child.role, grammar)]
    note_votes("motion_vote", f"{slug}:", {"motion": slug}, cast, notes)
    _note_result(results, slug, section.title, notes)


def _note_result(results: list[Result], slug: str, section: str, notes: Notes) -> None:
    if not results:
        return
    lines = list({result.line.number: result.line for result in results}.values())
    told = {(result.adopted, result.counts) for result in results}
    adopted, counts = told.pop() if len(told) == 1 else (None, ())
    if adopted is None:
        notes.unread("motion_result", lines, section, item=slug)
        return
    value = {"motion": slug, "adopted": adopted, **dict(zip(SIDES, counts, strict=True))}
    notes.certain("motion_result", slug, value, lines, section)


def _has_votes(section: Section) -> bool:
    return any(child.role in SIDES for child in section.children)


def _owner(section: Section) -> Section | None:
    """Return the motion that a section of votes belongs to."""
    parent = section.parent
    if parent is None:
        return None
    if parent.role in ("motion", "motions"):
        return parent
    around = parent.parent.role if parent.parent else None
    return parent if parent.role is None and around in ("motions", "findings", "remedies") else None


def _is_acceptance(section: Section) -> bool:
    beside = {child.role for child in section.parent.children} if section.parent else set()
    inside = section.parent is not None and section.parent.role == "decision"
    return section.role == "abstain" and (inside or bool(beside & {"accept", "decline"}))
