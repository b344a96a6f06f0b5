# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much of something a day may bring, counted in the database so that all replicas agree.

Keys name what is limited (a team, a vault), never who asks: nobody's address is looked at.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, delete, insert, update
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from service.infra.database import TABLE, Base, Key64, transaction
from service.infra.problems import Problem
from service.infra.time import seconds_to_midnight


class Quota(Base):
    """How often something happened on a day."""

    __tablename__ = "quotas"
    __table_args__ = ({**TABLE, "sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(Key64, primary_key=True, comment="what is limited")
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    used: Mapped[int]


def take(key: str, day: date, allowed: int) -> None:
    """Use one of a day's allowance, in the transaction of what it is for.

    :raise Problem: ``quota``, with the time until the next day begins
    """
    with transaction() as rows:
        if _taken(rows, key, day, allowed):
            return
        # The first of a day, or one too many.
        rows.execute(delete(Quota).where(Quota.key == key, Quota.day < day))
        rows.execute(_ensured(rows, key, day))
        if not _taken(rows, key, day, allowed):
            raise Problem("quota", headers={"Retry-After": str(seconds_to_midnight())})


def _taken(rows: Session, key: str, day: date, allowed: int) -> bool:
    taken = rows.execute(
        update(Quota)
        .where(Quota.key == key, Quota.day == day, Quota.used < allowed)
        .values(used=Quota.used + 1)
    )
    return int(taken.rowcount) == 1  # type: ignore[attr-defined]  # an UPDATE's result has it


def _ensured(rows: Session, key: str, day: date) -> Any:
    """An insert that leaves a row alone that another request made first."""
    values = {"key": key, "day": day, "used": 0}
    name = rows.get_bind().dialect.name
    if name == "sqlite":
        return sqlite.insert(Quota).values(values).on_conflict_do_nothing()
    if name in {"mysql", "mariadb"}:
        return mysql.insert(Quota).values(values).on_duplicate_key_update(used=Quota.used)
    return insert(Quota).values(values)
