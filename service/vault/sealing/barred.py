# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who stays out of a matter: people left out or recused, with every key they ever have (SEALING).

A person is recognised by any of their marks: either key, or their name on their home wiki. Whoever
was left out does not come back in by making new keys, by leaving and coming back, or by another
name under the same key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from service.vault.sealing.statement import Member


def is_barred(member: Member, marks: Iterable[str]) -> bool:
    """Whether any of somebody's marks is among these."""
    return not _marks_of(member).isdisjoint(marks)


def all_marks(marks: Iterable[str], lines: Iterable[Member]) -> frozenset[str]:
    """These marks and all others of the same people, as far as lines of statements tell."""
    lines = tuple(lines)
    found = set(marks)
    size = -1
    while size != len(found):
        size = len(found)
        for line in lines:
            if is_barred(line, found):
                found |= _marks_of(line)
    return frozenset(found)


def all_keys(keys: Iterable[str], lines: Iterable[Member]) -> frozenset[str]:
    """These signing keys and all others that the same people have."""
    keys, lines = tuple(keys), tuple(lines)
    marks = all_marks(keys, lines)
    return frozenset(keys) | {line.ed25519 for line in lines if is_barred(line, marks)}


def _marks_of(member: Member) -> set[str]:
    """By what somebody is recognised."""
    return {member.ed25519, member.age, json.dumps([member.name, member.home])}
