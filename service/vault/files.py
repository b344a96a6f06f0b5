# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of matters that have no thread: a case is public, and what members say of it is not.

Such a file is for a team's audience, less whom the matter is closed to. As with everything in a
vault, each of these is part of an action that has found out whether the asker may do it.
"""

import hashlib

from service.infra.database import transaction
from service.infra.problems import Problem
from service.people.viewers import Viewer
from service.vault import actions, queries
from service.vault.actions import Put
from service.vault.models import Barred, File, Vault
from service.vault.rules import Kind, NewVault


def start(viewer: Viewer, *, matter: str, team: str, new: NewVault) -> Put:
    """Begin the file of a matter that has no thread. Of two who do so at once, one is told so.

    :raise Problem: `already_started` with `file`, `already_used`, `bad_holders`, `not_sealed`,
        `statement_expired`
    """
    with transaction() as rows:
        started = queries.file_of(matter)
        if started is not None:
            if started == new.id and actions.is_as_sent(new):
                return Put(hashlib.sha256(new.envelopes[-1].data).hexdigest(), again=True)
            raise Problem("already_started", file=started)
        if rows.get(Vault, new.id) is not None:
            raise Problem("already_used")
        holders = new.holders
        right = len(set(holders)) == len(holders) and viewer.fingerprint in holders
        if not right or not set(holders) <= actions.allowed(team).audience - queries.closed_to(
            matter
        ):
            raise Problem("bad_holders")
        actions.begin(new, team, Kind.FILE)
        rows.add(File(matter=matter, vault=new.id, thread=None))
        rows.flush()
    return Put(hashlib.sha256(new.envelopes[-1].data).hexdigest(), again=False)


def close_to(matter: str, person: str) -> None:
    """Let somebody read a matter's file no more, under no key they ever make."""
    with transaction() as rows:
        if rows.get(Barred, (matter, person)) is None:
            rows.add(Barred(matter=matter, person=person))
            rows.flush()


def open_to(matter: str, person: str) -> None:
    """Let somebody be given a matter's file again; nobody is given it by this."""
    with transaction() as rows:
        barred = rows.get(Barred, (matter, person))
        if barred is not None:
            rows.delete(barred)
            rows.flush()
