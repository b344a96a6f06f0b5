# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take in what a bot read on a case page: one transaction a page, newer revisions only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, select

from service.audit.actions import Verb, record
from service.cases import effects, names, timeline
from service.cases.bots import Caller
from service.cases.models import Case, CasePage, Fact
from service.cases.rules import Happening, Standing, State, short_title
from service.infra.database import session, transaction
from service.infra.ids import random_id
from service.infra.races import settled
from service.infra.time import today

MOST_PAGES = 5000


class Outcome(StrEnum):
    """What became of a reading."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    STALE = "stale"


@dataclass(frozen=True)
class Found:
    """One fact as it was read."""

    key: str
    item: str
    value: Any
    certain: bool
    found: str
    section: str
    line: int
    hash: str


@dataclass(frozen=True)
class Reading:
    """What a bot found on a page at one revision."""

    page: int
    ns: int
    title: str
    rev: int
    rev_day: date
    lang: str
    size: int
    whole: bool
    facts: Sequence[Found] = field(default_factory=tuple)


@settled
def take(bot: Caller, wiki: str, reading: Reading) -> Outcome:
    """Store what a page says now; an older revision, or the same again, changes nothing.

    A revision that is read otherwise than before counts as changed: since then the bot has learnt
    more of how pages look.
    """
    with transaction():
        page = find(bot.team, wiki, reading.page, lock=True)
        outcome = _judge(page, reading)
        if outcome in {Outcome.SAME, Outcome.STALE}:
            return outcome
        if page is None:
            page, case = _begin(bot, wiki, reading)
        else:
            case = _go_on(bot, page, reading)
        _replace(page, reading)
        effects.follow(case, page, bot.id, is_new=outcome is Outcome.NEW)
        verb = Verb.CASE_OPENED if outcome is Outcome.NEW else Verb.CASE_READ
        record(verb, case.id, bot.id)
    return outcome


def find(team: str, wiki: str, page: int, *, lock: bool = False) -> CasePage | None:
    """A case page by its number on its wiki. With `lock`, nobody else changes it meanwhile."""
    wanted = select(CasePage).where(
        CasePage.team == team, CasePage.wiki == wiki, CasePage.page == page
    )
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return session().scalar(wanted)


def known(team: str, wiki: str) -> Sequence[CasePage]:
    """Every page of a wiki that a team knows, by number."""
    wanted = select(CasePage).where(CasePage.team == team, CasePage.wiki == wiki)
    return session().scalars(wanted.order_by(CasePage.page).limit(MOST_PAGES)).all()


def _judge(page: CasePage | None, reading: Reading) -> Outcome:
    if page is None:
        return Outcome.NEW
    if reading.rev < page.rev or reading.rev <= page.hidden_rev:
        return Outcome.STALE
    if reading.rev > page.rev:
        return Outcome.CHANGED
    # Of what was purged, nothing comes back with the revision it was purged of.
    is_kept = page.standing == Standing.LIVE
    learnt = is_kept and _says(page) != _says_now(page, reading)
    return Outcome.CHANGED if learnt else Outcome.SAME


def _says(page: CasePage) -> list[tuple[Any, ...]]:
    """What is stored of a page, as far as it depends on how the page is read."""
    wanted = select(Fact).where(Fact.page_id == page.id).order_by(Fact.n)
    return [
        (fact.key, fact.item, fact.value, fact.certain, fact.found, fact.hash)
        for fact in session().scalars(wanted)
    ]


def _says_now(page: CasePage, reading: Reading) -> list[tuple[Any, ...]]:
    return [
        tuple(row[name] for name in ("key", "item", "value", "certain", "found", "hash"))
        for row in _rows(page, reading)
    ]


def _begin(bot: Caller, wiki: str, reading: Reading) -> tuple[CasePage, Case]:
    case = Case(
        id=random_id(),
        team=bot.team,
        title=short_title(reading.title),
        state=State.REQUEST.value,
        version=0,
        opened=today(),
        changed=today(),
    )
    page = CasePage(
        id=random_id(),
        team=bot.team,
        wiki=wiki,
        page=reading.page,
        case_id=case.id,
        hidden_rev=0,
        **_described(reading),
    )
    rows = session()
    rows.add(case)
    rows.flush()
    rows.add(page)
    rows.flush()
    timeline.add(case, Happening.OPENED, bot.id, after=State.REQUEST, rev=reading.rev)
    return page, case


def _go_on(bot: Caller, page: CasePage, reading: Reading) -> Case:
    case = timeline.locked(page.case_id)
    if page.standing != Standing.LIVE:
        timeline.add(case, Happening.RESTORED, bot.id, rev=reading.rev)
    if page.title != reading.title:
        retitle(case, page, reading.title, bot.id)
    for name, value in _described(reading).items():
        setattr(page, name, value)
    timeline.touch(case)
    return case


def retitle(case: Case, page: CasePage, title: str, actor: str) -> None:
    """Note that a page is called otherwise now; the case is called after it."""
    if page.title:
        timeline.add(case, Happening.TITLE, actor, before=page.title, after=title)
    page.title, case.title = title, short_title(title)


def _described(reading: Reading) -> dict[str, Any]:
    return {
        "ns": reading.ns,
        "title": reading.title,
        "rev": reading.rev,
        "rev_day": reading.rev_day,
        "lang": reading.lang,
        "size": reading.size,
        "whole": reading.whole,
        "standing": Standing.LIVE.value,
        "gone": None,
    }


def _replace(page: CasePage, reading: Reading) -> None:
    rows = session()
    rows.execute(delete(Fact).where(Fact.page_id == page.id))
    made = _rows(page, reading)
    if made:
        rows.execute(insert(Fact), made)


def _rows(page: CasePage, reading: Reading) -> list[dict[str, Any]]:
    now = names.current(page.team)
    made = [_row(page, n, found, reading.rev, now) for n, found in enumerate(reading.facts)]
    names.keep_apart(made)
    return made


def _row(page: CasePage, n: int, found: Found, rev: int, now: Mapping[str, str]) -> dict[str, Any]:
    return {
        "page_id": page.id,
        "key": found.key,
        "item": names.replaced(found.item, now),
        "n": n,
        "value": names.replaced(found.value, now),
        "certain": found.certain,
        "found": names.replaced(found.found, now),
        "section": names.replaced(found.section, now),
        "line": found.line,
        "hash": found.hash,
        "rev": rev,
    }
