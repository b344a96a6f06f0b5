# SPDX-License-Identifier: AGPL-3.0-or-later
"""Teams on the operator's command line: ``flask --app service team add …``.

What only the team can do, signing with its root key, happens elsewhere: on somebody's own machine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from service.infra.i18n import translate
from service.infra.problems import Problem
from service.people import actions, queries
from service.people.pins import pins
from service.people.rules import Group, Intake, Senders

group = AppGroup("team", help="Teams that can receive reports, and what they say of themselves.")

_DAYS = click.IntRange(0, 3650)
_SAID: tuple[Callable[..., Any], ...] = (
    click.option("--about", help="One sentence: who they are, what they do."),
    click.option(
        "--intake",
        type=click.Choice([one.value for one in Intake]),
        help="Whether it takes reports; a new team is off.",
    ),
    click.option(
        "--senders",
        type=click.Choice([one.value for one in Senders]),
        help="From whom it takes them: all, or who confirms an account.",
    ),
    click.option("--contact", help="Mail address or page, shown while it takes no reports."),
    click.option("--answer-days", type=_DAYS, help="First answer promised within; 0: no promise."),
    click.option("--update-days", type=_DAYS, help="News promised every; 0: no promise."),
    click.option("--retention-days", type=_DAYS, help="A closed report is deleted after."),
    click.option("--daily-quota", type=click.IntRange(1), help="New reports taken a day."),
    click.option("--authority-wiki", metavar="URL", help="The wiki that says who holds its group."),
    click.option("--authority-group", help="The group its members hold there; empty: none."),
    click.option("--authority-global/--authority-local", default=None, help="A global group?"),
    click.option("--staff/--no-staff", default=None, help="Whether staff in its list come in."),
)


def _what_is_said(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_SAID):
        command = option(command)
    return command


@group.command("add")
@click.argument("team_id", metavar="ID")
@click.option("--name", required=True, help="As people who look for help shall read it.")
@click.option("--root", required=True, metavar="B64", help="The team's public root key.")
@_what_is_said
def add_command(team_id: str, name: str, root: str, **said: Any) -> None:
    """Make a team known; again, say all of it anew. Its root key stays."""
    with _plain_errors():
        actions.add_team(team_id, name=name, root=root, **_changes(said, None))
        _show(team_id)


@group.command("set")
@click.argument("team_id", metavar="ID")
@click.option("--name", help="As people who look for help shall read it.")
@_what_is_said
def set_command(team_id: str, **said: Any) -> None:
    """Change what is named of a known team, and leave the rest."""
    with _plain_errors():
        team = queries.team(team_id)
        before = Group(team.authority_wiki, team.authority_group, team.authority_global)
        actions.set_team(team_id, **_changes(said, before))
        _show(team_id)


@group.command("list")
def list_command() -> None:
    """Say of every team whether it takes reports, and if not, why."""
    for team in queries.teams():
        _show(team.id)


@group.command("pins")
def pins_command() -> None:
    """Print what the gadget has to pin: this service, its claim key, the teams' roots.

    Compare it with what the teams themselves say before it goes onto a wiki.
    """
    click.echo(json.dumps(pins(), indent="\t", ensure_ascii=False))


@group.command("statement")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def statement_command(file: Path) -> None:
    """Take in a signed statement from FILE; the team is the one it names."""
    try:
        wire = json.loads(file.read_text(encoding="utf-8"))
        team_id = json.loads(wire["text"])["team"]
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException("this is no statement") from error
    with _plain_errors():
        accepted = actions.accept_statement(str(team_id), wire)
    click.echo(f"statement {accepted.seq} of {team_id}, good until {accepted.expires}")


@group.command("person")
@click.argument("person_id", metavar="ID")
@click.option("--name", required=True, help="User name.")
@click.option("--home", required=True, help="Home wiki, as in statements.")
def person_command(person_id: str, name: str, home: str) -> None:
    """Let somebody sign in whom no team names yet."""
    with _plain_errors():
        actions.add_person(person_id, name=name, home=home)
    click.echo(f"{person_id} may sign in")


@group.command("forget")
@click.argument("person_id", metavar="ID")
def forget_command(person_id: str) -> None:
    """Forget a person with their keys and visits."""
    with _plain_errors():
        actions.forget_person(person_id)
    click.echo(f"{person_id} is forgotten")


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


def _changes(said: dict[str, Any], before: Group | None) -> dict[str, Any]:
    """Only what was named, as the action takes it."""
    given = {name: value for name, value in said.items() if value is not None}
    asked = given.keys() & {"authority_wiki", "authority_global"}
    wiki = given.pop("authority_wiki", before.wiki if before else "")
    name = given.pop("authority_group", before.name if before else "")
    is_global = given.pop("authority_global", before.is_global if before else False)
    if asked and not name:
        raise ValueError("a group needs its name: --authority-group")
    for option, kind in (("intake", Intake), ("senders", Senders)):
        if option in given:
            given[option] = kind(given[option])
    return {**given, "authority": Group(wiki, name, is_global) if name else None}


def _show(team_id: str) -> None:
    team = queries.team(team_id)
    standing = queries.intake(team)
    why = f" ({standing.reason.value})" if standing.reason else ""
    takes = "yes" if standing.open else "no"
    click.echo(f"{team_id} is known, intake {team.intake}, takes reports: {takes}{why}")
