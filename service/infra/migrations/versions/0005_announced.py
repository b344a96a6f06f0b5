# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which revision of which page of announcements a bot's own revision holds something of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.infra.database import TABLE, Id

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "publication_announcements",
        sa.Column("publication", Id, sa.ForeignKey("publications.id"), primary_key=True),
        sa.Column("wiki", sa.String(255), primary_key=True),
        sa.Column("page", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("rev", sa.BigInteger, nullable=False),
        **TABLE,
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("publication_announcements")
