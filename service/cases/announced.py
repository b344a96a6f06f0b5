# SPDX-License-Identifier: AGPL-3.0-or-later
"""Motions as the committee announced them, as far as bots may publish them.

Only what was read with certainty, by link. An announcement belongs to no case that is known here,
so its heading is left out if it names a party of any case; the place is then told without its
anchor, which is the heading again.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any

from sqlalchemy import select

from service.cases import known, names
from service.cases.bot_models import Announcement
from service.cases.models import Case, CasePage, Notice, Remedy
from service.cases.rules import Standing, says_name
from service.infra.database import session


def published(team: str, hidden: Set[str]) -> list[dict[str, Any]]:
    """What may be told of a team's announcements, the newest first.

    :param hidden: names beside the parties' that must not stand there either
    """
    rows = session()
    wanted = select(Announcement).where(
        Announcement.team == team,
        Announcement.certain.is_(True),
        Announcement.adopted.is_not(None),
    )
    newest_first = (Announcement.day.desc(), Announcement.page, Announcement.anchor)
    found = rows.scalars(wanted.order_by(*newest_first)).all()
    told = set(rows.scalars(select(Notice.party).join(Case).where(Case.team == team)))
    forgotten = {party for party in told if names.is_sealed(party)}
    everybody = hidden | (told - forgotten) | set(_elsewhere(team))
    return [_line(one, _may_be_told(one.title, everybody, forgotten)) for one in found]


def _elsewhere(team: str) -> Iterator[str]:
    """Who is named where nothing is published: in remedies, and on pages that are gone."""
    rows = session()
    for whom in rows.scalars(select(Remedy.whom).join(Case).where(Case.team == team)):
        yield from whom
    pages = select(CasePage.id).join(Case).where(Case.team == team)
    gone = rows.scalars(pages.where(CasePage.standing != Standing.LIVE.value)).all()
    for page in known.of(gone, ("party", "filed")).values():
        yield from (value["name"] for _, value in page.values("party"))
        yield from (value["by"] for _, value in page.values("filed"))


def _may_be_told(title: str, people: Set[str], forgotten: Set[str]) -> bool:
    """Whether a heading names none of some people, also of those of whom a hash is left."""
    hashes = {party.removeprefix("#"): "" for party in forgotten}
    return not says_name(title, people) and names.replaced(title, hashes) == title


def _line(one: Announcement, told: bool) -> dict[str, Any]:
    return {
        "wiki": one.wiki,
        "page": one.page,
        "anchor": one.anchor if told and _is_heading(one.anchor, one.title) else None,
        "motion": one.title if told else None,
        "day": one.day.isoformat() if one.day is not None else None,
        "adopted": one.adopted,
        "support": one.support,
        "oppose": one.oppose,
        "abstain": one.abstain,
    }


def _is_heading(anchor: str, title: str) -> bool:
    """Whether an anchor is a heading as it is told here: an old name in one is not replaced."""
    begin, _, number = anchor.rpartition("_")
    heading = title.replace(" ", "_")
    return anchor == heading or (begin == heading and number.isdecimal())
