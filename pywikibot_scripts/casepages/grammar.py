# SPDX-License-Identifier: AGPL-3.0-or-later
"""How case pages look, as data that U4C members can change.

When the pages change, add to ``grammar.json`` (or to a copy that the bots are given with
``-grammar:FILE``); nothing here needs to be touched:

* an entry is ``{"lang", "text", "means", "confidence"}``. Case, spaces and a closing colon do not
  matter; add an entry rather than changing one, since old pages keep their words;
* ``headings`` say what a section is, ``heading_beginnings`` what one is that begins so;
* ``state_beginnings`` followed by one of ``state_words`` and the end of a sentence is a state; a
  beginning followed by anything else is shown to a member as unread;
* ``templates`` are named without their braces; ``state``, ``kind`` and ``evidence`` name the
  parameters (``"1"`` is the first without a name);
* ``dates`` hold the months' names and forms of dates and of signatures' times.

``confidence`` is S (seen on a real page), C (in source code) or M (memory, to be confirmed).
A mistake is refused at the start with the place where it stands. After a change, read a few
pages with ``python -m pywikibot_scripts.casepages.reading FILE`` and look at what is unread.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pywikibot_scripts.casepages.checking import GrammarError, check
from pywikibot_scripts.casepages.dates import Calendar
from pywikibot_scripts.casepages.snippets import fold, label

FILE = Path(__file__).with_name("grammar.json")


@dataclass(frozen=True)
class StatusTemplate:
    """The box that tells a case's state, and which parameters tell what."""

    state: str | None
    kind: str | None
    evidence: str | None


@dataclass(frozen=True)
class Phrases:
    """Wordings looked for inside a sentence, the longest first; each means something."""

    pattern: re.Pattern[str]
    means: Mapping[str, str]


@dataclass(frozen=True)
class Grammar:
    """The data file, ready for use; ``document`` is what it was made of."""

    document: Mapping[str, Any]
    headings: Mapping[str, str]
    languages: Mapping[str, str]
    heading_starts: re.Pattern[str]
    heading_beginnings: Mapping[str, str]
    beginning_starts: re.Pattern[str]
    not_names: frozenset[str]
    state_beginnings: Phrases
    state_words: Mapping[str, str]
    state_without_box: str
    kind_labels: frozenset[str]
    kind_words: Mapping[str, str]
    alert_labels: tuple[str, ...]
    party_headers: Mapping[str, str]
    notice_words: Mapping[str, str]
    evidence: Phrases
    vote_words: Mapping[str, str]
    changes: Phrases
    empty_words: frozenset[str]
    result_beginnings: Phrases
    results: tuple[tuple[re.Pattern[str], bool], ...]
    announced_by: Phrases
    remedies: Phrases
    durations: Phrases
    calendar: Calendar
    titles: Mapping[str, frozenset[str]]
    status_templates: Mapping[str, StatusTemplate]
    user_templates: Mapping[str, str]
    diff_templates: Mapping[str, str]
    strike_templates: frozenset[str]
    ignored_templates: frozenset[str]
    hosts: tuple[str, ...]
    pages: Mapping[str, str]


def load(path: Path | None = None) -> Grammar:
    """Read and check a data file; Alcove's own unless another is named.

    :raise GrammarError: with the place of the first mistake
    """
    file = path or FILE
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise GrammarError(f"{file.name}: cannot be read as JSON: {problem}") from None
    return build(document, file.name)


@cache
def default() -> Grammar:
    """Return Alcove's own grammar, read once."""
    return load()


