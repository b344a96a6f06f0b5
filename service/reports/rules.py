# SPDX-License-Identifier: AGPL-3.0-or-later
"""Decide how a report moves on: its states, whose turn it is, who works on it, who must read it."""

import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from service.vault.rules import (
    FIRST,
    REPORTER,
    SECOND,
    TEAMS_ROOM,
    NewVault,
    Place,
    Room,
    SealedKey,
    SealedText,
)


class State(StrEnum):
    """Where a report stands."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Turn(StrEnum):
    """Who is expected to write next."""

    TEAM = "team"
    WRITER = "writer"
    NOBODY = "nobody"


class Kind(StrEnum):
    """Who began the thread."""

    REPORT = "report"
    INVITATION = "invitation"


class Act(StrEnum):
    """What a member's envelope does, said outside of it because the service cannot look inside."""

    RECEIVED = "received"
    MESSAGE = "message"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"
    REOPENED = "reopened"


class WriterAct(StrEnum):
    """What a writer's envelope does."""

    MESSAGE = "message"
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken_back"


class WrongState(Exception):
    """An act that makes no sense in the state the report is in."""

    def __init__(self, state: State, act: Act | WriterAct) -> None:
        super().__init__(f"{act.value} on {state.value}")
        self.state = state
        self.act = act


@dataclass(frozen=True)
class Step:
    """What follows from an act: the new state, whose turn it is, whether the team has answered."""

    state: State
    turn: Turn
    answers: bool = False


BEGIN = Step(State.NEW, Turn.TEAM)
INVITE = Step(State.ACKNOWLEDGED, Turn.WRITER)

# A sign ("received", "acknowledged", "reopened") is not yet an answer in words, so the turn stays
# with the team; only a message hands it over. A closed report takes no message from the
# team before it is reopened: nothing goes on behind a state that says it ended. What is
# withdrawn is the writer's: the team does nothing more in it.
_BY_MEMBER: dict[tuple[State, Act], Step] = {
    (State.NEW, Act.RECEIVED): Step(State.NEW, Turn.TEAM),
    (State.NEW, Act.ACKNOWLEDGED): Step(State.ACKNOWLEDGED, Turn.TEAM, answers=True),
    (State.NEW, Act.MESSAGE): Step(State.ACKNOWLEDGED, Turn.WRITER, answers=True),
    (State.NEW, Act.CLOSED): Step(State.CLOSED, Turn.NOBODY, answers=True),
    (State.ACKNOWLEDGED, Act.MESSAGE): Step(State.ACKNOWLEDGED, Turn.WRITER, answers=True),
    (State.ACKNOWLEDGED, Act.CLOSED): Step(State.CLOSED, Turn.NOBODY),
    (State.CLOSED, Act.REOPENED): Step(State.ACKNOWLEDGED, Turn.TEAM),
}


def by_member(state: State, act: Act) -> Step:
    """What a member's act does to a report.

    :raise WrongState: if the act makes no sense now.
    """
    try:
        return _BY_MEMBER[state, act]
    except KeyError:
        raise WrongState(state, act) from None


_BY_WRITER: dict[tuple[State, WriterAct], Step] = {
    (State.NEW, WriterAct.MESSAGE): BEGIN,
    (State.ACKNOWLEDGED, WriterAct.MESSAGE): Step(State.ACKNOWLEDGED, Turn.TEAM),
    (State.CLOSED, WriterAct.MESSAGE): Step(State.ACKNOWLEDGED, Turn.TEAM),
    **{(state, WriterAct.WITHDRAWN): Step(State.WITHDRAWN, Turn.NOBODY) for state in State},
}


def by_writer(
    state: State, act: WriterAct, *, answered: bool = False, was_closed: bool = False
) -> Step:
    """What it does to a report when the writer writes again: they are always heard.

    A withdrawal is possible in every state, and taking it back puts things as they were. In
    between nothing else is taken in, because it would be deleted with the rest.

    :param answered: whether the team had answered before it was withdrawn.
    :param was_closed: whether it had been closed before it was withdrawn.
    :raise WrongState: if the act makes no sense now.
    """
    if state is State.WITHDRAWN and act is WriterAct.TAKEN_BACK:
        if was_closed:
            return Step(State.CLOSED, Turn.NOBODY)
        return Step(State.ACKNOWLEDGED if answered else State.NEW, Turn.TEAM)
    try:
        return _BY_WRITER[state, act]
    except KeyError:
        raise WrongState(state, act) from None


