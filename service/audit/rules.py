# SPDX-License-Identifier: AGPL-3.0-or-later
"""How rows of the audit hang together, and what is wrong when they do not."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

FIRST_HASH = "0" * 64


class Verb(StrEnum):
    """What somebody can have done."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    PERSON_ADDED = "person_added"
    PERSON_RENAMED = "person_renamed"
    PERSON_FORGOTTEN = "person_forgotten"
    VISITED = "visited"
    AUTHORITY_HELD = "authority_held"
    AUTHORITY_LOST = "authority_lost"
    SETTINGS_CHANGED = "settings_changed"
    MAIL_CHANGED = "mail_changed"
    MAIL_CONFIRMED = "mail_confirmed"
    ABSENCE_SAID = "absence_said"
    ABSENCE_ENDED = "absence_ended"
    KEYS_SET = "keys_set"
    TEAM_ADDED = "team_added"
    STATEMENT_ACCEPTED = "statement_accepted"
    REPORT_SENT = "report_sent"
    REPORT_WRITTEN_BACK = "report_written_back"
    REPORTS_LISTED = "reports_listed"
    REPORT_READ = "report_read"
    REPORT_RECEIVED = "report_received"
    REPORT_ANSWERED = "report_answered"
    REPORT_ACKNOWLEDGED = "report_acknowledged"
    REPORT_CLOSED = "report_closed"
    REPORT_REOPENED = "report_reopened"
    REPORT_ENTERED = "report_entered"
    INVITATION_SENT = "invitation_sent"
    REPORT_WITHDRAWN = "report_withdrawn"
    REPORT_TAKEN_BACK = "report_taken_back"
    REPORT_TAKEN = "report_taken"
    REPORT_RELEASED = "report_released"
    REPORT_LEFT = "report_left"
    REPORT_MUTED = "report_muted"
    REPORT_UNMUTED = "report_unmuted"
    REPORT_RENEWED = "report_renewed"
    CLOCK_SET = "clock_set"
    HANDED_OVER = "handed_over"
    HANDOVER_ENDED = "handover_ended"
    THREAD_DELETED = "thread_deleted"
    REPORT_DELETED = "report_deleted"
    TALLY_ADDED = "tally_added"
    VAULT_READ = "vault_read"
    VAULT_GRANTED = "vault_granted"
    EPOCH_BEGUN = "epoch_begun"
    FILE_STARTED = "file_started"
    FILE_WRITTEN = "file_written"
    HOLDINGS_LISTED = "holdings_listed"
    BOT_ADDED = "bot_added"
    BOT_REMOVED = "bot_removed"
    BOT_BEGAN = "bot_began"
    BOT_ENDED = "bot_ended"
    CASE_OPENED = "case_opened"
    CASE_READ = "case_read"
    CASE_PAGE_CHANGED = "case_page_changed"
    CASE_PURGED = "case_purged"
    NAME_REPLACED = "name_replaced"
    ANNOUNCEMENTS_READ = "announcements_read"
    ANNOUNCEMENTS_PURGED = "announcements_purged"
    ROSTER_READ = "roster_read"
    PUBLISHED = "published"
    HAND_EDIT_FOUND = "hand_edit_found"
    NOTICES_NOTED = "notices_noted"
    CASE_FILE_STARTED = "case_file_started"
    FACT_SETTLED = "fact_settled"
    CASE_MOVED = "case_moved"
    CASE_RECUSED = "case_recused"
    MOTION_OPENED = "motion_opened"
    MOTION_DECIDED = "motion_decided"
    CASE_DECIDED = "case_decided"
    REMEDY_ADDED = "remedy_added"
    REMEDY_CHANGED = "remedy_changed"
    REMEDY_LIFTED = "remedy_lifted"
    REMEDY_DUE = "remedy_due"
    APPEAL_LINKED = "appeal_linked"
    NOTICE_WAIVED = "notice_waived"
    HAND_EDIT_ANSWERED = "hand_edit_answered"
    PUBLICATION_CLEARED = "publication_cleared"
    ANNOUNCEMENT_SEEN = "announcement_seen"
    ROSTER_SEEN = "roster_seen"
    CASE_SETTINGS_CHANGED = "case_settings_changed"


class Level(StrEnum):
    """Who may see a row. Whoever runs the service can see them all."""

    OWN = "own"  # who did it
    TEAM = "team"  # the teams it concerns
    MATTER = "matter"  # who may know of the report or the file
    DESK = "desk"  # every member of every team


class Fault(StrEnum):
    """What can be wrong with the audit."""

    CHANGED = "changed"  # a row's hash is not that of what it says
    BROKEN = "broken"  # a row does not name the hash of the one before
    MISSING = "missing"  # a number is left out
    CUT = "cut"  # the rows end before, or differ from, the head that is known


@dataclass(frozen=True)
class Row:
    """One line of the audit."""

    seq: int
    day: str
    actor: str | None
    verb: str
    subject: str
    previous: str
    hash: str


@dataclass(frozen=True)
class Head:
    """The newest row's number and hash: all one must keep to notice later changes."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


@dataclass(frozen=True)
class Found:
    """A fault and the number of the row it was found at."""

    fault: Fault
    seq: int


@dataclass(frozen=True)
class Published:
    """What was published of the audit as it stood when a day was over."""

    day: str
    hash: str


EMPTY = Head(0, FIRST_HASH)

_PUBLISHED = re.compile(r"^\W*(\d{4}-\d{2}-\d{2})\W+([0-9a-f]{64})\W*$", re.MULTILINE)


def row_hash(seq: int, day: str, actor: str | None, verb: str, subject: str, previous: str) -> str:
    """The hash of a row: SHA-256 over all it says, as JSON without white space."""
    said = json.dumps(
        [seq, day, actor, verb, subject, previous], separators=(",", ":"), ensure_ascii=True
    )
    return hashlib.sha256(said.encode("ascii")).hexdigest()


def published(day: str, hash_: str, salt: str) -> Published:
    """What to publish of the hash of a day's last row.

    Not that hash itself: on a quiet day there are so few things a row can say that somebody could
    try them all. Without the salt nobody can; with it nobody can make another hash fit.
    """
    said = json.dumps(["alcove/1 audit head", day, hash_, salt], separators=(",", ":"))
    return Published(day, hashlib.sha256(said.encode("ascii")).hexdigest())


def read_published(text: str) -> list[Published]:
    """Every line that is a day and a hash, whatever else stands around them."""
    return [Published(day, hash_) for day, hash_ in _PUBLISHED.findall(text)]


def check(rows: Iterable[Row], *heads: Head) -> Iterator[Found]:
    """Find everything wrong with rows in ascending order, against heads known from elsewhere."""
    wanted = {head.seq: head for head in heads}
    wrong_heads = {seq for seq, head in wanted.items() if seq == 0 and head != EMPTY}
    before = EMPTY
    seen: set[int] = {0}
    for row in rows:
        if row.seq != before.seq + 1:
            yield Found(Fault.MISSING, before.seq + 1)
        if row.previous != before.hash:
            yield Found(Fault.BROKEN, row.seq)
        said = (row.seq, row.day, row.actor, row.verb, row.subject, row.previous)
        if row.hash != row_hash(*said):
            yield Found(Fault.CHANGED, row.seq)
        if row.seq in wanted and wanted[row.seq].hash != row.hash:
            wrong_heads.add(row.seq)
        seen.add(row.seq)
        before = Head(row.seq, row.hash)
    for seq in sorted(wrong_heads | (set(wanted) - seen)):
        yield Found(Fault.CUT, seq)
