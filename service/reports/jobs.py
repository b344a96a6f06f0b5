# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done once a day about reports, by nobody's request. Doing it twice changes nothing."""

from collections.abc import Callable

from service.audit import actions as audit
from service.audit.rules import Verb
from service.clocks import queries as clocks
from service.clocks.rules import Kind
from service.infra.database import session, transaction
from service.infra.time import today
from service.reports import ending
from service.reports.models import Report
from service.vault.races import settled


def delete_due() -> int:
    """Delete what was withdrawn 72 hours ago, and what was closed for as long as a team keeps it.

    Each in a transaction of its own, so that one that fails holds up no other. Afterwards
    `infra.database.reclaim` has the bytes gone from the database's files as well.

    :return: how many reports something was deleted of
    """
    done = [
        _settle(report, Kind.RETENTION, Verb.REPORT_DELETED, ending.erase)
        for report in clocks.fallen_due(Kind.RETENTION, today())
    ]
    done += [
        _settle(report, Kind.WITHDRAWAL, Verb.THREAD_DELETED, ending.forget_thread)
        for report in clocks.fallen_due(Kind.WITHDRAWAL, today())
    ]
    return sum(done)


@settled
def _settle(report: str, kind: Kind, verb: Verb, act: Callable[[Report], None]) -> bool:
    """Do it, unless somebody was faster: took it back, prolonged, opened it again."""
    with transaction():
        found = session().get(Report, report, with_for_update=True)
        due = clocks.due(report, kind)
        if found is None or due is None or due > today():
            return False
        act(found)
        audit.record(verb, report, None)
    return True
