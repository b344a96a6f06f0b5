# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of bots: who they are, what they did, what they published, what others changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.cases.columns import Json, Name, Title
from service.infra.database import TABLE, Base, Code, Hash, Id, Key64, LongText

WIKI = String(255)


class Bot(Base):
    """A program that works for a team, with a key of its own."""

    __tablename__ = "bots"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    team: Mapped[str] = mapped_column(ForeignKey("teams.id"))
    name: Mapped[str] = mapped_column(String(64))
    key_hash: Mapped[str] = mapped_column(Hash, unique=True, comment="SHA-256 of its key")
    may: Mapped[str] = mapped_column(String(64), comment="sync, publish, notify, with commas")
    seen: Mapped[date | None] = mapped_column(Date, comment="the last day it began a pass")


class Pass(Base):
    """One run of a bot on one wiki, from its beginning to its end if it came to that."""

    __tablename__ = "passes"
    __table_args__ = (UniqueConstraint("team", "kind", "wiki", "n"), TABLE)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    team: Mapped[str] = mapped_column(ForeignKey("teams.id"))
    bot: Mapped[str] = mapped_column(Id, comment="whose it was; the bot may be gone")
    wiki: Mapped[str] = mapped_column(WIKI)
    kind: Mapped[str] = mapped_column(Code, comment="sync, publish, notify")
    n: Mapped[int] = mapped_column(comment="counts the passes of a team, kind and wiki")
    begun: Mapped[date] = mapped_column(Date)
    ended: Mapped[date | None] = mapped_column(Date, comment="empty: under way, or broken off")
    cursor: Mapped[Any] = mapped_column(Json, nullable=True, comment="where the next one goes on")
    pages: Mapped[int]
    requests: Mapped[int]
    edits: Mapped[int]
    problems: Mapped[Any] = mapped_column(Json, comment="codes, each with a page or none")


class SeenEvent(Base):
    """An entry of a wiki's log that was acted on, so that it is not again."""

    __tablename__ = "bot_events"

    team: Mapped[str] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    wiki: Mapped[str] = mapped_column(WIKI, primary_key=True)
    event: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[date] = mapped_column(Date)


class Publication(Base):
    """A revision a bot of ours made, so that it can be found again."""

    __tablename__ = "publications"
    __table_args__ = (
        UniqueConstraint("team", "wiki", "page", "rev", "region"),
        Index("ix_publications_flagged", "team", "flagged"),
        TABLE,
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    team: Mapped[str] = mapped_column(ForeignKey("teams.id"))
    wiki: Mapped[str] = mapped_column(WIKI)
    pass_id: Mapped[str] = mapped_column(Id)
    page: Mapped[int] = mapped_column(BigInteger)
    rev: Mapped[int] = mapped_column(BigInteger)
    region: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(Hash, comment="of the region's text")
    day: Mapped[date] = mapped_column(Date)
    flagged: Mapped[date | None] = mapped_column(
        Date, comment="since when it holds something that was suppressed elsewhere"
    )
    cleared: Mapped[date | None] = mapped_column(Date, comment="when a member said it is done")


class PublishedCase(Base):
    """That a publication held something of a case, and of which revision of its page."""

    __tablename__ = "publication_cases"

    publication: Mapped[str] = mapped_column(ForeignKey("publications.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)
    rev: Mapped[int] = mapped_column(BigInteger)


class PublishedAnnouncements(Base):
    """That a publication held something of a page of announcements, and of which revision."""

    __tablename__ = "publication_announcements"

    publication: Mapped[str] = mapped_column(ForeignKey("publications.id"), primary_key=True)
    wiki: Mapped[str] = mapped_column(WIKI, primary_key=True)
    page: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    rev: Mapped[int] = mapped_column(BigInteger)


class HandEdit(Base):
    """What somebody wrote by hand where a bot writes; waits for a member's word."""

    __tablename__ = "hand_edits"
    __table_args__ = (UniqueConstraint("team", "wiki", "page", "rev", "region"), TABLE)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    team: Mapped[str] = mapped_column(ForeignKey("teams.id"))
    wiki: Mapped[str] = mapped_column(WIKI)
    page: Mapped[int] = mapped_column(BigInteger)
    rev: Mapped[int] = mapped_column(BigInteger)
    region: Mapped[str] = mapped_column(String(64))
    editor: Mapped[str] = mapped_column(Name, comment="by whom, on the wiki")
    text: Mapped[str] = mapped_column(LongText)
    day: Mapped[date] = mapped_column(Date)
    answer: Mapped[str | None] = mapped_column(Code, comment="overwrite, keep")
    person: Mapped[str | None] = mapped_column(Key64, comment="who answered")
    answered: Mapped[date | None] = mapped_column(Date)


class Announcement(Base):
    """A motion as the committee's page of announcements tells it."""

    __tablename__ = "announcements"
    __table_args__ = (UniqueConstraint("team", "wiki", "page", "anchor"), TABLE)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    team: Mapped[str] = mapped_column(ForeignKey("teams.id"))
    wiki: Mapped[str] = mapped_column(WIKI)
    page: Mapped[int] = mapped_column(BigInteger)
    rev: Mapped[int] = mapped_column(BigInteger)
    anchor: Mapped[str] = mapped_column(Title)
    title: Mapped[str] = mapped_column(Title)
    day: Mapped[date | None] = mapped_column(Date)
    support: Mapped[int | None]
    oppose: Mapped[int | None]
    abstain: Mapped[int | None]
    adopted: Mapped[bool | None]
    certain: Mapped[bool]
    hash: Mapped[str] = mapped_column(Code)
    settled_hash: Mapped[str | None] = mapped_column(
        Code, comment="the place as a member has looked at it"
    )
    settled_by: Mapped[str | None] = mapped_column(Key64)
    settled: Mapped[date | None] = mapped_column(Date)


class Roster(Base):
    """Who the committee's page and the wiki's group say its members are. Gives nobody any right."""

    __tablename__ = "rosters"

    team: Mapped[str] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    wiki: Mapped[str] = mapped_column(WIKI)
    rev: Mapped[int] = mapped_column(BigInteger)
    listed: Mapped[Any] = mapped_column(Json, comment="names on the page")
    holders: Mapped[Any] = mapped_column(
        Json, nullable=True, comment="names in the group, if asked"
    )
    day: Mapped[date] = mapped_column(Date)
    settled_hash: Mapped[str | None] = mapped_column(
        Hash, comment="of the differences a member has looked at"
    )
    settled_by: Mapped[str | None] = mapped_column(Key64)
    settled: Mapped[date | None] = mapped_column(Date)
