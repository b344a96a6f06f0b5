# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a report moves on, whom it is sealed to, and which receipt opens it."""

import hashlib
import itertools

import pytest

from service.reports import rules
from service.reports.rules import Act, State, Step, Turn, WrongState

NEW, ACKNOWLEDGED, CLOSED = State.NEW, State.ACKNOWLEDGED, State.CLOSED

# Every act in every state, written out; None where the act makes no sense.
TABLE: dict[tuple[State, Act], Step | None] = {
    (NEW, Act.RECEIVED): Step(NEW, Turn.TEAM),
    (NEW, Act.MESSAGE): Step(ACKNOWLEDGED, Turn.WRITER, answers=True),
    (NEW, Act.ACKNOWLEDGED): Step(ACKNOWLEDGED, Turn.TEAM, answers=True),
    (NEW, Act.CLOSED): None,
    (NEW, Act.REOPENED): None,
    (ACKNOWLEDGED, Act.RECEIVED): None,
    (ACKNOWLEDGED, Act.MESSAGE): Step(ACKNOWLEDGED, Turn.WRITER, answers=True),
    (ACKNOWLEDGED, Act.ACKNOWLEDGED): None,
    (ACKNOWLEDGED, Act.CLOSED): Step(CLOSED, Turn.NOBODY),
    (ACKNOWLEDGED, Act.REOPENED): None,
    (CLOSED, Act.RECEIVED): None,
    (CLOSED, Act.MESSAGE): None,
    (CLOSED, Act.ACKNOWLEDGED): None,
    (CLOSED, Act.CLOSED): None,
    (CLOSED, Act.REOPENED): Step(ACKNOWLEDGED, Turn.TEAM),
}


def test_the_table_names_every_act_in_every_state() -> None:
    assert set(TABLE) == set(itertools.product(State, Act))


@pytest.mark.parametrize(("place", "step"), TABLE.items())
def test_what_a_members_act_does(place: tuple[State, Act], step: Step | None) -> None:
    state, act = place
    if step is None:
        with pytest.raises(WrongState) as refused:
            rules.by_member(state, act)
        assert (refused.value.state, refused.value.act) == place
    else:
        assert rules.by_member(state, act) == step


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (NEW, Step(NEW, Turn.TEAM)),
        (ACKNOWLEDGED, Step(ACKNOWLEDGED, Turn.TEAM)),
        (CLOSED, Step(ACKNOWLEDGED, Turn.TEAM)),
    ],
)
def test_the_writer_is_heard_in_every_state(state: State, step: Step) -> None:
    assert rules.by_writer(state) == step


def test_a_report_begins_new_and_with_the_team() -> None:
    assert rules.BEGIN == Step(NEW, Turn.TEAM)


def test_nobody_has_the_turn_exactly_when_closed() -> None:
    for step in (s for s in TABLE.values() if s):
        assert (step.turn is Turn.NOBODY) == (step.state is CLOSED)


def test_every_state_can_be_reached_and_left() -> None:
    reached = {step.state for step in TABLE.values() if step}
    left = {state for (state, _), step in TABLE.items() if step and step.state is not state}
    assert reached == left == set(State)


def test_the_queue_has_a_place_for_every_state() -> None:
    assert sorted(rules.QUEUE_ORDER) == sorted(State)
    assert rules.QUEUE_ORDER[0] is NEW
    assert rules.QUEUE_ORDER[-1] is CLOSED


A, B, C, OBSERVER, STRANGER = "a" * 32, "b" * 32, "c" * 32, "d" * 32, "e" * 32
MEMBERS = {A, B, C, OBSERVER}
VOTING = {A, B, C}


@pytest.mark.parametrize(
    ("holders", "right"),
    [
        (["reporter", A, B, C], True),
        (["reporter", A, B], True),
        ([A, "reporter", OBSERVER, B], True),
        (["reporter", A], False),
        (["reporter", A, OBSERVER], False),
        (["reporter"], False),
        ([], False),
        ([A, B, C], False),
        (["reporter", A, B, STRANGER], False),
        (["reporter", A, B, B], False),
        (["reporter", "reporter", A, B], False),
        (["reporter", A, B.upper()], False),
    ],
)
def test_to_whom_a_report_may_be_sealed(holders: list[str], right: bool) -> None:
    assert rules.holders_are_right(holders, MEMBERS, VOTING, least=2) is right


TOKEN = bytes(range(32))


def test_a_receipt_opens_its_own_report() -> None:
    assert rules.opens(TOKEN, hashlib.sha256(TOKEN).hexdigest())


@pytest.mark.parametrize("token", [b"", TOKEN[:-1], TOKEN + b"\0", bytes(32)])
def test_another_token_does_not(token: bytes) -> None:
    assert not rules.opens(token, hashlib.sha256(TOKEN).hexdigest())


def test_nothing_opens_a_report_that_is_not_there() -> None:
    assert not rules.opens(TOKEN, None)
    assert not rules.opens(b"", None)


def test_an_unknown_report_is_compared_as_thoroughly_as_a_known_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[tuple[int, int]] = []

    def watch(given: str, stored: str) -> bool:
        compared.append((len(given), len(stored)))
        return False

    monkeypatch.setattr("service.reports.rules.hmac.compare_digest", watch)
    rules.opens(TOKEN, None)
    rules.opens(TOKEN, hashlib.sha256(b"another").hexdigest())
    assert compared == [(64, 64), (64, 64)]
