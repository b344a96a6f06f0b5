# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened to a page, by what is known and seen; tests/wiki/ has it happen on a wiki."""

from __future__ import annotations

from typing import Any

import pytest

from pywikibot_scripts.casesync.comparing import (
    Known,
    Log,
    Seen,
    compare,
    concerned,
    hidden_by_logs,
    renames,
)
from pywikibot_scripts.casesync.passing import is_vanished

LIVE = Known(1, 10, "A", "live")
REDIRECT, DELETED = Known(1, 10, "A", "redirect"), Known(1, 10, "A", "deleted")
HIDDEN, PURGED = Known(1, 0, "", "hidden"), Known(1, 0, "A", "live")


def seen(rev: int = 10, title: str = "A", **more: Any) -> Seen:
    return Seen(1, title, rev=rev, text="text", **more)


@pytest.mark.parametrize(
    ("known", "now", "kinds", "read"),
    [
        (None, seen(), [], True),
        (None, seen(redirect=True), [], False),
        (None, seen(missing=True), [], False),
        (None, seen(hidden=True), [], False),
        (LIVE, seen(), [], False),
        (LIVE, seen(9), [], False),  # the wiki's replica is behind
        (LIVE, seen(11), [], True),
        (LIVE, seen(11, "B"), ["moved"], True),
        (LIVE, seen(missing=True), ["deleted"], False),
        (LIVE, seen(11, redirect=True), ["redirected"], False),
        (LIVE, seen(11, "B", redirect=True), ["moved", "redirected"], False),
        (LIVE, seen(11, hidden=True), ["revision_hidden"], False),
        (LIVE, seen(11, hidden=True, suppressed=True), ["suppressed"], False),
        (REDIRECT, seen(11, redirect=True), [], False),
        (REDIRECT, seen(12), ["restored"], True),
        (REDIRECT, seen(missing=True), ["deleted"], False),
        (DELETED, seen(missing=True), [], False),
        (DELETED, seen(), ["restored"], True),
        (DELETED, seen(11, "B"), ["restored", "moved"], True),
        (DELETED, seen(11, redirect=True), ["restored", "redirected"], False),
        (HIDDEN, seen(missing=True), [], False),
        (HIDDEN, seen(12), [], True),
        (PURGED, seen(), [], True),
    ],
)
def test_compared(known: Known | None, now: Seen, kinds: list[str], read: bool) -> None:
    found = compare(known, now, pass_id="p", today="2026-11-22")
    assert [event["kind"] for event in found.events] == kinds
    assert found.read is read
    assert len({event["id"] for event in found.events}) == len(kinds)


def test_a_page_that_went_without_a_word_was_suppressed() -> None:
    gone = seen(missing=True)
    [event] = compare(LIVE, gone, pass_id="p", today="d", suppressed=True).events
    assert event["kind"] == "suppressed"
    assert "rev" not in event  # all of it
    assert not compare(HIDDEN, gone, pass_id="p", today="d", suppressed=True).events


def test_only_what_is_left_of_a_page_was_restored() -> None:
    restored = [Log(8, "delete", "restore", "d", title="A")]
    for more in ({"logs": restored}, {"gone": True}):
        found = compare(LIVE, seen(9), pass_id="p", today="d", **more)  # type: ignore[arg-type]
        assert ([event["kind"] for event in found.events], found.read) == (["restored"], True)
        assert not compare(LIVE, seen(10), pass_id="p", today="d", **more).events  # type: ignore[arg-type]


def test_events_have_the_log_that_explains_them() -> None:
    logs = [
        Log(5, "move", "move", "2026-11-01", title="A", target="B"),
        Log(6, "delete", "delete", "2026-11-02", title="B"),
    ]
    moved = compare(LIVE, seen(11, "B"), logs=logs, pass_id="p", today="d").events
    assert moved == [
        {"id": "log:5:moved", "kind": "moved", "page": 1, "day": "2026-11-01", "title": "B"}
    ]
    [gone] = compare(LIVE, seen(missing=True), logs=logs, pass_id="p", today="d").events
    assert (gone["id"], gone["day"]) == ("log:6:deleted", "2026-11-02")
    [gone] = compare(LIVE, seen(missing=True), pass_id="p", today="d").events
    assert (gone["id"], gone["day"]) == ("pass:p:deleted:1", "d")


def test_entries_follow_a_page_through_its_names() -> None:
    logs = [
        Log(1, "move", "move", "d", title="A", target="B"),
        Log(2, "move", "move", "d", title="B", target="C"),
        Log(3, "delete", "delete", "d", title="A"),  # another page by then
        Log(4, "delete", "delete", "d", title="C"),
        Log(5, "delete", "revision", "d", page=7, title="X"),
        Log(6, "move", "move", "d", title="unknown", target="Y"),
    ]
    known = {1: LIVE, 7: Known(7, 1, "Y", "live")}
    found = concerned(logs, known)
    assert {page: [log.id for log in some] for page, some in found.items()} == {
        1: [1, 2, 4],
        7: [5],
    }


def test_only_what_is_hidden_in_the_end_counts() -> None:
    logs = [
        Log(1, "delete", "revision", "d", hidden=(10, 11)),
        Log(2, "delete", "revision", "d", shown=(10,)),
        Log(3, "delete", "revision", "d", hidden=(11,), restricted=True),
    ]
    assert {rev: log.id for rev, log in hidden_by_logs(logs).items()} == {11: 3}


def test_who_is_called_otherwise() -> None:
    logs = [
        Log(1, "renameuser", "renameuser", "d", name="A", new_name="B"),
        Log(2, "gblrename", "vanish", "d", name="C", new_name="X1"),
        Log(3, "renameuser", "renameuser", "d", name="D", new_name="Renamed user 77"),
        Log(4, "renameuser", "renameuser", "d", name="D", new_name="D"),
        Log(5, "renameuser", "renameuser", "d", name="", new_name="E"),  # hidden
        Log(6, "delete", "delete", "d", title="A"),
    ]
    told = [(event["id"], event["kind"]) for event in renames(logs, is_vanished)]
    assert told == [("log:1", "renamed"), ("log:2", "vanished"), ("log:3", "vanished")]
