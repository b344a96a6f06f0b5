# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members do about a case: settle what its page says, move it on, recuse, decide.

Each is one transaction with one row in the audit; only members with a vote may.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select

from service.audit.actions import Verb, record
from service.cases import acting, effects, facts, queries, timeline, voting
from service.cases.acting import on_case
from service.cases.models import (
    Case,
    CasePage,
    Citation,
    Decision,
    Fact,
    Motion,
    Notice,
    Recusal,
    Settlement,
)
from service.cases.rules import (
    Happening,
    MotionResult,
    RecusalKind,
    State,
    agrees,
    may_move,
    may_note,
    same_name,
)
from service.cases.rules import Notice as NoticeState
from service.infra.database import session, transaction
from service.infra.ids import random_id
from service.infra.problems import Problem
from service.infra.races import settled
from service.infra.time import today
from service.people import queries as people
from service.people.viewers import Viewer
from service.vault import files
from service.vault.actions import Put
from service.vault.rules import NewVault


@dataclass(frozen=True)
class Place:
    """A place of a case page as somebody looked at it."""

    page_id: str  # CasePage.id
    key: str
    item: str
    hash: str


@dataclass(frozen=True)
class Cited:
    """A policy page at a revision."""

    wiki: str
    title: str
    rev: int


@settled
def settle(
    viewer: Viewer, case_id: str, place: Place, value: Mapping[str, Any] | None, reason: str = ""
) -> None:
    """Say what a place of a page means, or (None) that it says nothing of the kind.

    What is settled of a case's state also moves it there, if that is one step.

    :raise Problem: `no_such_part`, `changed` if the page says something else by now, `invalid`,
        `wrong_state`
    """
    said = acting.text(reason, "reason", acting.REASON, required=False)
    with on_case(viewer, case_id, Verb.FACT_SETTLED) as case:
        rows = session()
        page = rows.get(CasePage, place.page_id, with_for_update=True)
        fact = rows.get(Fact, (place.page_id, place.key, place.item))
        if page is None or page.case_id != case.id or fact is None:
            raise Problem("no_such_part")
        if fact.hash != place.hash:
            raise Problem("changed", case=acting.standing(case))
        if value is not None:
            try:
                facts.check(place.key, value)
            except facts.BadValue as bad:
                raise acting.invalid(str(bad)) from None
        _keep(place, value, viewer, said)
        timeline.add(case, Happening.SETTLED, viewer.person, after=place.key, reason=said)
        if place.key == "state" and value is not None:
            _go(case, State(value["state"]), viewer, said, page.rev)
        effects.follow([(case, page)], viewer.person)


def _keep(place: Place, value: Mapping[str, Any] | None, viewer: Viewer, reason: str) -> None:
    rows = session()
    rows.execute(
        delete(Settlement).where(
            Settlement.page_id == place.page_id,
            Settlement.key == place.key,
            Settlement.item == place.item,
            Settlement.hash == place.hash,
        )
    )
    made = Settlement(id=random_id(), page_id=place.page_id, key=place.key, item=place.item)
    made.hash, made.value, made.reason = place.hash, value, reason
    made.person, made.day = viewer.person, today()
    rows.add(made)
    rows.flush()


@settled
def move(viewer: Viewer, case_id: str, version: int, to: State, reason: str) -> Case:
    """Move a case to another state, with a reason.

    :raise Problem: `no_such_case`, `no_vote`, `changed`, `wrong_state`, `invalid`
    """
    said = acting.text(reason, "reason", acting.REASON)
    with on_case(viewer, case_id, Verb.CASE_MOVED, version) as case:
        held = State(case.held_from) if case.held_from else None
        if not may_move(State(case.state), to, held):
            raise Problem("wrong_state")
        timeline.step(case, to, viewer.person, reason=said)
    return case


def _go(case: Case, to: State, viewer: Viewer, reason: str, rev: int) -> None:
    state, held = State(case.state), State(case.held_from) if case.held_from else None
    if agrees(state, to):
        return
    if not may_move(state, to, held):
        raise Problem("wrong_state")
    timeline.step(case, to, viewer.person, reason=reason, rev=rev)