# While a report is in one of these, work on it has days by which it is due. Outside of them the
# days are kept, and count again when it is opened again, or not taken back after all.
OPEN = frozenset({State.NEW, State.ACKNOWLEDGED})

# "Taken" ends by itself, so that nothing waits for somebody who has no time any more.
LEASE_DAYS = 7


@dataclass(frozen=True)
class Lease:
    """Who works on a report, and the last day on which others leave it to them."""

    person: str
    until: date


def lease(person: str, today: date) -> Lease:
    """A lease from today on, for a new taker, and for one who did something."""
    return Lease(person, today + timedelta(days=LEASE_DAYS))


def may_take(held: Lease | None, person: str, today: date, *, force: bool) -> bool:
    """Whether somebody may take a report: not from another in their time, unless they insist."""
    return force or held is None or held.person == person or held.until < today


# A median of fewer would say something about single reports.
LEAST_FOR_MEDIAN = 5
MEDIAN_OVER_DAYS = 365


def median_days(days: Sequence[int]) -> int | None:
    """Within how many days half of the writers had a first answer; None where too few had one."""
    if len(days) < LEAST_FOR_MEDIAN:
        return None
    return sorted(days)[len(days) // 2]


# The queue shows first what nobody has looked at, last what is done.
QUEUE_ORDER = (State.NEW, State.ACKNOWLEDGED, State.CLOSED, State.WITHDRAWN)


@dataclass(frozen=True)
class Sending:
    """A new report as a browser hands it in; nothing of it says who sends it."""

    lookup: str
    access_hash: str
    team: str
    vault: str
    statement_seq: int
    statement_hash: str
    envelopes: tuple[SealedText, ...]
    grants: tuple[SealedKey, ...]

    @property
    def holders(self) -> list[str]:
        """To whom the vault's key was sealed."""
        return [grant.holder for grant in self.grants]

    @property
    def new_vault(self) -> NewVault:
        """What of it lies in the vault."""
        return NewVault(self.vault, self.envelopes, self.grants)


# With which envelopes a thread begins (SEALING): a report with its summary and its text, an
# invitation with the one that members see of it in a list.
BEGINNINGS: dict[Kind, tuple[Place, ...]] = {
    Kind.REPORT: (FIRST, SECOND),
    Kind.INVITATION: (FIRST,),
}

# Withdrawing, and taking that back, has room in a thread that is otherwise full.
LAST_ROOM = Room(TEAMS_ROOM.envelopes + 20, TEAMS_ROOM.bytes + 1024 * 1024)


def holders_are_right(
    holders: Sequence[str], members: Collection[str], voting: Collection[str], least: int
) -> bool:
    """Whether a report can be read by whom it must be, and by nobody else.

    :param holders: to whom the vault's key was sealed, one per grant.
    :param members: fingerprints of everybody in the team's current statement.
    :param voting: those of them who are members, not observers.
    :param least: how many members the statement demands, so that no report hangs on one person.
    """
    if len(set(holders)) != len(holders) or REPORTER not in holders:
        return False
    readers = set(holders) - {REPORTER}
    return readers <= set(members) and len(readers & set(voting)) >= least


def invited_are_right(
    holders: Sequence[str], readers: Collection[str], members: Collection[str]
) -> bool:
    """Whether an invitation can be read by who is invited and by readers of the report only.

    :param readers: who can read the thread of the report it came from, the excluded thus not.
    :param members: fingerprints of everybody to whom reports are sealed now.
    """
    if len(set(holders)) != len(holders) or REPORTER not in holders:
        return False
    others = set(holders) - {REPORTER}
    return bool(others) and others <= set(readers) & set(members)


# Compared with when there is no such report, so that both ways take the same work. Nobody
# knows bytes that hash to it.
NOBODYS_HASH = "0" * 64


def opens(token: bytes, access_hash: str | None) -> bool:
    """Whether a token is the one of a receipt, in the same time whether the report exists or not.

    :param access_hash: what is stored with the report, or None if there is no such report.
    """
    given = hashlib.sha256(token).hexdigest()
    return hmac.compare_digest(given, access_hash or NOBODYS_HASH)
