# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists: who is on one can be read again, and nobody's name does anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pywikibot_scripts.casenotify import listing
from pywikibot_scripts.casenotify.checking import obstacle
from pywikibot_scripts.casenotify.listing import Case, Party

HOST = "meta.wikimedia.org"
CASE = Case("a" * 32, "U4C/Cases/2026/A & B (c)", 7, HOST)
NAMES = st.text(min_size=1, max_size=30).map(lambda name: " ".join(name.split())).filter(bool)


@given(st.lists(NAMES, unique=True))
def test_what_is_listed_is_read_again(names: list[str]) -> None:
    parties = [Party(name, HOST) for name in names]
    fit = [party for party in parties if listing.fits_a_list(party)]
    text = listing.delivery_list(CASE, listing.texts()["en"], fit)
    assert set(listing.listed(text)) == set(fit)
    by_hand = [(party, "odd_name") for party in parties if party not in fit]
    text = listing.hand_list(CASE, listing.texts()["ar"], by_hand, HOST)
    assert listing.listed(text) == dict(by_hand)


@pytest.mark.parametrize("name", ["A|B", "A}}B", "A\nB", "A#B", "A/B", "A@B", "A=B", "{{A", "~~~"])
def test_odd_names_are_for_people(name: str) -> None:
    assert not listing.fits_a_list(Party(name, HOST))
    text = listing.hand_list(CASE, listing.texts()["en"], [(Party(name, HOST), "odd_name")], HOST)
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
        assert listing.says(listing.message(CASE, text), CASE.title)
    assert listing.language_of("de-at", listing.texts()) == "de"
    assert listing.language_of("xx", listing.texts()) == "en"


@pytest.mark.parametrize("text", [
    "See [[U4C/Cases/2026/A & B (c)]]", "[[m:U4C/Cases/2026/A_&_B_(c)|here]]", CASE.address(),
    "[https://meta.wikimedia.org/wiki/U4C/Cases/2026/A_%26_B_(c) x]",
    "u4C/Cases/2026/A &amp; B (c)",
])  # fmt: skip
def test_links_in_every_way_of_writing(text: str) -> None:
    assert listing.says(text, CASE.title)
    assert not listing.says(text, "U4C/Cases/2026/Other")


def test_the_edit_that_brought_the_notice() -> None:
    said = f"Hello. {CASE.address()}"

    def edit(rev: int, text: str | None, user: str = "MassMessage") -> dict[str, object]:
        return {"revid": rev, "text": text, "user": user}

    found = listing.added
    assert found([edit(1, "a"), edit(2, said), edit(3, said + "x")], CASE.title, "", "P") == 2
    assert found([edit(1, said)], CASE.title, said, "P") == 0
    assert found([edit(1, said, "P"), edit(2, "a"), edit(3, said)], CASE.title, "", "P") == 3
    assert found([edit(1, None), edit(2, said)], CASE.title, "", "P") == 2
    assert found([], CASE.title, "", "P") == 0


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