@settled
def recuse(
    viewer: Viewer, case_id: str, person: str, kind: RecusalKind, reason_public: str = ""
) -> None:
    """Note that somebody (oneself or another) stays out of a case, or no longer does.

    Whoever is fully recused does not find it any more, and reads nothing of its file under any
    key. Locking the file anew without them is done by another member's browser.

    :raise Problem: `no_such_case`, `no_vote`, `unknown_person`, `invalid`
    """
    said = acting.line(reason_public, "reason_public", required=False)
    with on_case(viewer, case_id, Verb.CASE_RECUSED) as case:
        rows = session()
        if not any(one.team.id == case.team for one in people.teams_of(person)):
            raise Problem("unknown_person")
        rows.execute(delete(Recusal).where(Recusal.case_id == case.id, Recusal.person == person))
        if kind is not RecusalKind.NONE:
            made = Recusal(case_id=case.id, person=person, kind=kind.value, day=today())
            made.reason_public = said or None
            rows.add(made)
            rows.flush()
        if kind is RecusalKind.FULL:
            files.close_to(case.id, person)
        else:
            files.open_to(case.id, person)
        timeline.add(case, Happening.RECUSED, viewer.person, before=person, after=kind, reason=said)


@settled
def open_motion(
    viewer: Viewer,
    case_id: str,
    *,
    title: str,
    kind: str = voting.ORDINARY,
    slug: str | None = None,
    closes: date | None = None,
    private: bool = False,
) -> Motion:
    """Open a motion. Of a private one nothing is kept here but its days and what came of it.

    :param slug: the motion's name on the page, whose votes then count for it
    :raise Problem: `no_such_case`, `no_vote`, `invalid`, `already_used` for a slug
    """
    called = acting.line(title, "title", required=not private)
    acting.in_order(today(), closes, "closes")
    with on_case(viewer, case_id, Verb.MOTION_OPENED) as case:
        rules = voting.rules_of(case.team)
        if kind not in rules:
            raise acting.invalid("kind")
        if slug is not None and not facts.is_title(slug):
            raise acting.invalid("slug")
        rows = session()
        same = select(Motion.id).where(Motion.case_id == case.id, Motion.slug == slug)
        if slug is not None and rows.scalar(same) is not None:
            raise Problem("already_used")
        motion = Motion(id=random_id(), case_id=case.id, kind=kind, begun=today(), closes=closes)
        motion.title, motion.slug = ("", None) if private else (called, slug)
        motion.private, motion.result = private, MotionResult.OPEN.value
        motion.rule = voting.written(rules[kind])
        rows.add(motion)
        rows.flush()
        timeline.add(case, Happening.MOTION_OPENED, viewer.person, after=kind)
    return motion


@settled
def decide_motion(
    viewer: Viewer, case_id: str, motion_id: str, result: MotionResult, reason: str = ""
) -> Motion:
    """End a motion. What is other than the count by its rule says needs a reason.

    :raise Problem: `no_such_case`, `no_vote`, `no_such_part`, `wrong_state` if it has ended,
        `invalid` without a reason
    """
    if result is MotionResult.OPEN:
        raise acting.invalid("result")
    with on_case(viewer, case_id, Verb.MOTION_DECIDED) as case:
        motion = session().get(Motion, motion_id)
        if motion is None or motion.case_id != case.id:
            raise Problem("no_such_part")
        if motion.result != MotionResult.OPEN:
            raise Problem("wrong_state")
        differs = False
        if not motion.private:
            [view] = [one for one in queries.found(viewer, case.id).motions if one.id == motion.id]
            motion.support, motion.oppose = view.tally.support, view.tally.oppose
            motion.abstain = view.tally.abstain
            counted = MotionResult.PASSED if view.tally.met else MotionResult.FAILED
            differs = result not in {counted, MotionResult.WITHDRAWN}
        said = acting.text(reason, "reason", acting.REASON, required=differs)
        motion.result, motion.decided = result.value, today()
        timeline.add(case, Happening.MOTION_DECIDED, viewer.person, after=result, reason=said)
    return motion


