# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables: every language has every word, nothing breaks out, the same is the same."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pywikibot_scripts.casepublish.rendering import LANGUAGES, Tables, words_in

from .test_escaping import TEXTS

HOST = "meta.wikimedia.org"


def overview(text: str = "A/B", **more: Any) -> dict[str, Any]:
    """One case and one outcome with this text wherever there can be text."""
    case = {
        "case": "a" * 32, "page": 7, "title": text, "wiki": HOST, "state": "voting", "kind": None,
        "filed": "2026-01-02", "last_activity": None, "evidence_until": None,
        "statement_words": [12, 340], "unproven_notices": 2, "not_voted": None,
    }  # fmt: skip
    remedy = {"text": text, "scope": text, "starts": "2026-02-01", "expires": None,
              "appeal_from": "2026-08-01", "in_force": True}  # fmt: skip
    outcome = {"case": "a" * 32, "title": text, "page": 7, "day": "2026-02-01", "motion": text,
               "support": 5, "oppose": 1, "abstain": 0, "rule": "ordinary",
               "remedies": [remedy]}  # fmt: skip
    health = [{"bot": "sync", "wiki": HOST, "ended": None, "pages": 3,
               "problems": [{"code": "x", "page": 1}] * 2}]  # fmt: skip
    announced = {"wiki": HOST, "page": 9, "anchor": text or None, "motion": text or None,
                 "day": "2026-03-01", "adopted": True, "support": 7, "oppose": 0,
                 "abstain": 1}  # fmt: skip
    return {"cases": [{**case, **more}], "outcomes": [outcome], "counts": {"voting": 1},
            "announcements": [announced], "health": health}  # fmt: skip


def keys(words: Any) -> Any:
    return {key: keys(value) for key, value in words.items()} if isinstance(words, dict) else None


def test_every_language_has_every_word() -> None:
    first, *others = (dict(words_in(language)) for language in LANGUAGES)
    for other in others:
        assert keys(other) == keys(first)
    assert words_in("ar")["dir"] == "rtl"


def structure(wikitext: str) -> list[str]:
    """What a table is made of, without what stands in its cells."""
    return [line[:2] for line in wikitext.split("\n")]


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_no_text_changes_the_table(text: str, language: str) -> None:
    tables = Tables(words_in(language), HOST)
    calm, hostile = overview(), overview(text, not_voted=[text], state="voting")
    calm["cases"][0]["not_voted"] = ["A"]
    for write in (tables.cases, tables.outcomes):
        assert structure(write(hostile)) == structure(write(calm))
        assert "Alcove:" not in write(hostile)


def test_names_of_who_has_not_voted_only_if_told() -> None:
    tables = Tables(words_in("en"), HOST)
    assert "Has not voted" not in tables.cases(overview())
    told = tables.cases(overview(not_voted=["Amina", "Bero"]))
    assert "| <bdi>Amina</bdi>, <bdi>Bero</bdi>" in told


def test_what_is_not_known_is_a_dash() -> None:
    lines = Tables(words_in("en"), HOST).cases(overview()).split("\n")
    assert lines.count("| —") == 2
    assert "| 12, 340" in lines
    assert "| <bdi>2026-01-02</bdi>" in lines


def test_outcomes_say_all_of_a_remedy() -> None:
    text = Tables(words_in("en"), HOST).outcomes(overview("Words"))
    for said in ("<bdi>5</bdi>", "<bdi>2026-08-01</bdi>", "| yes", "| ordinary", "| —"):
        assert said in text
    no_motion = overview("Words") | {"announcements": []}
    no_motion["outcomes"][0] |= {"motion": None, "support": None, "oppose": None, "abstain": None}
    text = Tables(words_in("en"), HOST).outcomes(no_motion)
    assert "Motions" not in text
    assert "Remedies" in text


def test_announced_motions_are_told_by_link_also_without_a_case() -> None:
    tables = Tables(words_in("en"), HOST)
    alone = overview("To warn (2)") | {"cases": [], "outcomes": []}
    text = tables.outcomes(alone)
    place = f"[https://{HOST}/w/index.php?curid=9#To%20warn%20%282%29 <bdi>To warn (2)</bdi>]"
    for said in (place, "<bdi>2026-03-01</bdi>", "<bdi>7</bdi>", "<bdi>0</bdi>", "| yes"):
        assert said in text
    alone["announcements"][0] |= {"motion": None, "anchor": None, "adopted": False}
    text = tables.outcomes(alone)
    assert f"[https://{HOST}/w/index.php?curid=9 <bdi>announcement</bdi>]" in text
    assert "| no" in text


def test_cases_of_another_wiki_are_linked_there() -> None:
    text = Tables(words_in("en"), "de.wikipedia.org").cases(overview())
    assert f"[https://{HOST}/w/index.php?curid=7 " in text


def test_health_tells_no_time_and_counts_problems() -> None:
    tables = Tables(words_in("en"), HOST)
    told = overview()["health"]
    text = tables.health(told)
    assert "x (2)" in text.replace("&#120;", "x")
    other = copy.deepcopy(told)
    other[0]["pages"] = 99
    assert tables.health(other) == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_to_say(language: str) -> None:
    tables = Tables(words_in(language), HOST)
    nothing: dict[str, Any] = {"cases": [], "outcomes": [], "announcements": [], "counts": {}}
    for text in (tables.cases(nothing), tables.outcomes(nothing), tables.health([])):
        assert "{|" not in text
        assert f'lang="{language}"' in text
