# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements are checked as SEALING says: by both makers' vectors, and by cases of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.people import statements
from service.people.statements import StatementError
from tests.conftest import DAY
from tests.teams import Somebody, SomeTeam, b64, public

VECTORS = Path(__file__).resolve().parents[2] / "vectors"


def vectors() -> list[Any]:
    return list(_vectors())


def _vectors() -> Iterator[Any]:
    for path in sorted(VECTORS.glob("statement.*.json")):
        for case in json.loads(path.read_text(encoding="utf-8"))["cases"]:
            yield pytest.param(case["input"], case["expect"], id=f"{path.stem}: {case['name']}")


@pytest.mark.parametrize(("given_", "expected"), vectors())
def test_both_makers_vectors(given_: dict[str, Any], expected: dict[str, Any]) -> None:
    kept = given_["remembered"]
    try:
        said = statements.check(
            given_["wire"],
            given_["root"],
            date.fromisoformat(given_["today"]),
            team=given_["team"],
            remembered=(kept["seq"], kept["hash"]) if kept else None,
        )
    except StatementError as error:
        found: dict[str, Any] = {"error": error.code}
    else:
        found = {"seq": said.seq, "hash": said.hash, "members": len(said.members)}
    assert found == expected


def test_there_are_vectors_of_both_makers() -> None:
    assert {path.name for path in VECTORS.glob("statement.*.json")} == {
        "statement.python.json",
        "statement.typescript.json",
    }


@pytest.fixture(scope="module")
def team() -> SomeTeam:
    return SomeTeam()


def check(team: SomeTeam, wire: object, /, **wanted: Any) -> str:
    """The error's code, or "fine"."""
    wanted = {"root": public(team.root), "today": DAY, "team": "u4c", **wanted}
    root, today = wanted.pop("root"), wanted.pop("today")
    try:
        statements.check(wire, root, today, **wanted)
    except StatementError as error:
        return error.code
    return "fine"


def test_a_good_one(team: SomeTeam) -> None:
    assert check(team, team.statement(DAY)) == "fine"


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"v": True},
        {"v": 1.0},
        {"team": ""},
        {"team": 7},
        {"team": "\x00"},
        {"team": "\ud800"},
        {"seq": 0},
        {"seq": True},
        {"seq": "1"},
        {"seq": 2**53},
        {"issued": "2026-02-30"},
        {"issued": "20261122"},
        {"issued": 20261122},
        {"issued": "2026-11-22", "expires": "2026-11-21"},
        {"expires": "2027-02-21"},
        {"expires": None},
        {"min_holders": 0},
        {"min_holders": "2"},
        {"members": {}},
        {"members": None},
        {"members": ["Amina"]},
        {"root": "short"},
        {"root": None},
    ],
)
def test_malformed_ones(team: SomeTeam, changes: dict[str, Any]) -> None:
    assert check(team, team.statement(DAY, **changes)) == "statement_malformed"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": None},
        {"home": 1},
        {"role": "chair"},
        {"role": ["member"]},
        {"age": "age1qqqq"},
        {"age": None},
        {"ed25519": "AAAA"},
    ],
)
def test_malformed_members(team: SomeTeam, changes: dict[str, Any]) -> None:
    members = [{**team.people[0].line, **changes}, *[one.line for one in team.people[1:]]]
    assert check(team, team.statement(DAY, members=members)) == "statement_malformed"


@pytest.mark.parametrize("same", ["name", "age", "ed25519"])
def test_nobody_stands_twice(team: SomeTeam, same: str) -> None:
    double = {**Somebody("Double").line, same: team.people[0].line[same]}
    members = [*[one.line for one in team.people], double]
    assert check(team, team.statement(DAY, members=members)) == "statement_malformed"


@pytest.mark.parametrize(
    "wire",
    [
        None,
        [],
        "text",
        {},
        {"text": "{}"},
        {"text": 1, "signature": b64(bytes(64))},
        {"text": "{}", "signature": None},
        {"text": "{}", "signature": b64(bytes(63))},
        {"text": "{}", "signature": "!" * 88},
        {"text": "[]", "signature": b64(bytes(64))},
        {"text": "{" * 9, "signature": b64(bytes(64))},
        {"text": "[" * 50_000, "signature": b64(bytes(64))},
        {"text": "x" * 70_000, "signature": b64(bytes(64))},
        {"text": "\ud800", "signature": b64(bytes(64))},
    ],
)
def test_things_that_are_no_statement(team: SomeTeam, wire: object) -> None:
    assert check(team, wire) == "statement_malformed"


