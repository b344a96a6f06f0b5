# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who has to be told of a case, and what became of it. A state never goes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from service.audit.actions import Verb, record
from service.cases import names, timeline
from service.cases.bots import Caller
from service.cases.models import Case, CasePage, Notice
from service.cases.rules import ENDED, Standing, may_note, same_name
from service.cases.rules import Notice as State
from service.infra.database import session, transaction
from service.infra.races import settled
from service.infra.time import today


class Outcome(StrEnum):
    """What became of what a bot said of a notice."""

    DONE = "done"
    AGAIN = "again"
    REFUSED = "refused"  # it is further on already
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Said:
    """What a bot says of a notice."""

    case: str
    party: str
    state: State
    diff: int | None
    wiki: str | None
    why: str | None


@dataclass(frozen=True)
class Line:
    """A notice with the case it is about."""

    notice: Notice
    case: Case
    page: CasePage


def listed(team: str) -> Sequence[Line]:
    """Every notice of a team's cases that are on the wiki; none is begun in what is over."""
    found = session().execute(
        select(Notice, Case, CasePage)
        .join(Case, Case.id == Notice.case_id)
        .join(CasePage, CasePage.case_id == Case.id)
        .where(
            Case.team == team,
            CasePage.standing == Standing.LIVE.value,
            CasePage.title != "",
        )
        .order_by(CasePage.page, Notice.party)
    )
    return [
        Line(notice, case, page)
        for notice, case, page in found
        if not names.is_sealed(notice.party)
        and (notice.state != State.NEEDED or case.state not in ENDED)
    ]


@settled
def note(bot: Caller, said: Said) -> Outcome:
    """Note how far a party was told."""
    with transaction() as rows:
        case = rows.get(Case, said.case)
        if case is None or case.team != bot.team:
            return Outcome.UNKNOWN
        case = timeline.locked(case.id)
        notice = _of(case, said.party)
        if notice is None:
            return Outcome.UNKNOWN
        before = State(notice.state)
        if before is said.state:
            return Outcome.AGAIN
        if not may_note(before, said.state):
            return Outcome.REFUSED
        notice.state, notice.day = said.state.value, today()
        notice.diff = said.diff or notice.diff
        notice.wiki, notice.why = said.wiki or notice.wiki, said.why
        timeline.touch(case)
        record(Verb.NOTICES_NOTED, case.id, bot.id)
    return Outcome.DONE


def _of(case: Case, party: str) -> Notice | None:
    found = session().scalars(select(Notice).where(Notice.case_id == case.id)).all()
    return next((one for one in found if same_name(one.party) == same_name(party)), None)
