# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk: intake, authority, settings of people, files, work on reports, handovers."""

from __future__ import annotations

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

from service.infra.database import TABLE, Ciphertext, Code, Hash, Id, Key64

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Rows about reports have no row ids on SQLite: those would tell which came first.
UNORDERED = {**TABLE, "sqlite_with_rowid": False}


def _team() -> list[sa.Column[Any]]:
    return [
        sa.Column("intake", Code, nullable=False, server_default="off"),
        sa.Column("senders", Code, nullable=False, server_default="all"),
        sa.Column("contact", sa.String(500), nullable=False, server_default=""),
        sa.Column("update_days", sa.Integer, nullable=False, server_default="0"),
        sa.Column("retention_days", sa.Integer, nullable=False, server_default="365"),
        sa.Column("authority_wiki", sa.String(255), nullable=False, server_default=""),
        sa.Column("authority_group", sa.String(64), nullable=False, server_default=""),
        sa.Column("authority_global", sa.Boolean, nullable=False, server_default="0"),
        sa.Column("staff", sa.Boolean, nullable=False, server_default="0"),
    ]


def _person() -> list[sa.Column[Any]]:
    return [
        sa.Column("central_id", Key64),
        sa.Column("seen", sa.Date),
        sa.Column("languages", sa.String(200), nullable=False, server_default=""),
        sa.Column("mail", sa.String(320), nullable=False, server_default=""),
        sa.Column("mail_code", Hash, nullable=False, server_default=""),
        sa.Column("mailed", sa.Date),
        sa.Column("mail_slot", sa.Integer, nullable=False, server_default="0"),
    ]


def _report() -> list[sa.Column[Any]]:
    return [
        sa.Column("kind", Code, nullable=False, server_default="report"),
        sa.Column("version", sa.Integer, nullable=False, server_default="0"),
        sa.Column("taken_by", Key64),
        sa.Column("taken_until", sa.Date),
        sa.Column("answered", sa.Date),
        sa.Column("closed", sa.Date),
        sa.Column("withdrawn", sa.Date),
        sa.Column("muted", sa.Boolean, nullable=False, server_default="0"),
    ]


def upgrade() -> None:
    """Add what the desk needs. Teams that took reports go on doing so."""
    for table, columns in (("teams", _team()), ("people", _person()), ("reports", _report())):
        for column in columns:
            op.add_column(table, column)
    op.execute(sa.text("UPDATE teams SET intake = 'open' WHERE open"))
    op.drop_column("teams", "open")
    op.create_index("ix_people_central_id", "people", ["central_id"], unique=True)
    op.add_column("grants", sa.Column("until", sa.Date))
    _audit()
    _index_grants("until")
    _people()
    _matters()


def _index_grants(*more: str) -> None:
    """Who may read what is asked of many vaults at once, and found without the sealed bytes."""
    op.drop_index("ix_grants_holder_vault", "grants")
    op.create_index("ix_grants_holder_vault", "grants", ["holder", "vault", "epoch", *more])


def _audit() -> None:
    op.create_index("ix_audit_rows_day", "audit_rows", ["day", "seq"])
    op.add_column("audit_head", sa.Column("salt", Hash, nullable=False, server_default=""))
    chance = sa.text("UPDATE audit_head SET salt = :salt")
    op.execute(chance.bindparams(salt=secrets.token_hex(32)))


def _people() -> None:
    op.create_table(
        "absences",
        sa.Column("id", Id, nullable=False),
        sa.Column("person", Key64, nullable=False),
        sa.Column("begins", sa.Date, nullable=False),
        sa.Column("ends", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_absences_person"),
        **TABLE,
    )
    op.create_index("ix_absences_person", "absences", ["person"])
    op.create_table(
        "authorities",
        sa.Column("team", Code, nullable=False),
        sa.Column("person", Key64, nullable=False),
        sa.Column("holds", sa.Boolean, nullable=False),
        sa.Column("checked", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("team", "person", name="pk_authorities"),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name="fk_authorities_team"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_authorities_person"),
        **TABLE,
    )
    op.create_table(
        "handoffs",
        sa.Column("id", Hash, nullable=False),
        sa.Column("data", Ciphertext, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_handoffs"),
        **UNORDERED,
    )
    op.create_table(
        "outbox",
        sa.Column("id", Id, nullable=False),
        sa.Column("topic", Code, nullable=False),
        sa.Column("subject", Key64, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("topic", "subject", name="uq_outbox_topic_subject"),
        **UNORDERED,
    )
    op.create_table(
        "job_counts",
        sa.Column("job", Code, nullable=False),
        sa.Column("outcome", Code, nullable=False),
        sa.Column("times", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("job", "outcome", name="pk_job_counts"),
        **TABLE,
    )


def _matters() -> None:
    op.create_table(
        "files",
        sa.Column("matter", Id, nullable=False),
        sa.Column("vault", Id, nullable=False),
        sa.Column("thread", Id),
        sa.PrimaryKeyConstraint("matter", name="pk_files"),
        sa.UniqueConstraint("vault", name="uq_files_vault"),
        sa.ForeignKeyConstraint(["vault"], ["vaults.id"], name="fk_files_vault"),
        **UNORDERED,
    )
    op.create_table(
        "handovers",
        sa.Column("id", Id, nullable=False),
        sa.Column("matter", Id, nullable=False),
        sa.Column("team", Code, nullable=False),
        sa.Column("state", Code, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("answer_by", sa.Date),
        sa.Column("ended", sa.Date),
        sa.PrimaryKeyConstraint("id", name="pk_handovers"),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name="fk_handovers_team"),
        **UNORDERED,
    )
    op.create_index("ix_handovers_matter", "handovers", ["matter"])
    op.create_table(
        "tallies",
        sa.Column("team", Code, nullable=False),
        sa.Column("quarter", sa.String(6), nullable=False),
        sa.Column("category", Code, nullable=False),
        sa.Column("outcome", Code, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("team", "quarter", "category", "outcome", name="pk_tallies"),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name="fk_tallies_team"),
        **UNORDERED,
    )


def downgrade() -> None:
    """Take it away again, with all files, handovers and tallies."""
    matters = ("tallies", "handovers", "files")
    for table in (*matters, "job_counts", "outbox", "handoffs", "authorities", "absences"):
        op.drop_table(table)
    _index_grants()
    op.drop_column("audit_head", "salt")
    op.drop_index("ix_audit_rows_day", "audit_rows")
    op.drop_column("grants", "until")
    op.drop_index("ix_people_central_id", "people")
    op.add_column("teams", sa.Column("open", sa.Boolean, nullable=False, server_default="0"))
    op.execute(sa.text("UPDATE teams SET open = (intake = 'open')"))
    for table, columns in (("reports", _report()), ("people", _person()), ("teams", _team())):
        for column in reversed(columns):
            op.drop_column(table, column.name)
