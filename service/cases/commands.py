# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bots on the operator's command line: ``flask --app service bots add …``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from service.cases import bots
from service.cases.bots import Scope
from service.infra.i18n import translate
from service.infra.problems import Problem

group = AppGroup("bots", help="Programs that work for a team, and their keys.")


@group.command("add")
@click.argument("name")
@click.option("--team", required=True, metavar="ID", help="The team it works for.")
@click.option("--may", required=True, help="What it may: sync, publish, notify, with commas.")
def add_command(name: str, team: str, may: str) -> None:
    """Make a bot known, and print its key, which is shown this once."""
    with _plain_errors():
        bot, key = bots.add(team, name, [Scope(one.strip()) for one in may.split(",")])
    click.echo(f"{bot.id} {bot.team} {bot.name}: {bot.may}", err=True)
    click.echo(key)


@group.command("list")
def list_command() -> None:
    """Say of every bot whose it is, what it may, and when it was last at work."""
    for bot in bots.known():
        seen = bot.seen.isoformat() if bot.seen is not None else "never"
        click.echo(f"{bot.id} {bot.team} {bot.name}: {bot.may} (seen {seen})")


@group.command("remove")
@click.argument("bot_id", metavar="ID")
def remove_command(bot_id: str) -> None:
    """Forget a bot; its key opens nothing any more."""
    with _plain_errors():
        bots.remove(bot_id)
    click.echo(f"{bot_id} is forgotten")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Say what is wrong in words, for who types commands."""
    try:
        yield
    except Problem as problem:
        detail = translate(f"alcove-problem-{problem.kind}-detail", *problem.texts)
        raise click.ClickException(f"{problem.kind}: {detail}") from problem
    except ValueError as error:
        raise click.ClickException(str(error)) from error
