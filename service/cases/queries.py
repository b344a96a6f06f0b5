# SPDX-License-Identifier: AGPL-3.0-or-later
"""Find cases for members.

Who is fully recused from one MUST NOT be able to tell that it exists: every query for members goes
through `seen_by`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select

from service.cases import known, names, voting
from service.cases.bot_models import Publication, PublishedCase
from service.cases.models import (
    Case,
    CaseEvent,
    CasePage,
    Citation,
    Decision,
    Fact,
    Motion,
    Notice,
    Recusal,
    Remedy,
    Settlement,
)
from service.cases.rules import (
    ENDED,
    UNPROVEN,
    MotionResult,
    RecusalKind,
    State,
    agrees,
    in_force,
    next_states,
    same_name,
    tells_evidence,
)
from service.cases.views import (
    CaseLine,
    CaseView,
    DecisionView,
    Filters,
    Page,
    PageView,
    PartyView,
    RecusalView,
    RemedyView,
)
from service.clocks import queries as clocks
from service.clocks.queries import Due
from service.clocks.rules import Kind
from service.infra.database import Base, session
from service.infra.paging import Cursor
from service.infra.problems import Problem
from service.infra.time import today
from service.people import queries as people
from service.people.viewers import Viewer
from service.vault import queries as vaults

__all__ = ["CaseLine", "CaseView", "Filters", "Page", "found", "listed", "seen"]

PAGE = 50
LONGEST_PAGE = 200

Row = TypeVar("Row", bound=Base)


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """Whether somebody may know of a case, as a condition for queries."""
    out = exists().where(
        Recusal.case_id == Case.id,
        Recusal.person == viewer.person,
        Recusal.kind == RecusalKind.FULL.value,
    )
    return and_(Case.team.in_(viewer.teams), ~out)


def seen(viewer: Viewer, case_id: str, *, lock: bool = False) -> Case:
    """A case as somebody may see it. With `lock`, nobody else changes it meanwhile.

    :raise Problem: `no_such_case`, also when it is there but not for them
    """
    if lock:
        # The row is taken first and the condition judged after it, on what is true by then.
        session().execute(select(Case.id).where(Case.id == case_id).with_for_update())
    wanted = select(Case).where(Case.id == case_id, seen_by(viewer))
    found = session().scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise Problem("no_such_case")
    return found


def visible_to(viewer: Viewer, ids: Collection[str]) -> set[str]:
    """Which of some cases somebody may know of."""
    return set(session().scalars(select(Case.id).where(Case.id.in_(ids), seen_by(viewer))))


def listed(
    viewer: Viewer, filters: Filters | None = None, after: str | None = None, limit: int = PAGE
) -> Page:
    """A page of the cases somebody may see: those that are not over first, newest changes first.

    :raise Problem: `invalid` for an `after` no page gave
    """
    over = case((Case.state.in_([state.value for state in ENDED]), 1), else_=0)
    wanted = select(Case, over.label("over")).where(seen_by(viewer))
    wanted = wanted.where(*_conditions(viewer, filters or Filters(), over))
    if after:
        last = Cursor.read(after)
        later = and_(Case.changed == last.day, Case.id > last.id)
        further = and_(over == last.rank, or_(Case.changed < last.day, later))
        wanted = wanted.where(or_(over > literal(last.rank), further))
    size = min(max(limit, 1), LONGEST_PAGE)
    ordered = wanted.order_by(over, Case.changed.desc(), Case.id).limit(size + 1)
    rows = session().execute(ordered).all()
    more = rows[size - 1] if len(rows) > size else None
    return Page(
        lines=_lines([row.Case for row in rows[:size]]),
        next=str(Cursor(more.over, more.Case.changed, more.Case.id)) if more else None,
    )


def counts(viewer: Viewer) -> Mapping[State, int]:
    """How many cases somebody may see in each state."""
    wanted = select(Case.state, func.count()).where(seen_by(viewer)).group_by(Case.state)
    found = {State(state): int(number) for state, number in session().execute(wanted)}
    return {state: found.get(state, 0) for state in State}


def found(viewer: Viewer, case_id: str) -> CaseView:
    """Everything of one case.

    :raise Problem: `no_such_case`
    """
    one, rows = seen(viewer, case_id), session()
    pages = _of(CasePage, one)
    said = known.of([page.id for page in pages])
    recusals, remedies = _of(Recusal, one), _of(Remedy, one)
    notices = [notice for notice in _of(Notice, one) if not names.is_sealed(notice.party)]
    who = voting.in_case(voting.voters(one.team), recusals)
    everything = known.Page([fact for page in pages for fact in said[page.id].facts])
    running = clocks.running([one.id, *(remedy.id for remedy in remedies)])
    mine = {recusal.person: recusal.kind for recusal in recusals}.get(viewer.person)
    return CaseView(
        case=one,
        state=State(one.state),
        next_states=next_states(State(one.state), _held(one)),
        may_act=one.team in viewer.voting,
        mine=RecusalKind(mine) if mine else RecusalKind.NONE,
        pages=[PageView(page, said[page.id], clash(one, said[page.id])) for page in pages],
        parties=_parties(everything, notices),
        events=_of(CaseEvent, one),
        voters=who,
        motions=voting.motions(everything, _of(Motion, one), who, voting.rules_of(one.team)),
        recusals=[RecusalView(recusal, _name(recusal.person)) for recusal in recusals],
        decisions=_decisions(_of(Decision, one)),
        remedies=[
            RemedyView(
                remedy,
                in_force(today(), remedy.starts, remedy.expires, remedy.lifted),
                running.get(remedy.id, []),
            )
            for remedy in remedies
        ],
        notices=notices,
        publications=_publications(one),
        due=worth_telling(one, running.get(one.id, ())),
        appeals=rows.scalars(select(Case).where(Case.appeal_of == one.id, seen_by(viewer))).all(),
        appeal_of=_appealed(viewer, one),
        file=vaults.file_of(one.id),
    )


def _of(table: type[Row], one: Case) -> Sequence[Row]:
    """All rows of a kind that belong to a case, in the order of their keys."""
    columns = table.__table__
    wanted = select(table).where(columns.c.case_id == one.id).order_by(*columns.primary_key)
    return session().scalars(wanted).all()


def clash(one: Case, said: known.Page) -> State | None:
    """Where a page says its case stands, if that is not where it stands at the desk."""
    value = said.one("state")
    if value is None or agrees(State(one.state), State(value["state"])):
        return None
    return State(value["state"])


def worth_telling(one: Case, running: Iterable[Due]) -> list[Due]:
    """Of the days that run for a case itself, those that still matter where it stands."""
    state = State(one.state)
    return [
        due
        for due in running
        if due.kind is not Kind.EVIDENCE or tells_evidence(state, due.due, today())
    ]


def unread_of(cases: Collection[str]) -> Mapping[str, int]:
    """How many places of their pages somebody has still to look at, case by case."""
    wanted = (
        select(CasePage.case_id, func.count())
        .join(Fact, Fact.page_id == CasePage.id)
        .where(CasePage.case_id.in_(cases), Fact.certain.is_(False), ~_settled())
        .group_by(CasePage.case_id)
    )
    return {case_id: int(number) for case_id, number in session().execute(wanted)}


def _settled() -> ColumnElement[bool]:
    return (
        exists()
        .where(
            Settlement.page_id == Fact.page_id,
            Settlement.key == Fact.key,
            Settlement.item == Fact.item,
            Settlement.hash == Fact.hash,
        )
        .correlate(Fact)
    )


def _conditions(
    viewer: Viewer, filters: Filters, over: ColumnElement[int]
) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.states:
        wanted.append(Case.state.in_([state.value for state in filters.states]))
    if filters.kind is not None:
        wanted.append(Case.kind == filters.kind)
    if filters.team is not None:
        wanted.append(Case.team == filters.team)
    if filters.title.strip():
        part = filters.title.strip().lower()
        wanted.append(func.lower(Case.title).contains(part, autoescape=True))
    if filters.over is not None:
        wanted.append(over == int(filters.over))
    if filters.needs is not None:
        wanted.append(Case.id.in_(NEEDS[filters.needs](viewer)))
    return wanted


def _unread(_viewer: Viewer) -> Select[str]:
    found = select(CasePage.case_id).join(Fact, Fact.page_id == CasePage.id)
    return found.where(Fact.certain.is_(False), ~_settled())


def _voting(viewer: Viewer) -> Select[str]:
    """What a page says of motions lies in values no query looks into: they are read one by one."""
    told = select(CasePage.case_id).join(Fact, Fact.page_id == CasePage.id)
    told = told.where(Fact.key.in_(voting.ABOUT_MOTIONS))
    stored = select(Motion.case_id).where(Motion.result == MotionResult.OPEN.value)
    going = Case.state.not_in([state.value for state in ENDED])
    cases = session().scalars(select(Case).where(seen_by(viewer), going, Case.id.in_(told))).all()
    open_ = [case_id for case_id, number in voting.open_in(cases).items() if number]
    in_state = Case.state == State.VOTING.value
    return select(Case.id).where(or_(in_state, Case.id.in_(stored), Case.id.in_(open_)))


def _unproven(_viewer: Viewer) -> Select[str]:
    return _unproven_notices()


def _unproven_notices() -> Select[str]:
    states = [state.value for state in UNPROVEN]
    return select(Notice.case_id).where(Notice.state.in_(states))


#: What can be asked for of what somebody has to do: places to settle, votes, notices.
NEEDS: Mapping[str, Callable[[Viewer], Select[str]]] = {
    "settle": _unread,
    "vote": _voting,
    "notice": _unproven,
}


def _lines(cases: Sequence[Case]) -> list[CaseLine]:
    """In as many queries for one line as for two hundred."""
    ids, rows = [one.id for one in cases], session()
    pages: dict[str, CasePage] = {}
    for page in rows.scalars(
        select(CasePage).where(CasePage.case_id.in_(ids)).order_by(CasePage.page)
    ):
        pages.setdefault(page.case_id, page)
    unread, running = unread_of(ids), clocks.running(ids)
    unproven = _unproven_of(ids)
    open_motions = voting.open_in(cases)
    return [
        CaseLine(
            case=one,
            page=pages.get(one.id),
            unread=unread.get(one.id, 0),
            unproven=unproven.get(one.id, 0),
            open_motions=open_motions[one.id],
            due=worth_telling(one, running.get(one.id, ())),
        )
        for one in cases
    ]


def _unproven_of(cases: Collection[str]) -> Mapping[str, int]:
    wanted = _unproven_notices().add_columns(func.count()).where(Notice.case_id.in_(cases))
    found = session().execute(wanted.group_by(Notice.case_id))
    return {case_id: int(number) for case_id, number in found}


def _held(one: Case) -> State | None:
    return State(one.held_from) if one.held_from else None


def _parties(said: known.Page, notices: Sequence[Notice]) -> list[PartyView]:
    by_name = {same_name(notice.party): notice for notice in notices}
    return [
        PartyView(value["name"], value["role"], by_name.get(same_name(value["name"])))
        for _, value in said.values("party")
    ]


def _decisions(decisions: Sequence[Decision]) -> list[DecisionView]:
    wanted = select(Citation).where(Citation.decision_id.in_([one.id for one in decisions]))
    citations = session().scalars(wanted.order_by(Citation.title, Citation.id)).all()
    return [
        DecisionView(one, [cited for cited in citations if cited.decision_id == one.id])
        for one in sorted(decisions, key=lambda decision: (decision.day, decision.id))
    ]


def _publications(one: Case) -> Sequence[Publication]:
    wanted = (
        select(Publication)
        .join(PublishedCase, PublishedCase.publication == Publication.id)
        .where(PublishedCase.case_id == one.id)
        .order_by(Publication.rev.desc())
        .limit(PAGE)
    )
    return session().scalars(wanted).all()


def _appealed(viewer: Viewer, one: Case) -> Case | None:
    if one.appeal_of is None:
        return None
    return session().scalar(select(Case).where(Case.id == one.appeal_of, seen_by(viewer)))


def _name(person_id: str) -> str:
    who = people.person(person_id)
    return who.name if who is not None else person_id
