# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every action of a member on a case begins and ends with: may they, is it as they saw it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from service.audit.actions import Verb, record
from service.cases import facts, queries, timeline
from service.cases.models import Case
from service.infra.database import transaction
from service.infra.problems import Problem
from service.people.viewers import Viewer

REASON = 2000
TEXT = 20_000


@contextmanager
def on_case(viewer: Viewer, case_id: str, verb: Verb, version: int | None = None) -> Iterator[Case]:
    """One transaction on a case a member may act on, with one row in the audit.

    :param version: how they saw it; None where nobody else's change makes a difference
    :raise Problem: `no_such_case`, `no_vote`, `changed` with how it stands
    """
    with transaction():
        case = queries.seen(viewer, case_id, lock=True)
        viewer.check_vote(case.team)
        if version is not None and version != case.version:
            raise Problem("changed", case=standing(case))
        yield case
        timeline.touch(case)
        record(verb, case.id, viewer.person)


def standing(case: Case) -> dict[str, Any]:
    """How a case stands, as who saw something older is told."""
    return {
        "case": case.id,
        "state": case.state,
        "version": case.version,
        "changed": case.changed.isoformat(),
    }


def invalid(field: str, code: str = "invalid") -> Problem:
    """The problem that names a field."""
    return Problem("invalid", errors=[{"field": field, "code": code}])


def text(value: str, field: str, most: int = TEXT, *, required: bool = True) -> str:
    """Words a member typed, without white space around them.

    :raise Problem: `invalid`, naming the field
    """
    made = value.replace("\r\n", "\n").strip()
    if required and not made:
        raise invalid(field, "required")
    if len(made) > most or any(ord(char) < 32 and char not in "\n\t" for char in made):
        raise invalid(field)
    return made


def line(value: str, field: str, *, required: bool = True) -> str:
    """One line that a member typed.

    :raise Problem: `invalid`, naming the field
    """
    made = value.strip()
    if required and not made:
        raise invalid(field, "required")
    if len(made) > facts.TITLE or not facts.is_one_line(made):
        raise invalid(field)
    return made


def in_order(first: date | None, then: date | None, field: str) -> None:
    """Refuse days that end before they begin.

    :raise Problem: `invalid`, naming the field
    """
    if first is not None and then is not None and then < first:
        raise invalid(field)
