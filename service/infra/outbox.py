# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is to be done later: put down in the transaction that wants it, done by the worker.

A row says what about whom, once; it holds nothing anybody wrote and no time finer than the day.
Whoever does it takes the row out only afterwards: a crash in between may have it done twice, but
nothing that was put down is ever lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, UniqueConstraint, delete, func, select, update
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from service.infra.database import TABLE, Base, Code, Id, Key64, session, transaction
from service.infra.ids import random_id
from service.infra.time import today

ATTEMPTS = 10


class OutboxRow(Base):
    """Something to be done once."""

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("topic", "subject"), {**TABLE, "sqlite_with_rowid": False})

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    topic: Mapped[str] = mapped_column(Code, comment="what is to be done")
    subject: Mapped[str] = mapped_column(Key64, comment="id of whom or what it is about")
    day: Mapped[date] = mapped_column(Date, comment="when it was asked for")
    attempts: Mapped[int] = mapped_column(default=0, comment="how often it was tried in vain")


@dataclass(frozen=True)
class Item:
    """A row as a worker saw it. Asked for again meanwhile, the row has another id."""

    id: str
    topic: str
    subject: str
    attempts: int


def put(topic: str, subject: str) -> None:
    """Have something done later, if the caller's transaction is committed.

    Asked for again before it is done, it is still done once; what was being done just then is done
    once more, because whoever does it may not have seen what is new.
    """
    with transaction() as rows:
        rows.execute(_asked_anew(rows, topic, subject))


def drop(topic: str, subject: str) -> None:
    """Let something be, that nobody needs any more."""
    with transaction() as rows:
        rows.execute(
            delete(OutboxRow).where(OutboxRow.topic == topic, OutboxRow.subject == subject)
        )


def waiting(topic: str, *, asked_before: date | None = None) -> Sequence[Item]:
    """What is to be done, in no order that tells anything; not what was given up.

    :param asked_before: leave out what was asked for on this day or later
    """
    wanted = select(OutboxRow).where(OutboxRow.topic == topic, OutboxRow.attempts < ATTEMPTS)
    if asked_before is not None:
        wanted = wanted.where(OutboxRow.day < asked_before)
    rows = session().scalars(wanted.order_by(OutboxRow.id))
    return [Item(row.id, row.topic, row.subject, row.attempts) for row in rows]


def claim(item: Item) -> bool:
    """Count an attempt. Of two workers who saw the same row, one is told no and MUST let it be."""
    with transaction() as rows:
        claimed = rows.execute(
            update(OutboxRow)
            .where(OutboxRow.id == item.id, OutboxRow.attempts == item.attempts)
            .values(attempts=item.attempts + 1)
        )
    return int(claimed.rowcount) == 1  # type: ignore[attr-defined]  # an UPDATE's result has it


def done(item: Item) -> None:
    """Take out what was done; what was asked for again meanwhile stays, as asked for today."""
    with transaction() as rows:
        gone = rows.execute(delete(OutboxRow).where(OutboxRow.id == item.id))
        if not gone.rowcount:  # type: ignore[attr-defined]  # a DELETE's result has it
            rows.execute(
                update(OutboxRow)
                .where(OutboxRow.topic == item.topic, OutboxRow.subject == item.subject)
                .values(day=today())
            )


def forget_given_up() -> int:
    """Take out what was tried too often; how many."""
    with transaction() as rows:
        gone = rows.execute(delete(OutboxRow).where(OutboxRow.attempts >= ATTEMPTS))
        return int(gone.rowcount)  # type: ignore[attr-defined]  # a DELETE's result has it


def length() -> int:
    """How much is still to be done, of all kinds."""
    return session().scalar(select(func.count()).select_from(OutboxRow)) or 0


def _asked_anew(rows: Session, topic: str, subject: str) -> Any:
    """An insert that gives a row another id where there is one; the day it was asked for stays."""
    values = {
        "id": random_id(), "topic": topic, "subject": subject, "day": today(), "attempts": 0,
    }  # fmt: skip
    fresh = {"id": values["id"], "attempts": 0}
    if rows.get_bind().dialect.name == "sqlite":
        inserted = sqlite.insert(OutboxRow).values(values)
        return inserted.on_conflict_do_update(index_elements=["topic", "subject"], set_=fresh)
    return mysql.insert(OutboxRow).values(values).on_duplicate_key_update(**fresh)
