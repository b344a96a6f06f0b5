# SPDX-License-Identifier: AGPL-3.0-or-later
"""Find reports: by receipt for their writers, and for members only those sealed to them.

Whoever has no grant, or is not in the team's current statement with the key the grant is for, MUST
NOT be able to tell that a report exists: every query for members goes through `_seen_by`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

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

from service.clocks import rules as clocks
from service.clocks.models import Clock
from service.infra.database import session
from service.infra.paging import Cursor
from service.infra.problems import Problem
from service.infra.time import today
from service.people.viewers import Viewer, viewer
from service.reports import standings
from service.reports.models import Report
from service.reports.rules import MEDIAN_OVER_DAYS, QUEUE_ORDER, Kind, State, median_days
from service.reports.standings import Standing
from service.vault import queries as vaults
from service.vault.models import Envelope, File, Grant

__all__ = ["Viewer", "viewer"]


@dataclass(frozen=True)
class Line:
    """One report in the queue, with what a browser needs to open its summary."""

    standing: Standing
    summary: Envelope | None  # None, too, where only the file is theirs to read
    grants: Sequence[Grant]


@dataclass(frozen=True)
class Page:
    """A part of the queue, and where the next part begins."""

    lines: list[Line]
    next: str | None


_RANK = case(
    {state.value: rank for rank, state in enumerate(QUEUE_ORDER)},
    value=Report.state,
    else_=len(QUEUE_ORDER),
)
# What is due first comes first; what nobody waits for, by the day it came.
_FIRST_DUE = (
    select(func.min(Clock.due))
    .where(
        Clock.subject == Report.id,
        Clock.kind.in_([kind.value for kind in clocks.WORK]),
        Clock.met.is_(None),
    )
    .correlate(Report)
    .scalar_subquery()
)
_BY = func.coalesce(_FIRST_DUE, Report.day, type_=Date)


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
    """A report as a member may see it. With `lock`, nobody else changes it meanwhile.

    :raise Problem: `no_such_report`, also when it is there but not for them
    """
    if lock:
        # The row is taken first and the condition judged after it, on what is true by then.
        session().execute(select(Report.id).where(Report.id == report).with_for_update())
    found = session().scalar(select(Report).where(Report.id == report, _seen_by(viewer)))
    if found is None:
        raise Problem("no_such_report")
    return found


def known_to(viewer: Viewer, reports: Collection[str]) -> set[str]:
    """Which of some reports a member may know of."""
    return set(session().scalars(select(Report.id).where(Report.id.in_(reports), _seen_by(viewer))))


def opens_thread(viewer: Viewer, report: Report) -> bool:
    """Whether a member holds the thread itself now, not only the team's file about it."""
    return report.vault in vaults.visible_to(viewer, [report.vault])


def queue(
    viewer: Viewer, *, state: State | None, mine: bool, after: Cursor | None, limit: int
) -> Page:
    """A page of what a member may see, in as many queries for one line as for two hundred."""
    query = select(Report, _RANK.label("rank"), _BY.label("by")).where(_seen_by(viewer))
    if state is not None:
        query = query.where(Report.state == state.value)
    if mine:
        query = query.where(Report.taken_by == viewer.person, Report.taken_until >= today())
    if after is not None:
        last = tuple_(literal(after.rank), literal(after.day, Date), literal(after.id))
        query = query.where(tuple_(_RANK, _BY, Report.id) > last)
    rows = session().execute(query.order_by(_RANK, _BY, Report.id).limit(limit + 1)).all()
    more = rows[limit - 1] if len(rows) > limit else None
    return Page(
        lines=_lines([row.Report for row in rows[:limit]], viewer),
        next=str(Cursor(more.rank, more.by, more.Report.id)) if more else None,
    )


def counts(viewer: Viewer) -> Mapping[State, int]:
    """How many reports a member may see in each state."""
    found = session().execute(
        select(Report.state, func.count()).where(_seen_by(viewer)).group_by(Report.state)
    )
    numbers = {State(state): int(number) for state, number in found}
    return {state: numbers.get(state, 0) for state in QUEUE_ORDER}


def median_answers(teams: Collection[str]) -> Mapping[str, int | None]:
    """Within how many days teams gave half of their first answers of the last year.

    Only for teams that promise nothing: who promised something is to be measured by that.
    """
    found = session().execute(
        select(Report.team, Report.day, Report.answered).where(
            Report.team.in_(teams),
            Report.kind == Kind.REPORT.value,
            Report.answered >= today() - timedelta(days=MEDIAN_OVER_DAYS),
        )
    )
    days: dict[str, list[int]] = {team: [] for team in teams}
    for team, day, answered in found:
        if answered is not None:
            days[team].append((answered - day).days)
    return {team: median_days(known) for team, known in days.items()}


def _seen_by(viewer: Viewer) -> ColumnElement[bool]:
    own: Select[str] = vaults.readable(viewer.fingerprint)
    files = select(File.matter).where(File.vault.in_(own))
    return and_(Report.team.in_(viewer.teams), or_(Report.vault.in_(own), Report.id.in_(files)))


def _lines(reports: Sequence[Report], viewer: Viewer) -> list[Line]:
    ids = vaults.visible_to(viewer, [report.vault for report in reports])
    summaries, grants = vaults.summaries(ids), vaults.grants_of(ids, viewer.fingerprint)
    return [
        Line(one, summaries.get(one.vault), grants.get(one.vault, []))
        for one in standings.for_members(reports, viewer)
    ]
