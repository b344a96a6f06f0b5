# SPDX-License-Identifier: AGPL-3.0-or-later
"""One pass over a wiki's case pages: look, compare, tell the service, and only then move on.

Nothing is kept here. A pass that was stopped anywhere is simply begun again from the last cursor;
what was told already is told again, and changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from pywikibot_scripts.casesync import comparing
from pywikibot_scripts.casesync.choosing import Choice
from pywikibot_scripts.casesync.comparing import DELETED, REDIRECT, Event, Known, Log, Seen
from pywikibot_scripts.casesync.cursor import (
    HIDDEN,
    OVERLAP,
    SUPPRESSED,
    Cursor,
    Watched,
    read_cursor,
    stamp,
    to_look_at,
)
from pywikibot_scripts.casesync.fetching import Changes, Wiki, parts
from pywikibot_scripts.casesync.telling import Teller

BOT = "sync"
GONE = {DELETED, comparing.HIDDEN}
VANISHED = ("vanished user", "renamed user", "deleted user")


class Readers(Protocol):
    """Whatever reads pages without being harmed by them."""

    def read(self, text: str, title: str) -> Any:
        """Read a case page."""

    def announcements(self, text: str) -> list[dict[str, Any]] | None:
        """Read the announcements; None if that could not be done."""

    def membership(self, text: str) -> list[str] | None:
        """Read who the members are; None if that could not be done."""


@dataclass(frozen=True)
class Plan:
    """What a wiki's cases are, as configured."""

    choice: Choice
    announcements: str = ""
    membership: str = ""
    mark: str = ""
    reader: str = ""


@dataclass
class Summary:
    """What a pass came to."""

    is_thorough: bool = False
    known: int = 0
    looked_at: int = 0
    read: int = 0
    events: int = 0
    requests: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        how = "everything looked at" if self.is_thorough else "looked at what changed"
        return (
            f"{how}: {self.known} pages known, {self.looked_at} fetched, {self.read} read anew, "
            f"{self.events} events, {self.requests} requests of the wiki, "
            f"{len(self.problems)} problems"
        )


