# SPDX-License-Identifier: AGPL-3.0-or-later
"""Give a report's writer another private code, by a new lock on the thread; the old one is void.

The writer does it while they have the old code; a member does it for somebody who lost theirs and
has proved anew, in a new report, who they are. Afterwards the old code is nobody's.
"""

from service.audit import actions as audit
from service.audit.rules import Verb
from service.infra.database import session, transaction
from service.infra.problems import Problem
from service.people.viewers import Viewer
from service.reports import actions, ending, moving, queries
from service.reports.models import Report
from service.reports.rules import Kind
from service.vault import actions as vault
from service.vault.actions import Put
from service.vault.models import Vault
from service.vault.races import settled
from service.vault.rules import REPORTER, Epoch


@settled
def renew_own(lookup: str, token: bytes, new_lookup: str, access_hash: str, epoch: Epoch) -> Put:
    """Let a writer go on under a code of their own making.

    Who was invited does this first: the team had to make their first code for them.

    :raise Problem: `no_such_report`, `already_used`, and what the vault finds wrong
    """
    with transaction():
        report = actions.opened(lookup, token, lock=True)
        if queries.by_lookup(new_lookup) is not None:
            raise Problem("already_used")
        put = vault.start_epoch(_thread(report), epoch, by=REPORTER)
        if put.again:
            # Its code was taken over with it, so this is somebody else's epoch, sent a second time.
            raise Problem("already_used")
        _take_over(report, new_lookup, access_hash)
        audit.record(Verb.REPORT_RENEWED, report.id, None)
    return put


@settled
def renew_for(viewer: Viewer, report: str, source: str, epoch: Epoch) -> Put:
    """Let a writer who lost their code go on with that of a report in which they proved themselves.

    That report is deleted with everything in it: it said who they are, and that is read by now.
    Asked the same again, because the answer got lost, nothing is left of it but the new lock, by
    whose bytes the request is known again.

    :raise Problem: `no_such_report` for either, `no_vote`, `invalid` for two that do not go
        together, and what the vault finds wrong
    """
    with transaction():
        # Always locked in the same order, so that no two wait for each other.
        both = {one: _seen(viewer, one) for one in sorted({report, source})}
        old, new = both[report], both[source]
        if old is None or new is None:
            return _done_before(viewer, old, epoch)
        viewer.check_vote(old.team)
        fits = old.id != new.id and old.team == new.team and new.kind == Kind.REPORT
        readable = all(queries.opens_thread(viewer, one) for one in (old, new))
        if not fits or not readable:
            raise Problem("invalid", errors=[{"field": "from", "code": "invalid"}])
        put = vault.start_epoch(_thread(old), epoch, by=viewer.fingerprint)
        lookup, access_hash = new.lookup, new.access_hash
        ending.erase(new)
        _take_over(old, lookup, access_hash)
        moving.touched(old, viewer.person)
        audit.record(Verb.REPORT_RENEWED, old.id, viewer.person)
    return put


def _seen(viewer: Viewer, report: str) -> Report | None:
    try:
        return queries.seen(viewer, report, lock=True)
    except Problem:
        return None


def _done_before(viewer: Viewer, old: Report | None, epoch: Epoch) -> Put:
    """What was answered when this very lock was put on, by whoever still reads the thread."""
    if old is not None and queries.opens_thread(viewer, old):
        put = vault.begun(_thread(old), epoch)
        if put is not None:
            return put
    raise Problem("no_such_report")


def _thread(report: Report) -> Vault:
    return session().get_one(Vault, report.vault)


def _take_over(report: Report, lookup: str, access_hash: str) -> None:
    report.lookup, report.access_hash = lookup, access_hash
    moving.changed(report)
