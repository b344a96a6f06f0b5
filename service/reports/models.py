# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of reports: what the service may know of them, and no column more."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.infra.database import TABLE, Base, Code, Hash, Id, Key64


class Report(Base):
    """One report and where it stands. What it says is in its vault, sealed."""

    __tablename__ = "reports"
    __table_args__ = (
        Index("ix_reports_team_state", "team", "state"),
        # No row ids: they would say which of two reports of one day came first.
        {**TABLE, "sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, comment="random; known to members only")
    team: Mapped[str] = mapped_column(ForeignKey("teams.id"))
    lookup: Mapped[str] = mapped_column(Id, unique=True, comment="from the writer's receipt")
    access_hash: Mapped[str] = mapped_column(
        Hash, comment="SHA-256 of the receipt's access token; the token is never stored"
    )
    vault: Mapped[str] = mapped_column(
        ForeignKey("vaults.id"), unique=True, comment="the thread shared with the writer"
    )
    state: Mapped[str] = mapped_column(Code)
    turn: Mapped[str] = mapped_column(Code, comment="who is expected to write next")
    day: Mapped[date] = mapped_column(Date, comment="when it came; no finer on purpose")
    kind: Mapped[str] = mapped_column(
        Code, default="report", comment="report; invitation: a thread begun by the team"
    )
    version: Mapped[int] = mapped_column(default=0, comment="counts changes; none is overwritten")
    taken_by: Mapped[str | None] = mapped_column(Key64, comment="the person who works on it")
    taken_until: Mapped[date | None] = mapped_column(Date, comment="the last day of that")
    answered: Mapped[date | None] = mapped_column(Date, comment="day of the team's first answer")
    closed: Mapped[date | None] = mapped_column(Date, comment="the day it was closed, while it is")
    withdrawn: Mapped[date | None] = mapped_column(Date, comment="the day its writer took it back")
    muted: Mapped[bool] = mapped_column(
        default=False, comment="its writer's messages move nothing and tell nobody"
    )