@settled
def decide(
    viewer: Viewer,
    case_id: str,
    *,
    text: str,
    citations: Sequence[Cited],
    motion_id: str | None = None,
) -> Decision:
    """Write down a decision, in words for the public page, with the policies it rests on.

    :raise Problem: `no_such_case`, `no_vote`, `no_such_part`, `invalid`, also without a citation
    """
    words = acting.text(text, "text")
    if not citations:
        raise acting.invalid("citations", "required")
    for n, cited in enumerate(citations):
        if not facts.is_title(cited.title) or not facts.is_rev(cited.rev) or not cited.wiki:
            raise acting.invalid(f"citations.{n}")
    with on_case(viewer, case_id, Verb.CASE_DECIDED) as case:
        rows = session()
        motion = rows.get(Motion, motion_id) if motion_id is not None else None
        if motion_id is not None and (motion is None or motion.case_id != case.id):
            raise Problem("no_such_part")
        decision = Decision(id=random_id(), case_id=case.id, day=today(), text=words)
        decision.motion_id = motion_id
        rows.add(decision)
        rows.flush()
        made = [
            {
                "id": random_id(),
                "decision_id": decision.id,
                "wiki": one.wiki,
                "title": one.title,
                "rev": one.rev,
            }
            for one in citations
        ]
        rows.execute(insert(Citation), made)
        timeline.add(case, Happening.DECIDED, viewer.person)
    return decision


@settled
def link_appeal(viewer: Viewer, case_id: str, of: str, decision_id: str | None = None) -> Case:
    """Say that a case is an appeal in another, and against which decision.

    :raise Problem: `no_such_case`, `no_vote`, `no_such_part`, `invalid` for a circle
    """
    with on_case(viewer, case_id, Verb.APPEAL_LINKED) as case:
        rows = session()
        before = queries.seen(viewer, of)
        if before.team != case.team:
            raise Problem("no_such_case")
        decision = rows.get(Decision, decision_id) if decision_id is not None else None
        if decision_id is not None and (decision is None or decision.case_id != before.id):
            raise Problem("no_such_part")
        earlier: Case | None = before
        while earlier is not None:
            if earlier.id == case.id:
                raise acting.invalid("of")
            earlier = rows.get(Case, earlier.appeal_of) if earlier.appeal_of else None
        case.appeal_of, case.appeal_decision = before.id, decision_id
        timeline.add(case, Happening.APPEAL, viewer.person, after=before.id)
    return case


@settled
def waive_notice(viewer: Viewer, case_id: str, party: str, reason: str) -> None:
    """Say that a party need not be told, with a reason.

    :raise Problem: `no_such_case`, `no_vote`, `no_such_part`, `wrong_state`, `invalid`
    """
    said = acting.text(reason, "reason", acting.REASON)
    with on_case(viewer, case_id, Verb.NOTICE_WAIVED) as case:
        rows = session().scalars(select(Notice).where(Notice.case_id == case.id))
        wanted = same_name(party)
        notice = next((one for one in rows if same_name(one.party) == wanted), None)
        if notice is None:
            raise Problem("no_such_part")
        if not may_note(NoticeState(notice.state), NoticeState.WAIVED):
            raise Problem("wrong_state")
        notice.state, notice.day = NoticeState.WAIVED.value, today()
        timeline.add(case, Happening.NOTICE_WAIVED, viewer.person, reason=said)


@settled
def start_file(viewer: Viewer, case_id: str, new: NewVault) -> Put:
    """Begin a case's file: what its members say among themselves, sealed to them.

    :raise Problem: `no_such_case`, `no_vote`, `already_started` with the file, `bad_holders`, …
    """
    with transaction():
        case = queries.seen(viewer, case_id, lock=True)
        viewer.check_vote(case.team)
        put = files.start(viewer, matter=case.id, team=case.team, new=new)
        if not put.again:
            record(Verb.CASE_FILE_STARTED, case.id, viewer.person)
    return put