def test_a_key_may_not_stand_twice_in_the_text(team: SomeTeam) -> None:
    text = json.dumps(team.said(DAY))
    doubled = text.replace('"seq": 1', '"seq": 1, "seq": 1')
    assert doubled != text
    assert check(team, team.sign(doubled)) == "statement_malformed"


def test_another_root_names_itself(team: SomeTeam) -> None:
    other = SomeTeam(people=team.people)
    assert check(team, other.statement(DAY)) == "statement_wrong_root"


def test_a_signature_of_another_root_is_not_enough(team: SomeTeam) -> None:
    other = SomeTeam(people=team.people)
    wire = other.statement(DAY, root=public(team.root))
    assert check(team, wire) == "statement_bad_signature"


def test_a_statement_is_not_signed_as_a_claim(team: SomeTeam) -> None:
    text = json.dumps(team.said(DAY))
    wire = {"text": text, "signature": b64(team.root.sign(b"alcove/1 claim\0" + text.encode()))}
    assert check(team, wire) == "statement_bad_signature"


@given(place=st.integers(min_value=0, max_value=60))
def test_no_letter_can_be_changed(place: int) -> None:
    team = SomeTeam(people=[])
    wire = team.statement(DAY)
    letter = "x" if wire["text"][place] != "x" else "y"
    wire["text"] = wire["text"][:place] + letter + wire["text"][place + 1 :]
    assert check(team, wire) != "fine"


def test_of_another_team(team: SomeTeam) -> None:
    assert check(team, team.statement(DAY, team="arbcom")) == "statement_wrong_team"


def test_the_number_must_not_fall(team: SomeTeam) -> None:
    wire = team.statement(DAY, seq=5)
    hash_ = statements.read(wire["text"]).hash
    assert check(team, wire, remembered=(4, "f" * 64)) == "fine"
    assert check(team, wire, remembered=(5, hash_)) == "fine"
    assert check(team, wire, remembered=(5, "f" * 64)) == "statement_stale"
    assert check(team, wire, remembered=(6, hash_)) == "statement_stale"


@pytest.mark.parametrize(
    ("days", "outcome"),
    [(-2, "statement_expired"), (-1, "fine"), (90, "fine"), (91, "statement_expired")],
)
def test_it_is_good_from_a_day_early_through_its_last_day(
    team: SomeTeam, days: int, outcome: str
) -> None:
    wire = team.statement(DAY)
    assert check(team, wire, today=DAY + timedelta(days=days)) == outcome


def test_observers_do_not_make_a_team_large_enough(team: SomeTeam) -> None:
    members = [
        team.people[0].line,
        {**team.people[1].line, "role": "observer"},
    ]
    assert check(team, team.statement(DAY, members=members)) == "too_few_holders"


def test_the_first_reason_counts(team: SomeTeam) -> None:
    """Each change alone has its own code; together the earlier one is told."""
    wire = team.statement(DAY, team="arbcom", min_holders=9)
    late = {"today": DAY + timedelta(days=365), "remembered": (9, "f" * 64)}
    assert check(team, wire, **late) == "statement_wrong_team"
    assert check(team, wire, **late, team="arbcom") == "statement_stale"
    late.pop("remembered")
    assert check(team, wire, **late, team="arbcom") == "statement_expired"
    assert check(team, wire, team="arbcom") == "too_few_holders"


@given(st.text(alphabet="ABCabc019+/=-_ \n", max_size=90))
def test_base64_has_one_spelling(text: str) -> None:
    for length in (32, 64):
        found = statements.decode_b64(text, length)
        assert found is None or b64(found) == text


def test_base64_with_bits_left_over_is_refused() -> None:
    good = b64(bytes(32))
    assert statements.decode_b64(good, 32) == bytes(32)
    assert statements.decode_b64(good[:-2] + "B=", 32) is None
    assert statements.decode_b64(good.rstrip("="), 32) is None
