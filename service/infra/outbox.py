# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is to be done later: put down in the transaction that wants it, done by the worker.

A row says what about whom, once; it holds nothing anybody wrote and no time finer than the day.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.infra.database import TABLE, Base, Code, Id, Key64


class OutboxRow(Base):
    """Something to be done once."""

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("topic", "subject"), {**TABLE, "sqlite_with_rowid": False})

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    topic: Mapped[str] = mapped_column(Code, comment="what is to be done")
    subject: Mapped[str] = mapped_column(Key64, comment="id of whom or what it is about")
    day: Mapped[date] = mapped_column(Date, comment="when it was asked for")
    attempts: Mapped[int] = mapped_column(default=0, comment="how often it was tried in vain")
