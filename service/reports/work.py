# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members do about a report besides writing to its writer.

They take it, mute it, set its clocks, start its file, hand it over.

Whoever acts on something older than what is stored is told how it stands now, and nothing is
changed. Each action is one transaction with one row in the audit. Who has no vote in the team is
refused with `no_vote`, but for beginning the file and handing over.
"""

from collections.abc import Callable
from datetime import date

from service.audit import actions as audit
from service.audit.rules import Verb
from service.clocks import actions as clocks
from service.clocks import queries as running
from service.clocks.rules import Kind as ClockKind
from service.clocks.rules import may_be_set
from service.handovers import actions as handovers
from service.handovers.actions import Noted
from service.handovers.rules import State as HandoverState
from service.infra.database import transaction
from service.infra.problems import Problem
from service.infra.time import today
from service.people.viewers import Viewer
from service.reports import moving, queries, rules, standings
from service.reports.desk_schemas import DeskStandingSchema
from service.reports.models import Report
from service.reports.standings import Standing
from service.vault import actions as vault
from service.vault import queries as vaults
from service.vault.actions import Put
from service.vault.races import settled
from service.vault.rules import NewVault


@settled
def take(viewer: Viewer, report: str, version: int, *, force: bool) -> Standing:
    """Let others know that one works on a report, for a week from today.

    :raise Problem: `no_such_report`, `changed`, or `taken` by somebody else, with how it stands
    """

    def change(found: Report) -> None:
        held = standings.held(found)
        if not rules.may_take(held, viewer.person, today(), force=force):
            raise _refused("taken", found, viewer)
        lease = rules.lease(viewer.person, today())
        found.taken_by, found.taken_until = lease.person, lease.until

    return _changed(viewer, report, version, Verb.REPORT_TAKEN, change)


@settled
def release(viewer: Viewer, report: str, version: int) -> Standing:
    """Let others know that nobody works on a report. It may be somebody else's who is away.

    :raise Problem: `no_such_report`, `changed`
    """

    def change(found: Report) -> None:
        found.taken_by, found.taken_until = None, None

    return _changed(viewer, report, version, Verb.REPORT_RELEASED, change)


@settled
def leave(viewer: Viewer, report: str) -> None:
    """Take no part in a report any more: whoever leaves is handed out nothing of it from now on.

    Why stands in the file, sealed. Others lock it anew, since whoever left knows the keys.

    :raise Problem: `no_such_report`, `bad_holders` if nobody would be left who reads it
    """
    with transaction():
        found = queries.seen(viewer, report, lock=True)
        vault.give_up(viewer.fingerprint, found.vault, vaults.file_of(found.id))
        if found.taken_by == viewer.person:
            found.taken_by, found.taken_until = None, None
        moving.changed(found)
        audit.record(Verb.REPORT_LEFT, found.id, viewer.person)


@settled
def mute(viewer: Viewer, report: str, version: int, *, muted: bool) -> Standing:
    """Have what a writer sends move nothing and tell nobody, or no longer so. It is kept anyway.

    :raise Problem: `no_such_report`, `changed`
    """

    def change(found: Report) -> None:
        found.muted = muted

    verb = Verb.REPORT_MUTED if muted else Verb.REPORT_UNMUTED
    return _changed(viewer, report, version, verb, change)


@settled
def set_clock(
    viewer: Viewer, report: str, version: int, kind: ClockKind, due: date | None
) -> Standing:
    """Say by when something about a report is to happen, or that it need not.

    :raise Problem: `no_such_report`, `changed`, `invalid` for a day that cannot be
    """

    def change(found: Report) -> None:
        if not may_be_set(kind, due, running.due(found.id, kind), today()):
            raise Problem("invalid", errors=[{"field": "due", "code": "invalid"}])
        if due is None:
            clocks.drop(found.id, [kind])
        else:
            clocks.put(found.id, kind, due)

    return _changed(viewer, report, version, Verb.CLOCK_SET, change)


@settled
def start_file(viewer: Viewer, report: str, new: NewVault) -> Put:
    """Begin the team's own file about a report.

    :raise Problem: `no_such_report`, `already_started` with the file, `bad_holders`, …
    """
    with transaction():
        found = queries.seen(viewer, report, lock=True)
        put = vault.start_file(viewer, matter=found.id, thread=found.vault, new=new)
        if not put.again:
            moving.touched(found, viewer.person)
            audit.record(Verb.FILE_STARTED, found.id, viewer.person)
    return put


@settled
def hand_over(viewer: Viewer, report: str, handover: str, answer_by: date | None) -> Noted:
    """Note that a report, or word of it, went elsewhere. To whom stands in the file, sealed.

    It needs no version, no vote and nobody's leave: in danger nothing may stand in its way.

    :raise Problem: `no_such_report`, `already_used`
    """
    with transaction():
        found = queries.seen(viewer, report, lock=True)
        noted = handovers.begin(handover, found.id, found.team, answer_by)
        if not noted.again:
            moving.touched(found, viewer.person)
            audit.record(Verb.HANDED_OVER, found.id, viewer.person)
    return noted


@settled
def end_handover(viewer: Viewer, report: str, handover: str, outcome: HandoverState) -> Noted:
    """Note that a handover was answered, or that nobody waits for it any more.

    :raise Problem: `no_such_report`, `no_such_handover`, `wrong_state`
    """
    with transaction():
        found = queries.seen(viewer, report, lock=True)
        viewer.check_vote(found.team)
        noted = handovers.end(handover, found.id, outcome)
        if not noted.again:
            moving.touched(found, viewer.person)
            audit.record(Verb.HANDOVER_ENDED, found.id, viewer.person)
    return noted


def _changed(
    viewer: Viewer, report: str, version: int, verb: Verb, change: Callable[[Report], None]
) -> Standing:
    """Change a report that stands as the asker has seen it."""
    with transaction():
        found = queries.seen(viewer, report, lock=True)
        viewer.check_vote(found.team)
        if found.version != version:
            raise _refused("changed", found, viewer)
        change(found)
        moving.touched(found, viewer.person)
        moving.changed(found)
        audit.record(verb, found.id, viewer.person)
        return standings.for_member(found, viewer)


def _refused(code: str, report: Report, viewer: Viewer) -> Problem:
    """No, and how it stands now, so that whoever asked can look and ask again."""
    now = standings.for_member(report, viewer)
    return Problem(code, report=DeskStandingSchema().dump(now))
