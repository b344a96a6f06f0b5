# SPDX-License-Identifier: AGPL-3.0-or-later
"""The audit on the operator's command line: ``flask --app service audit verify``."""

from __future__ import annotations

import re
from pathlib import Path

import click
import requests
from flask.cli import AppGroup

from service.audit.queries import differing, verify
from service.audit.rules import Head, Published, read_published

_SECONDS = 30

group = AppGroup("audit", help="See whether the audit is whole.")


@group.command("verify")
@click.option("--head", "known", help="NUMBER:HASH printed by an earlier check and kept elsewhere.")
@click.option(
    "--published",
    help="A file or an address with published heads, best a page's old revision (&action=raw).",
)
def verify_command(known: str | None, published: str | None) -> None:
    """Check every row; print the head to keep outside the service."""
    heads = _published(published) if published else []
    result = verify(_head(known) if known else None)
    for found in result.faults:
        click.echo(f"row {found.seq}: {found.fault.value}", err=True)
    changed = differing(heads)
    for one in changed:
        click.echo(f"{one.day}: not as published; changed since, on this day or before", err=True)
    if changed or not result.whole:
        raise click.ClickException("the audit is not whole")
    if heads:
        click.echo(f"{len(heads)} days as published, the last of them {max(heads, key=_day).day}.")
    click.echo(f"{result.head.seq} rows, all whole. Keep this elsewhere:")
    click.echo(str(result.head))


def _head(text: str) -> Head:
    match = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", text)
    if match is None:
        raise click.BadParameter("a head is NUMBER:HASH", param_hint="--head")
    return Head(int(match[1]), match[2])


def _published(source: str) -> list[Published]:
    try:
        text = (
            _fetched(source) if re.match("https?://", source) else Path(source).read_text("utf-8")
        )
    except (OSError, ValueError) as error:  # requests' errors are OSErrors
        raise click.BadParameter(f"{error}", param_hint="--published") from error
    heads = read_published(text)
    if not heads:
        raise click.BadParameter("there are no heads in it", param_hint="--published")
    return heads


def _fetched(address: str) -> str:
    answer = requests.get(address, timeout=_SECONDS, headers={"User-Agent": "Alcove audit verify"})
    answer.raise_for_status()
    return answer.text


def _day(head: Published) -> str:
    return head.day
