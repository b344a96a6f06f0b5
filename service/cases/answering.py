# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members say to what bots found outside of cases, and what a team chose for its cases.

Found are edits by hand, publications to clear, announcements, differences in the roster.
"""

from __future__ import annotations

from typing import Any

from service.audit.actions import Verb, record
from service.cases import committee, voting
from service.cases.bot_models import Announcement, HandEdit, Publication, Roster
from service.cases.models import CaseSettings
from service.cases.publishing import Answer
from service.infra.database import transaction
from service.infra.problems import Problem
from service.infra.races import settled
from service.infra.time import today
from service.people import queries as people
from service.people.viewers import Viewer


@settled
def answer_hand_edit(viewer: Viewer, hand_edit: str, answer: Answer) -> HandEdit:
    """Say what becomes of an edit by hand where a bot writes.

    :raise Problem: `no_such_part`, `no_vote`
    """
    with transaction() as rows:
        found = rows.get(HandEdit, hand_edit, with_for_update=True)
        if found is None or found.team not in viewer.teams:
            raise Problem("no_such_part")
        viewer.check_vote(found.team)
        found.answer, found.person, found.answered = answer.value, viewer.person, today()
        rows.flush()
        record(Verb.HAND_EDIT_ANSWERED, found.id, viewer.person)
    return found


@settled
def clear_publication(viewer: Viewer, publication: str) -> Publication:
    """Say that a revision of ours does not show any more what was suppressed elsewhere.

    :raise Problem: `no_such_part`, `no_vote`
    """
    with transaction() as rows:
        found = rows.get(Publication, publication, with_for_update=True)
        if found is None or found.team not in viewer.teams or found.flagged is None:
            raise Problem("no_such_part")
        viewer.check_vote(found.team)
        found.cleared = today()
        rows.flush()
        record(Verb.PUBLICATION_CLEARED, found.id, viewer.person)
    return found


@settled
def see_announcement(viewer: Viewer, announcement: str, hash_: str) -> Announcement:
    """Say that one has looked at an announcement that could not be read.

    :raise Problem: `no_such_part`, `no_vote`, `changed` if it says something else by now
    """
    with transaction() as rows:
        found = rows.get(Announcement, announcement, with_for_update=True)
        if found is None or found.team not in viewer.teams:
            raise Problem("no_such_part")
        viewer.check_vote(found.team)
        if found.hash != hash_:
            raise Problem("changed")
        found.settled_hash, found.settled_by, found.settled = hash_, viewer.person, today()
        rows.flush()
        record(Verb.ANNOUNCEMENT_SEEN, found.team, viewer.person)
    return found


@settled
def see_roster(viewer: Viewer, team: str, hash_: str) -> None:
    """Say that one has looked at where the wiki and the statement name different members.

    :raise Problem: `no_such_part`, `no_vote`, `changed` if they differ otherwise by now
    """
    with transaction() as rows:
        found = rows.get(Roster, team, with_for_update=True)
        if found is None or team not in viewer.teams:
            raise Problem("no_such_part")
        viewer.check_vote(team)
        if committee.differences(team).hash != hash_:
            raise Problem("changed")
        found.settled_hash, found.settled_by, found.settled = hash_, viewer.person, today()
        rows.flush()
        record(Verb.ROSTER_SEEN, team, viewer.person)


def set_up(team: str, *, show_not_voted: bool | None, rules: Any | None) -> CaseSettings:
    """Choose how a team's cases are handled; what is None stays as it is.

    :raise Problem: `unknown_team`
    :raise ValueError: for rules that are none
    """
    if rules is not None:
        voting.read_rules(rules)
    with transaction() as rows:
        found = rows.get(CaseSettings, people.team(team).id)
        if found is None:
            found = CaseSettings(team=team, show_not_voted=False)
            rows.add(found)
        if show_not_voted is not None:
            found.show_not_voted = show_not_voted
        if rules is not None:
            found.rules = rules
        rows.flush()
        record(Verb.CASE_SETTINGS_CHANGED, team)
    return found
