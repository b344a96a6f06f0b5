# SPDX-License-Identifier: AGPL-3.0-or-later
"""Teams and statements for anybody; the own keys and new statements for who is signed in."""

from __future__ import annotations

from typing import Any

from service.infra.api import blueprint as api_blueprint
from service.infra.problems import Problem
from service.infra.sessions import current_person_id
from service.infra.time import today
from service.people import actions, queries
from service.people.models import Key, Statement, Team
from service.people.rules import OPEN
from service.people.schemas import (
    AcceptedSchema,
    KeysSchema,
    MeSchema,
    NewKeysSchema,
    StatementsSchema,
    TeamsSchema,
    WireSchema,
)

blueprint = api_blueprint("people", "Teams, their statements and people")


@blueprint.get("/teams")
@blueprint.response(200, TeamsSchema)
def teams() -> dict[str, Any]:
    """List the teams that can receive reports, each with its current statement."""
    return {"teams": [_team(team) for team in queries.teams()]}


@blueprint.get("/teams/<code:team_id>/statements")
@blueprint.response(200, StatementsSchema)
def statements(team_id: str) -> dict[str, Any]:
    """List all statements of a team, oldest first."""
    queries.team(team_id)
    return {"statements": [one.wire for one in queries.statements(team_id)]}


@blueprint.get("/desk/teams/<code:team_id>/statements")
@blueprint.response(200, StatementsSchema)
def desk_statements(team_id: str) -> dict[str, Any]:
    """List all statements of a team, oldest first, for the desk."""
    queries.team(team_id)
    return {"statements": [one.wire for one in queries.statements(team_id)]}


@blueprint.post("/desk/teams/<code:team_id>/statements")
@blueprint.arguments(WireSchema)
@blueprint.response(201, AcceptedSchema)
def post_statement(wire: dict[str, str], team_id: str) -> Statement:
    """Take in a team's next statement, if its root signed it."""
    return actions.accept_statement(team_id, wire, _me())


@blueprint.get("/desk/me")
@blueprint.response(200, MeSchema)
def me() -> dict[str, Any]:
    """Tell who is signed in, their public keys and their teams."""
    person = queries.person(_me())
    if person is None:
        raise Problem("unknown_person")
    memberships = [
        {
            "id": one.team.id,
            "name": one.team.name,
            "role": one.role.value,
            "fingerprint": one.fingerprint,
            "in_statement": one.in_statement,
        }
        for one in queries.teams_of(person.id)
    ]
    return {"person": person, "teams": memberships, "keys": queries.keys(person.id)}


@blueprint.post("/desk/keys")
@blueprint.arguments(NewKeysSchema)
@blueprint.response(201, KeysSchema)
def put_keys(keys: dict[str, str]) -> Key:
    """Set the own public keys, made in the browser; earlier ones are replaced."""
    return actions.set_keys(_me(), keys["age"], keys["ed25519"])


def _me() -> str:
    person_id = current_person_id()
    if person_id is None:
        raise Problem("sign_in_required", headers={"WWW-Authenticate": "Cookie"})
    return person_id


def _team(team: Team) -> dict[str, Any]:
    current = queries.current_statement(team.id)
    return {
        "id": team.id,
        "name": team.name,
        "about": team.about,
        "open": team.intake in OPEN and current is not None and current.in_force(today()),
        "min_holders": current.min_holders if current is not None else 0,
        "statement": current.wire if current is not None else None,
    }