class Pass:
    """Brings the service up to date with one wiki."""

    def __init__(
        self, wiki: Wiki, teller: Teller, readers: Readers, plan: Plan, *, full: bool = False
    ) -> None:
        """Nothing is asked yet."""
        self.wiki, self.teller, self.readers, self.plan = wiki, teller, readers, plan
        self.full = full
        self.anew = False
        self.summary = Summary(problems=teller.problems)
        self.known: dict[int, Known] = {}
        self.logs: dict[int, list[Log]] = {}
        self.superseded: list[Watched] = []
        self.hidden: dict[int, int] = {}
        self.left_out: dict[str, int] = {}
        self.gone: set[int] = set()
        self.looked_at_revisions: set[int] = set()
        self.done: set[int] = set()

    def run(self) -> Summary:
        """Do all of it. The pass counts only if this returns."""
        before = read_cursor(self.teller.begin(BOT, self.wiki.host))
        self.known = {one.page: one for one in self.teller.known(self.wiki.host)}
        now = datetime.now(UTC)
        forgotten = before is None or before.is_too_old(now)
        # What reads pages may have learnt more of how they look.
        self.anew = before is not None and before.reader != self.plan.reader
        thorough = self.full or forgotten or before is None or before.mark != self.plan.mark
        thorough = thorough or self.anew
        cursor = before or Cursor(stamp(now))
        if cursor.mark != self.plan.mark:
            cursor = replace(cursor, announcements=0, membership=0, group="", left_out={})
        start = stamp(now - OVERLAP) if forgotten else cursor.start
        changes = self._changes(start, cursor)
        self.gone = changes.gone
        fresh = [log for log in changes.logs if log.id not in set(cursor.logs)]
        if before is not None and forgotten:
            fresh = [*self.wiki.renamed(cursor.start), *fresh]
        self.logs = comparing.concerned(fresh, self.known)
        self.teller.events(comparing.renames(fresh, is_vanished))
        self._tell_hidden(changes, fresh, cursor)
        if thorough:
            self._look_at_everything()
        else:
            self._look_at_changes(changes, fresh, cursor)
        cursor = self._committee(changes, cursor, thorough=thorough)
        self._end(changes, cursor, thorough=thorough)
        return self.summary

    def _changes(self, start: str, cursor: Cursor) -> Changes:
        titles = [
            one.title for one in self.known.values() if self.plan.choice.below(one.title) is None
        ]
        more = [title for title in (self.plan.announcements, self.plan.membership) if title]
        spaces = {prefix.ns for prefix in self.plan.choice.prefixes}
        spaces |= self.wiki.namespaces([*(title for title in titles if title), *more])
        current = [one.rev for one in self.known.values() if one.rev and one.standing not in GONE]
        revisions = to_look_at(cursor.watched, sorted(current), cursor.turn, self.wiki.many - 1)
        revisions += {cursor.announcements} - {0, *revisions}  # no list of edits says it is gone
        self.looked_at_revisions = set(revisions)
        return self.wiki.changes(start, spaces, revisions)

    def _tell_hidden(self, changes: Changes, logs: Sequence[Log], cursor: Cursor) -> None:
        """Tell which revisions that were read cannot be seen any more."""
        before = {one.rev: one.hidden for one in cursor.watched}
        events: dict[int, Event] = {}
        for rev, log in comparing.hidden_by_logs(logs).items():
            page = next((page for page, some in self.logs.items() if log in some), None)
            if page is not None:
                kind = "suppressed" if log.restricted else "revision_hidden"
                events[rev] = comparing.hidden_event(page, rev, kind, log.day)
                self.hidden[rev] = SUPPRESSED if log.restricted else HIDDEN
        for rev, seen in changes.hidden.items():
            weight = SUPPRESSED if seen.suppressed else HIDDEN
            if weight > before.get(rev, 0):
                events[rev] = self._hidden(seen)
        self.teller.events(list(events.values()))

    def _hidden(self, seen: Seen) -> Event:
        self.hidden[seen.rev] = SUPPRESSED if seen.suppressed else HIDDEN
        kind = "suppressed" if seen.suppressed else "revision_hidden"
        return comparing.hidden_event(seen.page, seen.rev, kind, today())

    def _look_at_everything(self) -> None:
        """List all pages; read those that are new or changed, and look after those not listed."""
        listed: set[int] = set()
        wanted: list[int] = []
        for prefix in self.plan.choice.prefixes:
            for batch in self.wiki.listed(prefix, with_text=self.anew or not self.known):
                listed |= {seen.page for seen in batch}
                if self.known and not self.anew:
                    wanted += [seen.page for seen in batch if self._may_have_changed(seen)]
                else:
                    self._take(batch)
        absent = [one.page for one in self.known.values() if one.page not in listed]
        for batch in self.wiki.read(pages=[*wanted, *absent]):
            self._take(batch)

    def _may_have_changed(self, seen: Seen) -> bool:
        known = self.known.get(seen.page)
        if known is None and self.plan.choice.left_out(seen.title, page_language=seen.lang):
            return False
        found = comparing.compare(known, seen, pass_id="", today="")
        return found.read or bool(found.events)

    def _look_at_changes(self, changes: Changes, logs: Sequence[Log], cursor: Cursor) -> None:
        """Look only at pages that something happened to."""
        self.left_out = dict(cursor.left_out)
        pages = set(self.logs)
        pages |= {one.page for one in self.known.values() if _is_to_read(one)}
        for edit in changes.edits:
            known = self.known.get(edit.page)
            if known is not None:
                if edit.rev > known.rev:
                    pages.add(edit.page)
            elif edit.rev > self.left_out.get(str(edit.page), 0) and self._is_of_a_case(edit.title):
                pages.add(edit.page)
        titles = set()
        for log in logs:
            for title in (log.title, log.target):
                if (log.type, log.action) == ("delete", "delete") or not self._is_of_a_case(title):
                    continue
                if log.page:
                    pages.add(log.page)
                else:
                    titles.add(title)
        of = {one.rev: one.page for one in self.known.values()}
        of |= {one.rev: one.page for one in cursor.watched}
        pages |= {of[rev] for rev in changes.gone if rev in of}
        for batch in self.wiki.read(pages=pages, titles=titles):
            self._take(batch)

    def _is_of_a_case(self, title: str) -> bool:
        return not self.plan.choice.left_out(title)

    def _take(self, batch: Sequence[Seen]) -> None:
        """Tell what happened to some pages, and what stands on those that changed."""
        events: list[Event] = []
        to_read: list[Seen] = []
        superseded: list[Watched] = []
        for seen in self._fresh(batch):
            known = self.known.get(seen.page)
            entries = self.logs.get(seen.page, ())
            found = comparing.compare(
                known,
                seen,
                logs=entries,
                pass_id=self.teller.pass_id,
                today=today(),
                suppressed=self._was_suppressed(known, seen, entries),
                gone=known is not None and known.rev in self.gone,
            )
            events += found.events
            if known is not None and 0 < known.rev < seen.rev:
                superseded.append(Watched(seen.page, known.rev))
            read = found.read or (self.anew and comparing.is_as_known(known, seen))
            if read and seen.model == "wikitext" and seen.text is not None:
                to_read.append(seen)
            elif read:
                self.teller.problem("no_wikitext", seen.page)
        unseen = [one.rev for one in superseded if one.rev not in self.looked_at_revisions]
        if unseen:
            # What replaced a revision is often the first half of having it suppressed.
            hidden = self.wiki.hidden(unseen)
            events += [self._hidden(seen) for rev, seen in hidden.items() if rev not in self.hidden]
        self.superseded += superseded
        self.teller.events(events)
        self.summary.read += self.teller.readings(self._readings(to_read))

    def _was_suppressed(self, known: Known | None, seen: Seen, logs: Sequence[Log]) -> bool:
        """Say whether a page is missing without anybody being told why."""
        if not seen.missing or known is None or known.standing in GONE:
            return False
        if any(log.type == "delete" for log in logs):
            return False
        titles = [log.target for log in logs if log.type == "move" and log.target]
        title = titles[-1] if titles else known.title
        return not title or not self.wiki.was_deleted_in_public(title)

    def _fresh(self, batch: Sequence[Seen]) -> Iterator[Seen]:
        """Yield each page once, without those that are no cases."""
        for seen in batch:
            if not seen.page or seen.page in self.done:
                continue
            self.done.add(seen.page)
            self.summary.looked_at += 1
            why = ""
            if seen.page not in self.known and not seen.missing:
                why = self.plan.choice.left_out(
                    seen.title, page_language=seen.lang, text=seen.text or ""
                )
                if why or seen.redirect:
                    self.left_out[str(seen.page)] = seen.rev
            if not why:
                yield seen

    def _readings(self, pages: Iterable[Seen]) -> Iterator[dict[str, Any]]:
        for seen in pages:
            reading = self.readers.read(seen.text or "", seen.title).document()
            yield {
                **reading,
                "page": seen.page,
                "ns": seen.ns,
                "title": seen.title,
                "rev": seen.rev,
                "rev_day": seen.day,
            }

    def _committee(self, changes: Changes, cursor: Cursor, *, thorough: bool) -> Cursor:
        """Tell what the committee announced, and who is on it, if that changed."""
        plan, names = self.plan, changes.group
        if names is None and self.wiki.asks_for_group:
            self.teller.problem("group_not_told")
        group = cursor.group if names is None else _digest(names)
        edited = {edit.title: edit.rev for edit in changes.edits}
        # What could not be read the last time has no revision, and is looked at again.
        before = {plan.announcements: cursor.announcements, plan.membership: cursor.membership}
        changed = {t for t, rev in before.items() if not rev or edited.get(t, 0) > rev or thorough}
        if group != cursor.group:
            changed.add(plan.membership)
        if cursor.announcements in changes.gone:
            changed.add(plan.announcements)
        for batch in self.wiki.read(titles=changed - {""}):
            for seen in batch:
                if seen.title == plan.announcements and seen.rev != (cursor.announcements or -1):
                    cursor = self._announcements(seen, cursor)
                known = (cursor.membership or -1, cursor.group)
                if seen.title == plan.membership and known != (seen.rev, group):
                    rev = seen.rev if self._listed(seen, names) else 0
                    cursor = replace(cursor, membership=rev, group=group)
        return cursor

    def _announcements(self, seen: Seen, cursor: Cursor) -> Cursor:
        """Tell what is announced now, and what may not be known any more of what was before."""
        if seen.missing and cursor.announced_on:
            kind = "deleted" if self.wiki.was_deleted_in_public(seen.title) else "suppressed"
            gone = comparing.gone_event(cursor.announced_on, kind, self.teller.pass_id, today())
            self.teller.events([gone])
        elif 0 < cursor.announcements < seen.rev:
            before = Watched(cursor.announced_on or seen.page, cursor.announcements)
            self.superseded.append(before)  # in this pass it was looked at already
        rev = seen.rev if self._announced(seen) else 0
        return replace(cursor, announcements=rev, announced_on=seen.page)

    def _announced(self, seen: Seen) -> bool:
        text = self._text_of(seen)
        motions = None if text is None else self.readers.announcements(text)
        return text is not None and self.teller.announcements(seen, motions)

    def _listed(self, seen: Seen, group: list[str] | None) -> bool:
        text = self._text_of(seen)
        members = None if text is None else self.readers.membership(text)
        return text is not None and self.teller.membership(seen, members, group)

    def _text_of(self, seen: Seen) -> str | None:
        text = None if seen.missing or seen.redirect else seen.text
        if text is None:
            self.teller.problem("no_page", seen.page or None)
        return text

    def _end(self, changes: Changes, cursor: Cursor, *, thorough: bool) -> None:
        """Have it count."""
        watched = [*self.superseded, *cursor.watched]
        watched = [replace(one, hidden=self.hidden.get(one.rev, one.hidden)) for one in watched]
        newest = {one.rev: one for one in reversed(watched) if one.hidden < SUPPRESSED}
        cursor = replace(
            cursor,
            since=changes.now,
            mark=self.plan.mark,
            reader=self.plan.reader,
            logs=tuple(log.id for log in changes.logs),
            watched=tuple(sorted(newest.values(), key=lambda one: -one.rev)),
            turn=cursor.turn + 1,
            left_out=self.left_out,
        )
        self.summary.is_thorough, self.summary.known = thorough, len(self.known)
        self.summary.requests, self.summary.events = self.wiki.requests, self.teller.told
        self.teller.end(cursor.as_json(), self.summary.looked_at, self.wiki.requests)


def _is_to_read(known: Known) -> bool:
    return known.rev == 0 and known.standing not in {*GONE, REDIRECT}


def _digest(names: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()[:16]


def is_vanished(log: Log) -> bool:
    """Whether somebody asked to be forgotten: nothing may lead from their old name to the new."""
    return log.action == "vanish" or log.new_name.lower().replace("_", " ").startswith(VANISHED)


def today() -> str:
    """The day it is, as on the wiki."""
    return datetime.now(UTC).date().isoformat()


__all__ = ["Pass", "Plan", "Readers", "Summary", "parts"]
