# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bots tell of their own edits, and of others' edits where they write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import func, insert, select

from service.audit.actions import Verb, record
from service.cases import passes
from service.cases.bot_models import (
    Announcement,
    HandEdit,
    Publication,
    PublishedAnnouncements,
    PublishedCase,
)
from service.cases.bots import Caller, Scope
from service.cases.models import Case, CasePage
from service.infra.database import session, transaction
from service.infra.ids import random_id
from service.infra.races import settled
from service.infra.time import today

#: The region of what came of cases: the only one in which announcements are told.
OUTCOMES = "outcomes"


class Answer(StrEnum):
    """What a member says to an edit by hand."""

    OVERWRITE = "overwrite"
    KEEP = "keep"


@dataclass(frozen=True)
class Place:
    """A region of a page at a revision."""

    page: int
    rev: int
    region: str


@settled
def published(
    bot: Caller, pass_id: str, place: Place, digest: str, cases: Sequence[str]
) -> Publication:
    """Note a revision of our own, and whose cases it holds something of.

    :raise Problem: `no_such_pass`
    """
    with transaction() as rows:
        at = _at(bot, pass_id, place)
        again = rows.scalar(select(Publication).filter_by(**at))
        if again is not None:
            return again
        made = Publication(id=random_id(), **at, pass_id=pass_id, hash=digest, day=today())
        rows.add(made)
        rows.flush()
        held = _revisions(bot.team, cases)
        if held:
            values = [
                {"publication": made.id, "case_id": case, "rev": rev} for case, rev in held.items()
            ]
            rows.execute(insert(PublishedCase), values)
        if place.region == OUTCOMES:
            _hold_announcements(made)
        record(Verb.PUBLISHED, made.id, bot.id)
    return made


@settled
def edited_by_hand(bot: Caller, pass_id: str, place: Place, editor: str, text: str) -> HandEdit:
    """Note what somebody wrote where a bot writes; it waits for a member's word.

    :raise Problem: `no_such_pass`
    """
    with transaction() as rows:
        at = _at(bot, pass_id, place)
        again = rows.scalar(select(HandEdit).filter_by(**at))
        if again is not None:
            return again
        made = HandEdit(id=random_id(), **at, editor=editor, text=text, day=today())
        rows.add(made)
        rows.flush()
        record(Verb.HAND_EDIT_FOUND, made.id, bot.id)
    return made


def _at(bot: Caller, pass_id: str, place: Place) -> dict[str, Any]:
    """Where something is that a pass tells of: there is one of a kind at most."""
    wiki = passes.running(bot, pass_id, Scope.PUBLISH).wiki
    return {"team": bot.team, "wiki": wiki, **asdict(place)}


def _revisions(team: str, cases: Sequence[str]) -> dict[str, int]:
    """The revision of its page that each case stands at; cases nobody knows are left out."""
    found = session().execute(
        select(Case.id, CasePage.rev)
        .outerjoin(CasePage, CasePage.case_id == Case.id)
        .where(Case.team == team, Case.id.in_(set(cases)))
        .order_by(CasePage.rev)
    )
    return {case: rev or 0 for case, rev in found}


def _hold_announcements(made: Publication) -> None:
    """Note of which revisions of announcements a log of outcomes holds something."""
    rows = session()
    source = (Announcement.wiki, Announcement.page)
    wanted = select(*source, func.max(Announcement.rev).label("rev")).group_by(*source)
    for one in rows.execute(wanted.where(Announcement.team == made.team)):
        rows.add(
            PublishedAnnouncements(publication=made.id, wiki=one.wiki, page=one.page, rev=one.rev)
        )
    rows.flush()


def hand_edits(team: str, page: int, wiki: str | None) -> Sequence[HandEdit]:
    """Every edit by hand on a page, the oldest revision first."""
    wanted = select(HandEdit).where(HandEdit.team == team, HandEdit.page == page)
    if wiki is not None:
        wanted = wanted.where(HandEdit.wiki == wiki)
    return session().scalars(wanted.order_by(HandEdit.rev, HandEdit.region)).all()
