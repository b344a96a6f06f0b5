# SPDX-License-Identifier: AGPL-3.0-or-later
"""Delete what its writer took back, and what was kept for long enough.

Each of these is part of an action, in its transaction, with the report locked.
"""

from sqlalchemy import delete

from service.clocks import actions as clocks
from service.clocks.rules import Kind as ClockKind
from service.handovers import actions as handovers
from service.infra.database import session
from service.infra.ids import random_id
from service.reports import moving
from service.reports.models import Report
from service.reports.rules import NOBODYS_HASH
from service.vault import queries as vaults
from service.vault.models import Envelope, File, Grant, Vault


def forget_thread(report: Report) -> None:
    """Delete a withdrawn report's thread, with every key to it, and make its receipt unusable.

    The team's own file stays, and the row with it, until its time is over: it says why the team
    did what it did. Where there is no file, nothing stays at all.
    """
    if vaults.file_of(report.id) is None:
        erase(report)
        return
    _empty(report.vault)
    # From now on the receipt is as good as one that never was.
    report.lookup, report.access_hash = random_id(), NOBODYS_HASH
    report.taken_by, report.taken_until = None, None
    clocks.drop(report.id, [kind for kind in ClockKind if kind is not ClockKind.RETENTION])
    moving.changed(report)


def erase(report: Report) -> None:
    """Delete a report with everything that belongs to it: thread, file, clocks, handovers."""
    file = vaults.file_of(report.id)
    clocks.drop(report.id)
    handovers.forget(report.id)
    session().delete(report)
    session().flush()
    session().execute(delete(File).where(File.matter == report.id))
    for vault in filter(None, (report.vault, file)):
        _empty(vault)
        session().execute(delete(Vault).where(Vault.id == vault))


def _empty(vault: str) -> None:
    session().execute(delete(Grant).where(Grant.vault == vault))
    session().execute(delete(Envelope).where(Envelope.vault == vault))
