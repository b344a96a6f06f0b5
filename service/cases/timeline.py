# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened in a case, written down in order, and the steps from state to state."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, ParamSpec

from sqlalchemy import func, insert, select

from service.cases.models import Case, CaseEvent
from service.cases.rules import ENDED, Happening, State
from service.infra.database import session
from service.infra.time import today

P = ParamSpec("P")
Entry = dict[str, Any]


def locked(case_id: str) -> Case:
    """A case that nobody else changes until this transaction ends."""
    return all_locked([case_id])[case_id]


def all_locked(case_ids: Collection[str]) -> dict[str, Case]:
    """Cases that nobody else changes until this transaction ends, in one query."""
    wanted = select(Case).where(Case.id.in_(case_ids)).order_by(Case.id).with_for_update()
    found = session().scalars(wanted.execution_options(populate_existing=True))
    return {case.id: case for case in found}


def entry(
    case: Case,
    kind: Happening,
    actor: str | None,
    *,
    before: str = "",
    after: str = "",
    reason: str = "",
    rev: int | None = None,
) -> Entry:
    """What happened today in a case, to be written down."""
    return {
        "case_id": case.id,
        "kind": kind.value,
        "before": before,
        "after": after,
        "actor": actor,
        "day": today(),
        "reason": reason,
        "rev": rev,
    }


def write(entries: Sequence[Entry]) -> None:
    """Write down, in order, what happened in some cases; they are stored, and were locked."""
    if not entries:
        return
    rows = session()
    cases = {one["case_id"] for one in entries}
    newest = select(CaseEvent.case_id, func.max(CaseEvent.n)).where(CaseEvent.case_id.in_(cases))
    last = dict(rows.execute(newest.group_by(CaseEvent.case_id)).all())
    for one in entries:
        one["n"] = last[one["case_id"]] = last.get(one["case_id"], -1) + 1
    rows.execute(insert(CaseEvent), entries)


def touch(case: Case) -> None:
    """Note that a case is not what it was: who saw the version before is told so."""
    case.version, case.changed = case.version + 1, today()


def move(
    case: Case, to: State, actor: str | None, *, reason: str = "", rev: int | None = None
) -> Entry:
    """Move a case to a state it can go to; the caller has asked the rules, and writes it down."""
    before = State(case.state)
    case.state = to.value
    case.held_from = before.value if to is State.ON_HOLD else None
    case.closed = (case.closed or today()) if to in ENDED else None
    touch(case)
    return entry(case, Happening.MOVED, actor, before=before, after=to, reason=reason, rev=rev)


def _written(happen: Callable[P, Entry]) -> Callable[P, None]:
    """The same, and write it down at once."""

    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        write([happen(*args, **kwargs)])

    return run


#: Write down that one thing happened, or move a case and write that down.
add, step = _written(entry), _written(move)
