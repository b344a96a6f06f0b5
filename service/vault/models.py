# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables that hold what is sealed, and nothing else of it."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.infra.database import TABLE, Base, Ciphertext, Code, Hash, Id, Key64

# Without row ids, SQLite keeps rows in the order of their random keys: which of two reports of
# one day came first cannot be read from the tables.
UNORDERED = {**TABLE, "sqlite_with_rowid": False}


class Vault(Base):
    """One audience's vault."""

    __tablename__ = "vaults"
    __table_args__ = (UNORDERED,)

    id: Mapped[str] = mapped_column(Id, primary_key=True, comment="random, made by the client")
    team: Mapped[str] = mapped_column(
        ForeignKey("teams.id"), index=True, comment="the team that may be granted its key"
    )
    kind: Mapped[str] = mapped_column(Code, comment="thread: with the writer; file: members only")


class Envelope(Base):
    """One sealed envelope at its place; never changed once stored."""

    __tablename__ = "envelopes"
    __table_args__ = (
        CheckConstraint("epoch >= 0 AND n >= 0", name="place"),
        # Counts, sizes and the newest epoch are asked of many vaults at once; here they stand
        # close together, and not between the sealed bytes.
        Index("ix_envelopes_extent", "vault", "epoch", "n", "size"),
        UNORDERED,
    )

    vault: Mapped[str] = mapped_column(ForeignKey("vaults.id"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(Ciphertext, comment="an age file; the service has no key")
    hash: Mapped[str] = mapped_column(Hash, comment="SHA-256 of data, for the chain")
    day: Mapped[date] = mapped_column(Date, comment="when stored; no finer on purpose")
    size: Mapped[int] = mapped_column(comment="the bucket the plaintext was padded to")


class Grant(Base):
    """A vault's key, sealed to one holder."""

    __tablename__ = "grants"
    __table_args__ = (
        # As above: what somebody may read is found without the sealed bytes.
        Index("ix_grants_holder_vault", "holder", "vault", "epoch", "until"),
        UNORDERED,
    )

    vault: Mapped[str] = mapped_column(ForeignKey("vaults.id"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder: Mapped[str] = mapped_column(
        Id, primary_key=True, comment="fingerprint of a member's key, or the word reporter"
    )
    data: Mapped[bytes] = mapped_column(Ciphertext, comment="an age file to this holder alone")
    until: Mapped[date | None] = mapped_column(
        Date, comment="the last day it is handed out, where it was given for a time"
    )


class File(Base):
    """Which vault is the file of a matter: members only, one for each matter."""

    __tablename__ = "files"
    __table_args__ = (UNORDERED,)

    matter: Mapped[str] = mapped_column(
        Id, primary_key=True, comment="random id of a report, a case"
    )
    vault: Mapped[str] = mapped_column(ForeignKey("vaults.id"), unique=True)
    thread: Mapped[str | None] = mapped_column(
        Id, comment="the vault whose readers alone may read the file"
    )


class Barred(Base):
    """Who may not read the file of a matter, under no key they ever make."""

    __tablename__ = "barred"
    __table_args__ = (UNORDERED,)

    matter: Mapped[str] = mapped_column(Id, primary_key=True, comment="as in files")
    # No foreign key: whoever is forgotten and comes back is still kept out.
    person: Mapped[str] = mapped_column(Key64, primary_key=True)
