# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements, their words, and the lines a page is read in."""

from __future__ import annotations

import pytest

from pywikibot_scripts.casepages.masking import read_lines
from pywikibot_scripts.casepages.reading import words
from tests.unit.pywikibot_scripts.casepages.facts import facts_of, read_page, values

SIGNED = "[[User:Ada|Ada]] ([[User talk:Ada|talk]]) 10:00, 3 March 2025 (UTC)"


@pytest.mark.parametrize(
    ("heading", "kind", "by"),
    [
        ("Description of the problem - (Ada)", "description", "Ada"),
        ("Description of the problem \u2013 (Ada (WMF))", "description", "Ada (WMF)"),
        ("Description of the problem (ada)", "description", "Ada"),
        ("description of the Problem - ([[User:Ada|A.]])", "description", "Ada"),
        ("'''Suggested solutions''' - (Ada)", "solutions", "Ada"),
        ("Previous attempts at a solution - (Other parties)", "attempts", None),
        ("Statement by Ada", "other_party", "Ada"),
        ("Statement by [[User:Ada]]", "other_party", "Ada"),
        ("Weitere Rückmeldungen - (Ada)", "other_feedback", "Ada"),
        ("نقاش أعضاء اللجنة", "member_discussion", None),
    ],
)
def test_a_heading_says_what_a_statement_is_and_whose(
    heading: str, kind: str, by: str | None
) -> None:
    (value,) = values(f"== {heading} ==\nTwo words.\n", "statement")
    assert (value["kind"], value["by"], value["words"]) == (kind, by, 2)


@pytest.mark.parametrize(
    "heading",
    [
        "Description of the problem - (<Filer>) {{x}} more",
        "Description of the problem - Ada",
        "Description of the problem - (A|B)",
        "Description of the problem - ([[User:A]] and [[User:B]])",
        "Statement by",
    ],
)
def test_a_name_that_is_not_clear_leaves_the_statement_unread(heading: str) -> None:
    (fact,) = facts_of(f"\n== {heading} ==\nTwo words.\n", "statement")
    assert (fact.value, fact.line, fact.found) == (None, 2, f"== {heading} ==")


def test_sections_below_a_statement_belong_to_it_unless_they_are_something_themselves() -> None:
    page = (
        "== Description of the problem - (Ada) ==\nOne two.\n=== Evidence ===\nThree.\n"
        f"==== More ====\nFour. {SIGNED}\n=== Other feedback (Bo) ===\nFive.\n"
    )
    assert [value["words"] for value in values(page, "statement")] == [6, 1]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("one two", 2),
        ("don't re-do it", 3),
        ("[[A|one two]] [[three]] [https://example.org four five] https://example.org", 5),
        ("{{quote|one two|by=three}}", 3),
        ("'''one''' <b class='x'>two</b> &amp; &nbsp; three<br>four", 4),
        ("كلمة كلمتان", 2),
        ("日本語", 3),
        ("— … !", 0),
        ("{{a|" * 3 + "one", 1),
    ],
)
def test_words(text: str, count: int) -> None:
    assert words(text) == count


@pytest.mark.parametrize(
    ("wikitext", "expected"),
    [
        ("a\nb", [(1, "a"), (2, "b")]),
        ("a\r\nb", [(1, "a"), (2, "b")]),
        ("a<!-- x\ny -->b\nc", [(1, "ab"), (3, "c")]),
        ("a\n<!-- x -->\nb", [(1, "a"), (3, "b")]),
        ("a <!-- never closed\nb", [(1, "a ")]),
        ("{{a\n|b\n}}\nc", [(1, "{{a\n|b\n}}"), (4, "c")]),
        ("{{a|\n== b ==\n}}", [(1, "{{a|"), (2, "== b =="), (3, "}}")]),
        ("<includeonly>a\nb</includeonly>c", [(1, "c")]),
        ("<noinclude>a</noinclude>", [(1, "a")]),
        ("<translate><!--T:1-->\n== a ==\n</translate>", [(2, "== a =="), (3, "")]),
        ("a\u2028b\x85c", [(1, "a\u2028b\x85c")]),
    ],
)
def test_lines_are_those_mediawiki_reads(wikitext: str, expected: list[tuple[int, str]]) -> None:
    assert [(line.number, line.text) for line in read_lines(wikitext)] == expected


@pytest.mark.parametrize("tag", ["nowiki", "pre", "syntaxhighlight", "NOWIKI"])
def test_what_is_shown_as_it_stands_is_no_markup(tag: str) -> None:
    page = (
        f"<{tag}>\n== Remedies ==\n# until 2025-01-01\n</{tag}>\n== Description of the problem =="
    )
    assert [fact.key for fact in read_page(page).facts if fact.key == "remedy"] == []
    unclosed = f"<{tag}>\n== Description of the problem - (A) ==\n"
    assert len(values(unclosed, "statement")) == 1


def test_the_newest_signature_is_the_last_activity() -> None:
    later = SIGNED.replace("3 March", "9 March")
    impossible = SIGNED.replace("3 March", "31 November")
    page = f"== Description of the problem - (A) ==\n{SIGNED}\n{later} {impossible}\n{SIGNED}"
    (fact,) = facts_of(page, "last_activity")
    assert (fact.value, fact.line) == ({"day": "2025-03-09"}, 3)
