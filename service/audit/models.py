# SPDX-License-Identifier: AGPL-3.0-or-later
"""The audit's tables: the rows, and the head that makes writers take turns."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Date, Index, event
from sqlalchemy.orm import Mapped, mapped_column

from service.infra.database import TABLE, Base, Code, Hash, Key64


class AuditRow(Base):
    """One line of the audit; never changed, never taken out."""

    __tablename__ = "audit_rows"
    __table_args__ = (Index("ix_audit_rows_day", "day", "seq"), TABLE)

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, comment="no finer on purpose")
    actor: Mapped[str | None] = mapped_column(
        Key64, comment="who of a team or the command line; empty for a reporter"
    )
    verb: Mapped[str] = mapped_column(Code, comment="what was done: audit.rules.Verb")
    subject: Mapped[str] = mapped_column(Key64, comment="id of what it was done to")
    previous: Mapped[str] = mapped_column(Hash, comment="hash of the row before")
    hash: Mapped[str] = mapped_column(Hash, comment="SHA-256 over all other columns")


class AuditHead(Base):
    """The newest row's number and hash, in one row that a writer locks."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="always 1")
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(Hash)
    salt: Mapped[str] = mapped_column(
        Hash,
        default=lambda: secrets.token_hex(32),
        comment="hides from readers of published heads what the rows of a quiet day say",
    )


def _refuse(_mapper: Any, _connection: Any, _row: Any) -> None:
    raise RuntimeError("rows of the audit are never changed")


event.listen(AuditRow, "before_update", _refuse)
event.listen(AuditRow, "before_delete", _refuse)
