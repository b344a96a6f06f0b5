# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are called now, wherever a page or a member has called them something else.

Pages keep old names in signatures for years. So an old name is remembered, but as a hash only:
whoever had their account renamed to vanish is not found here under the name they left behind.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select, update

from service.cases.facts import NAME, TITLE
from service.cases.models import CaseName
from service.cases.rules import VANISHED, same_name
from service.infra.database import session

_WORD = re.compile(r"\w+")
_SLUG = re.compile(r"[a-z0-9.-]+")  # of a motion, made from its title; names begin with a capital
_NAMES = ("name", "by")  # of a value's parts; the rest are texts, days, numbers and lists of names
_MOST_WORDS = 8  # of a name within a text; a field that is a name may be any
_ROOM = 8  # that a number takes which keeps two items apart


def hash_of(name: str) -> str:
    """Under what an old name is remembered."""
    return hashlib.sha256(same_name(name).encode("utf-8", "replace")).hexdigest()


def sealed(party: str) -> str:
    """How a party is kept of whom only that they were told may be known; no name has a #."""
    return party if is_sealed(party) else f"#{hash_of(party)}"


def is_sealed(party: str) -> bool:
    """Whether a party's name is not known any more."""
    return party.startswith("#")


def current(team: str) -> Mapping[str, str]:
    """What a team's people are called now, by the hashes of what they were called."""
    found = session().execute(select(CaseName.hash, CaseName.name).where(CaseName.team == team))
    return {row.hash: row.name for row in found}


def remember(team: str, old: str, new: str) -> None:
    """Note a new name, also for whoever was called the old one by an even older name."""
    rows = session()
    same = (CaseName.team == team, CaseName.name == old)
    rows.execute(update(CaseName).where(*same).values(name=new))
    found = rows.get(CaseName, (team, hash_of(old)))
    if found is None:
        rows.add(CaseName(team=team, hash=hash_of(old), name=new))
    else:
        found.name = new
    rows.flush()


def replaced(value: Any, now: Mapping[str, str], *, is_name: bool = False) -> Any:
    """A value with every old name in it replaced; a link to somebody who vanished is dropped.

    Where a name is expected it is replaced as a whole or not: who is called "Bob the builder" is
    not who was called "Bob". Lists are lists of names. In a text nobody can tell the two apart.
    """
    if not now:
        return value
    if isinstance(value, str):
        return now.get(hash_of(value), value) if is_name else _in_text(value, now)
    if isinstance(value, list):
        return [replaced(one, now, is_name=True) for one in value]
    if isinstance(value, dict):
        made = {key: replaced(one, now, is_name=key in _NAMES) for key, one in value.items()}
        if "link" in made and str(made.get("name", "")).startswith(VANISHED):
            made["link"] = None
        return made
    return value


def in_item(item: str, now: Mapping[str, str]) -> str:
    """What a fact is called, with old names replaced: its parts are names, sides and slugs."""
    parts = item.split(":")
    made = ":".join(replaced(one, now, is_name=not _SLUG.fullmatch(one)) for one in parts)
    return made[: max(len(item), TITLE - _ROOM)]


def keep_apart(rows: Iterable[dict[str, Any]]) -> None:
    """Number items of a key that became the same when names were replaced."""
    seen: set[tuple[str, str]] = set()
    for row in rows:
        item, n = row["item"], 1
        while (row["key"], row["item"]) in seen:
            n += 1
            row["item"] = numbered(item, n)
        seen.add((row["key"], row["item"]))


def numbered(item: str, n: int) -> str:
    """What an item is called that is the n-th to be called so."""
    return f"{item[: TITLE - _ROOM]}:{n}"


def _in_text(text: str, now: Mapping[str, str]) -> str:
    whole = now.get(hash_of(text))
    if whole is not None:
        return whole
    words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    made, done, at = [], 0, 0
    while at < len(words):
        start = words[at][0]
        for last in range(min(at + _MOST_WORDS, len(words)) - 1, at - 1, -1):
            end = words[last][1]
            name = now.get(hash_of(text[start:end]))
            if name is not None:
                made += [text[done:start], name]
                done, at = end, last
                break
        at += 1
    # A longer name makes no text too long for its column; each has room for a name at least.
    return "".join([*made, text[done:]])[: max(len(text), NAME)]
