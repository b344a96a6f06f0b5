# SPDX-License-Identifier: AGPL-3.0-or-later
"""What of cases somebody has to do, for their agenda. Of a case that is closed to them: nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select

from service.cases import known, queries, settling, voting
from service.cases.bot_models import Pass
from service.cases.models import Case, CasePage, Motion, Recusal
from service.cases.rules import ENDED, MotionResult, State, same_name
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
    return ToDo(len(settling.to_settle(viewer)), _days(going), _votes(viewer, going))


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
    over = [state.value for state in ENDED if state is not State.CLOSED]
    wanted = select(Case).where(queries.seen_by(viewer), Case.team.in_(viewer.voting))
    wanted = wanted.where(or_(Case.state.not_in(over))).order_by(Case.changed.desc(), Case.id)
    return session().scalars(wanted.limit(MOST)).all()


def _days(cases: Sequence[Case]) -> list[Coming]:
    until = today() + timedelta(days=SOON)
    running = clocks.running([one.id for one in cases])
    found = [
        Coming(one, due.kind, due.due)
        for one in cases
        for due in running.get(one.id, [])
        if due.due <= until
    ]
    return sorted(found, key=lambda one: (one.due, one.case.id))


def _votes(viewer: Viewer, cases: Sequence[Case]) -> list[Open]:
    """In as many queries for one case as for all."""
    me = people.person(viewer.person)
    going = [one for one in cases if one.state not in ENDED]
    if me is None or not going:
        return []
    ids = [one.id for one in going]
    rows = session()
    pages = rows.scalars(select(CasePage).where(CasePage.case_id.in_(ids))).all()
    said = known.of([one.id for one in pages], ("motion", "motion_vote", "motion_result"))
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
