# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names replaced wherever they stand, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from service.cases import names
from service.cases.facts import TITLE

NOW = {names.hash_of("Old Name"): "New", names.hash_of("Al"): "Bo", names.hash_of("x.y"): "Z"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Old Name", "New"),
        ("old_Name", "New"),
        ("That Old Name's friend, Old_Name, and old Name.", "That New's friend, New, and New."),
        ("Al is not Alan, and not Al-x; (Al)", "Bo is not Alan, and not Bo-x; (Bo)"),
        ("Olds Name", "Olds Name"),
        ("", ""),
        ("x.y and z", "Z and z"),
        (["Al", 5, None], ["Bo", 5, None]),
        ({"by": "Al", "n": 1}, {"by": "Bo", "n": 1}),
        ({"by": "Al the x.y", "text": "Al said"}, {"by": "Al the x.y", "text": "Bo said"}),
        ({"name": "Al the x.y", "whom": ["Al the x.y"]},) * 2,
        ("👩🏽 Al 🙂\u200f", "👩🏽 Bo 🙂\u200f"),
    ],
)
def test_replaced(before: Any, after: Any) -> None:
    assert names.replaced(before, NOW) == after
    assert names.replaced(before, {}) == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Al", "Bo"),
        ("Al:2", "Bo:2"),
        ("support:Al", "support:Bo"),
        ("support:Al the x.y", "support:Al the x.y"),
        ("a-ban-of-al.2:support:Al:3", "a-ban-of-Bo.2:support:Bo:3"),
        ("?0123456789abcdef", "?0123456789abcdef"),
    ],
)
def test_replaced_in_what_a_fact_is_called(before: str, after: str) -> None:
    assert names.in_item(before, NOW) == after


def test_items_that_became_the_same_are_kept_apart() -> None:
    rows = [{"key": key, "item": "a"} for key in ("x", "x", "y", "x")]
    names.keep_apart(rows)
    assert [row["item"] for row in rows] == ["a", "a:2", "a", "a:3"]


def test_nothing_gets_too_long_for_its_column_by_a_longer_name() -> None:
    now = {names.hash_of("Al"): "N" * 255}
    assert names.replaced("Al " * 133, now) == ("N" * 255 + " " + "N" * 255)[:399]
    assert names.replaced("To Al, (Al)", now) == "To " + "N" * 252
    assert len(names.in_item("of-al:support:Al", now)) == TITLE - 8
    rows = [{"key": "x", "item": "a" * 400} for _ in range(12)]
    names.keep_apart(rows)
    assert max(len(row["item"]) for row in rows) == 400
    assert len({row["item"] for row in rows}) == 12


def test_a_party_that_must_not_be_known_is_kept_under_no_possible_name() -> None:
    sealed = names.sealed("Zorro")
    assert names.is_sealed(sealed)
    assert names.sealed(sealed) == sealed
    assert "Zorro" not in sealed
