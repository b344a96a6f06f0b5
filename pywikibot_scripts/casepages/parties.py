# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parties of a case and the proof that each was told of it.

A party is a link to a user. A row names exactly one; a bare name is not read, since nobody can
say whose it is.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pywikibot_scripts.casepages.facts import FOUND_MAX, Notes, cut
from pywikibot_scripts.casepages.grammar import Grammar
from pywikibot_scripts.casepages.masking import Line
from pywikibot_scripts.casepages.outline import Section, items
from pywikibot_scripts.casepages.people import named
from pywikibot_scripts.casepages.snippets import (
    BARE,
    EXTERNAL,
    fold,
    has_words,
    label,
    links,
    plain,
    templates,
)
from pywikibot_scripts.casepages.tables import Table, read_tables

#: Longer cells hold something else than a party or a proof.
CELL_MAX = 3000
REVISION = re.compile(r"[1-9][0-9]{0,14}")
SEPARATORS = "-\u2013\u2014:;,. "
DASHES = "-\u2013\u2014. "


@dataclass(frozen=True)
class Entry:
    """A row of the table or an item of the list, cut into who and what proves the notice."""

    lines: tuple[Line, ...]
    section: str
    who: str
    notice: str
    clear: bool


@dataclass(frozen=True)
class Notice:
    """How a party was told."""

    kind: str
    diff: int | None = None
    link: str | None = None


def read_parties(sections: Sequence[Section], grammar: Grammar, notes: Notes) -> bool:
    """Note each party once; return whether the page has a place for parties."""
    entries = list(_entries(sections, grammar))
    found: dict[str, list[tuple[Entry, Notice | None]]] = {}
    for entry in entries:
        users = {user.name for user in named(entry.who, grammar)} if entry.clear else set()
        if len(users) != 1:
            notes.unread("party", entry.lines, entry.section)
            continue
        notice = read_notice(entry.notice, grammar)
        found.setdefault(users.pop(), []).append((entry, notice))
    for name, rows in found.items():
        lines = [line for entry, _ in rows for line in entry.lines]
        notices = {notice for _, notice in rows}
        notice = notices.pop() if len(notices) == 1 else None
        section = rows[0][0].section
        if notice is None:
            notes.unread("party", lines, section, item=name)
            continue
        role = "filer" if notice.kind == "filer" else "party"
        value = {
            "name": name,
            "role": role,
            "notice": notice.kind,
            "diff": notice.diff,
            "link": notice.link,
        }
        notes.certain("party", name, value, lines, section)
    return bool(entries)


def read_notice(text: str, grammar: Grammar) -> Notice | None:
    """Return how a party was told: a diff before all else, then words; None if unclear."""
    proofs = list(_proofs(text, grammar))
    if proofs:
        return next((proof for proof in proofs if proof), None)
    seen = label(plain(text)).strip(DASHES)
    if not seen:
        return Notice("none") if not links(text) and not EXTERNAL.search(text) else None
    kind = grammar.notice_words.get(seen)
    return Notice(kind) if kind else None


def _proofs(text: str, grammar: Grammar) -> Iterator[Notice | None]:
    """Yield each diff; None for a link that is no diff of a wiki the data file names."""
    for match in EXTERNAL.finditer(text):
        yield _of_address(match[1], grammar)
    for match in BARE.finditer(EXTERNAL.sub(" ", text)):
        yield _of_address(match[0], grammar)
    for link in links(text):
        revision = _special_diff(link.target, grammar)
        if revision:
            yield Notice("diff", revision, cut(link.target.lstrip(":"), FOUND_MAX))
    for template in templates(text):
        parameter = grammar.diff_templates.get(fold(template.name))
        if parameter:
            number = template.parameters.get(parameter, "")
            yield Notice("diff", int(number)) if REVISION.fullmatch(number) else None


