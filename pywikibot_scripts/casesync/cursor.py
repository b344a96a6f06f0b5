# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one pass leaves for the next: how far it came, and which revisions to look at again. Pure.

The service keeps it as it is given, up to 8 KiB, and only of passes that came to their end.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

VERSION = 1
#: Edits appear in a wiki's lists later than they are dated, by its replication's lag.
OVERLAP = timedelta(minutes=10)
#: Wikimedia's wikis keep recent changes for 30 days ($wgRCMaxAge).
LONGEST_GAP = timedelta(days=20)
#: Bounds that keep a cursor below what the service stores.
MOST_WATCHED = 120
MOST_LOGS = 200
HIDDEN, SUPPRESSED = 1, 2


@dataclass(frozen=True)
class Watched:
    """A revision that was read and is not the newest any more: it may be hidden one day."""

    page: int
    rev: int
    hidden: int = 0


@dataclass(frozen=True)
class Cursor:
    """Where a pass came to."""

    since: str  # the wiki's time when it began to look, such as 2026-11-22T12:00:00Z
    mark: str = ""  # of the configuration: with another one, everything has to be looked at
    logs: Sequence[int] = ()  # entries of the overlap that were dealt with
    watched: Sequence[Watched] = ()  # newest first
    turn: int = 0
    announcements: int = 0
    membership: int = 0
    group: str = ""
    left_out: Mapping[str, int] = field(default_factory=dict)  # pages of the overlap, by revision
    reader: str = ""  # of what reads pages: with another one, everything has to be read anew
    announced_on: int = 0  # the page of the announcements, by number

    @property
    def start(self) -> str:
        """From when on the next pass has to look."""
        return stamp(moment(self.since) - OVERLAP)

    def is_too_old(self, now: datetime) -> bool:
        """Whether the wiki may have forgotten what changed since."""
        return now - moment(self.since) > LONGEST_GAP

    def as_json(self) -> dict[str, Any]:
        """Return it as the service keeps it."""
        kept = replace(
            self, logs=tuple(self.logs)[-MOST_LOGS:], watched=tuple(self.watched)[:MOST_WATCHED]
        )
        watched = [[one.page, one.rev, one.hidden] for one in kept.watched]
        left_out = dict(list(self.left_out.items())[-50:])
        return {**asdict(kept), "v": VERSION, "watched": watched, "left_out": left_out}


def read_cursor(said: Any) -> Cursor | None:
    """Read a cursor back; None if there is none that helps."""
    try:
        given = dict(said)
        if given.pop("v") != VERSION:
            return None
        given["watched"] = tuple(Watched(*map(int, one)) for one in given["watched"])
        given["logs"] = tuple(map(int, given["logs"]))
        given["left_out"] = {str(key): int(rev) for key, rev in given["left_out"].items()}
        cursor = Cursor(**given)
        moment(cursor.since)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return cursor


def moment(text: str) -> datetime:
    """Read a time as MediaWiki writes it."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def stamp(when: datetime) -> str:
    """Write a time as MediaWiki reads it."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def to_look_at(
    watched: Sequence[Watched], current: Sequence[int], turn: int, limit: int
) -> list[int]:
    """Choose which revisions to look at again in one request, however many there are.

    A suppression is in no list that a bot may see, so it is found by looking. Mostly what was
    read lately is suppressed: the newest half each time, all others in turn.
    """
    revs = [one.rev for one in watched if one.hidden < SUPPRESSED]
    first = revs[: limit // 2]
    rest = [*revs[limit // 2 :], *current]
    room = limit - len(first)
    if len(rest) > room:
        start = turn * room % len(rest)
        rest = (rest * 2)[start : start + room]
    return list(dict.fromkeys([*first, *rest]))


def size(cursor: Cursor) -> int:
    """Say how many bytes a cursor takes."""
    return len(json.dumps(cursor.as_json()).encode())
