# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of teams and their people. All of it is public, or public keys."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.infra.database import TABLE, Base, Code, Hash, Id, Key64, LongText
from service.people import rules, statements


class Team(Base):
    """A body that can receive reports."""

    __tablename__ = "teams"

    id: Mapped[str] = mapped_column(Code, primary_key=True, comment="short name, as in statements")
    name: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(Text, comment="one sentence for who chooses whom to tell")
    root: Mapped[str] = mapped_column(Key64, comment="public Ed25519 key that signs statements")
    open: Mapped[bool] = mapped_column(comment="whether new reports are taken")
    answer_days: Mapped[int] = mapped_column(comment="the promise: a first answer within")
    daily_quota: Mapped[int] = mapped_column(comment="new reports taken a day")


class Statement(Base):
    """One signed list of a team's people; kept for ever, because envelopes name it."""

    __tablename__ = "statements"

    team: Mapped[str] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(Hash, comment="SHA-256 of the text")
    text: Mapped[str] = mapped_column(LongText, comment="exactly as signed")
    signature: Mapped[str] = mapped_column(String(88))
    issued: Mapped[date] = mapped_column(Date)
    expires: Mapped[date] = mapped_column(Date, comment="the last day it is good for sealing")
    min_holders: Mapped[int]

    @property
    def wire(self) -> dict[str, str]:
        """As it travels."""
        return {"text": self.text, "signature": self.signature}

    @property
    def members(self) -> tuple[rules.Member, ...]:
        """Everybody named in it."""
        return statements.read(self.text).members

    def in_force(self, today: date) -> bool:
        """Whether new things may be sealed under it."""
        return rules.in_force(self.issued, self.expires, today)


class Person(Base):
    """Somebody who can sign in to the desk."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(Key64, primary_key=True)
    name: Mapped[str] = mapped_column(String(255), comment="user name")
    home: Mapped[str] = mapped_column(String(255), comment="home wiki, as in statements")


class Key(Base):
    """Somebody's public keys, made in their browser; the private ones never come here."""

    __tablename__ = "keys"
    __table_args__ = (
        UniqueConstraint("age"),
        UniqueConstraint("ed25519"),
        UniqueConstraint("fingerprint"),
        TABLE,
    )

    person: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    age: Mapped[str] = mapped_column(Key64, comment="age recipient (X25519)")
    ed25519: Mapped[str] = mapped_column(Key64)
    fingerprint: Mapped[str] = mapped_column(Id, comment="names the holder in grants")
