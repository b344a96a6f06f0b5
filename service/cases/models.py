# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of cases. What they hold stands on public pages of a wiki, or follows from them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.cases.columns import Item, Json, Name, Title
from service.infra.database import TABLE, Base, Code, Hash, Id, Key64, LongText


class Case(Base):
    """One matter a team decides."""

    __tablename__ = "cases"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    team: Mapped[str] = mapped_column(ForeignKey("teams.id"), index=True)
    title: Mapped[str] = mapped_column(Title, comment="of its page, less the page tree")
    kind: Mapped[str | None] = mapped_column(Code, comment="cross_wiki, appeal, off_wiki, systemic")
    state: Mapped[str] = mapped_column(Code, comment="cases.rules.State")
    held_from: Mapped[str | None] = mapped_column(
        Code, comment="where it goes back to from on_hold"
    )
    version: Mapped[int] = mapped_column(comment="counted up at every change")
    opened: Mapped[date] = mapped_column(Date, comment="the day it was first known here")
    changed: Mapped[date] = mapped_column(Date)
    closed: Mapped[date | None] = mapped_column(Date)
    appeal_of: Mapped[str | None] = mapped_column(Id, comment="the case it is an appeal in")
    appeal_decision: Mapped[str | None] = mapped_column(Id, comment="the decision it is against")


class CasePage(Base):
    """A wiki page a case is kept on, as it was last read."""

    __tablename__ = "case_pages"
    __table_args__ = (UniqueConstraint("team", "wiki", "page"), TABLE)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    team: Mapped[str] = mapped_column(ForeignKey("teams.id"))
    wiki: Mapped[str] = mapped_column(String(255), comment="host, and port if there is one")
    page: Mapped[int] = mapped_column(BigInteger, comment="the wiki's page id; titles move")
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    ns: Mapped[int]
    title: Mapped[str] = mapped_column(Title)
    rev: Mapped[int] = mapped_column(BigInteger, comment="last read; 0: to be read anew")
    rev_day: Mapped[date | None] = mapped_column(Date)
    lang: Mapped[str] = mapped_column(Code)
    size: Mapped[int] = mapped_column(comment="bytes")
    whole: Mapped[bool] = mapped_column(comment="whether it could be read to its end")
    standing: Mapped[str] = mapped_column(Code, comment="live, redirect, deleted, hidden")
    gone: Mapped[date | None] = mapped_column(Date, comment="the day it was deleted")
    hidden_rev: Mapped[int] = mapped_column(
        BigInteger, default=0, comment="nothing of this or earlier revisions is taken in again"
    )


class Fact(Base):
    """One thing a page says, at the revision the page was last read."""

    __tablename__ = "case_facts"

    page_id: Mapped[str] = mapped_column(ForeignKey("case_pages.id"), primary_key=True)
    key: Mapped[str] = mapped_column(Code, primary_key=True, comment="cases.facts.KEYS")
    item: Mapped[str] = mapped_column(Item, primary_key=True, comment="which of its key")
    n: Mapped[int] = mapped_column(comment="order on the page")
    value: Mapped[Any] = mapped_column(Json, nullable=True, comment="null while unread")
    certain: Mapped[bool]
    found: Mapped[str] = mapped_column(LongText, comment="the wikitext in question, if unread")
    section: Mapped[str] = mapped_column(Title)
    line: Mapped[int]
    hash: Mapped[str] = mapped_column(Code, comment="of the wikitext it rests on")
    rev: Mapped[int] = mapped_column(BigInteger)


class Settlement(Base):
    """What a member said a place of a page means; holds until that place changes."""

    __tablename__ = "settlements"
    __table_args__ = (UniqueConstraint("page_id", "key", "item", "hash"), TABLE)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    page_id: Mapped[str] = mapped_column(ForeignKey("case_pages.id"))
    key: Mapped[str] = mapped_column(Code)
    item: Mapped[str] = mapped_column(Item)
    hash: Mapped[str] = mapped_column(Code)
    value: Mapped[Any] = mapped_column(Json, nullable=True, comment="null: it says nothing")
    person: Mapped[str] = mapped_column(Key64, comment="who settled it")
    day: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(LongText)


class CaseEvent(Base):
    """What happened in a case, in order: who, on which day, why, at which revision."""

    __tablename__ = "case_events"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Code, comment="cases.rules.Happening")
    before: Mapped[str] = mapped_column(Title)
    after: Mapped[str] = mapped_column(Title)
    actor: Mapped[str | None] = mapped_column(Key64, comment="a person, a bot; empty: the clock")
    day: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(LongText)
    rev: Mapped[int | None] = mapped_column(BigInteger, comment="the revision it follows from")