def _of_address(address: str, grammar: Grammar) -> Notice | None:
    """Return the diff an address shows; ``diff=prev`` shows the revision it names."""
    try:
        parts = urllib.parse.urlsplit(address.replace("&amp;", "&"))
        query = urllib.parse.parse_qs(parts.query, max_num_fields=20)
        host = parts.hostname or ""
    except ValueError:
        return None
    if not any(host == known or host.endswith(f".{known}") for known in grammar.hosts):
        return None
    link = cut(address, FOUND_MAX)
    title = urllib.parse.unquote(parts.path.removeprefix("/wiki/"))
    if revision := _special_diff(title, grammar):
        return Notice("diff", revision, link)
    shown = query.get("diff", [""])[0]
    if shown == "prev":
        shown = query.get("oldid", [""])[0]
    if REVISION.fullmatch(shown):
        return Notice("diff", int(shown), link)
    return Notice("diff", None, link) if shown == "next" and "oldid" in query else None


def _special_diff(target: str, grammar: Grammar) -> int | None:
    """Return the newer revision that ``Special:Diff/…`` shows, on whichever wiki."""
    space, _, page = target.strip().lstrip(":").rpartition(":")
    name, *numbers = page.split("/")
    if fold(space.rpartition(":")[2]) not in grammar.titles["special"]:
        return None
    if fold(name) not in grammar.titles["diff"] or not 1 <= len(numbers) <= 2:
        return None
    return int(numbers[-1]) if REVISION.fullmatch(numbers[-1].strip()) else None


def _entries(sections: Sequence[Section], grammar: Grammar) -> Iterator[Entry]:
    """Yield rows and items of what is clearly the list of parties."""
    tables = [table for table in read_tables(sections) if _is_of_parties(table, grammar)]
    for table in tables:
        yield from _rows(table, grammar, clear=len(tables) == 1)
    if tables:
        return
    for section in sections:
        if section.role == "parties":
            for item in items(section.lines):
                yield _item(item.line, item.text, section.title, grammar)


def _is_of_parties(table: Table, grammar: Grammar) -> bool:
    named_so = table.section.role == "parties" or (
        grammar.party_headers.get(label(plain(table.caption))) == "party"
    )
    headers = {
        grammar.party_headers.get(label(plain(cell[:CELL_MAX])))
        for row in table.rows[:3]
        for cell in row.cells[:20]
        if row.header
    }
    return named_so or {"party", "notice"} <= headers


def _rows(table: Table, grammar: Grammar, *, clear: bool) -> Iterator[Entry]:
    """Yield the rows below the headers; the last of a table without an end is not clear."""
    who, proof = 0, 1
    for row in table.rows:
        folded = [label(plain(cell[:CELL_MAX])) for cell in row.cells[:20]]
        meant = [grammar.party_headers.get(text) for text in folded]
        if "party" in meant and (row.header or all(meant)):
            who = meant.index("party")
            proof = meant.index("notice") if "notice" in meant else len(row.cells)
            continue
        if not any(has_words(cell[:CELL_MAX]) for cell in row.cells):
            continue
        fits = len(row.cells) > who and not row.merged and len(row.cells) <= 20
        short = all(len(cell) <= CELL_MAX for cell in row.cells)
        ended = table.closed or row is not table.rows[-1]
        yield Entry(
            tuple(row.lines),
            table.section.title,
            row.cells[who] if fits else "",
            row.cells[proof] if fits and proof < len(row.cells) else "",
            clear and fits and short and ended,
        )


def _item(line: Line, text: str, section: str, grammar: Grammar) -> Entry:
    """Cut an item of a list after the links that name the party."""
    users = named(text, grammar) if len(text) <= CELL_MAX else []
    end = users[-1].end if users else 0
    rest = text[end:].lstrip(" )").strip(SEPARATORS)
    if rest.startswith("(") and rest.endswith(")"):
        rest = rest[1:-1]
    return Entry((line,), section, text[:end], rest, bool(users))
