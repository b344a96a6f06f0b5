# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done once a day about cases, by nobody's request. Doing it twice changes nothing."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select

from service.audit.actions import Verb, record
from service.cases import passes, purging, timeline
from service.cases.bot_models import Bot, Pass
from service.cases.bots import Scope
from service.cases.models import CasePage, Fact, Remedy
from service.cases.rules import Happening, Standing
from service.clocks import actions as clocks
from service.clocks import queries as running
from service.clocks.rules import Kind
from service.infra.database import session, transaction
from service.infra.jobs import JobFailed, Outcomes
from service.infra.races import settled
from service.infra.time import today

# What a deleted page said is kept as long as Wikimedia keeps what is not public (its guidelines).
DELETED_DAYS = 90
# Passes are kept as long, so that who looks after the bots can see what went wrong.
PASSES_DAYS = 90
# A daily pass that was missed once may come late; twice is for somebody to look at.
LATE_DAYS = 2


def remedies_due() -> Outcomes:
    """Note which remedies have expired, and against which an appeal is possible by now.

    A remedy is in force on its last day, so it has expired on the day after.
    """
    before = today() - timedelta(days=1)
    expired = [_due(remedy, Kind.REMEDY) for remedy in running.fallen_due(Kind.REMEDY, before)]
    appeal = [_due(remedy, Kind.APPEAL) for remedy in running.fallen_due(Kind.APPEAL, today())]
    return {"expired": sum(expired), "appeal": sum(appeal)}


def purge_deleted() -> Outcomes:
    """Forget what pages said that were deleted long ago."""
    long_ago = today() - timedelta(days=DELETED_DAYS)
    wanted = select(CasePage.id).where(
        CasePage.standing == Standing.DELETED.value, CasePage.gone <= long_ago
    )
    return {"purged": sum(_purged(page) for page in session().scalars(wanted).all())}


def look_after_bots() -> Outcomes:
    """Forget old passes; say so if what pages say has not been brought for days.

    :raise JobFailed: naming no page and nobody
    """
    old = today() - timedelta(days=PASSES_DAYS)
    with transaction() as rows:
        newest = (
            select(func.max(Pass.n).label("n"), Pass.team, Pass.kind, Pass.wiki)
            .where(Pass.ended.is_not(None))
            .group_by(Pass.team, Pass.kind, Pass.wiki)
        )
        kept = {(row.team, row.kind, row.wiki, row.n) for row in rows.execute(newest)}
        gone = [
            one.id
            for one in rows.scalars(select(Pass).where(Pass.begun < old))
            if (one.team, one.kind, one.wiki, one.n) not in kept
        ]
        rows.execute(delete(Pass).where(Pass.id.in_(gone)))
    late = _late()
    if late:
        raise JobFailed(f"no finished sync pass for {LATE_DAYS} days: {', '.join(late)}")
    return {"forgotten": len(gone)}


def _late() -> list[str]:
    """Teams with a bot that should have brought something by now."""
    rows, since = session(), today() - timedelta(days=LATE_DAYS)
    wanted = select(Bot).where(Bot.seen.is_not(None)).order_by(Bot.team)
    teams = {bot.team for bot in rows.scalars(wanted) if Scope.SYNC in bot.may.split(",")}
    late = []
    for team in sorted(teams):
        wikis = rows.scalars(
            select(Pass.wiki).where(Pass.team == team, Pass.kind == Scope.SYNC.value).distinct()
        )
        last = [passes.last_finished(team, Scope.SYNC, wiki) for wiki in wikis.all()]
        if not last or any(one is None or (one.ended or since) < since for one in last):
            late.append(team)
    return late


@settled
def _due(remedy_id: str, kind: Kind) -> bool:
    with transaction() as rows:
        remedy = rows.get(Remedy, remedy_id, with_for_update=True)
        if remedy is None or running.due(remedy_id, kind) is None:
            return False
        case = timeline.locked(remedy.case_id)
        clocks.meet(remedy_id, kind)
        said = Happening.REMEDY_EXPIRED if kind is Kind.REMEDY else Happening.APPEAL_POSSIBLE
        timeline.add(case, said, None)
        timeline.touch(case)
        record(Verb.REMEDY_DUE, case.id)
    return True


@settled
def _purged(page_id: str) -> bool:
    with transaction() as rows:
        page = rows.get(CasePage, page_id, with_for_update=True)
        if page is None or page.standing != Standing.DELETED:
            return False
        left = rows.scalar(select(func.count()).select_from(Fact).where(Fact.page_id == page.id))
        if not left and not page.title:
            return False
        case = timeline.locked(page.case_id)
        purging.forget_everything(case, page)
        timeline.touch(case)
        record(Verb.CASE_PURGED, case.id)
    return True
