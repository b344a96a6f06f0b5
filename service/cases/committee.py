# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the committee's own pages say: its announcements, and who its members are.

Neither changes anything by itself, and least of all anybody's rights: what differs from what is
known here is shown at the desk until a member has looked at it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from service.audit.actions import Verb, record
from service.cases import names, voting
from service.cases.bot_models import Announcement, Roster
from service.cases.bots import Caller
from service.cases.readings import Outcome
from service.cases.rules import same_name
from service.infra.database import session, transaction
from service.infra.ids import random_id
from service.infra.races import settled
from service.infra.time import today


@dataclass(frozen=True)
class Announced:
    """A motion as the page of announcements tells it."""

    title: str
    day: date | None
    support: int | None
    oppose: int | None
    abstain: int | None
    adopted: bool | None
    anchor: str
    hash: str
    certain: bool


@dataclass(frozen=True)
class Differences:
    """Where the wiki and the team's statement do not name the same members."""

    page_only: tuple[str, ...]  # on the page, in no statement
    statement_only: tuple[str, ...]  # in the statement, not on the page
    group_only: tuple[str, ...]  # hold the group, in no statement
    group_lacks: tuple[str, ...]  # in the statement, do not hold the group

    def __bool__(self) -> bool:
        return any((self.page_only, self.statement_only, self.group_only, self.group_lacks))

    @property
    def hash(self) -> str:
        """What changes when they do."""
        said = [self.page_only, self.statement_only, self.group_only, self.group_lacks]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


@settled
def announced(bot: Caller, wiki: str, page: int, rev: int, found: Sequence[Announced]) -> Outcome:
    """Store what a page of announcements says now."""
    with transaction() as rows:
        same = (Announcement.team == bot.team, Announcement.wiki == wiki, Announcement.page == page)
        newest = rows.scalar(select(func.max(Announcement.rev)).where(*same))
        if newest is not None and rev <= newest:
            return Outcome.SAME if rev == newest else Outcome.STALE
        stored = {one.anchor: one for one in rows.scalars(select(Announcement).where(*same))}
        now = names.current(bot.team)
        for one in found:
            row = stored.pop(one.anchor, None)
            if row is None:
                row = Announcement(
                    id=random_id(), team=bot.team, wiki=wiki, page=page, anchor=one.anchor
                )
                rows.add(row)
            for name in ("day", "support", "oppose", "abstain", "adopted", "hash", "certain"):
                setattr(row, name, getattr(one, name))
            row.title, row.rev = names.replaced(one.title, now), rev
        for gone in stored.values():
            rows.delete(gone)
        rows.flush()
        record(Verb.ANNOUNCEMENTS_READ, bot.team, bot.id)
    return Outcome.NEW if newest is None else Outcome.CHANGED


@settled
def listed(
    bot: Caller, wiki: str, rev: int, members: Sequence[str], group: Sequence[str] | None
) -> Outcome:
    """Store who the page, and the group if it was asked, say the members are."""
    with transaction() as rows:
        found = rows.get(Roster, bot.team, with_for_update=True)
        if found is not None and found.wiki == wiki and rev < found.rev:
            return Outcome.STALE
        said, held = sorted(members), sorted(group) if group is not None else None
        if found is not None and (found.wiki, found.listed, found.holders) == (wiki, said, held):
            return Outcome.SAME
        outcome = Outcome.NEW if found is None else Outcome.CHANGED
        if found is None:
            found = Roster(team=bot.team)
            rows.add(found)
        found.wiki, found.rev, found.day = wiki, rev, today()
        found.listed, found.holders = said, held
        rows.flush()
        record(Verb.ROSTER_READ, bot.team, bot.id)
    return outcome


def differences(team: str) -> Differences:
    """Who is a member by the wiki's word and not by the team's, and the other way round."""
    roster = session().get(Roster, team)
    if roster is None:
        return Differences((), (), (), ())
    ours = {same_name(voter.name) for voter in voting.voters(team)}
    page = {same_name(name) for name in roster.listed}
    group = {same_name(name) for name in roster.holders} if roster.holders is not None else ours
    return Differences(
        tuple(sorted(page - ours)),
        tuple(sorted(ours - page)),
        tuple(sorted(group - ours)),
        tuple(sorted(ours - group)),
    )


def settled_hash(team: str) -> str | None:
    """The differences a member has looked at last."""
    roster = session().get(Roster, team)
    return roster.settled_hash if roster is not None else None
