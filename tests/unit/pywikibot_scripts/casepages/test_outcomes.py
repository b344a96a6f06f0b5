# SPDX-License-Identifier: AGPL-3.0-or-later
"""Motions with their results, findings, and remedies whose days are clear or not read at all."""

from __future__ import annotations

from typing import Any

import pytest

from pywikibot_scripts.casepages.motions import slug_of
from pywikibot_scripts.casepages.outcomes import read_terms
from tests.unit.pywikibot_scripts.casepages.facts import GRAMMAR, facts_of, values

HEAD = "This case is closed.\n"
VOTE = "# Yes. [[User:Ada|Ada]] ([[User talk:Ada|talk]]) 10:00, 3 March 2025 (UTC)\n"
ADOPTED = "This motion has been adopted with '''7 supporting, 0 opposed and 1 abstaining'''."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is warned.", {}),
        ("may not edit.", {}),
        ("is banned until 2026-01-02.", {"expires": "2026-01-02"}),
        ("is banned from editing until 2 January 2026.", {"expires": "2026-01-02"}),
        (
            "is banned from 1 May 2025 until 2026-01-02",
            {"starts": "2025-05-01", "expires": "2026-01-02"},
        ),
        ("is banned indefinitely.", {"indefinite": True}),
        (
            "is banned indefinitely; this may be appealed after January 2, 2026.",
            {"indefinite": True, "appeal_from": "2026-01-02"},
        ),
        ("ist bis zum 2. Januar 2026 gesperrt.", {"expires": "2026-01-02"}),
        ("محظور حتى ٢ يناير ٢٠٢٦.", {"expires": "2026-01-02"}),
        ("محظور حتى 2 كانون الثاني 2026.", {"expires": "2026-01-02"}),
        ("is banned until 02/03/2026.", None),
        ("is banned until 2026-02-30.", None),
        ("is banned until they apologise.", None),
        ("is banned until March.", None),
        ("is banned until 3 March.", None),
        ("is banned for 12 months.", None),
        ("is banned for one year, until 2026-01-02.", None),
        ("is banned for what they did on 3 March 2025.", None),
        ("is banned indefinitely until 2026-01-02.", None),
        ("is banned until 2026-01-02, or until 2027-01-02.", None),
        ("is banned indefinitely; this may be appealed after six months.", None),
        ("is banned on 03.04.2026.", None),
    ],
)
def test_terms_of_a_remedy(text: str, expected: dict[str, Any] | None) -> None:
    nothing = {"starts": None, "expires": None, "indefinite": False, "appeal_from": None}
    found = read_terms(f"[[User:Bo 9|Bo 9]] {text}", GRAMMAR)
    assert found == (None if expected is None else nothing | expected)


def test_a_remedy_names_whom_it_is_for_and_leaves_signatures_out() -> None:
    signed = "[[User:Ada]] 10:00, 3 March 2025 (UTC)"
    page = f"{HEAD}== Remedies ==\n# [[User:Bo]] and {{{{u|Di}}}} are warned. {signed}"
    (value,) = values(page, "remedy")
    assert value["whom"] == ["Bo", "Di"]
    assert value["text"] == "User:Bo and Di are warned."


def test_points_are_sections_else_items_else_the_text() -> None:
    sections = "== Findings of fact ==\n=== 2. Second ===\nText.\n=== 1) First ===\nMore.\n"
    assert values(HEAD + sections, "finding") == [
        {"n": 2, "text": "Text."},
        {"n": 1, "text": "More."},
    ]
    unnumbered = "== Findings ==\n=== On A ===\nText.\n=== 1. On B ===\nMore.\n"
    assert [value["n"] for value in values(HEAD + unnumbered, "finding")] == [1, 2]
    listed = "== Findings ==\nIntroduction.\n# One\n#: more of it\n# Two\n"
    assert values(HEAD + listed, "finding") == [
        {"n": 1, "text": "One more of it"},
        {"n": 2, "text": "Two"},
    ]
    assert values(f"{HEAD}== Findings ==\nOnly text.\n", "finding") == [
        {"n": 1, "text": "Only text."}
    ]
    assert values(f"{HEAD}== Findings ==\n\n", "finding") == []


