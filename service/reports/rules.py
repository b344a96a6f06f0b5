# SPDX-License-Identifier: AGPL-3.0-or-later
"""Decide how a report moves on: its states, whose turn it is, who must be able to read it."""

import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.vault.rules import SealedKey, SealedText


class State(StrEnum):
    """Where a report stands."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class Turn(StrEnum):
    """Who is expected to write next."""

    TEAM = "team"
    WRITER = "writer"
    NOBODY = "nobody"


class Act(StrEnum):
    """What a member's envelope does, said outside of it because the service cannot look inside."""

    RECEIVED = "received"
    MESSAGE = "message"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"
    REOPENED = "reopened"


class WrongState(Exception):
    """An act that makes no sense in the state the report is in."""

    def __init__(self, state: State, act: Act) -> None:
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

# A sign ("received", "acknowledged", "reopened") is not yet an answer in words, so the turn stays
# with the team; only a message hands it over. A closed report takes no message from the
# team before it is reopened: nothing goes on behind a state that says it ended.
_BY_MEMBER: dict[tuple[State, Act], Step] = {
    (State.NEW, Act.RECEIVED): Step(State.NEW, Turn.TEAM),
    (State.NEW, Act.ACKNOWLEDGED): Step(State.ACKNOWLEDGED, Turn.TEAM, answers=True),
    (State.NEW, Act.MESSAGE): Step(State.ACKNOWLEDGED, Turn.WRITER, answers=True),
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


def by_writer(state: State) -> Step:
    """What it does to a report when the writer writes again: they are always heard."""
    if state is State.NEW:
        return BEGIN
    return Step(State.ACKNOWLEDGED, Turn.TEAM)


# The queue shows first what nobody has looked at, last what is done.
QUEUE_ORDER = (State.NEW, State.ACKNOWLEDGED, State.CLOSED)

REPORTER = "reporter"


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


# Compared with when there is no such report, so that both ways take the same work. Nobody
# knows bytes that hash to it.
_NOBODYS_HASH = "0" * 64


def opens(token: bytes, access_hash: str | None) -> bool:
    """Whether a token is the one of a receipt, in the same time whether the report exists or not.

    :param access_hash: what is stored with the report, or None if there is no such report.
    """
    given = hashlib.sha256(token).hexdigest()
    return hmac.compare_digest(given, access_hash or _NOBODYS_HASH)
