# SPDX-License-Identifier: AGPL-3.0-or-later
"""Decide what becomes of a handover."""

from enum import StrEnum


class State(StrEnum):
    """Where a handover stands."""

    WAITING = "waiting"
    ANSWERED = "answered"
    ENDED = "ended"


class WrongState(Exception):
    """Something that cannot become of a handover any more."""

    def __init__(self, state: State) -> None:
        super().__init__(state.value)
        self.state = state


def settle(state: State, outcome: State) -> State:
    """What a handover is after an outcome; the same outcome again changes nothing.

    :raise WrongState: if it came to another end already, or the outcome is none
    """
    if outcome is State.WAITING or state not in {State.WAITING, outcome}:
        raise WrongState(state)
    return outcome
