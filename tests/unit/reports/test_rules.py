# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a report moves on, whom it is sealed to, and which receipt opens it."""

import hashlib
import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from service.reports import rules
from service.reports.rules import (
    Act,
    Lease,
    State,
    Step,
    Turn,
    WriterAct,
    WrongState,
)

NEW, ACKNOWLEDGED, CLOSED = State.NEW, State.ACKNOWLEDGED, State.CLOSED
WITHDRAWN = State.WITHDRAWN

# Every act in every state, written out; None where the act makes no sense.
TABLE: dict[tuple[State, Act], Step | None] = {
    (NEW, Act.RECEIVED): Step(NEW, Turn.TEAM),
    (NEW, Act.MESSAGE): Step(ACKNOWLEDGED, Turn.WRITER, answers=True),
    (NEW, Act.ACKNOWLEDGED): Step(ACKNOWLEDGED, Turn.TEAM, answers=True),
    (NEW, Act.CLOSED): Step(CLOSED, Turn.NOBODY, answers=True),
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
    **{(WITHDRAWN, act): None for act in Act},
}

# The same for writers; taking back is written out below.
WRITERS_TABLE: dict[tuple[State, WriterAct], Step | None] = {
    (NEW, WriterAct.MESSAGE): Step(NEW, Turn.TEAM),
    (NEW, WriterAct.WITHDRAWN): Step(WITHDRAWN, Turn.NOBODY),
    (NEW, WriterAct.TAKEN_BACK): None,
    (ACKNOWLEDGED, WriterAct.MESSAGE): Step(ACKNOWLEDGED, Turn.TEAM),
    (ACKNOWLEDGED, WriterAct.WITHDRAWN): Step(WITHDRAWN, Turn.NOBODY),
    (ACKNOWLEDGED, WriterAct.TAKEN_BACK): None,
    (CLOSED, WriterAct.MESSAGE): Step(ACKNOWLEDGED, Turn.TEAM),
    (CLOSED, WriterAct.WITHDRAWN): Step(WITHDRAWN, Turn.NOBODY),
    (CLOSED, WriterAct.TAKEN_BACK): None,
    (WITHDRAWN, WriterAct.MESSAGE): None,
    (WITHDRAWN, WriterAct.WITHDRAWN): Step(WITHDRAWN, Turn.NOBODY),
    (WITHDRAWN, WriterAct.TAKEN_BACK): Step(NEW, Turn.TEAM),
}


def test_the_table_names_every_act_in_every_state() -> None:
    assert set(TABLE) == set(itertools.product(State, Act))


def test_the_writers_table_names_every_act_in_every_state() -> None:
    assert set(WRITERS_TABLE) == set(itertools.product(State, WriterAct))


@pytest.mark.parametrize(
    ("says", "place", "step"),
    [
        *((rules.by_member, place, step) for place, step in TABLE.items()),
        *((rules.by_writer, place, step) for place, step in WRITERS_TABLE.items()),
    ],
)
def test_what_an_act_does(
    says: Callable[[Any, Any], Step], place: tuple[Any, Any], step: Step | None
) -> None:
    if step is None:
        with pytest.raises(WrongState) as refused:
            says(*place)
        assert (refused.value.state, refused.value.act) == place
    else:
        assert says(*place) == step


def test_a_writer_can_withdraw_in_every_state() -> None:
    for state in State:
        assert rules.by_writer(state, WriterAct.WITHDRAWN).state is WITHDRAWN


@pytest.mark.parametrize(
    ("answered", "was_closed", "step"),
    [
        (False, False, Step(NEW, Turn.TEAM)),
        (True, False, Step(ACKNOWLEDGED, Turn.TEAM)),
        (True, True, Step(CLOSED, Turn.NOBODY)),
        (False, True, Step(CLOSED, Turn.NOBODY)),
    ],
)
def test_what_is_taken_back_is_as_it_was_before(
    answered: bool, was_closed: bool, step: Step
) -> None:
    found = rules.by_writer(
        WITHDRAWN, WriterAct.TAKEN_BACK, answered=answered, was_closed=was_closed
    )
    assert found == step


def test_a_report_begins_new_and_with_the_team() -> None:
    assert rules.BEGIN == Step(NEW, Turn.TEAM)


def test_an_invitation_begins_with_whoever_is_invited() -> None:
    assert rules.INVITE == Step(ACKNOWLEDGED, Turn.WRITER)


STEPS = [step for step in (*TABLE.values(), *WRITERS_TABLE.values()) if step]


def test_nobody_has_the_turn_exactly_when_it_ended() -> None:
    for step in STEPS:
        assert (step.turn is Turn.NOBODY) == (step.state in {CLOSED, WITHDRAWN})
        assert (step.turn is Turn.NOBODY) == (step.state not in rules.OPEN)


def test_every_state_can_be_reached_and_left() -> None:
    reached = {step.state for step in STEPS}
    both = [*TABLE.items(), *WRITERS_TABLE.items()]
    left = {state for (state, _), step in both if step and step.state is not state}
    assert reached == left == set(State)


def test_the_queue_has_a_place_for_every_state() -> None:
    assert sorted(rules.QUEUE_ORDER) == sorted(State)
    assert rules.QUEUE_ORDER[0] is NEW
    assert rules.QUEUE_ORDER[-2:] == (CLOSED, WITHDRAWN)


TODAY = date(2026, 11, 22)
MINE, THEIRS = Lease("me", TODAY), Lease("somebody", TODAY)
OVER = Lease("somebody", TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("held", "force", "may"),
    [
        (None, False, True),
        (MINE, False, True),
        (THEIRS, False, False),
        (THEIRS, True, True),
        (OVER, False, True),
    ],
)
def test_who_may_take_a_report(held: Lease | None, force: bool, may: bool) -> None:
    assert rules.may_take(held, "me", TODAY, force=force) is may


def test_a_lease_lasts_a_week() -> None:
    assert rules.lease("me", TODAY) == Lease("me", TODAY + timedelta(days=7))


@pytest.mark.parametrize(
    ("days", "median"),
    [
        ([], None),
        ([1, 2, 3, 4], None),
        ([9, 1, 3, 2, 8], 3),
        ([1, 1, 1, 9, 9, 9], 9),
        ([0] * 5, 0),
    ],
)
def test_a_median_is_told_from_five_on_and_never_too_good(
    days: list[int], median: int | None
) -> None:
    assert rules.median_days(days) == median


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


@pytest.mark.parametrize(
    ("holders", "right"),
    [
        (["reporter", A], True),
        (["reporter", A, B], True),
        (["reporter"], False),
        ([A, B], False),
        (["reporter", A, A], False),
        (["reporter", A, C], False),  # in the team, but not a reader of the report
        (["reporter", A, STRANGER], False),  # a reader, but not in the team any more
    ],
)
def test_to_whom_an_invitation_may_be_sealed(holders: list[str], right: bool) -> None:
    assert rules.invited_are_right(holders, {A, B, STRANGER}, MEMBERS) is right


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
