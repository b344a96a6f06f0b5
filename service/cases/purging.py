# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take out what must not be known any more, because it is not on the wiki any more either."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, delete, exists, select, update

from service.cases import effects, names
from service.cases.bot_models import (
    Announcement,
    Publication,
    PublishedAnnouncements,
    PublishedCase,
)
from service.cases.models import Case, CaseEvent, CasePage, Fact, Motion, Notice, Remedy, Settlement
from service.cases.rules import Happening
from service.cases.rules import Notice as NoticeState
from service.clocks import actions as clocks
from service.clocks.rules import Kind
from service.infra.database import session
from service.infra.time import today


def forget_facts(page: CasePage) -> None:
    """Take out what a page says, with what members said it means and what follows for remedies."""
    rows = session()
    rows.execute(delete(Fact).where(Fact.page_id == page.id))
    rows.execute(delete(Settlement).where(Settlement.page_id == page.id))
    effects.forget_remedies(page)
    clocks.drop(page.case_id, [Kind.EVIDENCE])


def forget_old_settlements(page: CasePage) -> None:
    """Take out what members said of places that are not on the page any more."""
    still = exists().where(
        Fact.page_id == Settlement.page_id,
        Fact.key == Settlement.key,
        Fact.item == Settlement.item,
        Fact.hash == Settlement.hash,
    )
    session().execute(
        delete(Settlement)
        .where(Settlement.page_id == page.id, ~still)
        .execution_options(synchronize_session=False)
    )


def forget_everything(case: Case, page: CasePage) -> None:
    """Take out all that came from a page, its title and who is a party included.

    That somebody was told of the case is kept under a hash, so that nobody is told twice.
    """
    forget_facts(page)
    rows = session()
    page.title = case.title = ""
    rows.execute(
        update(CaseEvent)
        .where(CaseEvent.case_id == case.id, CaseEvent.kind == Happening.TITLE.value)
        .values(before="", after="")
    )
    rows.execute(
        update(Motion)
        .where(Motion.case_id == case.id, Motion.slug.is_not(None))
        .values(slug=None, title="")
    )
    for remedy in rows.scalars(select(Remedy).where(Remedy.page_id == page.id)):
        remedy.text, remedy.whom, remedy.scope, remedy.public = "", [], "", False
    for notice in rows.scalars(select(Notice).where(Notice.case_id == case.id)).all():
        if notice.state == NoticeState.NEEDED:
            rows.delete(notice)
        else:
            notice.party = names.sealed(notice.party)
            notice.diff = notice.wiki = None
    rows.flush()


def flag_publications(case: Case, rev: int | None) -> None:
    """List our own revisions that held something of a case, or of one revision of its page."""
    held = select(PublishedCase.publication).where(PublishedCase.case_id == case.id)
    if rev is not None:
        held = held.where(PublishedCase.rev == rev)
    _flag(held)


def flag_announced(team: str, wiki: str, page: int, rev: int | None) -> bool:
    """List our own revisions that held something of announcements; whether there are any new."""
    held = (
        select(PublishedAnnouncements.publication)
        .join(Publication, Publication.id == PublishedAnnouncements.publication)
        .where(
            Publication.team == team,
            PublishedAnnouncements.wiki == wiki,
            PublishedAnnouncements.page == page,
        )
    )
    if rev is not None:
        held = held.where(PublishedAnnouncements.rev == rev)
    return _flag(held)


def _flag(held: Select[Any]) -> bool:
    rows = session()
    found = rows.scalars(held).all()
    changed = rows.execute(
        update(Publication)
        .where(Publication.id.in_(found), Publication.flagged.is_(None))
        .values(flagged=today())
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def forget_announced(team: str, wiki: str, page: int, rev: int | None) -> bool:
    """Take out what a page of announcements said, at one revision or any; whether it said any."""
    here = delete(Announcement).where(
        Announcement.team == team, Announcement.wiki == wiki, Announcement.page == page
    )
    if rev is not None:
        here = here.where(Announcement.rev == rev)
    gone = session().execute(here.execution_options(synchronize_session=False))
    return bool(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE's result has it