class Recusal(Base):
    """Who does not vote in a case (voting), or may not even find it (full)."""

    __tablename__ = "recusals"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    person: Mapped[str] = mapped_column(Key64, primary_key=True)
    kind: Mapped[str] = mapped_column(Code, comment="voting, full")
    day: Mapped[date] = mapped_column(Date)
    reason_public: Mapped[str | None] = mapped_column(Title, comment="as said in public")


class Motion(Base):
    """Something a case's members vote on. Votes are read from the page."""

    __tablename__ = "motions"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    slug: Mapped[str | None] = mapped_column(Title, comment="as on the page, if it is there")
    title: Mapped[str] = mapped_column(Title, comment="empty for a private one")
    kind: Mapped[str] = mapped_column(Code, comment="whose rule it follows: ordinary, …")
    begun: Mapped[date] = mapped_column(Date)
    closes: Mapped[date | None] = mapped_column(Date)
    result: Mapped[str] = mapped_column(Code, comment="open, passed, failed, withdrawn")
    decided: Mapped[date | None] = mapped_column(Date)
    support: Mapped[int | None] = mapped_column(comment="as counted on the day it was decided")
    oppose: Mapped[int | None]
    abstain: Mapped[int | None]
    private: Mapped[bool] = mapped_column(comment="voted on the committee's own wiki")
    rule: Mapped[Any] = mapped_column(Json, comment="the rule as it was when the motion began")


class Decision(Base):
    """What was decided, in words meant for the public page."""

    __tablename__ = "decisions"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    motion_id: Mapped[str | None] = mapped_column(ForeignKey("motions.id"))
    day: Mapped[date] = mapped_column(Date)
    text: Mapped[str] = mapped_column(LongText)


class Citation(Base):
    """A policy page, at a revision, that a decision rests on."""

    __tablename__ = "citations"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"), index=True)
    wiki: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(Title)
    rev: Mapped[int] = mapped_column(BigInteger)


class Remedy(Base):
    """What follows from a case for somebody: written at the desk, or read from the page."""

    __tablename__ = "remedies"
    __table_args__ = (UniqueConstraint("page_id", "item"), TABLE)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    decision_id: Mapped[str | None] = mapped_column(ForeignKey("decisions.id"))
    page_id: Mapped[str | None] = mapped_column(
        ForeignKey("case_pages.id"), comment="the page it is read from; empty: from the desk"
    )
    item: Mapped[str | None] = mapped_column(Item, comment="which of the page's remedies")
    text: Mapped[str] = mapped_column(LongText, comment="may name people")
    scope: Mapped[str] = mapped_column(Title, comment="where it holds; published")
    whom: Mapped[Any] = mapped_column(Json, comment="names; never published by a bot")
    starts: Mapped[date | None] = mapped_column(Date)
    expires: Mapped[date | None] = mapped_column(Date, comment="the last day it is in force")
    indefinite: Mapped[bool]
    appeal_from: Mapped[date | None] = mapped_column(Date)
    lifted: Mapped[date | None] = mapped_column(Date)
    public: Mapped[bool] = mapped_column(comment="a member found the text fit to be published")


class Notice(Base):
    """Whether a party knows of the case, and the proof that they do."""

    __tablename__ = "notices"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    party: Mapped[str] = mapped_column(Name, primary_key=True)
    state: Mapped[str] = mapped_column(Code, comment="cases.rules.Notice")
    diff: Mapped[int | None] = mapped_column(BigInteger)
    wiki: Mapped[str | None] = mapped_column(String(255), comment="where it was, or is to be given")
    why: Mapped[str | None] = mapped_column(Code, comment="why by hand, or why not at all")
    day: Mapped[date] = mapped_column(Date)


class CaseSettings(Base):
    """What a team chose for its cases; without a row, what is the default."""

    __tablename__ = "case_settings"

    team: Mapped[str] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    show_not_voted: Mapped[bool] = mapped_column(comment="whether the overview says who has not")
    rules: Mapped[Any] = mapped_column(
        Json, nullable=True, comment="of motions, where they are other than usual"
    )


class CaseName(Base):
    """What somebody is called now, under the hash of what pages may still call them."""

    __tablename__ = "case_names"

    team: Mapped[str] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(Hash, primary_key=True, comment="SHA-256 of the old name")
    name: Mapped[str] = mapped_column(Name)
