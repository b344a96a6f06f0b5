# SPDX-License-Identifier: AGPL-3.0-or-later
"""The announcements page and the membership page."""

from __future__ import annotations

import pytest

from pywikibot_scripts.casepages.reading import read_announcements, read_membership

ADOPTED = "This motion has been adopted with '''7 supporting, 0 opposed and 1 abstaining'''."
ON_BEHALF = "On behalf of the U4C, [[User:Ada|Ada]], 15 October 2024"


def test_each_motion_announced_is_found_with_its_day_and_count() -> None:
    page = f"""Intro.
== Rights ==
The committee resolves.
{ADOPTED}
{ON_BEHALF}
Discuss this on the [[talk page]].
== Statement ==
No motion at all. {ON_BEHALF}
== Rights ==
This motion has failed with 2 supporting, 5 opposed and 0 abstaining.
[[User:Ada]] 10:00, 3 March 2025 (UTC)
"""
    first, second = read_announcements(page)
    assert len(first.pop("hash")) == len(second.pop("hash")) == 16
    assert first == {
        "title": "Rights",
        "day": "2024-10-15",
        "support": 7,
        "oppose": 0,
        "abstain": 1,
        "adopted": True,
        "anchor": "Rights",
        "certain": True,
    }
    assert (second["anchor"], second["day"], second["adopted"]) == ("Rights_2", "2025-03-03", False)


@pytest.mark.parametrize(
    "text",
    [
        f"{ADOPTED} On behalf of the U4C, [[User:Ada]]",
        f"{ADOPTED} On behalf of the U4C, [[User:Ada]], 31 February 2025",
        f"{ADOPTED} {ON_BEHALF} and 16 October 2024",
        f"This motion has been adopted. {ON_BEHALF}",
        f"{ADOPTED} {ADOPTED.replace('7', '6')} {ON_BEHALF}",
    ],
)
def test_what_is_not_clear_is_not_certain(text: str) -> None:
    (found,) = read_announcements(f"== Motion ==\n{text}\n")
    assert not found["certain"]
    assert None in (found["day"], found["adopted"])
    assert (found["support"] is None) == (found["adopted"] is None)


ROSTER = """Before [[User:Nobody]].
<section begin=table />
{| class="wikitable"
! Member !! Seat !! Until
|-
| [[User:Ada|Ada]] ([[User talk:Ada|talk]]) || North || 2026
|-
| {{user|Bo}} || South || 2027
|}
<section end=table />
After [[User:Nobody else]].
"""


def test_the_members_are_those_of_the_labelled_section() -> None:
    assert read_membership(ROSTER) == ["Ada", "Bo"]
    assert read_membership(ROSTER.replace("=table", '="table"')) == ["Ada", "Bo"]
    listed = (
        "<section begin=table/>\n* [[User:Ada]]\n* [[User:Bo]] (until 2027)\n<section end=table/>"
    )
    assert read_membership(listed) == ["Ada", "Bo"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        ROSTER.replace("table /", "other /"),
        ROSTER.replace("{{user|Bo}}", "Bo"),
        ROSTER.replace("South", "[[User:Cy]]"),
        f"<nowiki>{ROSTER}</nowiki>",
    ],
)
def test_nobody_is_found_where_a_row_is_not_clear(text: str) -> None:
    assert read_membership(text) == []
