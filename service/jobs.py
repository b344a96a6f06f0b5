# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every job of the application: what a schedule has done that no request does.

Stands above the slices, so it may tell one slice's job what another slice knows. All of them are
run by ``flask --app service jobs run``; each may be run at any time, and again.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from service.cases.jobs import look_after_bots, purge_deleted, remedies_due
from service.infra import jobs, mail
from service.infra.database import reclaim, session
from service.infra.jobs import Job, JobFailed, Outcomes
from service.people import claims, news
from service.people.jobs import check_authorities
from service.people.viewers import viewer
from service.reports import queries as reports
from service.reports.jobs import delete_due
from service.reports.models import Report
from service.reports.rules import State, Turn

OPEN = (State.NEW.value, State.ACKNOWLEDGED.value)


def send_mail() -> Outcomes:
    """Send what was asked for: codes at once, news in everybody's slot of the day."""
    try:
        codes, said = news.send_codes(), news.send_news(has_news)
    except mail.NoServer as error:
        raise JobFailed(str(error)) from None
    return {what: codes.get(what, 0) + said.get(what, 0) for what in codes.keys() | said.keys()}


def has_news(person: str) -> bool:
    """Whether something waits for the team that this person may know of now."""
    who = viewer(person)
    waiting = select(Report.id).where(
        Report.team.in_(who.teams),
        Report.state.in_(OPEN),
        Report.turn == Turn.TEAM.value,
        Report.muted.is_(False),
    )
    return bool(reports.known_to(who, session().scalars(waiting).all()))


def keep_promises_to_delete() -> Outcomes:
    """Delete what is due, then have the database's files forget it.

    The files are gone over each time: other rows are deleted as well, and a run may have died
    between the two.
    """
    deleted = delete_due()
    if not reclaim():
        raise JobFailed("deleted, but others kept the database's files from being written anew")
    return {"deleted": deleted}


def see_to_cases() -> Outcomes:
    """Note what remedies' days have come, and forget what pages said that are long gone."""
    return {**remedies_due(), **purge_deleted()}


def tidy() -> Outcomes:
    """Take out what nobody needs any more."""
    return {**jobs.housekeeping(), "uncollected": claims.forget_uncollected()}


JOBS: Mapping[str, Job] = {
    "mail": send_mail,
    "authority": check_authorities,
    "housekeeping": tidy,
    "cases": see_to_cases,
    "bots": look_after_bots,
    "retention": keep_promises_to_delete,  # after the others, because it clears up after them
}
