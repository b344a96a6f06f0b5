# SPDX-License-Identifier: AGPL-3.0-or-later
"""Votes as people cast them: signed items of lists, struck, moved, taken back.

A vote counts for whoever signed it. Where it is not certain who did, or whether it still stands,
a person must look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pywikibot_scripts.casepages.facts import Notes
from pywikibot_scripts.casepages.grammar import Grammar
from pywikibot_scripts.casepages.masking import Line
from pywikibot_scripts.casepages.outline import Item, Section, items
from pywikibot_scripts.casepages.people import Signature, signatures
from pywikibot_scripts.casepages.snippets import (
    TAG,
    WORD,
    fold,
    has_words,
    label,
    plain,
    templates,
)

STRIKES = ("s", "del", "strike")
#: A vote with more to it than this is a discussion.
LONGEST = 5000
SIGNATURES_MAX = 20


@dataclass(frozen=True)
class Vote:
    """A vote as written: `by` and `day` are None where a person must look."""

    line: Line
    side: str
    section: str
    by: str | None
    day: str | None
    struck: bool

    @property
    def clear(self) -> bool:
        return self.by is not None and self.day is not None


def votes_in(section: Section, side: str | None, grammar: Grammar) -> Iterator[Vote]:
    """Yield the votes of a section, for its own side or for the one each begins with."""
    listed: set[int] = set()
    open_strikes = 0
    balance = {line.number: _strike_balance(line.text) for line in section.lines}
    open_before: dict[int, int] = {}
    for line in section.lines:
        open_before[line.number] = open_strikes
        open_strikes = max(0, open_strikes + balance[line.number])
    for item in items(section.lines):
        listed.update((item.line.number, *(reply.number for reply in item.replies)))
        if item.marks not in ("#", "*") or not has_words(item.text[:LONGEST]):
            continue
        said = _said(item.text, grammar)
        if label(plain(item.text[:LONGEST])) in grammar.empty_words:
            continue
        if side is None and said is None and item.marks != "#":
            continue
        broken = open_before[item.line.number] or balance[item.line.number]
        clear = not broken and bool(side or said) and said in (None, side or said)
        yield _vote(item, side or said or "", section, grammar, clear=clear)
    for line in section.lines:
        if not side or line.number in listed or not signatures(line.text, grammar):
            continue
        if not grammar.result_beginnings.pattern.search(fold(plain(line.text[:LONGEST]))):
            yield Vote(line, side, section.title, None, None, struck=False)


def note_votes(
    key: str, prefix: str, fixed: dict[str, str], votes: Sequence[Vote], notes: Notes
) -> None:
    """Note votes; two of one person on one day that contradict each other are both unread."""
    standing: dict[tuple[str | None, str | None], set[str]] = {}
    for vote in votes:
        if vote.clear and not vote.struck:
            standing.setdefault((vote.by, vote.day), set()).add(vote.side)
    for vote in votes:
        contradicts = not vote.struck and len(standing.get((vote.by, vote.day), ())) > 1
        if not vote.clear or contradicts:
            notes.unread(key, [vote.line], vote.section)
            continue
        value = {**fixed, "vote": vote.side, "by": vote.by, "day": vote.day, "struck": vote.struck}
        notes.certain(key, f"{prefix}{vote.side}:{vote.by}", value, [vote.line], vote.section)


def read_acceptance(sections: Sequence[Section], grammar: Grammar, notes: Notes) -> None:
    """Note the votes on taking a case, in their own sections or in the decision's."""
    found: list[Vote] = []
    for section in sections:
        if section.role == "decision":
            found += votes_in(section, None, grammar)
        elif section.role in ("accept", "decline") or (
            section.role == "abstain" and _is_beside_acceptance(section)
        ):
            found += votes_in(section, section.role, grammar)
    fits = ("accept", "decline", "abstain")
    note_votes("acceptance", "", {}, [_fitting(vote, fits) for vote in found], notes)


def _is_beside_acceptance(section: Section) -> bool:
    parent = section.parent
    if parent is None:
        return False
    beside = {child.role for child in parent.children}
    return parent.role == "decision" or bool(beside & {"accept", "decline"})


def _fitting(vote: Vote, sides: tuple[str, ...]) -> Vote:
    if vote.side in sides:
        return vote
    return Vote(vote.line, vote.side, vote.section, None, None, struck=False)


def _vote(item: Item, side: str, section: Section, grammar: Grammar, *, clear: bool) -> Vote:
    unclear = Vote(item.line, side, section.title, None, None, struck=False)
    if not clear or len(item.text) > LONGEST:
        return unclear
    signed = signatures(item.text, grammar)
    dated = all(one.day for one in signed) and len(signed) <= SIGNATURES_MAX
    if len({one.by for one in signed}) != 1 or not signed[0].by or not dated:
        return unclear
    struck = _is_struck(item.text, signed, _struck(item.text, grammar), grammar)
    if struck is None or (not struck and _is_taken_back(item, signed[0].by, grammar)):
        return unclear
    return Vote(item.line, side, section.title, signed[0].by, signed[0].day, struck)


def _is_struck(
    text: str, signed: list[Signature], spans: list[tuple[int, int]], grammar: Grammar
) -> bool | None:
    """Say whether a vote is struck as a whole; None if only some of its words are."""
    if not any(WORD.search(plain(text[start:end])) for start, end in spans):
        return False
    taken = sorted((*spans, *((one.start, one.end) for one in signed)))
    pieces, position = [], 0
    for start, end in taken:
        pieces.append(text[position : max(position, start)])
        position = max(position, end)
    rest = fold(plain("".join((*pieces, text[position:]))))
    if not WORD.search(grammar.changes.pattern.sub("", rest)):
        return True
    return True if grammar.changes.pattern.search(rest) else None


def _is_taken_back(item: Item, by: str, grammar: Grammar) -> bool:
    """Say whether somebody wrote that their vote changed, in it or below it."""
    if grammar.changes.pattern.search(fold(plain(item.text))):
        return True
    return any(
        any(one.by == by for one in signatures(reply.text, grammar))
        and grammar.changes.pattern.search(fold(plain(reply.text)))
        for reply in item.replies
    )


def _said(text: str, grammar: Grammar) -> str | None:
    """Return the side a vote begins with, in bold."""
    text = TAG.sub("", text[:LONGEST]).strip()
    if not text.startswith("'''"):
        return None
    bold = text[3:].partition("'''")[0]
    return grammar.vote_words.get(label(plain(bold)).rstrip(".,;!"))


def _struck(text: str, grammar: Grammar) -> list[tuple[int, int]]:
    """Return what is struck out, by tags or by a template."""
    opened: list[tuple[str, int]] = []
    spans = []
    for match in TAG.finditer(text):
        name = match[2].lower()
        if name not in STRIKES:
            continue
        if not match[1]:
            opened.append((name, match.start()))
        elif opened and opened[-1][0] == name:
            spans.append((opened.pop()[1], match.end()))
    spans += [
        (template.start, template.end)
        for template in templates(text)
        if fold(template.name) in grammar.strike_templates
    ]
    return spans


def _strike_balance(text: str) -> int:
    """Return how many more strikes are opened than closed."""
    if "<" not in text:
        return 0
    names = [(match[1], match[2].lower()) for match in TAG.finditer(text)]
    return sum(-1 if closes else 1 for closes, name in names if name in STRIKES)
