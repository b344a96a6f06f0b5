# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `alcove open` finds in an export, for people and for programs.

A file is judged beside its thread if that is there too: what the thread says about who is left out
counts in the file, as it does at the desk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from service.vault import client
from service.vault.sealing.export import Export
from service.vault.sealing.plain import describe_entry, describe_standing, plain

_KINDS: Final[Mapping[str | None, str]] = {
    "report": "Thread",
    "invitation": "Thread of somebody invited,",
    "file": "The team's own file",
    None: "A vault whose beginning cannot be believed,",
}


@dataclass(frozen=True)
class Opened:
    """An export that was opened, and the thread it was judged beside."""

    stored: Export
    reading: client.Reading
    about: client.Reading | None
    is_file: bool

    @property
    def left(self) -> frozenset[str]:
        """Keys of people recused from the thread whom the file does not leave out yet."""
        return frozenset() if self.about is None else client.unheeded(self.reading, self.about)


def open_beside(
    stored: Export,
    thread: Export | None,
    *,
    is_file: bool,
    who: Mapping[str, Any],
    root: str,
    heads: Mapping[str, client.Head],
) -> Opened:
    """Open an export as what it is taken for; a file as the one of this thread, if it is given."""

    def read(export: Export, **taken_for: Any) -> client.Reading:
        return export.read_as(**who, root=root, remembered=heads.get(export.vault), **taken_for)

    as_ = "file" if is_file else "thread"
    if thread is None:
        return Opened(stored, read(stored, as_=as_), None, is_file)
    about = read(thread)
    reading = read(stored, as_=as_, matter=thread.vault, excluded=about.excluded)
    return Opened(stored, client.heeding(reading, about), about, is_file)


def for_people(found: Opened) -> Iterator[str]:
    """What it is, whether it can be gone on with, and everything in it."""
    reading = found.reading
    yield f"{_KINDS[reading.kind]} {found.stored.vault}, team {plain(found.stored.team)}"
    yield from describe_standing(reading, found.left)
    if found.is_file and found.about is None:
        yield "Who was recused since shows only beside its thread: give that with --thread."
    for entry in reading.entries:
        yield ""
        yield from describe_entry(entry, reading.lines)


def for_programs(found: Opened) -> dict[str, Any]:
    """The same, with nothing a terminal obeys."""
    reading = found.reading
    out = [line for line in reading.lines if client.is_barred(line, reading.barred)]
    return {
        "team": found.stored.team,
        "vault": found.stored.vault,
        "kind": reading.kind,
        "writable": reading.identity is not None,
        "unheeded": None if found.about is None else sorted(found.left),
        "out": [{"name": line.name, "home": line.home} for line in out],
        "entries": [_entry(entry) for entry in reading.entries],
    }


def _entry(entry: client.Entry) -> dict[str, Any]:
    place = {"epoch": entry.epoch, "n": entry.n, "hash": entry.hash, "ok": entry.ok}
    if entry.writer is None:
        return {**place, "error": entry.error}
    member = entry.writer.member
    name = None if member is None else {"name": member.name, "home": member.home}
    writer = {"role": entry.writer.role, "member": name}
    return {**place, "header": dict(entry.header), "body": dict(entry.body), "from": writer}
