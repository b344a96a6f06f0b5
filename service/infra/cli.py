# SPDX-License-Identifier: AGPL-3.0-or-later
"""The operator's commands that are about no slice: ``flask --app service db upgrade``."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from service.infra import jobs
from service.infra.database import check, downgrade, upgrade

__all__ = ["group", "install", "upgrade"]

group = AppGroup("db", help="Bring the database's tables up to date, or back.")
jobs_group = AppGroup("jobs", help="Do what no request does; for schedules.")


def install(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(group)
    app.cli.add_command(jobs_group)


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


@jobs_group.command("list")
def list_command() -> None:
    """Name every job there is."""
    for name in jobs.names():
        click.echo(name)


@jobs_group.command("run")
@click.argument("name", required=False)
def run_command(name: str | None) -> None:
    """Run the job NAME, or all of them; one that fails keeps no other from running."""
    if name is not None and name not in jobs.names():
        raise click.BadParameter("there is no such job; see: jobs list", param_hint="NAME")
    failed = [one for one in ([name] if name else jobs.names()) if not _ran(one)]
    if failed:
        raise click.ClickException(f"not done, or not wholly: {', '.join(failed)}")


def _ran(name: str) -> bool:
    with current_app.app_context():  # each job reads the database anew
        try:
            outcomes = jobs.run(name)
        except jobs.JobFailed as error:
            click.echo(f"{name}: {error}", err=True)
            return False
    said = ", ".join(f"{outcome} {times}" for outcome, times in outcomes.items() if times)
    click.echo(f"{name}: {said or 'nothing to do'}")
    return True
