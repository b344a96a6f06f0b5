# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened to pages and people on a wiki, and what of theirs is kept, purged or shown for it.

Each entry of a wiki's log is acted on once, in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from service.audit.actions import Verb, record
from service.cases import purging, readings, renaming, timeline
from service.cases.bot_models import SeenEvent
from service.cases.bots import Caller
from service.cases.models import Case, CasePage
from service.cases.rules import Happening, Standing
from service.infra.database import session, transaction
from service.infra.races import settled
from service.infra.time import today


class Kind(StrEnum):
    """What can happen on a wiki to what is known here."""

    MOVED = "moved"
    REDIRECTED = "redirected"
    DELETED = "deleted"
    RESTORED = "restored"
    REVISION_HIDDEN = "revision_hidden"
    SUPPRESSED = "suppressed"
    RENAMED = "renamed"
    VANISHED = "vanished"


class Outcome(StrEnum):
    """What became of an event."""

    DONE = "done"
    AGAIN = "again"
    UNKNOWN = "unknown"  # nothing of it is known here


# What an event must say, besides its day.
NEEDED: Mapping[Kind, tuple[str, ...]] = {
    Kind.MOVED: ("page", "title"),
    Kind.REDIRECTED: ("page",),
    Kind.DELETED: ("page",),
    Kind.RESTORED: ("page",),
    Kind.REVISION_HIDDEN: ("page", "rev"),
    Kind.SUPPRESSED: ("page",),
    Kind.RENAMED: ("name", "new_name"),
    Kind.VANISHED: ("name",),
}


@dataclass(frozen=True)
class Event:
    """One entry of a wiki's log."""

    id: str
    kind: Kind
    day: date
    page: int | None = None
    rev: int | None = None
    title: str | None = None
    name: str | None = None
    new_name: str | None = None


@settled
def take(bot: Caller, wiki: str, event: Event) -> Outcome:
    """Do what an event asks for; again changes nothing."""
    with transaction() as rows:
        if rows.get(SeenEvent, (bot.team, wiki, event.id)) is not None:
            return Outcome.AGAIN
        act = _of_person if event.kind in {Kind.RENAMED, Kind.VANISHED} else _of_page
        if not act(bot, wiki, event):
            return Outcome.UNKNOWN
        rows.add(SeenEvent(team=bot.team, wiki=wiki, event=event.id, day=today()))
        rows.flush()
    return Outcome.DONE


def _of_person(bot: Caller, _wiki: str, event: Event) -> bool:
    if not renaming.rename(bot.team, event.name or "", event.new_name):
        return False
    record(Verb.NAME_REPLACED, bot.team, bot.id)
    return True


def _of_page(bot: Caller, wiki: str, event: Event) -> bool:
    page = readings.find(bot.team, wiki, event.page or 0, lock=True)
    if page is None:
        return _of_announcements(bot, wiki, event)
    case = timeline.locked(page.case_id)
    _ACTS[event.kind](case, page, event, bot.id)
    timeline.touch(case)
    purges = event.kind in {Kind.REVISION_HIDDEN, Kind.SUPPRESSED}
    record(Verb.CASE_PURGED if purges else Verb.CASE_PAGE_CHANGED, case.id, bot.id)
    return True


def _of_announcements(bot: Caller, wiki: str, event: Event) -> bool:
    """What a page said that is no case's: nothing is kept of it longer than the wiki shows it."""
    if event.kind not in {Kind.DELETED, Kind.REVISION_HIDDEN, Kind.SUPPRESSED}:
        return False
    source = (bot.team, wiki, event.page or 0, event.rev)
    flagged = event.kind == Kind.SUPPRESSED and purging.flag_announced(*source)
    if not purging.forget_announced(*source) and not flagged:
        return False
    record(Verb.ANNOUNCEMENTS_PURGED, bot.team, bot.id)
    return True


def _moved(case: Case, page: CasePage, event: Event, actor: str) -> None:
    timeline.write(readings.retitle(case, page, event.title or "", actor))


def _redirected(case: Case, page: CasePage, event: Event, actor: str) -> None:
    page.standing = Standing.REDIRECT.value
    timeline.add(case, Happening.REDIRECTED, actor, rev=event.rev)


def _deleted(case: Case, page: CasePage, event: Event, actor: str) -> None:
    page.standing, page.gone = Standing.DELETED.value, event.day
    timeline.add(case, Happening.DELETED, actor)


def _restored(case: Case, page: CasePage, _event: Event, actor: str) -> None:
    """Live again, and read anew: what is stored may be of another time."""
    page.standing, page.gone, page.rev = Standing.LIVE.value, None, 0
    timeline.add(case, Happening.RESTORED, actor)


def _revision_hidden(case: Case, page: CasePage, event: Event, actor: str) -> None:
    rev = event.rev or 0
    purging.forget_old_settlements(page)
    if rev == page.rev:
        purging.forget_facts(page)
    page.hidden_rev = max(page.hidden_rev, rev)
    timeline.add(case, Happening.HIDDEN, actor, rev=rev)


def _suppressed(case: Case, page: CasePage, event: Event, actor: str) -> None:
    purging.flag_publications(case, event.rev)
    purging.forget_old_settlements(page)
    if event.rev is None or event.rev == page.rev:
        purging.forget_everything(case, page)
    if event.rev is None:
        page.standing = Standing.HIDDEN.value
    else:
        page.hidden_rev = max(page.hidden_rev, event.rev)
    session().flush()
    timeline.add(case, Happening.HIDDEN, actor, rev=event.rev)


_ACTS: Mapping[Kind, Callable[[Case, CasePage, Event, str], None]] = {
    Kind.MOVED: _moved,
    Kind.REDIRECTED: _redirected,
    Kind.DELETED: _deleted,
    Kind.RESTORED: _restored,
    Kind.REVISION_HIDDEN: _revision_hidden,
    Kind.SUPPRESSED: _suppressed,
}
