# SPDX-License-Identifier: AGPL-3.0-or-later
"""Teams on the operator's command line: ``flask --app service team add …``.

What only the team can do, signing with its root key, happens elsewhere: on somebody's own machine.
"""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from service.infra.i18n import translate
from service.infra.problems import Problem
from service.people import actions
from service.people.rules import Intake

group = AppGroup("team", help="Teams that can receive reports, and what they say of themselves.")


@group.command("add")
@click.argument("team_id", metavar="ID")
@click.option("--name", required=True, help="As people who look for help shall read it.")
@click.option("--root", required=True, metavar="B64", help="The team's public root key.")
@click.option("--about", default="", help="One sentence: who they are, what they do.")
@click.option("--answer-days", default=actions.ANSWER_DAYS, show_default=True, type=int)
@click.option("--daily-quota", default=actions.DAILY_QUOTA, show_default=True, type=int)
@click.option(
    "--intake",
    type=click.Choice([one.value for one in Intake]),
    default=Intake.OFF.value,
    show_default=True,
    help="Whether it takes reports.",
)
def add_command(
    team_id: str,
    name: str,
    root: str,
    about: str,
    answer_days: int,
    daily_quota: int,
    intake: str,
) -> None:
    """Make a team known, or change what is said of it; its root key stays."""
    try:
        actions.add_team(
            team_id,
            name=name,
            root=root,
            about=about,
            intake=Intake(intake),
            answer_days=answer_days,
            daily_quota=daily_quota,
        )
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{team_id} is known, intake {intake}")


@group.command("statement")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def statement_command(file: Path) -> None:
    """Take in a signed statement from FILE; the team is the one it names."""
    try:
        wire = json.loads(file.read_text(encoding="utf-8"))
        team_id = json.loads(wire["text"])["team"]
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException("this is no statement") from error
    try:
        accepted = actions.accept_statement(str(team_id), wire)
    except Problem as problem:
        detail = translate(f"alcove-problem-{problem.kind}-detail", *problem.texts)
        raise click.ClickException(f"{problem.kind}: {detail}") from problem
    click.echo(f"statement {accepted.seq} of {team_id}, good until {accepted.expires}")


@group.command("person")
@click.argument("person_id", metavar="ID")
@click.option("--name", required=True, help="User name.")
@click.option("--home", required=True, help="Home wiki, as in statements.")
def person_command(person_id: str, name: str, home: str) -> None:
    """Let somebody sign in."""
    actions.add_person(person_id, name=name, home=home)
    click.echo(f"{person_id} may sign in")
