# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of cases somebody has to do, for their agenda. Of a case that is closed to them: nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from service.cases import known, queries, settling, voting
from service.cases.bot_models import Pass
from service.cases.models import Case, CasePage, Motion, Recusal, Remedy
from service.cases.rules import ENDED, MotionResult, same_name
from service.clocks import queries as clocks
from service.clocks.rules import Kind
from service.infra.database import session
from service.infra.time import today
from service.people import queries as people
from service.people.viewers import Viewer

#: How many days before a day the agenda begins to speak of it.
SOON = 7
MOST = 200


@dataclass(frozen=True)
class Coming:
    """A day of a case that is near, or was not seen to."""

    case: Case
    kind: Kind
    due: date


@dataclass(frozen=True)
class Open:
    """A motion on which somebody has not voted."""

    case: Case
    motion: voting.MotionView


@dataclass(frozen=True)
class ToDo:
    """Everything of cases that is somebody's to do."""

    settle: int
    days: Sequence[Coming]
    votes: Sequence[Open]

    def __bool__(self) -> bool:
        return bool(self.settle or self.days or self.votes)


NOTHING = ToDo(0, (), ())


def to_do(viewer: Viewer) -> ToDo:
    """What somebody has to do; nothing for who only reads along."""
    if not viewer.voting:
        return NOTHING
    going = _going(viewer)
    return ToDo(len(settling.to_settle(viewer)), _days(viewer, going), _votes(viewer, going))


def broken_off(viewer: Viewer) -> Sequence[Pass]:
    """Passes of bots that never came to an end although it is another day, or one began since."""
    wanted = select(Pass).where(Pass.team.in_(viewer.teams))
    newest: dict[tuple[str, str, str], Pass] = {}
    last: dict[tuple[str, str, str], Pass] = {}
    for one in session().scalars(wanted.order_by(Pass.n)):
        same = (one.team, one.kind, one.wiki)
        if one.ended is None:
            newest[same] = one
        elif same in newest and newest[same].n < one.n:
            del newest[same]  # a later one has come to its end: nothing was lost
        last[same] = one
    return [
        one
        for same, one in sorted(newest.items())
        if one.begun < today() or last[same].id != one.id
    ]


def _going(viewer: Viewer) -> Sequence[Case]:
    over = [state.value for state in ENDED]
    wanted = select(Case).where(queries.seen_by(viewer), Case.team.in_(viewer.voting))
    wanted = wanted.where(Case.state.not_in(over)).order_by(Case.changed.desc(), Case.id)
    return session().scalars(wanted.limit(MOST)).all()


def _days(viewer: Viewer, going: Sequence[Case]) -> list[Coming]:
    until = today() + timedelta(days=SOON)
    running = clocks.running([one.id for one in going])
    found = {
        Coming(one, due.kind, due.due)
        for one in going
        for due in queries.worth_telling(one, running.get(one.id, ()))
        if due.due <= until
    }
    found |= _of_remedies(viewer, until)
    return sorted(found, key=lambda one: (one.due, one.case.id, one.kind))


def _of_remedies(viewer: Viewer, until: date) -> set[Coming]:
    """The days of remedies, which go on when their case is long over."""
    days = (Kind.REMEDY, Kind.APPEAL)
    near = {remedy for kind in days for remedy in clocks.fallen_due(kind, until)}
    wanted = select(Case, Remedy.id).join(Remedy, Remedy.case_id == Case.id)
    wanted = wanted.where(Remedy.id.in_(near), queries.seen_by(viewer))
    found = session().execute(wanted.where(Case.team.in_(viewer.voting))).all()
    running = clocks.running([remedy for _, remedy in found])
    return {
        Coming(case, due.kind, due.due)
        for case, remedy in found
        for due in running[remedy]
        if due.due <= until
    }


def _votes(viewer: Viewer, going: Sequence[Case]) -> list[Open]:
    """In as many queries for one case as for all."""
    me = people.person(viewer.person)
    if me is None or not going:
        return []
    ids = [one.id for one in going]
    rows = session()
    pages = rows.scalars(select(CasePage).where(CasePage.case_id.in_(ids))).all()
    said = known.of([one.id for one in pages], voting.ABOUT_MOTIONS)
    motions = rows.scalars(select(Motion).where(Motion.case_id.in_(ids))).all()
    recusals = rows.scalars(select(Recusal).where(Recusal.case_id.in_(ids))).all()
    members = {team: voting.voters(team) for team in {one.team for one in going}}
    rules = {team: voting.rules_of(team) for team in members}
    found = []
    for case in going:
        facts = [fact for page in pages if page.case_id == case.id for fact in said[page.id].facts]
        stored = [one for one in motions if one.case_id == case.id]
        out = [one for one in recusals if one.case_id == case.id]
        who = voting.in_case(members[case.team], out)
        found += [
            Open(case, one)
            for one in voting.motions(known.Page(facts), stored, who, rules[case.team])
            if one.result is MotionResult.OPEN and not one.private and one.slug
            if same_name(me.name) in {same_name(name) for name in one.tally.late}
        ]
    return found