def test_text_is_plain_and_not_longer_than_agreed() -> None:
    page = f"{HEAD}== Findings ==\n# ''A'' [[X|b]] [https://x.org c] &amp; <b>d</b>" + " long" * 400
    (value,) = values(page, "finding")
    assert value["text"].startswith("A b c & d long long")
    assert len(value["text"]) <= 1000


@pytest.mark.parametrize("heading", ["Motion: ban Bo", "Motion to ban Bo", "Antrag 3"])
def test_a_motion_may_stand_anywhere(heading: str) -> None:
    page = f"{HEAD}== {heading} ==\nThree more words.\n=== Support ===\n{VOTE}=== Oppose ===\n"
    slug = slug_of(heading)
    assert values(page, "motion") == [{"motion": slug, "title": heading, "words": 3}]
    assert [fact.item for fact in facts_of(page, "motion_vote")] == [f"{slug}:support:Ada"]


def test_motions_of_one_name_are_two_and_a_section_without_votes_is_none() -> None:
    motion = "=== Ban ===\n;Support\n" + VOTE
    page = f"{HEAD}== Motions ==\n{motion}{motion}=== Background ===\nWords.\n=== Comments ===\nX."
    assert [value and value["motion"] for value in values(page, "motion")] == ["ban", "ban.2", None]
    assert [fact.item for fact in facts_of(page, "motion_vote")] == [
        "ban:support:Ada",
        "ban.2:support:Ada",
    ]


def test_a_remedy_put_to_a_vote_is_a_motion_too() -> None:
    remedy = "=== 1. Warning ===\n[[User:Bo]] is warned.\n"
    page = f"{HEAD}== Remedies ==\n{remedy}==== Support ====\n{VOTE}"
    assert [value["motion"] for value in values(page, "motion")] == ["1-warning"]
    assert len(values(page, "motion_vote")) == 1
    assert [value["text"] for value in values(page, "remedy")] == ["User:Bo is warned."]


def test_votes_that_belong_to_no_motion_are_unread() -> None:
    assert values(f"{HEAD}== Support ==\n{VOTE}", "motion_vote") == [None]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (ADOPTED, (True, 7, 0, 1)),
        ("This motion has failed with 2 supporting, 5 opposed and 0 abstaining.", (False, 2, 5, 0)),
        (
            "Dieser Antrag wurde abgelehnt mit 1 Stimmen dafür, 5 dagegen und 0 Enthaltungen.",
            (False, 1, 5, 0),
        ),
        ("هذا الاقتراح معتمد بعدد ٧ مع و ١ ضد و ٠ امتناع", (True, 7, 1, 0)),  # noqa: RUF001
        ("This motion has been adopted with seven supporting.", None),
        ("This motion has been withdrawn.", None),
        (f"{ADOPTED}\n{ADOPTED.replace('7', '8')}", None),
    ],
)
@pytest.mark.parametrize(
    "where", ["{said}\n=== Support ===\n", "=== Support ===\n{vote}\n{said}\n"]
)
def test_result(said: str, expected: Any, where: str) -> None:
    page = f"{HEAD}== Motion ==\nText.\n" + where.format(said=said, vote=VOTE)
    (value,) = values(page, "motion_result")
    sides = ("adopted", "support", "oppose", "abstain")
    assert value == (expected and {"motion": "motion", **dict(zip(sides, expected, strict=True))})
    assert [vote and vote["by"] for vote in values(page, "motion_vote")] in ([], ["Ada"])


def test_slugs_are_ascii() -> None:
    assert slug_of("Motion 2: Ban, please!") == "motion-2-ban-please"
    assert slug_of("اقتراح") == slug_of(" اقتراح ").strip() != slug_of("اقتراح آخر")
    assert slug_of("اقتراح").isascii()
    assert len(slug_of("long " * 80)) <= 60
