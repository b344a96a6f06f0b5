# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of parties: one linked user a row, and the proof that they were told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.pywikibot_scripts.casepages.facts import facts_of, values

HEADER = "! Parties !! Notifications"


def table(*rows: str, header: str = HEADER) -> str:
    """Return a table of these rows, each written after ``|-``."""
    return "\n".join(("{|", header, *(line for row in rows for line in ("|-", row)), "|}", ""))


def notice(cell: str) -> Any:
    """Return how a party was told, as a cell says it."""
    (value,) = values(table(f"| [[User:Bo]] || {cell}"), "party")
    return value and (value["role"], value["notice"], value["diff"], value["link"])


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Filer (no diff required)", ("filer", "filer", None, None)),
        ("''Filer'' (no diff required)", ("filer", "filer", None, None)),
        ("", ("party", "none", None, None)),
        ("—", ("party", "none", None, None)),
        ("Local notification", ("party", "local", None, None)),
        ("[[User talk:Bo|local notification]]", ("party", "local", None, None)),
        ("[[Special:Diff/12]]", ("party", "diff", 12, "Special:Diff/12")),
        ("[[:en:Special:Diff/11/12|x]]", ("party", "diff", 12, "en:Special:Diff/11/12")),
        ("[[خاص:فرق/12]]", ("party", "diff", 12, "خاص:فرق/12")),
        ("{{diff||12}}", ("party", "diff", 12, None)),
        ("{{diff2|12}}", ("party", "diff", 12, None)),
        ("local notification, {{diff2|12}}", ("party", "diff", 12, None)),
        ("notified", None),
        ("none, local notification", None),
        ("[[Special:Permalink/12]]", None),
        ("[[Special:Diff/x]]", None),
        ("{{diff2|x}}", None),
        ("[https://evil.example/?diff=12 diff]", None),
        ("[https://wikipedia.org.evil.example/?diff=12 diff]", None),
        ("[https://meta.wikimedia.org/?oldid=12 old]", None),
        ("https://meta.wikimedia.org/?diff=cur&oldid=12", None),
    ],
)
def test_notice(cell: str, expected: Any) -> None:
    assert notice(cell) == expected


@pytest.mark.parametrize(
    ("address", "diff"),
    [
        ("https://meta.wikimedia.org/w/index.php?title=A&diff=12&oldid=11", 12),
        ("//de.wikipedia.org/w/index.php?diff=prev&amp;oldid=12", 12),
        ("https://de.m.wikipedia.org/wiki/Spezial:Diff/12", 12),
        ("https://ar.wikipedia.org/wiki/%D8%AE%D8%A7%D8%B5:%D9%81%D8%B1%D9%82/12", 12),
        ("https://meta.wikimedia.org/w/index.php?diff=next&oldid=12", None),
    ],
)
def test_the_address_of_a_diff(address: str, diff: int | None) -> None:
    assert notice(f"[{address} diff]") == ("party", "diff", diff, address)


@pytest.mark.parametrize(
    "cell",
    [
        "Bo",
        "[[Bo]]",
        "[[User:Bo]] and [[User:Di]]",
        "<nowiki>[[User:Bo]]</nowiki>",
        "[[User:]]",
        "[[Project:User:Bo/x]]",
        "rowspan=2 | [[User:Bo]]",
    ],
)
def test_whoever_is_not_named_by_one_link_is_unread(cell: str) -> None:
    wikitext = table(f"| {cell} || local notification")
    (fact,) = facts_of(wikitext, "party")
    assert (fact.value, fact.line) == (None, 4)
    assert fact.found == f"| {cell} || local notification"


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("[[User:bo_li]]", "Bo li"),
        ("[[User:%42o|x]] ([[User talk:Bo|talk]])", "Bo"),
        ("[[Benutzer:Bo]]", "Bo"),
        ("[[m:User:Bo]]", "Bo"),
        ("{{user|Bo}}", "Bo"),
        ("{{Luxotool|1=Bo}}", "Bo"),
        ('style="x" | [[User:Bo|B]]', "Bo"),
        ("[[User:ß]]", "ß"),
        ("[[User:Bo\u200e]]", "Bo"),
        ("[[User:مستخدم]]", "مستخدم"),
    ],
)
def test_a_name_is_as_mediawiki_writes_it(cell: str, name: str) -> None:
    (value,) = values(table(f"| {cell} || none"), "party")
    assert value["name"] == name


def test_somebody_named_twice_is_one_party_if_both_rows_agree() -> None:
    same = table("| [[User:Bo]] || none", "| [[User:bo]] || ")
    assert len(facts_of(same, "party")) == 1
    differing = table("| [[User:Bo]] || none", "| [[User:bo]] || local notification")
    (fact,) = facts_of(differing, "party")
    assert (fact.item, fact.value) == ("Bo", None)


def test_columns_may_be_swapped_and_cells_on_lines_of_their_own() -> None:
    wikitext = table("| local notification\n| [[User:Bo]]", header="! Notifications\n! Parties")
    (value,) = values(wikitext, "party")
    assert (value["name"], value["notice"]) == ("Bo", "local")


def test_other_tables_are_no_parties_and_two_of_them_are_doubtful() -> None:
    other = "{|\n! User !! Edits\n|-\n| [[User:X]] || 5\n|}\n"
    one = table("| [[User:Bo]] || none")
    assert [f.item for f in facts_of(other + one, "party")] == ["Bo"]
    assert values(one + one, "party") == [None, None]


def test_a_table_without_an_end_leaves_its_last_row_unread() -> None:
    wikitext = table("| [[User:Bo]] || none", "| [[User:Di]] || none").replace("|}", "")
    found = values(wikitext + "\n== Description of the problem - (A) ==\n| [[User:X]]", "party")
    assert [value and value["name"] for value in found] == [None, "Bo"]


def test_parties_in_a_list() -> None:
    wikitext = "== Parties ==\n* [[User:Bo]] ([[User talk:Bo|talk]]): none\n* [[User:Di]]\n* Ed"
    found = values(wikitext, "party")
    assert [value and (value["name"], value["notice"]) for value in found] == [
        None,
        ("Bo", "none"),
        ("Di", "none"),
    ]
