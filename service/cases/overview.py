# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole of what bots may publish of a team's cases.

No party's name is in it: whatever a person or a page worded is left out if it names one. Of a
remedy its days and its scope are told; its text only where a member found it fit to be published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from service.cases import announced, facts, known, voting
from service.cases.bot_models import Pass
from service.cases.models import (
    Case,
    CasePage,
    CaseSettings,
    Decision,
    Motion,
    Notice,
    Recusal,
    Remedy,
)
from service.cases.rules import UNPROVEN, MotionResult, Standing, State, in_force, says_name
from service.infra.database import session
from service.infra.time import today

_KEYS = (
    "filed",
    "last_activity",
    "evidence_until",
    "statement",
    "acceptance",
    "party",
    "motion",
    "motion_vote",
    "motion_result",
)
_OVER = frozenset({MotionResult.PASSED, MotionResult.FAILED})


@dataclass(frozen=True)
class Shown:
    """A case on the wiki, with everything that is known of it."""

    case: Case
    page: CasePage
    said: known.Page
    motions: Sequence[voting.MotionView]
    remedies: Sequence[Remedy]
    decisions: Mapping[str, Decision]
    notices: Sequence[Notice]

    def names(self) -> set[str]:
        """Everybody who must not be named: parties, who filed, whom remedies are for."""
        found = {notice.party for notice in self.notices}
        found |= {name for remedy in self.remedies for name in remedy.whom}
        for key in ("party", "filed"):
            for _, value in self.said.values(key):
                found.add(value["name"] if key == "party" else value["by"])
        found |= {one.fact.item for one in self.said.all("party")}
        for one in self.said.all("party"):
            if one.fact.value is not None:  # as it was read, too, where somebody settled otherwise
                found.add(one.fact.value["name"])
        for _, value in self.said.values("statement"):
            if value["by"] is not None and value["kind"] in facts.BY_PARTIES:
                found.add(value["by"])
        return found


def whole(team: str) -> dict[str, Any]:
    """Everything, as bots get it."""
    shown = list(_shown(team))
    settings = session().get(CaseSettings, team)
    tell = settings is not None and settings.show_not_voted
    hidden = {name for one in shown for name in one.names()}
    return {
        "cases": [_case(one, tell=tell) for one in shown],
        "outcomes": [outcome for one in shown for outcome in _outcomes(one)],
        "announcements": announced.published(team, hidden),
        "counts": dict(sorted(Counter(one.case.state for one in shown).items())),
        "health": _health(team),
    }


def _shown(team: str) -> Iterator[Shown]:
    rows = session()
    found = rows.execute(
        select(Case, CasePage)
        .join(CasePage, CasePage.case_id == Case.id)
        .where(Case.team == team, CasePage.standing == Standing.LIVE.value, CasePage.title != "")
        .order_by(CasePage.page)
    )
    pages: dict[str, tuple[Case, CasePage]] = {}
    for case, page in found:
        pages.setdefault(case.id, (case, page))
    said = known.of([page.id for _, page in pages.values()], _KEYS)
    motions, recusals = _by_case(Motion, pages), _by_case(Recusal, pages)
    remedies, notices = _by_case(Remedy, pages), _by_case(Notice, pages)
    decisions = _by_case(Decision, pages)
    members, rules = voting.voters(team), voting.rules_of(team)
    for case, page in pages.values():
        who = voting.in_case(members, recusals.get(case.id, []))
        of_page = said[page.id]
        yield Shown(
            case=case,
            page=page,
            said=of_page,
            motions=voting.motions(of_page, motions.get(case.id, []), who, rules),
            remedies=remedies.get(case.id, []),
            decisions={one.id: one for one in decisions.get(case.id, [])},
            notices=notices.get(case.id, []),
        )


