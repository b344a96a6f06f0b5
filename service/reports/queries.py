# SPDX-License-Identifier: AGPL-3.0-or-later
"""Find reports: by receipt for their writers, and for members only those sealed to them.

Whoever has no grant, or is not in the team's current statement with the key the grant is for, MUST
NOT be able to tell that a report exists: every query for members goes through `_seen_by`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from service.clocks.models import Clock
from service.clocks.rules import Kind
from service.infra.database import session
from service.infra.problems import Problem
from service.infra.time import today
from service.people.viewers import Viewer as Viewer
from service.people.viewers import viewer as viewer
from service.reports.models import Report
from service.reports.rules import QUEUE_ORDER, State, Turn
from service.vault import queries as vaults
from service.vault.models import Envelope, Grant


@dataclass(frozen=True)
class Standing:
    """Where a report stands, as its writer and the desk are told."""

    id: str
    team: str
    vault: str
    state: State
    turn: Turn
    day: date
    answer_by: date | None

    @property
    def days(self) -> int:
        """How many days ago it came."""
        return (today() - self.day).days


@dataclass(frozen=True)
class Line:
    """One report in the queue, with what a browser needs to open its summary."""

    standing: Standing
    extent: vaults.Extent
    summary: Envelope
    grants: Sequence[Grant]


@dataclass(frozen=True)
class Page:
    """A part of the queue, and where the next part begins."""

    lines: list[Line]
    next: str | None


@dataclass(frozen=True)
class Cursor:
    """The last line of a page: the next page begins after it, whatever was added meanwhile."""

    rank: int
    by: date
    id: str

    _FORM = re.compile(r"([0-9])-([0-9]{8})-([0-9a-f]{32})")

    def __str__(self) -> str:
        return f"{self.rank}-{self.by:%Y%m%d}-{self.id}"

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Read what an earlier page gave.

        :raise Problem: `invalid`, if it is nothing we gave
        """
        found = cls._FORM.fullmatch(text)
        try:
            if found is None:
                raise ValueError(text)
            return cls(int(found[1]), date.fromisoformat(found[2]), found[3])
        except ValueError:
            raise Problem("invalid", errors=[{"field": "after", "code": "invalid"}]) from None


_RANK = case(
    {state.value: rank for rank, state in enumerate(QUEUE_ORDER)},
    value=Report.state,
    else_=len(QUEUE_ORDER),
)
# What is due first comes first; what nobody waits for, by the day it came.
_BY = func.coalesce(Clock.due, Report.day, type_=Date)


def by_lookup(lookup: str, *, lock: bool = False) -> Report | None:
    """A writer's report. With `lock`, nobody else changes it until this transaction ends."""
    query = select(Report).where(Report.lookup == lookup)
    return session().scalar(query.with_for_update() if lock else query)


def sent_as(lookup: str, vault: str) -> Report | None:
    """The report that already uses a look-up id or a vault, if there is one."""
    return session().scalar(
        select(Report).where(or_(Report.lookup == lookup, Report.vault == vault)).limit(1)
    )


def seen(viewer: Viewer, report: str, *, lock: bool = False) -> Report:
    """A report as a member may see it.

    :raise Problem: `no_such_report`, also when it is there but not for them
    """
    query = select(Report).where(Report.id == report, _seen_by(viewer))
    found = session().scalar(query.with_for_update() if lock else query)
    if found is None:
        raise Problem("no_such_report")
    return found


def standing(report: Report) -> Standing:
    """Where a report stands, with the day an answer is promised by."""
    query = select(Clock.due).where(_open_clock(report.id))
    return _standing(report, session().scalar(query))


def queue(viewer: Viewer, *, state: State | None, after: Cursor | None, limit: int) -> Page:
    """A page of what a member may see, in as many queries for one line as for two hundred."""
    query = _queue(viewer).add_columns(_RANK.label("rank"), _BY.label("by"))
    if state is not None:
        query = query.where(Report.state == state.value)
    if after is not None:
        last = tuple_(literal(after.rank), literal(after.by, Date), literal(after.id))
        query = query.where(tuple_(_RANK, _BY, Report.id) > last)
    rows = session().execute(query.order_by(_RANK, _BY, Report.id).limit(limit + 1)).all()
    more = rows[limit - 1] if len(rows) > limit else None
    return Page(
        lines=_lines([_standing(row.Report, row.due) for row in rows[:limit]], viewer.fingerprint),
        next=str(Cursor(more.rank, more.by, more.Report.id)) if more else None,
    )


def counts(viewer: Viewer) -> Mapping[State, int]:
    """How many reports a member may see in each state."""
    found = session().execute(
        select(Report.state, func.count()).where(_seen_by(viewer)).group_by(Report.state)
    )
    numbers = {State(state): int(number) for state, number in found}
    return {state: numbers.get(state, 0) for state in QUEUE_ORDER}


def _queue(viewer: Viewer) -> Select[Report, date]:
    return (
        select(Report, Clock.due.label("due"))
        .outerjoin(Clock, _open_clock(Report.id))
        .where(_seen_by(viewer))
    )


def _seen_by(viewer: Viewer) -> ColumnElement[bool]:
    own = vaults.readable(viewer.fingerprint)
    return and_(Report.team.in_(viewer.teams), Report.vault.in_(own))


def _open_clock(report: object) -> ColumnElement[bool]:
    return and_(Clock.subject == report, Clock.kind == Kind.ANSWER.value, Clock.met.is_(None))


def _lines(standings: Sequence[Standing], holder: str) -> list[Line]:
    ids = [standing.vault for standing in standings]
    extents, summaries = vaults.extents(ids), vaults.summaries(ids)
    grants = vaults.grants_of(ids, holder)
    return [
        Line(one, extents[one.vault], summaries[one.vault], grants[one.vault]) for one in standings
    ]


def _standing(report: Report, answer_by: date | None) -> Standing:
    return Standing(
        id=report.id,
        team=report.team,
        vault=report.vault,
        state=State(report.state),
        turn=Turn(report.turn),
        day=report.day,
        answer_by=answer_by,
    )
