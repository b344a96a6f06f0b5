# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a reading says of a page: facts that are certain, and unread ones with their place."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pywikibot_scripts.casepages.masking import Line

FOUND_MAX = 500
TEXT_MAX = 1000
TITLE_MAX = 255
#: No case comes near; what a page beyond it says is not worth a member's time to settle.
FACTS_MAX = 3000


class TooManyFactsError(Exception):
    """The page says more than any case page does."""


@dataclass(frozen=True)
class Fact:
    """One fact and the place it rests on; without certainty it has no value, only what is there."""

    key: str
    item: str
    value: Mapping[str, Any] | None
    found: str
    section: str
    line: int
    hash: str

    @property
    def certain(self) -> bool:
        return self.value is not None

    def document(self) -> dict[str, Any]:
        """Return the fact as it is sent to the service."""
        return {
            "key": self.key,
            "item": self.item,
            "value": None if self.value is None else dict(self.value),
            "certain": self.certain,
            "found": self.found,
            "place": {"section": self.section, "line": self.line},
            "hash": self.hash,
        }


@dataclass(frozen=True)
class Reading:
    """Everything that was read of one page; not `whole` if the reading had to stop."""

    title: str
    lang: str
    bytes: int
    whole: bool
    facts: tuple[Fact, ...]

    def document(self) -> dict[str, Any]:
        """Return what the wikitext says; page, revision and day are the caller's to add."""
        return {
            "lang": self.lang,
            "bytes": self.bytes,
            "whole": self.whole,
            "facts": [fact.document() for fact in self.facts],
        }


@dataclass
class Notes:
    """Collects facts while a page is read, and keeps their items apart."""

    facts: list[Fact] = field(default_factory=list)
    copies: dict[tuple[str, str], int] = field(default_factory=dict)

    def certain(
        self, key: str, item: str, value: Mapping[str, Any], lines: Sequence[Line], section: str
    ) -> None:
        """Note what could be read with certainty."""
        self._add(key, item, value, "", lines, section)

    def unread(
        self, key: str, lines: Sequence[Line], section: str, *, item: str = "", found: str = ""
    ) -> None:
        """Note a place that a person must read; by its own hash where it has no other name."""
        text = found or "\n".join(line.raw for line in lines)
        self._add(key, item or f"?{hash_of(lines)}", None, text, lines, section)

    def _add(
        self,
        key: str,
        item: str,
        value: Mapping[str, Any] | None,
        found: str,
        lines: Sequence[Line],
        section: str,
    ) -> None:
        if len(self.facts) >= FACTS_MAX:
            raise TooManyFactsError
        unique = item
        while (key, unique) in self.copies:
            self.copies[key, item] += 1
            unique = f"{item}:{self.copies[key, item]}"
        self.copies[key, unique] = 1
        line = lines[0].number if lines else 1
        self.facts.append(
            Fact(key, unique, value, cut(found, FOUND_MAX), section, line, hash_of(lines))
        )

    def told_apart(self) -> tuple[Fact, ...]:
        """Return the facts; no two unread places of one key share a hash, even in the same words.

        What a person settled of a place is found again by its hash: were one of two alike taken
        away, the other must not pass for it, so both are asked again.
        """
        alike = Counter((fact.key, fact.hash) for fact in self.facts if not fact.certain)
        seen: Counter[tuple[str, str]] = Counter()
        facts = []
        for fact in self.facts:
            words = (fact.key, fact.hash)
            if fact.certain or alike[words] == 1:
                facts.append(fact)
                continue
            seen[words] += 1
            own = _digest(f"{fact.hash} {seen[words]} of {alike[words]}")
            item = f"?{own}" if fact.item.startswith("?") else fact.item
            facts.append(replace(fact, item=item, hash=own))
        return tuple(facts)


def hash_of(lines: Iterable[Line]) -> str:
    """Return what changes when the place changes, and not when only its spaces do."""
    text = " ".join(" ".join(line.raw.split()) for line in lines)
    return _digest(text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def cut(text: str, length: int) -> str:
    """Return text that is stored: no control characters, not longer than agreed."""
    text = text[:length]
    if text.isprintable():
        return text.strip()
    kept = "".join(
        c if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs") else "\ufffd" for c in text
    )
    return kept.strip()
