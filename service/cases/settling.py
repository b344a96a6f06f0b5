# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits for a member's eye: places nobody could read, and whatever does not fit together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, or_, select

from service.cases import committee, known, queries
from service.cases.bot_models import Announcement, HandEdit, Publication
from service.cases.models import Case, CasePage, Fact
from service.cases.rules import Standing, State
from service.infra.database import session
from service.people.viewers import Viewer

MOST = 500


@dataclass(frozen=True)
class UnreadFact:
    """A place of a case page that could not be read with certainty."""

    case: Case
    page: CasePage
    fact: Fact


@dataclass(frozen=True)
class Clash:
    """A page says otherwise than the desk where a case stands, and no bot may follow it."""

    case: Case
    page: CasePage
    fact: Fact
    said: State


@dataclass(frozen=True)
class ToSettle:
    """Everything that waits, kind by kind."""

    facts: Sequence[UnreadFact]
    clashes: Sequence[Clash]
    hand_edits: Sequence[HandEdit]
    announcements: Sequence[Announcement]
    publications: Sequence[Publication]  # which hold something that was suppressed elsewhere
    rosters: Sequence[tuple[str, committee.Differences]]  # by team

    def __len__(self) -> int:
        lists = (self.facts, self.clashes, self.hand_edits, self.announcements)
        return sum(map(len, (*lists, self.publications, self.rosters)))


def to_settle(viewer: Viewer) -> ToSettle:
    """What waits in the cases somebody may see, and in their teams."""
    facts, clashes = _of_pages(viewer)
    rows, teams = session(), viewer.teams
    edits = select(HandEdit).where(HandEdit.team.in_(teams), HandEdit.answer.is_(None))
    flagged = select(Publication).where(
        Publication.team.in_(teams),
        Publication.flagged.is_not(None),
        Publication.cleared.is_(None),
    )
    return ToSettle(
        facts=facts,
        clashes=clashes,
        hand_edits=rows.scalars(edits.order_by(HandEdit.page, HandEdit.rev).limit(MOST)).all(),
        announcements=rows.scalars(_announcements(teams)).all(),
        publications=rows.scalars(flagged.order_by(Publication.rev).limit(MOST)).all(),
        rosters=_rosters(teams),
    )


def _of_pages(viewer: Viewer) -> tuple[list[UnreadFact], list[Clash]]:
    wanted = (
        select(Fact, CasePage, Case)
        .join(CasePage, CasePage.id == Fact.page_id)
        .join(Case, Case.id == CasePage.case_id)
        .where(
            queries.seen_by(viewer),
            CasePage.standing == Standing.LIVE.value,
            or_(Fact.certain.is_(False), Fact.key == "state"),
        )
        .order_by(Case.id, Fact.n)
    )
    found = session().execute(wanted).all()
    said = known.of({page.id for _, page, _ in found}, ["state"])
    unsettled = _unsettled([fact for fact, _, _ in found])
    facts = [
        UnreadFact(case, page, fact)
        for fact, page, case in found
        if not fact.certain and (fact.page_id, fact.key, fact.item) in unsettled
    ]
    clashes = []
    for fact, page, case in found:
        shown = queries.clash(case, said[page.id]) if fact.key == "state" else None
        # Who settled it has decided that the desk and the page differ for a reason.
        if shown is not None and (fact.page_id, fact.key, fact.item) in unsettled:
            clashes.append(Clash(case, page, fact, shown))
    return facts[:MOST], clashes[:MOST]


def _unsettled(facts: Sequence[Fact]) -> set[tuple[str, str, str]]:
    said = known.of({fact.page_id for fact in facts})
    return {
        (one.fact.page_id, one.key, one.fact.item)
        for page in said.values()
        for one in page.facts
        if one.settlement is None
    }


def _announcements(teams: Sequence[str]) -> Select[Announcement]:
    unseen = or_(
        Announcement.settled_hash.is_(None), Announcement.settled_hash != Announcement.hash
    )
    return (
        select(Announcement)
        .where(and_(Announcement.team.in_(teams), Announcement.certain.is_(False), unseen))
        .order_by(Announcement.team, Announcement.anchor)
        .limit(MOST)
    )


def _rosters(teams: Sequence[str]) -> list[tuple[str, committee.Differences]]:
    found = []
    for team in teams:
        differences = committee.differences(team)
        if differences and committee.settled_hash(team) != differences.hash:
            found.append((team, differences))
    return found
