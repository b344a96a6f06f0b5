# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened in a case, written down in order, and the steps from state to state."""

from __future__ import annotations

from sqlalchemy import func, select

from service.cases.models import Case, CaseEvent
from service.cases.rules import ENDED, Happening, State
from service.infra.database import session
from service.infra.time import today


def locked(case_id: str) -> Case:
    """A case that nobody else changes until this transaction ends."""
    wanted = select(Case).where(Case.id == case_id).with_for_update()
    return session().scalars(wanted.execution_options(populate_existing=True)).one()


def add(
    case: Case,
    kind: Happening,
    actor: str | None,
    *,
    before: str = "",
    after: str = "",
    reason: str = "",
    rev: int | None = None,
) -> None:
    """Write down that something happened today; the case is one that was locked."""
    rows = session()
    last = rows.scalar(select(func.max(CaseEvent.n)).where(CaseEvent.case_id == case.id))
    made = CaseEvent(
        case_id=case.id,
        n=0 if last is None else last + 1,
        kind=kind.value,
        before=before,
        after=after,
        actor=actor,
        day=today(),
        reason=reason,
        rev=rev,
    )
    rows.add(made)
    rows.flush()


def touch(case: Case) -> None:
    """Note that a case is not what it was: who saw the version before is told so."""
    case.version, case.changed = case.version + 1, today()
    session().flush()


def step(
    case: Case, to: State, actor: str | None, *, reason: str = "", rev: int | None = None
) -> None:
    """Move a case to a state it can go to; the caller has asked the rules."""
    before = State(case.state)
    add(case, Happening.MOVED, actor, before=before, after=to, reason=reason, rev=rev)
    case.state = to.value
    case.held_from = before.value if to is State.ON_HOLD else None
    case.closed = (case.closed or today()) if to in ENDED else None
    touch(case)
