# SPDX-License-Identifier: AGPL-3.0-or-later
"""The operator's commands that are about no slice: ``flask --app service db upgrade``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from alembic import command
from alembic.config import Config as AlembicConfig
from flask import Flask
from flask.cli import AppGroup

from service.infra.database import engine

MIGRATIONS = Path(__file__).resolve().parent / "migrations"

group = AppGroup("db", help="Bring the database's tables up to date, or back.")


def install(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(group)


def upgrade(revision: str = "head") -> None:
    """Bring the tables up to a revision. Needs the application's context."""
    _run(lambda config: command.upgrade(config, revision))


def downgrade(revision: str) -> None:
    """Bring the tables back to a revision. What only later ones can hold is lost."""
    _run(lambda config: command.downgrade(config, revision))


@group.command("upgrade")
@click.argument("revision", default="head")
def upgrade_command(revision: str) -> None:
    """Bring the tables up to REVISION (all the way)."""
    upgrade(revision)


@group.command("downgrade")
@click.argument("revision")
def downgrade_command(revision: str) -> None:
    """Bring the tables back to REVISION; what they cannot hold is lost."""
    downgrade(revision)


@group.command("check")
def check_command() -> None:
    """Fail if the tables are not what the code needs."""
    _run(command.check)


def _run(act: Callable[[AlembicConfig], None]) -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine().connect() as connection:
        config.attributes["connection"] = connection
        act(config)
        connection.commit()
