# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells Alembic which database and which tables; run by `flask --app service db …`."""

from __future__ import annotations

from alembic import context

from service.models import Base

# MariaDB commits at every change of a table by itself; SQLite can undo a whole migration.
connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    transactional_ddl=connection.dialect.name == "sqlite",
    render_as_batch=connection.dialect.name == "sqlite",
    # What a column is for is said in the models; only its form is compared.
    autogenerate_plugins=["alembic.autogenerate.*", "~alembic.autogenerate.comments"],
)
with context.begin_transaction():
    context.run_migrations()
