# SPDX-License-Identifier: AGPL-3.0-or-later
"""Count how a matter ended, without knowing which matter."""

from typing import Any

from sqlalchemy import case, update
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.orm import Session

from service.audit import actions as audit
from service.audit.rules import Verb
from service.figures.models import Tally
from service.figures.rules import Category, Outcome, quarter
from service.infra.database import transaction
from service.infra.problems import Problem
from service.infra.time import today
from service.people.viewers import Viewer
from service.vault.races import settled


@settled
def count(viewer: Viewer, team: str, category: Category, outcome: Outcome, number: int = 1) -> str:
    """Count one more in this quarter's row, or many at once, or fewer; return the quarter.

    It comes in a request of its own, never with the closing of a report. The audit says that the
    team counted something, not who, what or how it ended, so that its row beside that of a closing
    does not say of that report what no row may say.

    :param number: how many; below zero what was counted is taken back, as far as it is there
    :raise Problem: `not_allowed` for a team one is not in, `no_vote`
    """
    if team not in viewer.teams:
        raise Problem("not_allowed")
    viewer.check_vote(team)
    now = quarter(today())
    row = {"team": team, "quarter": now, "category": category.value, "outcome": outcome.value}
    with transaction() as rows:
        rows.execute(_more(rows, row, number) if number > 0 else _fewer(row, -number))
        audit.record(Verb.TALLY_ADDED, team)
    return now


def _more(rows: Session, row: dict[str, str], number: int) -> Any:
    """An insert that counts up where there is a row, as each database spells it."""
    values, more = {**row, "count": number}, {"count": Tally.count + number}
    if rows.get_bind().dialect.name == "sqlite":
        inserted = sqlite.insert(Tally).values(values)
        return inserted.on_conflict_do_update(index_elements=list(row), set_=more)
    return mysql.insert(Tally).values(values).on_duplicate_key_update(**more)


def _fewer(row: dict[str, str], number: int) -> Any:
    """An update that counts down, and never below nothing."""
    left = case((Tally.count > number, Tally.count - number), else_=0)
    return update(Tally).filter_by(**row).values(count=left)
