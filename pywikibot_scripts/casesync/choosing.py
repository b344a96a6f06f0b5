# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which pages are case pages. Pure.

Everything below a prefix is one, but for what stands there for other reasons: translations, the
preload of the form, templates and the bare page of a year.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

#: Last parts of titles that are no case's, in small letters.
OMITTED = frozenset(
    {"archive", "archives", "header", "preload", "sandbox", "template", "templates", "testcases"}
)
PRELOAD = re.compile(r"(?:.* )?(?:pre-?load|edit-?intro)", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)\d\d")
# Extension:Translate: a page to translate has <translate>, its translations only the list of them.
LANGUAGES = re.compile(r"<languages\s*/?>", re.IGNORECASE)
TRANSLATE = re.compile(r"<translate[\s>]", re.IGNORECASE)
BEGINNING = 4000


@dataclass(frozen=True)
class Prefix:
    """Where case pages stand: the namespace and what their titles begin with."""

    ns: int
    title: str  # with the namespace's name, as MediaWiki writes it
    bare: str  # without


@dataclass(frozen=True)
class Choice:
    """What belongs to the cases of a wiki."""

    prefixes: Sequence[Prefix]
    omitted: Collection[str] = OMITTED
    languages: Collection[str] = field(default_factory=frozenset)

    def below(self, title: str) -> str | None:
        """Return what a title says below one of the prefixes, if it stands there."""
        for prefix in self.prefixes:
            if title.startswith(prefix.title) and title != prefix.title:
                return title.removeprefix(prefix.title)
        return None

    def left_out(self, title: str, *, page_language: str = "", text: str = "") -> str:
        """Say why a page is no case page; an empty answer means that it is one."""
        below = self.below(title)
        if below is None:
            return "elsewhere"
        last = below.rpartition("/")[2]
        if YEAR.fullmatch(below):
            return "year"
        if any(part.lower() in self.omitted for part in below.split("/")):
            return "omitted"
        if PRELOAD.fullmatch(last):
            return "preload"
        if last in self.languages or (last == page_language and last == last.lower()):
            return "translation"
        beginning = text[:BEGINNING]
        if "/" in below and LANGUAGES.search(beginning) and not TRANSLATE.search(text):
            return "translation"
        return ""
