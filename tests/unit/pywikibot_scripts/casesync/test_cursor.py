# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a pass leaves for the next: read back as it was, never larger than may be stored."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from pywikibot_scripts.casesync.cursor import (
    SUPPRESSED,
    Cursor,
    Watched,
    read_cursor,
    size,
    to_look_at,
)

NOON = "2026-11-22T12:00:00Z"


def test_there_and_back() -> None:
    cursor = Cursor(
        NOON, "mark", (1, 2), (Watched(3, 40), Watched(3, 39, 1)), 7, 8, 9, "g", {"5": 50}, "reader"
    )
    assert read_cursor(json.loads(json.dumps(cursor.as_json()))) == cursor
    assert cursor.start == "2026-11-22T11:50:00Z"


def test_the_largest_one_fits() -> None:
    huge = 2**31
    cursor = Cursor(
        NOON,
        "f" * 16,
        tuple(range(huge, huge + 900)),
        tuple(Watched(huge, huge + n, 1) for n in range(900)),
        huge, huge, huge, "f" * 16,
        {str(huge + n): huge for n in range(900)},
        "f" * 16,
    )  # fmt: skip
    assert size(cursor) < 8 * 1024
    kept = read_cursor(cursor.as_json())
    assert kept is not None
    assert kept.logs[-1] == huge + 899  # the newest are kept
    assert kept.watched[0] == cursor.watched[0]


@pytest.mark.parametrize(
    "said",
    [
        None, [], "x", {}, {"v": 2}, {"v": 1}, {**Cursor(NOON).as_json(), "v": 0},
        {**Cursor(NOON).as_json(), "more": 1}, {**Cursor(NOON).as_json(), "since": "yesterday"},
        {**Cursor(NOON).as_json(), "watched": [[1]]}, {**Cursor(NOON).as_json(), "logs": ["x"]},
        {**Cursor(NOON).as_json(), "left_out": []},
    ],
)  # fmt: skip
def test_what_is_no_cursor_means_looking_at_everything(said: object) -> None:
    assert read_cursor(said) is None


def test_too_old() -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert not Cursor(NOON).is_too_old(now + timedelta(days=20))
    assert Cursor(NOON).is_too_old(now + timedelta(days=20, seconds=1))


def test_in_turn_every_revision_is_looked_at_again() -> None:
    watched = [Watched(1, rev) for rev in range(200, 100, -1)]
    current = list(range(1000, 1300))
    seen: set[int] = set()
    for turn in range(15):
        chosen = to_look_at(watched, current, turn, 50)
        assert len(chosen) == len(set(chosen)) <= 50
        assert set(chosen) >= set(range(200, 175, -1))  # the newest each time
        seen |= set(chosen)
    assert seen == {one.rev for one in watched} | set(current)


def test_few_are_looked_at_all_at_once_and_suppressed_ones_not_again() -> None:
    watched = [Watched(1, 5, SUPPRESSED), Watched(1, 4, 1), Watched(1, 3)]
    assert to_look_at(watched, [9], 3, 50) == [4, 3, 9]
    assert to_look_at([], [], 0, 50) == []
