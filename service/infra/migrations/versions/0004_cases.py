# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases: pages and what they say, motions, decisions, remedies, bots and what they publish."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from service.infra.database import TABLE, Code, Hash, Id, Key64, LongText

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NAME = sa.String(255)
TITLE = sa.String(400)

# As they depend on each other: what is made first is dropped last.
TABLES = (
    "bots",
    "passes",
    "bot_events",
    "cases",
    "case_pages",
    "case_facts",
    "settlements",
    "case_events",
    "recusals",
    "motions",
    "decisions",
    "citations",
    "remedies",
    "notices",
    "case_settings",
    "case_names",
    "announcements",
    "rosters",
    "publications",
    "publication_cases",
    "hand_edits",
    "barred",
)


def upgrade() -> None:
    """Add what cases and bots need."""
    _bots()
    _cases()
    _deciding()
    _team()
    _publishing()
    op.create_table(
        "barred",
        sa.Column("matter", Id, primary_key=True),
        sa.Column("person", Key64, primary_key=True),
        **{**TABLE, "sqlite_with_rowid": False},
    )


def downgrade() -> None:
    """Take it away again, with all cases. Their files stay, and so does who may read them."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _create(name: str, *parts: Any) -> None:
    op.create_table(name, *parts, **TABLE)


def _bots() -> None:
    _create(
        "bots",
        sa.Column("id", Id, primary_key=True),
        sa.Column("team", Code, sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("key_hash", Hash, nullable=False),
        sa.Column("may", sa.String(64), nullable=False),
        sa.Column("seen", sa.Date),
        sa.UniqueConstraint("key_hash"),
    )
    _create(
        "passes",
        sa.Column("id", Id, primary_key=True),
        sa.Column("team", Code, sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("bot", Id, nullable=False),
        sa.Column("wiki", NAME, nullable=False),
        sa.Column("kind", Code, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("begun", sa.Date, nullable=False),
        sa.Column("ended", sa.Date),
        sa.Column("cursor", LongText),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("requests", sa.Integer, nullable=False),
        sa.Column("edits", sa.Integer, nullable=False),
        sa.Column("problems", LongText, nullable=False),
        sa.UniqueConstraint("team", "kind", "wiki", "n"),
    )
    _create(
        "bot_events",
        sa.Column("team", Code, sa.ForeignKey("teams.id"), primary_key=True),
        sa.Column("wiki", NAME, primary_key=True),
        sa.Column("event", sa.String(64), primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
    )


def _cases() -> None:
    _create(
        "cases",
        sa.Column("id", Id, primary_key=True),
        sa.Column("team", Code, sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("title", TITLE, nullable=False),
        sa.Column("kind", Code),
        sa.Column("state", Code, nullable=False),
        sa.Column("held_from", Code),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("opened", sa.Date, nullable=False),
        sa.Column("changed", sa.Date, nullable=False),
        sa.Column("closed", sa.Date),
        sa.Column("appeal_of", Id),
        sa.Column("appeal_decision", Id),
    )
    op.create_index("ix_cases_team", "cases", ["team"])
    _create(
        "case_pages",
        sa.Column("id", Id, primary_key=True),
        sa.Column("team", Code, sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("wiki", NAME, nullable=False),
        sa.Column("page", sa.BigInteger, nullable=False),
        sa.Column("case_id", Id, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("ns", sa.Integer, nullable=False),
        sa.Column("title", TITLE, nullable=False),
        sa.Column("rev", sa.BigInteger, nullable=False),
        sa.Column("rev_day", sa.Date),
        sa.Column("lang", Code, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("whole", sa.Boolean, nullable=False),
        sa.Column("standing", Code, nullable=False),
        sa.Column("gone", sa.Date),
        sa.Column("hidden_rev", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("team", "wiki", "page"),
    )
    op.create_index("ix_case_pages_case_id", "case_pages", ["case_id"])
    _create(
        "case_facts",
        sa.Column("page_id", Id, sa.ForeignKey("case_pages.id"), primary_key=True),
        sa.Column("key", Code, primary_key=True),
        sa.Column("item", TITLE, primary_key=True),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("value", LongText),
        sa.Column("certain", sa.Boolean, nullable=False),
        sa.Column("found", LongText, nullable=False),
        sa.Column("section", TITLE, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("hash", Code, nullable=False),
        sa.Column("rev", sa.BigInteger, nullable=False),
    )
    _create(
        "settlements",
        sa.Column("id", Id, primary_key=True),
        sa.Column("page_id", Id, sa.ForeignKey("case_pages.id"), nullable=False),
        sa.Column("key", Code, nullable=False),
        sa.Column("item", TITLE, nullable=False),
        sa.Column("hash", Code, nullable=False),
        sa.Column("value", LongText),
        sa.Column("person", Key64, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("reason", LongText, nullable=False),
        sa.UniqueConstraint("page_id", "key", "item", "hash"),
    )
    _create(
        "case_events",
        sa.Column("case_id", Id, sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("kind", Code, nullable=False),
        sa.Column("before", TITLE, nullable=False),
        sa.Column("after", TITLE, nullable=False),
        sa.Column("actor", Key64),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("reason", LongText, nullable=False),
        sa.Column("rev", sa.BigInteger),
    )
    _create(
        "recusals",
        sa.Column("case_id", Id, sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("person", Key64, primary_key=True),
        sa.Column("kind", Code, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("reason_public", TITLE),
    )


def _deciding() -> None:
    _create(
        "motions",
        sa.Column("id", Id, primary_key=True),
        sa.Column("case_id", Id, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("slug", TITLE),
        sa.Column("title", TITLE, nullable=False),
        sa.Column("kind", Code, nullable=False),
        sa.Column("begun", sa.Date, nullable=False),
        sa.Column("closes", sa.Date),
        sa.Column("result", Code, nullable=False),
        sa.Column("decided", sa.Date),
        sa.Column("support", sa.Integer),
        sa.Column("oppose", sa.Integer),
        sa.Column("abstain", sa.Integer),
        sa.Column("private", sa.Boolean, nullable=False),
        sa.Column("rule", LongText, nullable=False),
    )
    op.create_index("ix_motions_case_id", "motions", ["case_id"])
    _create(
        "decisions",
        sa.Column("id", Id, primary_key=True),
        sa.Column("case_id", Id, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("motion_id", Id, sa.ForeignKey("motions.id")),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("text", LongText, nullable=False),
    )
    op.create_index("ix_decisions_case_id", "decisions", ["case_id"])
    _create(
        "citations",
        sa.Column("id", Id, primary_key=True),
        sa.Column("decision_id", Id, sa.ForeignKey("decisions.id"), nullable=False),
        sa.Column("wiki", NAME, nullable=False),
        sa.Column("title", TITLE, nullable=False),
        sa.Column("rev", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_citations_decision_id", "citations", ["decision_id"])
    _create(
        "remedies",
        sa.Column("id", Id, primary_key=True),
        sa.Column("case_id", Id, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("decision_id", Id, sa.ForeignKey("decisions.id")),
        sa.Column("page_id", Id, sa.ForeignKey("case_pages.id")),
        sa.Column("item", TITLE),
        sa.Column("text", LongText, nullable=False),
        sa.Column("scope", TITLE, nullable=False),
        sa.Column("whom", LongText, nullable=False),
        sa.Column("starts", sa.Date),
        sa.Column("expires", sa.Date),
        sa.Column("indefinite", sa.Boolean, nullable=False),
        sa.Column("appeal_from", sa.Date),
        sa.Column("lifted", sa.Date),
        sa.Column("public", sa.Boolean, nullable=False),
        sa.UniqueConstraint("page_id", "item"),
    )
    op.create_index("ix_remedies_case_id", "remedies", ["case_id"])
    _create(
        "notices",
        sa.Column("case_id", Id, sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("party", NAME, primary_key=True),
        sa.Column("state", Code, nullable=False),
        sa.Column("diff", sa.BigInteger),
        sa.Column("wiki", NAME),
        sa.Column("why", Code),
        sa.Column("day", sa.Date, nullable=False),
    )


def _team() -> None:
    _create(
        "case_settings",
        sa.Column("team", Code, sa.ForeignKey("teams.id"), primary_key=True),
        sa.Column("show_not_voted", sa.Boolean, nullable=False),
        sa.Column("rules", LongText),
    )
    _create(
        "case_names",
        sa.Column("team", Code, sa.ForeignKey("teams.id"), primary_key=True),
        sa.Column("hash", Hash, primary_key=True),
        sa.Column("name", NAME, nullable=False),
    )
    _create(
        "announcements",
        sa.Column("id", Id, primary_key=True),
        sa.Column("team", Code, sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("wiki", NAME, nullable=False),
        sa.Column("page", sa.BigInteger, nullable=False),
        sa.Column("rev", sa.BigInteger, nullable=False),
        sa.Column("anchor", TITLE, nullable=False),
        sa.Column("title", TITLE, nullable=False),
        sa.Column("day", sa.Date),
        sa.Column("support", sa.Integer),
        sa.Column("oppose", sa.Integer),
        sa.Column("abstain", sa.Integer),
        sa.Column("adopted", sa.Boolean),
        sa.Column("certain", sa.Boolean, nullable=False),
        sa.Column("hash", Code, nullable=False),
        sa.Column("settled_hash", Code),
        sa.Column("settled_by", Key64),
        sa.Column("settled", sa.Date),
        sa.UniqueConstraint("team", "wiki", "page", "anchor"),
    )
    _create(
        "rosters",
        sa.Column("team", Code, sa.ForeignKey("teams.id"), primary_key=True),
        sa.Column("wiki", NAME, nullable=False),
        sa.Column("rev", sa.BigInteger, nullable=False),
        sa.Column("listed", LongText, nullable=False),
        sa.Column("holders", LongText),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("settled_hash", Hash),
        sa.Column("settled_by", Key64),
        sa.Column("settled", sa.Date),
    )


def _publishing() -> None:
    _create(
        "publications",
        sa.Column("id", Id, primary_key=True),
        sa.Column("team", Code, sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("wiki", NAME, nullable=False),
        sa.Column("pass_id", Id, nullable=False),
        sa.Column("page", sa.BigInteger, nullable=False),
        sa.Column("rev", sa.BigInteger, nullable=False),
        sa.Column("region", sa.String(64), nullable=False),
        sa.Column("hash", Hash, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("flagged", sa.Date),
        sa.Column("cleared", sa.Date),
        sa.UniqueConstraint("team", "wiki", "page", "rev", "region"),
    )
    op.create_index("ix_publications_flagged", "publications", ["team", "flagged"])
    _create(
        "publication_cases",
        sa.Column("publication", Id, sa.ForeignKey("publications.id"), primary_key=True),
        sa.Column("case_id", Id, sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("rev", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_publication_cases_case_id", "publication_cases", ["case_id"])
    _create(
        "hand_edits",
        sa.Column("id", Id, primary_key=True),
        sa.Column("team", Code, sa.ForeignKey("teams.id"), nullable=False),
        sa.Column("wiki", NAME, nullable=False),
        sa.Column("page", sa.BigInteger, nullable=False),
        sa.Column("rev", sa.BigInteger, nullable=False),
        sa.Column("region", sa.String(64), nullable=False),
        sa.Column("editor", NAME, nullable=False),
        sa.Column("text", LongText, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("answer", Code),
        sa.Column("person", Key64),
        sa.Column("answered", sa.Date),
        sa.UniqueConstraint("team", "wiki", "page", "rev", "region"),
    )
