# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happened to a page, from what is known and what the wiki shows now. Pure.

The wiki's logs only say where to look. What counts is the page as it is: so it does not matter in
which order things happened, whether an entry is seen twice, or whether the last pass was killed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]

LIVE, REDIRECT, DELETED, HIDDEN = "live", "redirect", "deleted", "hidden"


@dataclass(frozen=True)
class Known:
    """A page as the service knows it."""

    page: int
    rev: int  # 0: to be read anew
    title: str
    standing: str


@dataclass(frozen=True)
class Seen:
    """A page as the wiki shows it now."""

    page: int
    title: str = ""
    ns: int = 0
    missing: bool = False
    redirect: bool = False
    rev: int = 0
    day: str = ""
    lang: str = ""
    model: str = "wikitext"
    text: str | None = None  # None: not asked for, or hidden
    hidden: bool = False
    suppressed: bool = False


@dataclass(frozen=True)
class Log:
    """An entry of the wiki's logs that may concern a case page."""

    id: int
    type: str
    action: str
    day: str
    page: int = 0
    title: str = ""
    target: str = ""
    hidden: Sequence[int] = ()  # revisions whose text it hides
    shown: Sequence[int] = ()  # revisions whose text it shows again
    restricted: bool = False
    name: str = ""
    new_name: str = ""


@dataclass
class Finding:
    """What is to be told of one page."""

    events: list[Event] = field(default_factory=list)
    read: bool = False


#: Which entry of the logs explains an event.
EXPLAINS = {
    "moved": {"move"},
    "deleted": {"delete", "suppress"},
    "restored": {"delete", "move"},
    "redirected": {"move"},
    "suppressed": {"suppress"},
}


def compare(
    known: Known | None,
    seen: Seen,
    *,
    logs: Sequence[Log] = (),
    pass_id: str,
    today: str,
    suppressed: bool = False,
    gone: bool = False,
) -> Finding:
    """Return what happened to a page since it was last told of, and whether to read it.

    :param suppressed: whether a page is missing and no public log tells why
    :param gone: whether the revision that is known does not exist any more
    """
    can_be_read = not (seen.missing or seen.redirect or seen.hidden)
    if known is None:
        return Finding(read=can_be_read)
    found = Finding()
    gone = gone or any((log.type, log.action) == ("delete", "restore") for log in logs)
    came_back = _came_back(known, seen, gone)
    for kind in _happenings(known, seen, came_back, suppressed):
        event: Event = {"kind": kind, "page": seen.page, **_named(kind, seen, logs, pass_id, today)}
        if kind == "moved":
            event["title"] = seen.title
        found.events.append(event)
    if seen.hidden:
        kind = "suppressed" if seen.suppressed else "revision_hidden"
        found.events.append(hidden_event(seen.page, seen.rev, kind, today))
    found.read = can_be_read and (came_back or seen.rev > known.rev or known.standing == HIDDEN)
    return found


def is_as_known(known: Known | None, seen: Seen) -> bool:
    """Return whether a page can be read, and is at the revision that is known of it."""
    if known is None or seen.missing or seen.redirect or seen.hidden:
        return False
    return (known.rev, known.standing) == (seen.rev, LIVE)


def _came_back(known: Known, seen: Seen, gone: bool) -> bool:
    if seen.missing:
        return False
    if seen.rev < known.rev and gone:
        return True  # deleted and restored, but only up to an older revision
    return known.standing == DELETED or (known.standing == REDIRECT and not seen.redirect)


def _happenings(known: Known, seen: Seen, came_back: bool, suppressed: bool) -> Iterator[str]:
    if seen.missing:
        if known.standing not in {DELETED, HIDDEN}:
            yield "suppressed" if suppressed else "deleted"
        return
    if came_back:
        yield "restored"
    if known.title and seen.title != known.title:
        yield "moved"
    if seen.redirect and known.standing != REDIRECT:
        yield "redirected"


def _named(kind: str, seen: Seen, logs: Iterable[Log], pass_id: str, today: str) -> dict[str, str]:
    """Return an event's id and day: of the log's entry that explains it, if there is one."""
    entries = [log for log in logs if log.type in EXPLAINS[kind]]
    if entries:
        return {"id": f"log:{entries[-1].id}:{kind}", "day": entries[-1].day}
    return {"id": f"pass:{pass_id}:{kind}:{seen.page}", "day": seen.day or today}


def hidden_event(page: int, rev: int, kind: str, day: str) -> Event:
    """Return that a revision cannot be seen any more: the same, however it was found out."""
    return {"id": f"rev:{rev}:{kind}", "kind": kind, "page": page, "rev": rev, "day": day}


def gone_event(page: int, kind: str, pass_id: str, day: str) -> Event:
    """Return that a page is missing that is no case's, so that no log was looked at for it."""
    return {"id": f"pass:{pass_id}:{kind}:{page}", "kind": kind, "page": page, "day": day}


def hidden_by_logs(logs: Iterable[Log]) -> dict[int, Log]:
    """Return which revisions are hidden after all of some entries, and by which."""
    found: dict[int, Log] = {}
    for log in logs:
        for rev in log.shown:
            found.pop(rev, None)
        for rev in log.hidden:
            found[rev] = log
    return found


def renames(logs: Iterable[Log], is_vanished: Any) -> list[Event]:
    """Return who is called otherwise now, oldest first."""
    told = []
    for log in logs:
        if not log.name or not log.new_name or log.name == log.new_name:
            continue
        event: Event = {"id": f"log:{log.id}", "kind": "vanished", "name": log.name, "day": log.day}
        if not is_vanished(log):  # else nobody is to be led from one name to the other
            event |= {"kind": "renamed", "new_name": log.new_name}
        told.append(event)
    return told


def concerned(logs: Iterable[Log], known: Mapping[int, Known]) -> dict[int, list[Log]]:
    """Return which entries are about which known pages, whatever they were called meanwhile."""
    titles = {one.title: one.page for one in known.values() if one.title}
    found: dict[int, list[Log]] = {}
    for log in logs:
        page = log.page if log.page in known else titles.get(log.title)
        if page is None:
            continue
        found.setdefault(page, []).append(log)
        if log.type == "move" and log.target:
            titles.pop(log.title, None)
            titles[log.target] = page
    return found
