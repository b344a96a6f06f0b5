# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take in what a bot read on case pages: newer revisions only, and of each page all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import DBAPIError

from service.audit.actions import Verb, record_all
from service.cases import effects, names, timeline
from service.cases.bots import Caller
from service.cases.models import Case, CasePage, Fact
from service.cases.rules import Happening, Standing, State, short_title
from service.infra.database import session, transaction
from service.infra.ids import random_id
from service.infra.races import settled
from service.infra.time import today

MOST_PAGES = 5000
#: What of a fact depends on how its page is read; the rest follows from where it stands.
SAID = ("key", "item", "value", "certain", "found", "hash")

Rows = list[dict[str, Any]]


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


def bring(bot: Caller, wiki: str, readings: Sequence[Reading]) -> list[Outcome]:
    """Take in what pages say: in one transaction, else one by one.

    So what the database refuses of one page spoils none of those that came before it, and of a page
    that comes twice, each finds what the one before has stored.
    """
    if len({one.page for one in readings}) == len(readings):
        try:
            return take(bot, wiki, readings)
        except DBAPIError:
            if len(readings) == 1:
                raise
    return [outcome for one in readings for outcome in take(bot, wiki, [one])]


@settled
def take(bot: Caller, wiki: str, readings: Sequence[Reading]) -> list[Outcome]:
    """Store what pages, each another one, say now; older or the same again changes nothing.

    A revision that is read otherwise than before counts as changed: since then the bot has learnt
    more of how pages look.
    """
    with transaction():
        pages = _locked(bot.team, wiki, [one.page for one in readings])
        now = names.current(bot.team)
        said = {one.page: _rows(one, now) for one in readings}
        before = _stored([pages[one.page] for one in readings if _is_read_again(one, pages)])
        outcomes = {one.page: _judge(one, pages.get(one.page), said, before) for one in readings}
        news = [one for one in readings if outcomes[one.page] in {Outcome.NEW, Outcome.CHANGED}]
        # In one order for everybody, lest two bots wait for each other.
        news.sort(key=lambda one: one.page)
        if news:
            _store(bot, wiki, news, pages, said)
    return [outcomes[one.page] for one in readings]


def _store(
    bot: Caller,
    wiki: str,
    news: Sequence[Reading],
    pages: dict[int, CasePage],
    said: Mapping[int, Rows],
) -> None:
    """Store what is new, and what follows; with as many statements for many pages as for one."""
    cases = timeline.all_locked([pages[one.page].case_id for one in news if one.page in pages])
    begun = [_begin(bot, wiki, one) for one in news if one.page not in pages]
    new = {case.id for case, _ in begun}
    rows = session()
    for made in zip(*begun, strict=True):  # all cases, then their pages
        rows.add_all(made)
        rows.flush()
    cases |= {case.id: case for case, _ in begun}
    pages |= {page.page: page for _, page in begun}
    read = [(cases[pages[one.page].case_id], pages[one.page]) for one in news]
    happened: list[timeline.Entry] = []
    for one, (case, page) in zip(news, read, strict=True):
        happened += _opened(case, page, bot) if case.id in new else _go_on(bot, case, page, one)
        for row in said[one.page]:
            row["page_id"] = page.id
    rows.flush()
    timeline.write(happened)
    _replace([page for _, page in read], [row for one in news for row in said[one.page]])
    effects.follow(read, bot.id, new)
    verbs = [Verb.CASE_OPENED if case.id in new else Verb.CASE_READ for case, _ in read]
    record_all([(verb, case.id) for verb, (case, _) in zip(verbs, read, strict=True)], bot.id)


def _locked(team: str, wiki: str, numbers: Sequence[int]) -> dict[int, CasePage]:
    """The pages that are known, by number; nobody else changes them meanwhile."""
    wanted = select(CasePage).where(
        CasePage.team == team, CasePage.wiki == wiki, CasePage.page.in_(numbers)
    )
    wanted = wanted.order_by(CasePage.page).with_for_update()
    found = session().scalars(wanted.execution_options(populate_existing=True))
    return {page.page: page for page in found}


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


def _is_read_again(reading: Reading, pages: Mapping[int, CasePage]) -> bool:
    page = pages.get(reading.page)
    return page is not None and page.rev == reading.rev


def _stored(pages: Sequence[CasePage]) -> Mapping[str, list[tuple[Any, ...]]]:
    """What is stored of some pages, as far as it depends on how they are read."""
    found: dict[str, list[tuple[Any, ...]]] = {page.id: [] for page in pages}
    if found:
        said = [getattr(Fact, name) for name in SAID]
        wanted = select(Fact.page_id, *said).where(Fact.page_id.in_(found)).order_by(Fact.n)
        for page_id, *values in session().execute(wanted):
            found[page_id].append(tuple(values))
    return found


def _judge(
    reading: Reading,
    page: CasePage | None,
    said: Mapping[int, Rows],
    before: Mapping[str, list[tuple[Any, ...]]],
) -> Outcome:
    if page is None:
        return Outcome.NEW
    if reading.rev < page.rev or reading.rev <= page.hidden_rev:
        return Outcome.STALE
    if reading.rev > page.rev:
        return Outcome.CHANGED
    # Of what was purged, nothing comes back with the revision it was purged of.
    is_kept = page.standing == Standing.LIVE
    now = [tuple(row[name] for name in SAID) for row in said[reading.page]]
    return Outcome.CHANGED if is_kept and before[page.id] != now else Outcome.SAME


def _begin(bot: Caller, wiki: str, reading: Reading) -> tuple[Case, CasePage]:
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
    return case, page


def _opened(case: Case, page: CasePage, bot: Caller) -> list[timeline.Entry]:
    return [timeline.entry(case, Happening.OPENED, bot.id, after=State.REQUEST, rev=page.rev)]


def _go_on(bot: Caller, case: Case, page: CasePage, reading: Reading) -> list[timeline.Entry]:
    happened = []
    if page.standing != Standing.LIVE:
        happened.append(timeline.entry(case, Happening.RESTORED, bot.id, rev=reading.rev))
    if page.title != reading.title:
        happened += retitle(case, page, reading.title, bot.id)
    for name, value in _described(reading).items():
        setattr(page, name, value)
    timeline.touch(case)
    return happened


def retitle(case: Case, page: CasePage, title: str, actor: str) -> list[timeline.Entry]:
    """Call a page otherwise, and the case after it; return what is to be written down."""
    before, page.title, case.title = page.title, title, short_title(title)
    if not before:
        return []
    return [timeline.entry(case, Happening.TITLE, actor, before=before, after=title)]


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


def _replace(pages: Sequence[CasePage], made: Rows) -> None:
    rows = session()
    rows.execute(delete(Fact).where(Fact.page_id.in_([page.id for page in pages])))
    if made:
        # Without it, each fact that has no value would end a statement.
        rows.execute(insert(Fact).execution_options(render_nulls=True), made)


def _rows(reading: Reading, now: Mapping[str, str]) -> Rows:
    made = [_row(n, found, reading.rev, now) for n, found in enumerate(reading.facts)]
    names.keep_apart(made)
    return made


def _row(n: int, found: Found, rev: int, now: Mapping[str, str]) -> dict[str, Any]:
    return {
        "key": found.key,
        "item": names.in_item(found.item, now),
        "n": n,
        "value": names.replaced(found.value, now),
        "certain": found.certain,
        "found": names.replaced(found.found, now),
        "section": names.replaced(found.section, now),
        "line": found.line,
        "hash": found.hash,
        "rev": rev,
    }
