# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists: who is on one can be read again, and nobody's name does anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pywikibot_scripts.casenotify import listing
from pywikibot_scripts.casenotify.checking import obstacle
from pywikibot_scripts.casenotify.listing import Case, Party, Target

HOST = "meta.wikimedia.org"
CASE = Case("a" * 32, "U4C/Cases/2026/A & B (c)", 7, HOST)
NAMES = st.text(min_size=1, max_size=30).map(lambda name: " ".join(name.split())).filter(bool)


@given(st.lists(NAMES, unique=True))
def test_what_is_listed_is_read_again(names: list[str]) -> None:
    parties = [Party(name, HOST) for name in names]
    fit = [party for party in parties if listing.fits_a_list(party)]
    text = listing.delivery_list(CASE, listing.texts()["en"], fit)
    assert set(listing.listed(text)) == set(fit)
    by_hand = [Target(party, "ar", "odd_name") for party in parties if party not in fit]
    text = listing.hand_list(CASE, listing.texts(), by_hand)
    assert listing.listed(text) == {one.party: "odd_name" for one in by_hand}


@pytest.mark.parametrize("name", ["A|B", "A}}B", "A\nB", "A#B", "A/B", "A@B", "A=B", "{{A", "~~~"])
def test_odd_names_are_for_people(name: str) -> None:
    assert not listing.fits_a_list(Party(name, HOST))
    target = Target(Party(name, HOST), "en", "odd_name")
    text = listing.hand_list(CASE, listing.texts(), [target])
    assert "{{" not in text
    assert text.count("\n* ") == 1


@pytest.mark.parametrize("name", ["D'Artagnan", "A & B", "سوء", "Jean-Luc", "A (B)", "!x", "100 %"])
def test_usual_names_are_for_the_list(name: str) -> None:
    assert listing.fits_a_list(Party(name, HOST))
    assert not listing.fits_a_list(Party(name, "no host"))


def test_every_language_says_where() -> None:
    first, *others = listing.texts().values()
    for text in (first, *others):
        assert set(text) == set(first)
        assert text["body"].count("$1") == 1
        said = listing.message(CASE, text)
        renamed = Case(CASE.id, "Something else", CASE.page, CASE.wiki)
        assert listing.mentions(said, CASE) > listing.mentions(said, renamed) == 1
        assert said.endswith(" ~~~~")
    assert listing.language_of("de-at", listing.texts()) == "de"
    assert listing.language_of("xx", listing.texts()) == "en"


def test_lists_are_in_the_languages_of_who_is_on_them() -> None:
    texts = listing.texts()
    text = listing.delivery_list(CASE, texts["de"], [Party("A", "de.wikipedia.org")])
    assert "* {{#target:User talk:A|de.wikipedia.org}}" in text.split("\n")
    assert '<div lang="de" dir="ltr">' in text
    there = Target(Party("A", "ar.wikipedia.org"), "ar", "blocked")
    here = Target(Party("B", HOST), "de", "no_account")
    text = listing.hand_list(CASE, texts, [there, here, there])
    assert [text.count(f'<div lang="{lang}" dir=') for lang in ("ar", "de", "en")] == [1, 1, 0]
    assert "<bdi>A</bdi>]], ar.wikipedia.org: blocked <!--" in text
    assert "<bdi>B</bdi>]]: no account <!--" in text


@pytest.mark.parametrize("text", [
    "See [[U4C/Cases/2026/A & B (c)]]", "[[m:U4C/Cases/2026/A_&_B_(c)|here]]", CASE.address(),
    "[https://meta.wikimedia.org/wiki/U4C/Cases/2026/A_%26_B_(c) x]",
    "u4C/Cases/2026/A &amp; B (c)", "Hello. <!-- Alcove:notice meta.wikimedia.org 7 -->",
])  # fmt: skip
def test_a_case_is_mentioned_in_every_way_of_writing(text: str) -> None:
    assert listing.mentions(text, CASE) == 1
    other = Case("b" * 32, "U4C/Cases/2026/Other", 77, HOST)
    assert listing.mentions(text, other) == 0


def test_the_edit_that_brought_the_notice() -> None:
    said = f"Hello. {CASE.address()}"
    tellers = {"MediaWiki message delivery", "Ada M"}

    def edit(rev: int, text: str | None, user: str = "Ada_M") -> dict[str, object]:
        return {"revid": rev, "text": text, "user": user}

    def found(*edits: dict[str, object], before: str = "") -> int:
        return listing.told_by(edits, CASE, before, tellers)

    assert found(edit(1, "a"), edit(2, said), edit(3, said + "x")) == 2
    assert found(edit(2, said, "MediaWiki message delivery")) == 2
    assert found(edit(1, said), before=said) == 0
    assert found(edit(1, said, "P"), edit(2, "a", "P"), edit(3, said)) == 3
    # Somebody else spoke of it before; that is no notice, and hides none.
    assert found(edit(1, said, "P")) == 0
    assert found(edit(1, said, "P"), edit(2, said + said)) == 2
    assert found(edit(1, None), edit(2, said)) == 2
    assert found({"revid": 1, "text": said, "user": None}) == 0
    assert found() == 0


@pytest.mark.parametrize(("user", "page", "why"), [
    ({}, {}, ""),
    ({"missing": ""}, {}, "no_account"),
    ({"invalid": True}, {}, "no_account"),
    ({"blockid": 1}, {}, ""),
    ({"blockid": 1, "blockowntalk": ""}, {}, "blocked"),
    ({"blockid": 1, "blockowntalk": False}, {}, ""),
    ({}, {"protection": [{"type": "edit", "level": "sysop"}]}, "protected"),
    ({}, {"protection": [{"type": "edit", "level": "autoconfirmed"}]}, ""),
    ({}, {"protection": [{"type": "move", "level": "sysop"}]}, ""),
    ({}, {"categories": [{}]}, "opted_out"),
    ({}, {"templates": [{}]}, "opted_out"),
    ({}, {"missing": True}, ""),
])  # fmt: skip
def test_who_is_told_by_hand(user: dict[str, object], page: dict[str, object], why: str) -> None:
    assert obstacle(user, page) == why