def build(document: Any, name: str = "grammar") -> Grammar:
    """Check a data file's content and make it ready for use.

    :raise GrammarError: with the place of the first mistake
    """
    check(document, name)
    templates = document["templates"]

    def means(key: str, folded: Callable[[str], str] = label) -> dict[str, str]:
        return _means(document[key], f"{name}: {key}", folded)

    return Grammar(
        document=document,
        headings=means("headings"),
        languages=_languages(document["headings"]),
        heading_starts=_starts(means("headings")),
        heading_beginnings=means("heading_beginnings"),
        beginning_starts=_starts(means("heading_beginnings")),
        not_names=_texts(document["not_names"]),
        state_beginnings=_phrases(document["state_beginnings"]),
        state_words=means("state_words"),
        state_without_box=document["state_without_box"]["means"],
        kind_labels=_texts(document["kind_labels"]),
        kind_words=means("kind_words"),
        alert_labels=tuple(sorted(_texts(document["alert_labels"]), key=len, reverse=True)),
        party_headers=means("party_headers"),
        notice_words=means("notice_words"),
        evidence=_phrases(document["evidence_phrases"]),
        vote_words=means("vote_words"),
        changes=_phrases(document["change_phrases"]),
        empty_words=_texts(document["empty_words"]),
        result_beginnings=_phrases(document["result_beginnings"]),
        results=tuple(_result(entry) for entry in document["result_sentences"]),
        announced_by=_phrases(document["announced_by"]),
        remedies=_phrases(document["remedy_phrases"], f"{name}: remedy_phrases"),
        durations=_phrases(document["duration_units"]),
        calendar=Calendar.made(document["dates"], f"{name}: dates"),
        titles={kind: frozenset(map(fold, names)) for kind, names in document["titles"].items()},
        status_templates={
            fold(one["name"]): StatusTemplate(one["state"], one["kind"], one["evidence"])
            for one in templates["status"]
        },
        user_templates={fold(one["name"]): fold(one["parameter"]) for one in templates["user"]},
        diff_templates={fold(one["name"]): fold(one["parameter"]) for one in templates["diff"]},
        strike_templates=frozenset(map(fold, templates["strike"])),
        ignored_templates=frozenset(map(fold, templates["ignored"])),
        hosts=tuple(document["hosts"]),
        pages=document["pages"],
    )


def _texts(entries: list[dict[str, str]]) -> frozenset[str]:
    return frozenset(label(entry["text"]) for entry in entries)


def _means(
    entries: list[dict[str, str]], place: str, folded: Callable[[str], str]
) -> dict[str, str]:
    """Return what each wording means; two meanings of one wording are a mistake in the file."""
    found: dict[str, str] = {}
    for index, entry in enumerate(entries):
        text = folded(entry["text"])
        if found.setdefault(text, entry["means"]) != entry["means"]:
            raise GrammarError(f"{place}[{index}]: {entry['text']!r} means two things")
    return found


def _languages(entries: list[dict[str, str]]) -> dict[str, str]:
    """Return the headings that belong to one language only, which tell a page's language."""
    found: dict[str, set[str]] = {}
    for entry in entries:
        found.setdefault(label(entry["text"]), set()).add(entry["lang"])
    return {text: next(iter(langs)) for text, langs in found.items() if len(langs) == 1}


def _phrases(entries: list[dict[str, str]], place: str = "") -> Phrases:
    meanings = _means(entries, place, label) if place else {label(e["text"]): "" for e in entries}
    return Phrases(re.compile(rf"(?<!\w)(?:{_one_of(meanings)})(?!\w)"), meanings)


def _starts(meanings: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{_one_of(meanings)})(?!\w)")


def _one_of(texts: Iterable[str]) -> str:
    longest_first = sorted(texts, key=lambda text: (-len(text), text))
    return "|".join(map(re.escape, longest_first))


def _result(entry: dict[str, str]) -> tuple[re.Pattern[str], bool]:
    """Make a sentence with its three counts findable in folded text."""
    pattern = re.escape(label(entry["text"]))
    for count in ("support", "oppose", "abstain"):
        pattern = pattern.replace(re.escape(f"{{{count}}}"), rf"(?P<{count}>\d{{1,4}})")
    return re.compile(rf"(?<!\w){pattern}(?!\w)"), entry["means"] == "adopted"