def _by_case(table: type[Any], cases: Collection[str]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    wanted = select(table).where(table.case_id.in_(cases)).order_by(*table.__table__.primary_key)
    for row in session().scalars(wanted):
        found.setdefault(row.case_id, []).append(row)
    return found


def _case(one: Shown, *, tell: bool) -> dict[str, Any]:
    return {
        "case": one.case.id,
        "page": one.page.page,
        "title": one.page.title,
        "wiki": one.page.wiki,
        "state": one.case.state,
        "kind": one.case.kind,
        "filed": _day(one.said.one("filed")),
        "last_activity": _day(one.said.one("last_activity")),
        "evidence_until": _day(one.said.one("evidence_until")),
        "statement_words": [value["words"] for _, value in one.said.values("statement")],
        "unproven_notices": sum(1 for notice in one.notices if notice.state in UNPROVEN),
        "not_voted": _not_voted(one) if tell else None,
    }


def _day(value: Any) -> str | None:
    return None if value is None else str(value["day"])


def _not_voted(one: Shown) -> list[str]:
    if one.case.state != State.VOTING:
        return []
    late = {
        name
        for motion in one.motions
        if motion.result is MotionResult.OPEN and not motion.private
        for name in motion.tally.late
    }
    return sorted(late)


def _outcomes(one: Shown) -> Iterator[dict[str, Any]]:
    hidden = one.names()
    over = [motion for motion in one.motions if motion.result in _OVER and not motion.private]
    of_motion: dict[str | None, list[Remedy]] = {}
    for remedy in one.remedies:
        decision = one.decisions.get(remedy.decision_id or "")
        of_motion.setdefault(decision.motion_id if decision else None, []).append(remedy)
    for motion in over:
        remedies = of_motion.pop(motion.id, []) if motion.id is not None else []
        yield _outcome(one, hidden, motion, remedies)
    rest = [remedy for remedies in of_motion.values() for remedy in remedies]
    if rest:
        yield _outcome(one, hidden, None, rest)


def _outcome(
    one: Shown, hidden: set[str], motion: voting.MotionView | None, remedies: Sequence[Remedy]
) -> dict[str, Any]:
    counted = dict.fromkeys(("support", "oppose", "abstain"))
    if motion is not None:
        counted = dict(_counted(motion))
    return {
        "case": one.case.id,
        "title": one.page.title,
        "page": one.page.page,
        "day": _decided(one, motion),
        "motion": _worded(motion.title, hidden) if motion is not None else None,
        **counted,
        "rule": motion.kind if motion is not None and not motion.assumed else None,
        "remedies": [_remedy(remedy, hidden) for remedy in remedies],
    }


def _counted(motion: voting.MotionView) -> Mapping[str, Any]:
    if motion.announced is not None:
        return {name: motion.announced[name] for name in ("support", "oppose", "abstain")}
    tally = motion.tally
    return {"support": tally.support, "oppose": tally.oppose, "abstain": tally.abstain}


def _decided(one: Shown, motion: voting.MotionView | None) -> str | None:
    if motion is None:
        return one.case.closed.isoformat() if one.case.closed else None
    days = [motion.decided] if motion.decided else [vote.day for vote in motion.votes]
    known_days = [day for day in days if day is not None]
    return max(known_days).isoformat() if known_days else None


def _remedy(remedy: Remedy, hidden: set[str]) -> dict[str, Any]:
    return {
        "text": _worded(remedy.text, hidden) if remedy.public else None,
        "scope": _worded(remedy.scope, hidden),
        "starts": _iso(remedy.starts),
        "expires": _iso(remedy.expires),
        "appeal_from": _iso(remedy.appeal_from),
        "in_force": in_force(today(), remedy.starts, remedy.expires, remedy.lifted),
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day is not None else None


def _worded(text: str, hidden: set[str]) -> str | None:
    """Somebody's words, unless they name one who must not be named."""
    return text if text and not says_name(text, hidden) else None


def _health(team: str) -> list[dict[str, Any]]:
    """The last finished pass of each kind on each wiki; without a day, none ever was."""
    last: dict[tuple[str, str], Pass | None] = {}
    wanted = select(Pass).where(Pass.team == team).order_by(Pass.kind, Pass.wiki, Pass.n)
    for one in session().scalars(wanted):
        if one.ended is not None:
            last[one.kind, one.wiki] = one
        else:
            last.setdefault((one.kind, one.wiki), None)
    return [
        {
            "bot": kind,
            "wiki": wiki,
            "ended": _iso(one.ended) if one is not None else None,
            "pages": one.pages if one is not None else 0,
            "problems": one.problems if one is not None else [],
        }
        for (kind, wiki), one in sorted(last.items(), key=lambda item: item[0])
    ]
