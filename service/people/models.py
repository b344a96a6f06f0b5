# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of teams and their people. All of it is public, or public keys."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.infra.database import TABLE, Base, Ciphertext, Code, Hash, Id, Key64, LongText
from service.people import rules, statements


class Team(Base):
    """A body that can receive reports."""

    __tablename__ = "teams"

    id: Mapped[str] = mapped_column(Code, primary_key=True, comment="short name, as in statements")
    name: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(Text, comment="one sentence for who chooses whom to tell")
    root: Mapped[str] = mapped_column(Key64, comment="public Ed25519 key that signs statements")
    intake: Mapped[str] = mapped_column(Code, comment="off, pilot, open, paused")
    senders: Mapped[str] = mapped_column(Code, comment="all, signed_in")
    contact: Mapped[str] = mapped_column(
        String(500), comment="mail address or page shown while no reports are taken"
    )
    answer_days: Mapped[int] = mapped_column(comment="first answer promised within; 0: no promise")
    update_days: Mapped[int] = mapped_column(comment="news promised every; 0: no promise")
    retention_days: Mapped[int] = mapped_column(comment="a closed report is deleted after")
    daily_quota: Mapped[int] = mapped_column(comment="new reports taken a day")
    authority_wiki: Mapped[str] = mapped_column(
        String(255),
        comment="origin of the wiki that says who holds the group; empty: none",
    )
    authority_group: Mapped[str] = mapped_column(String(64), comment="the group its members hold")
    authority_global: Mapped[bool] = mapped_column(comment="a global group, not the wiki's own")
    staff: Mapped[bool] = mapped_column(comment="whether staff named in the statement may come in")


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
    central_id: Mapped[str | None] = mapped_column(
        Key64,
        index=True,
        unique=True,
        comment="the account's number, which stays when it is renamed",
    )
    seen: Mapped[date | None] = mapped_column(Date, comment="the last day they opened the desk")
    languages: Mapped[str] = mapped_column(String(200), default="", comment="codes, with spaces")
    mail: Mapped[str] = mapped_column(
        String(320), default="", comment="entered by themselves; empty: no news by mail"
    )
    mail_code: Mapped[str] = mapped_column(
        Hash,
        default="",
        comment="keyed hash of the code that confirms the address; empty: done",
    )
    mailed: Mapped[date | None] = mapped_column(Date, comment="the last day news went out")
    mail_slot: Mapped[int] = mapped_column(default=0, comment="which of that day's slots it was")


class Absence(Base):
    """Days on which somebody is not to be counted on; said by themselves."""

    __tablename__ = "absences"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    begins: Mapped[date] = mapped_column(Date)
    ends: Mapped[date] = mapped_column(Date, comment="the last day")


class Authority(Base):
    """What the wiki last said: whether somebody holds the group a team's members hold."""

    __tablename__ = "authorities"

    team: Mapped[str] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    holds: Mapped[bool]
    checked: Mapped[date] = mapped_column(Date, comment="the day the wiki last answered")


class Handoff(Base):
    """A confirmed name on its way to the page that asked, under the service's own secret.

    Gone when it is fetched, or a day later; nothing else remembers that a name was confirmed.
    """

    __tablename__ = "handoffs"
    __table_args__ = ({**TABLE, "sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(Hash, primary_key=True, comment="hash of what the page knows")
    data: Mapped[bytes] = mapped_column(Ciphertext)
    day: Mapped[date] = mapped_column(Date)


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
