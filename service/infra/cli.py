# SPDX-License-Identifier: AGPL-3.0-or-later
"""The operator's commands that are about no slice: ``flask --app service db upgrade``."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from service.infra.database import check, downgrade, upgrade

__all__ = ["group", "install", "upgrade"]

group = AppGroup("db", help="Bring the database's tables up to date, or back.")


def install(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(group)


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
    check()
