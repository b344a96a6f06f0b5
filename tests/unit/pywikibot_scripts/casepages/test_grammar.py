# SPDX-License-Identifier: AGPL-3.0-or-later
"""The data file: what is confirmed stands in it; a mistake is refused with its place."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pywikibot_scripts.casepages import grammar
from pywikibot_scripts.casepages.grammar import GrammarError
from pywikibot_scripts.casepages.reading import read

DOCUMENT = json.loads(grammar.FILE.read_text(encoding="utf-8"))


def test_the_anchors_seen_on_real_pages_are_marked_so() -> None:
    seen = {
        entry["text"]
        for entries in DOCUMENT.values()
        if isinstance(entries, list)
        for entry in entries
        if isinstance(entry, dict) and entry["confidence"] == "S"
    }
    assert seen >= {
        "Parties",
        "Notifications",
        "Filer (no diff required)",
        "local notification",
        "U4C member alert",
        "Description of the problem",
        "This case is currently",
        "under investigation",
        "declined",
        "On behalf of the U4C",
    }


@pytest.mark.parametrize("lang", DOCUMENT["languages"])
def test_every_list_has_words_of_every_language(lang: str) -> None:
    for name, entries in DOCUMENT.items():
        if isinstance(entries, list) and isinstance(entries[0], dict):
            assert lang in {entry["lang"] for entry in entries}, name


def change(*path: Any, to: Any) -> Callable[[Any], None]:
    """Return what replaces one place of the data file, or takes it out."""

    def changed(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        if to is None:
            del document[path[-1]]
        else:
            document[path[-1]] = to

    return changed


@pytest.mark.parametrize(
    ("mistake", "place"),
    [
        (change("headings", to=None), "g: headings is missing"),
        (change("more", to=1), "g: more is not known"),
        (change("version", to=2), "g: version"),
        (change("headings", to=[]), "g: headings: a list"),
        (change("headings", 3, "means", to="nonsense"), "g: headings[3].means: one of"),
        (change("headings", 3, "lang", to="xx"), "g: headings[3].lang"),
        (change("headings", 3, "text", to=" "), "g: headings[3].text"),
        (change("headings", 3, "text", to=7), "g: headings[3].text"),
        (change("headings", 3, "extra", to="x"), "g: headings[3]: extra is not known"),
        (change("headings", 3, "confidence", to=None), "g: headings[3]: confidence is missing"),
        (change("headings", 0, "text", to="Decline votes"), "'Decline votes' means two things"),
        (change("state_words", 0, "means", to="lost"), "g: state_words[0].means"),
        (change("state_without_box", "means", to="lost"), "g: state_without_box.means"),
        (change("result_sentences", 0, "text", to="adopted"), "g: result_sentences[0].text"),
        (change("dates", "months", "de", 0, to=None), "g: dates.months.de: a year has twelve"),
        (change("dates", "months", "de", 0, to=["März"]), "g: dates.months.de: 'märz' is two"),
        (change("dates", "formats", 0, to="{year}"), "g: dates.formats[0]"),
        (change("dates", "timestamps", 0, to="{day} {month} {year}"), "g: dates.timestamps[0]"),
        (change("dates", "zones", "UTC", to="0"), "g: dates.zones.UTC"),
        (change("templates", "status", 0, "state", to=1), "g: templates.status[0].state"),
        (change("templates", "user", 0, "parameter", to=None), "g: templates.user[0]: parameter"),
        (change("pages", "cases", to=""), "g: pages.cases"),
        (change("titles", "diff", to="Diff"), "g: titles.diff"),
    ],
)
def test_a_mistake_is_refused_with_its_place(mistake: Callable[[Any], None], place: str) -> None:
    document = copy.deepcopy(DOCUMENT)
    mistake(document)
    with pytest.raises(GrammarError) as refused:
        grammar.build(document, "g")
    assert place in str(refused.value)


@pytest.mark.parametrize("content", ["", "[]", "{", "null", '"x"'])
def test_a_file_that_is_no_data_file_is_refused_by_name(tmp_path: Path, content: str) -> None:
    file = tmp_path / "mine.json"
    file.write_text(content)
    with pytest.raises(GrammarError, match=r"mine\.json"):
        grammar.load(file)
    with pytest.raises(GrammarError, match=r"absent\.json"):
        grammar.load(tmp_path / "absent.json")


def test_another_file_reads_other_pages(tmp_path: Path) -> None:
    document = copy.deepcopy(DOCUMENT)
    document["languages"].append("fr")
    document["dates"]["months"]["fr"] = [[f"mois{n}"] for n in range(1, 13)]
    entry = {"lang": "fr", "confidence": "M"}
    document["state_beginnings"].append({**entry, "text": "Cette affaire est"})
    document["state_words"].append({**entry, "text": "classée", "means": "closed"})
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(document))
    for path, whole in ((file, True), (None, False)):
        found = read("Cette affaire est classée.", title="T", grammar=grammar.load(path))
        assert found.whole is whole
