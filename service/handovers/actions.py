# SPDX-License-Identifier: AGPL-3.0-or-later
"""Note that something went elsewhere, and what came of it.

Each of these is part of an action of the slice the matter belongs to, in that one's transaction;
that one has found out whether the asker may do it.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete

from service.handovers.models import Handover
from service.handovers.rules import State, WrongState, settle
from service.infra.database import session, transaction
from service.infra.problems import Problem
from service.infra.time import today


@dataclass(frozen=True)
class Noted:
    """A handover as it is kept now."""

    handover: Handover
    again: bool  # nothing was changed, because it had been said before


def begin(handover: str, matter: str, team: str, answer_by: date | None) -> Noted:
    """Note a handover of today. Its id is the client's, because it stands in the file as well.

    :raise Problem: `already_used`, if the id is that of something else
    """
    with transaction() as rows:
        earlier = rows.get(Handover, handover)
        if earlier is not None:
            if (earlier.matter, earlier.answer_by) != (matter, answer_by):
                raise Problem("already_used")
            return Noted(earlier, again=True)
        made = Handover(
            id=handover,
            matter=matter,
            team=team,
            state=State.WAITING.value,
            day=today(),
            answer_by=answer_by,
        )
        rows.add(made)
        rows.flush()
    return Noted(made, again=False)


def end(handover: str, matter: str, outcome: State) -> Noted:
    """Note that a handover was answered, or that nobody waits for it any more.

    :raise Problem: `no_such_handover`, `wrong_state`
    """
    with transaction() as rows:
        found = rows.get(Handover, handover)
        if found is None or found.matter != matter:
            raise Problem("no_such_handover")
        before = State(found.state)
        try:
            found.state = settle(before, outcome).value
        except WrongState as wrong:
            raise Problem("wrong_state", state=wrong.state.value) from None
        if before is not outcome:
            found.ended = today()
        rows.flush()
    return Noted(found, again=before is outcome)


def forget(matter: str) -> None:
    """Delete all handovers of a matter."""
    with transaction():
        session().execute(delete(Handover).where(Handover.matter == matter))
