# SPDX-License-Identifier: AGPL-3.0-or-later
"""Showing sealed text in a terminal, where it could otherwise do what it says.

A report is hostile input: control characters move the cursor or rename the window, direction
marks reorder what is read, line ends let a text pass itself off as the next entry.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from service.vault.sealing.barred import is_barred
from service.vault.sealing.errors import MEANINGS
from service.vault.sealing.heeding import begun_by
from service.vault.sealing.reading import Entry, Reading
from service.vault.sealing.statement import Member, Statement

_REPLACED: Final = "\N{REPLACEMENT CHARACTER}"
# Joiners shape Persian, Indic scripts and emoji, and cannot reorder anything.
_HARMLESS: Final = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_MARGIN: Final = "    | "


def plain(text: str) -> str:
    """One line that only shows itself."""
    return "".join(_shown(letter) for letter in text)


def _shown(letter: str) -> str:
    if letter in "\n\t":
        return " "
    hidden = unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return _REPLACED if hidden and letter not in _HARMLESS else letter


def describe_entry(entry: Entry, people: Iterable[Member] = ()) -> Iterator[str]:
    """An entry for people: place, kind and writer, then the text behind a margin."""
    place = f"{entry.epoch}.{entry.n}"
    if entry.error is not None:
        yield f"{place}  NOT ACCEPTED: {MEANINGS[entry.error]} ({entry.error})"
        return
    writer = "the writer of the report"
    if entry.writer is not None and entry.writer.member is not None:
        member = entry.writer.member
        writer = f"{plain(member.name)} ({plain(member.home)}, {member.role})"
    yield f"{place}  {plain(str(entry.header['kind']))}, from {writer}"
    yield from (f"{_MARGIN}{line}" for line in _consequences(entry, people))
    for name, value in entry.body.items():
        first, *more = _lines(value)
        yield f"{_MARGIN}{plain(name)}: {first}"
        yield from (f"{_MARGIN}  {line}" for line in more)


def _consequences(entry: Entry, people: Iterable[Member]) -> Iterator[str]:
    """What a beginning or a new epoch changes: who is left out, who reads, who has the code."""
    header = entry.header
    lines = tuple(people)
    if header["kind"] == "file":
        yield f"about: the thread {header['matter']}"
    for name, mark in (("excluded", "ed25519"), ("recused", "ed25519"), ("holders", "fingerprint")):
        named = header.get(name, [])
        found = {getattr(one, mark): _called(one) for one in lines}
        if named:
            yield f"{name}: {', '.join(sorted(found.get(one, plain(one)) for one in named))}"
    if header["kind"] == "epoch" and "reporter" in header:
        yield "a new private code: the one before counts no more"


def describe_standing(reading: Reading, left: Collection[str]) -> Iterator[str]:
    """Who stays out of a vault, and whether it can be gone on with; `left` as `unheeded` says."""
    out = {_called(line) for line in reading.lines if is_barred(line, reading.barred)}
    if out:
        yield f"Stay out, whichever keys they make: {', '.join(sorted(out))}"
    known = {line.ed25519: _called(line) for line in reading.lines}
    gone = ", ".join(sorted({known.get(key, plain(key)) for key in left}))
    beginners = begun_by(reading)
    if not beginners.isdisjoint(left):
        yield f"Begun by somebody who is recused by now. {_locked_first(gone)}"
    elif left:
        yield f"Somebody recused from its thread is not left out of it yet. {_locked_first(gone)}"
    elif reading.kind is None:
        yield "Its beginning cannot be believed; nothing more should be written to it."
    elif reading.identity is None:
        yield "Nobody you can rely on vouches for its newest key; nothing more should be written."
    elif not beginners.isdisjoint(reading.recused):
        yield "Begun by somebody who is recused by now; it was locked anew without them since."


def _locked_first(gone: str) -> str:
    return f"Nothing more should be written to it until it is locked anew without: {gone}"


def _called(member: Member) -> str:
    return f"{plain(member.name)} ({plain(member.home)})"


def _lines(value: Any) -> list[str]:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    return [plain(line) for line in text.split("\n")]


def describe_statement(statement: Statement) -> Iterator[str]:
    """A statement for people, with the words to compare by voice."""
    yield f"Team {plain(statement.team)}, list number {statement.seq}"
    yield f"Valid from {statement.issued} through {statement.expires}"
    yield f"At least {statement.min_holders} members must be able to read each report"
    for member in statement.members:
        yield f"  {plain(member.name)} ({plain(member.home)}), {member.role}"
        yield f"    {' '.join(member.words)}"
