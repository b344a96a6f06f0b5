# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bots and cases on the command line: ``flask --app service bots add …``, ``… cases set …``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup

from service.cases import answering, bots, voting
from service.cases.bots import Scope
from service.infra.i18n import translate
from service.infra.problems import Problem

bots_group = AppGroup("bots", help="Programs that work for a team, and their keys.")
cases_group = AppGroup("cases", help="How a team's cases are handled.")


@bots_group.command("add")
@click.argument("name")
@click.option("--team", required=True, metavar="ID", help="The team it works for.")
@click.option("--may", required=True, help="What it may: sync, publish, notify, with commas.")
def add_command(name: str, team: str, may: str) -> None:
    """Make a bot known, and print its key, which is shown this once."""
    with _plain_errors():
        bot, key = bots.add(team, name, [Scope(one.strip()) for one in may.split(",")])
    click.echo(f"{bot.id} {bot.team} {bot.name}: {bot.may}", err=True)
    click.echo(key)


@bots_group.command("list")
def list_command() -> None:
    """Say of every bot whose it is, what it may, and when it was last at work."""
    for bot in bots.known():
        seen = bot.seen.isoformat() if bot.seen is not None else "never"
        click.echo(f"{bot.id} {bot.team} {bot.name}: {bot.may} (seen {seen})")


@bots_group.command("remove")
@click.argument("bot_id", metavar="ID")
def remove_command(bot_id: str) -> None:
    """Forget a bot; its key opens nothing any more."""
    with _plain_errors():
        bots.remove(bot_id)
    click.echo(f"{bot_id} is forgotten")


@cases_group.command("set")
@click.argument("team_id", metavar="TEAM")
@click.option(
    "--show-not-voted/--hide-not-voted",
    default=None,
    help="Whether the published overview says who has not voted.",
)
@click.option(
    "--rules",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON: what motions need, by their kinds, where it is other than usual.",
)
def set_command(team_id: str, show_not_voted: bool | None, rules: Path | None) -> None:
    """Choose how the cases of TEAM are handled, and leave the rest as it is."""
    with _plain_errors():
        said = json.loads(rules.read_text(encoding="utf-8")) if rules is not None else None
        made = answering.set_up(team_id, show_not_voted=show_not_voted, rules=said)
    click.echo(f"who has not voted: {'shown' if made.show_not_voted else 'not shown'}")
    for kind, rule in sorted(voting.rules_of(team_id).items()):
        click.echo(
            f"{kind}: at least {rule.min_votes} votes, more than {rule.more_than},"
            f" at least {rule.min_support} in support"
        )


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
