# SPDX-License-Identifier: AGPL-3.0-or-later
"""Votes: struck, moved, answered, unsigned; whoever cannot be named for certain is not named."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.pywikibot_scripts.casepages.facts import facts_of, values

HEAD = "This case is accepted.\n== U4C decision ==\n"
ADA = "[[User:Ada|Ada]] ([[User talk:Ada|talk]]) 10:00, 3 March 2025 (UTC)"
ADA_LATER = "[[User:Ada|Ada]] ([[User talk:Ada|talk]]) 11:00, 9 March 2025 (UTC)"
BEN = "[[User:Ben|Ben]] ([[User talk:Ben|talk]]) 12:00, 4 March 2025 (UTC)"
STANDS = {"vote": "accept", "by": "Ada", "day": "2025-03-03", "struck": False}
STRUCK = STANDS | {"struck": True}


def accepted(*lines: str) -> list[Any]:
    """Return the votes of a page whose only votes are these, for accepting."""
    return values(HEAD + "\n".join(("=== Accept votes ===", *lines)), "acceptance")


@pytest.mark.parametrize(
    "vote",
    [
        f"# {ADA}",
        f"#{ADA}",
        f"* Per above. {ADA}",
        f"# '''Accept''', per [[User:Ben]]. {ADA}",
        f"# Yes.<br>Really. {ADA}",
        f"# Yes {ADA} <small>(clerked)</small>",
        f"# Yes {ADA}, edited {ADA_LATER}",
        "# [[:en:User:Ada]] 10:00, 3 March 2025 (UTC)",
        "# [[w:en:User talk:ada|<b>A</b>]] (she/her) 10:00, 3 March 2025 (UTC)",
        "# [[Special:Contributions/Ada|Ada]] 10:00, 3 March 2025 (UTC)",
        "# {{u|Ada}} 10:00, 3 March 2025 (UTC)",
        "# [[مستخدم:Ada]] ١٠:٠٠، ٣ مارس ٢٠٢٥ (ت ع م)",  # noqa: RUF001
        "# [[Benutzerin:Ada]] 00:30, 4. Mär. 2025 (CET)",
        f"# <!-- # {BEN} --> {ADA}",
        f"# <nowiki><s></nowiki> {ADA}",
    ],
)
def test_a_signed_item_is_a_vote(vote: str) -> None:
    assert accepted(vote) == [STANDS]


@pytest.mark.parametrize(
    "vote",
    [
        f"# <s>{ADA}</s>",
        f"# <s>Yes.</s> {ADA}",
        f"# <del>Yes.</del> {ADA}",
        f"# <strike>Yes. {ADA}</strike>",
        f"# {{{{strike|Yes.}}}} {ADA}",
        f"# <s>Yes. {ADA}</s> Moved to decline. {ADA_LATER}",
        f"# <s>Yes. {ADA}</s> Vote withdrawn {ADA_LATER}",
    ],
)
def test_a_struck_vote_is_struck(vote: str) -> None:
    assert accepted(vote) == [STRUCK]


@pytest.mark.parametrize(
    "vote",
    [
        "# Yes.",
        "# Yes. Ada, 10:00, 3 March 2025 (UTC)",
        "# Yes. [[User:Ada]]",
        "# Yes. [[User:Ada]] 10:00, 31 February 2025 (UTC)",
        "# Yes. [[User:Ada]] 10:00, 3 March 2025",
        "# [[User:Ada]] is right. 10:00, 3 March 2025 (UTC)",
        "# [[User:Ada]] ([[User talk:Ben|talk]]) 10:00, 3 March 2025 (UTC)",
        f"# Yes. {ADA} {BEN}",
        f"# <s>Weak</s> yes. {ADA}",
        f"# <s>Yes. {ADA}",
        f"# Yes. {ADA}</s>",
        f"# I changed my vote. {ADA}",
        f"# '''Decline''' {ADA}",
        f"# Yes. {ADA}\n#: Vote withdrawn. {ADA_LATER}",
        f"Yes, unlisted. {ADA}",
        "# [<!-- -->[User:Ada] ] 10:00, 3 March 2025 (UTC)",
        "# <nowiki>[[User:Ada]]</nowiki> 10:00, 3 March 2025 (UTC)",
    ],
)
def test_an_unclear_vote_is_unread_with_its_place(vote: str) -> None:
    page = f"{HEAD}=== Accept votes ===\n{vote}\n"
    (fact,) = facts_of(page, "acceptance")
    assert (fact.value, fact.certain, fact.line) == (None, False, 4)
    assert fact.found == vote.partition("\n")[0]
    assert fact.section == "Accept votes"


def test_replies_and_empty_items_are_no_votes() -> None:
    assert accepted(
        f"# Yes. {ADA}", f"#: Why? {BEN}", f"#* Because. {ADA}", f"#:: Hm. {BEN}", f": {BEN}", "#"
    ) == [STANDS]
    assert accepted("# ''none''", "#", "# ...", "Nobody yet.") == []


def test_a_strike_over_several_items_leaves_none_of_them_certain() -> None:
    assert accepted(f"# <s>Yes. {ADA}", f"# Yes. {BEN}</s>", f"# {ADA_LATER}") == [
        None,
        None,
        STANDS | {"day": "2025-03-09"},
    ]


def test_a_moved_vote_counts_where_it_stands() -> None:
    page = (
        f"{HEAD}=== Accept ===\n# <s>Yes. {ADA}</s>\n"
        f"=== Decline votes (1) ===\n# No, after all. {ADA_LATER}\n"
    )
    assert values(page, "acceptance") == [
        STRUCK,
        {"vote": "decline", "by": "Ada", "day": "2025-03-09", "struck": False},
    ]


def test_two_votes_of_one_person_on_one_day_contradict_each_other() -> None:
    page = f"{HEAD}=== Accept ===\n# {ADA}\n# {BEN}\n=== Decline ===\n# {ADA}\n"
    assert [value and value["by"] for value in values(page, "acceptance")] == [None, "Ben", None]
    other_day = f"{HEAD}=== Accept ===\n# {ADA}\n=== Decline ===\n# {ADA_LATER}\n"
    assert None not in values(other_day, "acceptance")


def test_votes_in_one_list_are_told_apart_by_their_first_word() -> None:
    page = f"{HEAD}# '''Accept.''' Yes. {ADA}\n# '''Decline''' {BEN}\n# Hm. {ADA}\n"
    assert [value and value["vote"] for value in values(page, "acceptance")] == [
        "accept",
        "decline",
        None,
    ]


def test_the_same_vote_again_is_a_fact_with_a_name_of_its_own() -> None:
    page = f"{HEAD}=== Accept ===\n# {ADA}\n# {ADA_LATER}\n# Yes. {ADA}\n# Hm.\n# Hm.\n"
    names = [fact.item for fact in facts_of(page, "acceptance")]
    assert names[:3] == ["accept:Ada", "accept:Ada:2", "accept:Ada:3"]
    assert len(set(names[3:])) == 2


def test_what_was_settled_of_one_place_is_never_taken_for_another_in_the_same_words() -> None:
    """The vote to accept is cleared up on the page; the one to decline still has to be asked."""
    page = f"{HEAD}=== Accept votes ===\n# Maybe\n# Maybe\n=== Decline votes ===\n# Maybe"
    both = facts_of(page, "acceptance")
    assert [fact.section for fact in both] == ["Accept votes", "Accept votes", "Decline votes"]
    [*_, left] = facts_of(page.replace("# Maybe", f"# {ADA}", 1), "acceptance")
    assert left.section == "Decline votes"
    for names in ("item", "hash"):
        assert len({getattr(fact, names) for fact in (*both, left)}) == 4
