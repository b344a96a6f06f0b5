# SPDX-License-Identifier: AGPL-3.0-or-later
"""On which day a member last opened the desk: a team nobody looks after takes no reports."""

from __future__ import annotations

from flask import Flask, request
from sqlalchemy import or_, update

from service.audit.actions import Verb, record
from service.infra import permissions
from service.infra.database import transaction
from service.infra.permissions import Permission
from service.infra.races import settled
from service.infra.sessions import current_person_id
from service.infra.time import today
from service.people import queries
from service.people.models import Person

AT_DESK = frozenset({Permission.SIGNED_IN, Permission.MEMBER})


def install(app: Flask) -> None:
    """Note visits from now on. Call after the permissions: who is turned away has not visited."""
    app.before_request(_note)


@settled
def visit(person_id: str) -> None:
    """Somebody is at the desk today; noted once a day."""
    with transaction() as rows:
        noted = rows.execute(
            update(Person)
            .where(Person.id == person_id, or_(Person.seen.is_(None), Person.seen < today()))
            .values(seen=today())
        )
        if noted.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
            record(Verb.VISITED, person_id, person_id)


def _note() -> None:
    if permissions.required(request.endpoint) not in AT_DESK or request.method == "OPTIONS":
        return
    who = queries.person(current_person_id() or "")
    if who is not None and (who.seen is None or who.seen < today()) and queries.belongs(who.id):
        visit(who.id)
