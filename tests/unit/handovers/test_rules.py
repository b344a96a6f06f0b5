# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of a handover, in every state."""

import itertools

import pytest

from service.handovers.rules import State, WrongState, settle

WAITING, ANSWERED, ENDED = State.WAITING, State.ANSWERED, State.ENDED

TABLE: dict[tuple[State, State], State | None] = {
    (WAITING, WAITING): None,
    (WAITING, ANSWERED): ANSWERED,
    (WAITING, ENDED): ENDED,
    (ANSWERED, WAITING): None,
    (ANSWERED, ANSWERED): ANSWERED,
    (ANSWERED, ENDED): None,
    (ENDED, WAITING): None,
    (ENDED, ANSWERED): None,
    (ENDED, ENDED): ENDED,
}


def test_the_table_names_every_outcome_in_every_state() -> None:
    assert set(TABLE) == set(itertools.product(State, State))


@pytest.mark.parametrize(("place", "after"), TABLE.items())
def test_what_becomes_of_it(place: tuple[State, State], after: State | None) -> None:
    if after is None:
        with pytest.raises(WrongState) as refused:
            settle(*place)
        assert refused.value.state is place[0]
    else:
        assert settle(*place) is after
