# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house: visits, quotas, the audit, teams and their people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.infra.database import TABLE, Code, Hash, Id, Key64, LongText

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and the audit's first head."""
    op.create_table(
        "sessions",
        sa.Column("token_hash", Hash, nullable=False),
        sa.Column("person", Key64, nullable=False),
        sa.Column("expires", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
        **TABLE,
    )
    op.create_index("ix_sessions_person", "sessions", ["person"])
    op.create_table(
        "quotas",
        sa.Column("key", Key64, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("key", "day", name="pk_quotas"),
        sqlite_with_rowid=False,
        **TABLE,
    )
    _audit()
    _people()


def _audit() -> None:
    op.create_table(
        "audit_rows",
        sa.Column("seq", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("actor", Key64),
        sa.Column("verb", Code, nullable=False),
        sa.Column("subject", Key64, nullable=False),
        sa.Column("previous", Hash, nullable=False),
        sa.Column("hash", Hash, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_rows"),
        **TABLE,
    )
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("hash", Hash, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
        **TABLE,
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": "0" * 64}])


def _people() -> None:
    op.create_table(
        "teams",
        sa.Column("id", Code, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("root", Key64, nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("answer_days", sa.Integer, nullable=False),
        sa.Column("daily_quota", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
        **TABLE,
    )
    op.create_table(
        "statements",
        sa.Column("team", Code, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("hash", Hash, nullable=False),
        sa.Column("text", LongText, nullable=False),
        sa.Column("signature", sa.String(88), nullable=False),
        sa.Column("issued", sa.Date, nullable=False),
        sa.Column("expires", sa.Date, nullable=False),
        sa.Column("min_holders", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("team", "seq", name="pk_statements"),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name="fk_statements_team"),
        **TABLE,
    )
    op.create_table(
        "people",
        sa.Column("id", Key64, nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("home", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        **TABLE,
    )
    op.create_table(
        "keys",
        sa.Column("person", Key64, nullable=False),
        sa.Column("age", Key64, nullable=False),
        sa.Column("ed25519", Key64, nullable=False),
        sa.Column("fingerprint", Id, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_keys"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_keys_person"),
        sa.UniqueConstraint("age", name="uq_keys_age"),
        sa.UniqueConstraint("ed25519", name="uq_keys_ed25519"),
        sa.UniqueConstraint("fingerprint", name="uq_keys_fingerprint"),
        **TABLE,
    )


def downgrade() -> None:
    """Take everything away again."""
    for table in ("keys", "people", "statements", "teams", "audit_head", "audit_rows"):
        op.drop_table(table)
    op.drop_table("quotas")
    op.drop_table("sessions")
