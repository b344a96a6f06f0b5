# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole pages: what is made is read, exactly; what is no case page is not taken for one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pywikibot_scripts.casepages import reading
from tests import casepages
from tests.casewords import WORDS
from tests.unit.pywikibot_scripts.casepages.facts import comparable, read_page


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("shape", casepages.SHAPES)
def test_a_made_page_is_read_to_exactly_its_truth(shape: str, lang: str) -> None:
    for seed in range(12):
        page = casepages.page(shape, lang, seed=seed)
        found = read_page(page.wikitext)
        assert comparable(found.document()["facts"]) == comparable(page.truth)
        assert (found.whole, found.lang) == (True, lang)


def test_made_pages_are_the_same_for_the_same_seed_and_have_titles_of_their_own() -> None:
    made = casepages.pages(60, seed=7)
    assert made == casepages.pages(60, seed=7)
    assert made != casepages.pages(60, seed=8)
    assert len({page.title for page in made}) == 60
    assert {(page.shape, page.lang) for page in made} == {
        (shape, lang) for shape in casepages.SHAPES for lang in WORDS
    }


@pytest.mark.parametrize(
    "wikitext",
    [
        "",
        "\n\n",
        "#REDIRECT [[Elsewhere]]",
        "== Heading ==\nText.",
        "<!-- nothing -->",
        "{{Delete}}",
    ],
)
def test_a_page_that_is_no_case_page_has_one_unread_fact(wikitext: str) -> None:
    found = read_page(wikitext)
    assert not found.whole
    assert [(f.key, f.found, f.certain) for f in found.facts] == [
        ("page", reading.NOT_UNDERSTOOD, False)
    ]


def test_a_page_larger_than_mediawiki_allows_is_not_read() -> None:
    found = read_page("== Description of the problem - (A) ==\n" + "x" * reading.BYTES_MAX)
    assert [(f.key, f.found) for f in found.facts] == [("page", reading.TOO_LARGE)]
    assert not found.whole


def test_a_page_kept_in_a_file_is_shown_as_it_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = casepages.page("form", "ar")
    file = tmp_path / "page.txt"
    file.write_text(page.wikitext, encoding="utf-8")
    reading.main(str(file))
    assert json.loads(capsys.readouterr().out) == read_page(page.wikitext).document()


def test_more_facts_than_any_case_has_are_not_taken_in() -> None:
    found = read_page("== Description of the problem - (A) ==\n== Findings ==\n" + "# x\n" * 4000)
    assert [(f.key, f.found) for f in found.facts] == [("page", reading.NOT_UNDERSTOOD)]
