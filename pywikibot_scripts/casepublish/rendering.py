# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables that are published: cases, outcomes, health. By link, and without parties' names.

What comes out depends on what goes in alone: no time of a run is part of it, so that nothing is
written where nothing changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pywikibot_scripts.casepublish.escaping import (
    NOTHING,
    isolated,
    link,
    link_to_wiki,
    plain,
)

WORDS = Path(__file__).with_name("words.json")
LANGUAGES = ("en", "de", "ar")
Words = Mapping[str, Any]
Row = Mapping[str, Any]
#: How what stands in a column is written, where it is not shown as it is.
Cells = Mapping[str, Callable[[Row], str]]


def words_in(language: str, path: Path = WORDS) -> Words:
    """Return the words of the tables in a language; the data file has them all."""
    found: Words = json.loads(path.read_text(encoding="utf-8"))[language]
    return {"lang": language, **found}


class Tables:
    """Writes tables in one language for one wiki."""

    def __init__(self, words: Words, host: str) -> None:
        """Take the words, and the host of the wiki that the tables stand on."""
        self._words, self._host = words, host

    def intro(self) -> str:
        """Return what stands above a region on a page that the bot makes."""
        return self._within(str(self._words["intro"]))

    def cases(self, overview: Mapping[str, Any]) -> str:
        """Return the requests and cases, and how many are in which state."""
        words = self._words["cases"]
        rows: Sequence[Row] = overview["cases"]
        if not rows:
            return self._within(words["none"])
        columns: dict[str, str] = dict(words["columns"])
        if all(row["not_voted"] is None for row in rows):
            del columns["not_voted"]
        show: Cells = {
            "title": self._case,
            "state": lambda row: self._word("states", row["state"]),
            "statement_words": lambda row: _numbers(row["statement_words"]),
            "not_voted": lambda row: ", ".join(map(isolated, row["not_voted"] or ())) or NOTHING,
        }
        lines = _lines(rows, columns, show)
        counted = (
            [self._word("states", state), str(int(count))]
            for state, count in sorted(overview["counts"].items())
        )
        return self._within(
            _table(words["caption"], columns.values(), lines),
            _table(words["counts"], (words["state"], words["count"]), counted),
        )

    def outcomes(self, overview: Mapping[str, Any]) -> str:
        """Return the motions of cases and those announced, with their tallies; and the remedies."""
        words = self._words["outcomes"]
        hosts = {case["case"]: case["wiki"] for case in overview["cases"]}
        rows = [{**one, "wiki": hosts.get(one["case"], "")} for one in overview["outcomes"]]
        motions = sorted(
            (row for row in rows if row["motion"] is not None or row["support"] is not None),
            key=lambda row: row["day"] or "",
            reverse=True,
        )
        remedies = [{**row, **one} for row in rows for one in row["remedies"]]
        show: Cells = {
            "title": self._case,
            "rule": lambda row: self._word("rules", row["rule"]),
            "in_force": lambda row: self._yes_or_no(row["in_force"]),
        }
        told: Cells = {
            "motion": self._announcement,
            "adopted": lambda row: self._yes_or_no(row["adopted"]),
        }

        parts = [
            _table(words[caption], words[columns].values(), _lines(found, words[columns], how))
            for caption, columns, found, how in (
                ("caption", "columns", motions, show),
                ("announced", "announced_columns", overview["announcements"], told),
                ("remedies", "remedy_columns", remedies, show),
            )
            if found
        ]
        return self._within(*parts or [words["none"]])

    def health(self, passes: Sequence[Row]) -> str:
        """Return when each bot came to its end, and what it met. Pages it met are not named."""
        words = self._words["health"]
        if not passes:
            return self._within(words["none"])
        lines = (
            [
                self._word("bots", one["bot"]),
                isolated(one["wiki"]),
                plain(one["ended"] or "") or NOTHING,
                _problems(one["problems"]),
            ]
            for one in passes
        )
        return self._within(_table(words["caption"], words["columns"].values(), lines))

    def _within(self, *parts: str) -> str:
        """Mark language and direction, whatever those of the page are."""
        lang, direction = self._words["lang"], self._words["dir"]
        inner = "\n\n".join(parts)
        return (
            f'<div lang="{lang}" dir="{direction}" class="mw-content-{direction}">\n{inner}\n</div>'
        )

    def _word(self, kind: str, value: str | None) -> str:
        if value is None:
            return NOTHING
        return plain(str(self._words[kind].get(value, value)))

    def _yes_or_no(self, value: bool) -> str:
        return str(self._words["yes" if value else "no"])

    def _announcement(self, row: Row) -> str:
        """Link a place of a page, and say what it is about unless that names somebody."""
        heading = row["motion"] or self._words["outcomes"]["announcement"]
        return link_to_wiki(row["wiki"], row["page"], heading, row["anchor"] or "")

    def _case(self, row: Row) -> str:
        if row["wiki"] in {"", self._host}:
            return link(row["title"])
        return link_to_wiki(row["wiki"], row["page"], row["title"])


def _lines(rows: Iterable[Row], keys: Iterable[str], show: Cells) -> list[list[str]]:
    """Return the cells of some rows."""
    return [[show.get(key, _shown(key))(row) for key in keys] for row in rows]


def _shown(key: str) -> Callable[[Row], str]:
    """Return what shows a value as it is."""

    def show(row: Row) -> str:
        value = row[key]
        return NOTHING if value is None else isolated(str(value))

    return show


def _numbers(found: Iterable[int]) -> str:
    return ", ".join(str(int(one)) for one in found) or NOTHING


def _problems(found: Iterable[Mapping[str, Any]]) -> str:
    """Return which problems there were, and how often."""
    counts: dict[str, int] = {}
    for one in found:
        counts[str(one["code"])] = counts.get(str(one["code"]), 0) + 1
    said = (f"{plain(code)} ({count})" for code, count in sorted(counts.items()))
    return ", ".join(said) or NOTHING


def _table(caption: str, columns: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; each cell stands on a line of its own."""
    lines = ['{| class="wikitable sortable"', f"|+ {plain(caption)}", "|-"]
    lines += [f'! scope="col" | {plain(column)}' for column in columns]
    for row in rows:
        lines.append("|-")
        lines += [f"| {cell}" for cell in row]
    return "\n".join([*lines, "|}"])
