# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of handovers: that there was one, and whether it is still waited for."""

from datetime import date

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.infra.database import TABLE, Base, Code, Id


class Handover(Base):
    """One handover of one matter. To whom it went is in the matter's file, sealed."""

    __tablename__ = "handovers"
    __table_args__ = ({**TABLE, "sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(Id, primary_key=True, comment="random; stands in the file too")
    # No foreign key: the matter may be a row of any slice to the left, and this one knows none.
    matter: Mapped[str] = mapped_column(Id, index=True, comment="random id of a report, a case…")
    team: Mapped[str] = mapped_column(ForeignKey("teams.id"))
    state: Mapped[str] = mapped_column(Code, comment="waiting, answered, ended")
    day: Mapped[date] = mapped_column(Date, comment="when it was handed over")
    answer_by: Mapped[date | None] = mapped_column(Date, comment="when to ask again")
    ended: Mapped[date | None] = mapped_column(Date, comment="when it was answered or given up")
