# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file goes with its thread: whoever is recused there must be out of it too, from then on.

What they wrote into it before stays theirs, and a file they began stays the team's. But until the
file was locked anew without them nothing more is written into it: the service could show one whose
key they know (SEALING).
"""

from __future__ import annotations

from dataclasses import replace

from service.vault.sealing.barred import all_marks
from service.vault.sealing.reading import Reading


def unheeded(file: Reading, thread: Reading) -> frozenset[str]:
    """Keys of people recused from a thread whom its file does not leave out yet."""
    return thread.recused - file.excluded - file.recused


def heeding(file: Reading, thread: Reading) -> Reading:
    """The reading of a file for who knows its thread: nothing is sealed to it against the thread.

    Nobody who was recused there is let in here either.
    """
    left = unheeded(file, thread)
    if not left:
        return file
    barred = all_marks(file.barred | left, file.lines)
    keys = tuple(replace(key, barred=barred) for key in file.keys)
    return replace(file, identity=None, barred=barred, keys=keys)


def begun_by(reading: Reading) -> frozenset[str]:
    """The signing keys of the members who began a vault, or began it anew, as far as believed."""
    return frozenset(
        entry.writer.member.ed25519
        for entry in reading.entries
        if entry.n == 0 and entry.writer is not None and entry.writer.member is not None
    )
