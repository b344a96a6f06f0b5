# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever is done to the audit's rows is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.audit.rules import EMPTY, FIRST_HASH, Fault, Found, Head, Row, check, row_hash


def chain(length: int, first: int = 1, before: str = FIRST_HASH) -> list[Row]:
    rows = []
    for seq in range(first, first + length):
        said = (seq, "2026-11-22", f"person{seq}", "report_read", "a" * 32, before)
        before = row_hash(*said)
        rows.append(Row(*said, before))
    return rows


def head_of(rows: list[Row]) -> Head:
    return Head(rows[-1].seq, rows[-1].hash) if rows else EMPTY


def faults(rows: list[Row], *heads: Head) -> set[Fault]:
    return {found.fault for found in check(rows, *heads)}


def test_an_untouched_audit_is_whole() -> None:
    for length in range(5):
        rows = chain(length)
        assert list(check(rows, head_of(rows), EMPTY)) == []


@given(st.integers(0, 9), st.data())
def test_any_change_of_one_row_is_found(index: int, data: st.DataObject) -> None:
    rows = chain(10)
    name = data.draw(st.sampled_from(["day", "actor", "verb", "subject", "previous", "hash"]))
    changed = [*rows[:index], replace(rows[index], **{name: "changed"}), *rows[index + 1 :]]
    assert faults(changed, head_of(rows))


def test_an_actor_called_none_is_not_nobody() -> None:
    said = (1, "2026-11-22", None, "report_sent", "a" * 32, FIRST_HASH)
    nobody = Row(*said, row_hash(*said))
    assert Fault.CHANGED in faults([replace(nobody, actor="None")], head_of([nobody]))


@given(st.integers(0, 8))
def test_a_row_taken_out_is_found(index: int) -> None:
    rows = chain(10)
    left = rows[:index] + rows[index + 1 :]
    assert Fault.MISSING in faults(left, head_of(rows))
    assert Fault.BROKEN in faults(left, head_of(rows))


def test_a_row_slipped_in_is_found() -> None:
    rows = chain(10)
    slipped = replace(rows[4], actor="somebody else")
    assert faults([*rows[:5], slipped, *rows[5:]], head_of(rows))


def test_rows_cut_off_are_found_by_the_head() -> None:
    rows = chain(10)
    assert list(check(rows[:7], head_of(rows[:7]))) == []
    assert list(check(rows[:7], head_of(rows))) == [Found(Fault.CUT, 10)]
    assert list(check([], head_of(rows))) == [Found(Fault.CUT, 10)]


def test_rows_written_anew_from_somewhere_on_are_found_by_an_older_head() -> None:
    rows = chain(10)
    anew = rows[:4]
    for row in rows[4:]:
        said = (row.seq, row.day, "somebody else", row.verb, row.subject, anew[-1].hash)
        anew.append(Row(*said, row_hash(*said)))
    assert list(check(anew, head_of(anew))) == [], "alone, it looks whole"
    assert list(check(anew, head_of(rows[:6]))) == [Found(Fault.CUT, 6)]


def test_heads_of_nothing_must_be_empty() -> None:
    assert list(check([], EMPTY)) == []
    assert list(check([], Head(0, "f" * 64))) == [Found(Fault.CUT, 0)]


@pytest.mark.parametrize("seq", [0, -1, 2])
def test_the_first_row_has_number_one(seq: int) -> None:
    assert Fault.MISSING in faults(chain(1, first=seq))
