# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of tallies. One row counts many matters, so that none can be told from another."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from service.infra.database import TABLE, Base, Code


class Tally(Base):
    """How often matters of one kind ended one way in one quarter."""

    __tablename__ = "tallies"
    __table_args__ = ({**TABLE, "sqlite_with_rowid": False},)

    team: Mapped[str] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    quarter: Mapped[str] = mapped_column(String(6), primary_key=True, comment="such as 2026Q4")
    category: Mapped[str] = mapped_column(Code, primary_key=True, comment="group of behaviour")
    outcome: Mapped[str] = mapped_column(Code, primary_key=True)
    count: Mapped[int]
