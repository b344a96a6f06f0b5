# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of promises."""

from datetime import date

from sqlalchemy import Date, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.infra.database import TABLE, Base, Code, Id


class Clock(Base):
    """One promise about one subject."""

    __tablename__ = "clocks"
    __table_args__ = (
        UniqueConstraint("subject", "kind"),
        # No order of arrival: the subject may be a report.
        {**TABLE, "sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    # No foreign key: the subject may be a row of any slice, and this one knows none of them.
    subject: Mapped[str] = mapped_column(Id, comment="random id of what was promised about")
    kind: Mapped[str] = mapped_column(Code, comment="what was promised, such as answer")
    due: Mapped[date] = mapped_column(Date, comment="the last day on which the promise is kept")
    met: Mapped[date | None] = mapped_column(Date, comment="the day it was kept")
