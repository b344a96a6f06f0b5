# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vaults with envelopes and grants, reports, and clocks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.infra.database import TABLE, Ciphertext, Code, Hash, Id

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Rows about reports have no row ids on SQLite: those would tell which came first.
UNORDERED = {**TABLE, "sqlite_with_rowid": False}


def upgrade() -> None:
    """Make the tables."""
    _vaults()
    op.create_table(
        "reports",
        sa.Column("id", Id, nullable=False),
        sa.Column("team", Code, nullable=False),
        sa.Column("lookup", Id, nullable=False),
        sa.Column("access_hash", Hash, nullable=False),
        sa.Column("vault", Id, nullable=False),
        sa.Column("state", Code, nullable=False),
        sa.Column("turn", Code, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("lookup", name="uq_reports_lookup"),
        sa.UniqueConstraint("vault", name="uq_reports_vault"),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name="fk_reports_team"),
        sa.ForeignKeyConstraint(["vault"], ["vaults.id"], name="fk_reports_vault"),
        **UNORDERED,
    )
    op.create_index("ix_reports_team_state", "reports", ["team", "state"])
    op.create_table(
        "clocks",
        sa.Column("id", Id, nullable=False),
        sa.Column("subject", Id, nullable=False),
        sa.Column("kind", Code, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("met", sa.Date),
        sa.PrimaryKeyConstraint("id", name="pk_clocks"),
        sa.UniqueConstraint("subject", "kind", name="uq_clocks_subject_kind"),
        **UNORDERED,
    )


def _vaults() -> None:
    op.create_table(
        "vaults",
        sa.Column("id", Id, nullable=False),
        sa.Column("team", Code, nullable=False),
        sa.Column("kind", Code, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vaults"),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name="fk_vaults_team"),
        **UNORDERED,
    )
    op.create_index("ix_vaults_team", "vaults", ["team"])
    op.create_table(
        "envelopes",
        sa.Column("vault", Id, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("n", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("data", Ciphertext, nullable=False),
        sa.Column("hash", Hash, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.CheckConstraint("epoch >= 0 AND n >= 0", name=op.f("ck_envelopes_place")),
        sa.PrimaryKeyConstraint("vault", "epoch", "n", name="pk_envelopes"),
        sa.ForeignKeyConstraint(["vault"], ["vaults.id"], name="fk_envelopes_vault"),
        **UNORDERED,
    )
    op.create_index("ix_envelopes_extent", "envelopes", ["vault", "epoch", "n", "size"])
    op.create_table(
        "grants",
        sa.Column("vault", Id, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("holder", Id, nullable=False),
        sa.Column("data", Ciphertext, nullable=False),
        sa.PrimaryKeyConstraint("vault", "epoch", "holder", name="pk_grants"),
        sa.ForeignKeyConstraint(["vault"], ["vaults.id"], name="fk_grants_vault"),
        **UNORDERED,
    )
    op.create_index("ix_grants_holder_vault", "grants", ["holder", "vault", "epoch"])


def downgrade() -> None:
    """Take everything away again, reports and all."""
    for table in ("clocks", "reports", "grants", "envelopes", "vaults"):
        op.drop_table(table)
