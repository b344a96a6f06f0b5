# SPDX-License-Identifier: AGPL-3.0-or-later
"""The audit on the operator's command line: ``flask --app service audit verify``."""

from __future__ import annotations

import re

import click
from flask.cli import AppGroup

from service.audit.queries import verify
from service.audit.rules import Head

group = AppGroup("audit", help="See whether the audit is whole.")


@group.command("verify")
@click.option("--head", "known", help="NUMBER:HASH printed by an earlier check and kept elsewhere.")
def verify_command(known: str | None) -> None:
    """Check every row; print the head to keep outside the service."""
    result = verify(_head(known) if known else None)
    for found in result.faults:
        click.echo(f"row {found.seq}: {found.fault.value}", err=True)
    if not result.whole:
        raise click.ClickException("the audit is not whole")
    click.echo(f"{result.head.seq} rows, all whole. Keep this elsewhere:")
    click.echo(str(result.head))


def _head(text: str) -> Head:
    match = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", text)
    if match is None:
        raise click.BadParameter("a head is NUMBER:HASH", param_hint="--head")
    return Head(int(match[1]), match[2])
