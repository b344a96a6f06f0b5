# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is added to the page of audit heads; tests/wiki/ has what is done on a real wiki."""

from __future__ import annotations

import pytest

from pywikibot_scripts.publish_audit_heads import (
    Disagreement,
    Head,
    added,
    missing,
    read_answer,
    read_page,
)

ONE, TWO = Head("2026-11-20", "a" * 64), Head("2026-11-21", "b" * 64)


def test_a_new_page_says_what_it_is_and_is_read_again() -> None:
    text = added("", [ONE, TWO], "alcove.toolforge.org")
    assert text.startswith("One line a day")
    assert "[https://alcove.toolforge.org Alcove's]" in text
    assert read_page(text) == {ONE.day: ONE.hash, TWO.day: TWO.hash}
    assert missing(text, [ONE, TWO]) == []


@pytest.mark.parametrize("before", ["Words of others.", "Words.\n", f"{ONE}\nand more"])
def test_what_others_wrote_stays(before: str) -> None:
    after = added(before, [TWO], "host")
    assert after.startswith(before)
    assert after.endswith(f"\n{TWO}\n")


def test_only_what_lacks_is_added_and_in_order() -> None:
    assert missing(f"{ONE}\n", [ONE, TWO]) == [TWO]
    assert missing("", [TWO, ONE]) == [ONE, TWO]
    assert missing(f"{TWO}  \n", [ONE, TWO]) == [ONE]


def test_disagreement_is_not_written_over() -> None:
    with pytest.raises(Disagreement, match="2026-11-20"):
        missing(f"* {ONE.day} {'c' * 64}", [ONE, TWO])
    with pytest.raises(Disagreement, match="two hashes"):
        missing(f"{ONE}\n* {ONE.day} {'c' * 64}\n", [TWO])
    assert missing(f"{ONE}\n{ONE}\n", [ONE]) == []


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {"heads": None},
        {"heads": [{"day": "2026-11-20"}]},
        {"heads": [{"day": "2026-11-20", "hash": "a" * 64, "more": 1}]},
        {"heads": [{"day": "2026-11-20", "hash": "a" * 63}]},
        {"heads": [{"day": "2026-13-20", "hash": "a" * 64}]},
        {"heads": [{"day": "2026-11-20", "hash": "a" * 64 + "\n{{delete}}"}]},
        {"heads": [{"day": 1, "hash": 2}]},
    ],
)
def test_an_odd_answer_is_refused(answer: object) -> None:
    with pytest.raises(Disagreement):
        read_answer(answer)


def test_an_answer_is_read() -> None:
    assert read_answer({"heads": [{"day": ONE.day, "hash": ONE.hash}]}) == [ONE]
    assert read_answer({"heads": []}) == []
