# SPDX-License-Identifier: AGPL-3.0-or-later
"""Teams and statements for anybody; the own keys and new statements for who is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from service.infra.api import blueprint as api_blueprint
from service.infra.problems import Problem
from service.infra.sessions import current_person_id
from service.people import actions, news, queries, roster, settings
from service.people.models import Absence, Key, Person, Statement, Team
from service.people.queries import Membership
from service.people.roster import Alarm, Line, Roster
from service.people.schemas import (
    AbsenceSchema,
    AcceptedSchema,
    CodeSchema,
    KeysSchema,
    MailSchema,
    MeSchema,
    NewAbsenceSchema,
    NewKeysSchema,
    PersonSchema,
    RosterSchema,
    SettingsSchema,
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
    return {
        "person": _self(person),
        "teams": [_membership(one) for one in queries.teams_of(person.id)],
        "keys": queries.keys(person.id),
        "absences": queries.absences(person.id),
    }


@blueprint.post("/desk/keys")
@blueprint.arguments(NewKeysSchema)
@blueprint.response(201, KeysSchema)
def put_keys(keys: dict[str, str]) -> Key:
    """Set the own public keys, made in the browser; earlier ones are replaced."""
    return actions.set_keys(_me(), keys["age"], keys["ed25519"])


@blueprint.post("/desk/settings")
@blueprint.arguments(SettingsSchema)
@blueprint.response(200, PersonSchema)
def settle(given: dict[str, Any]) -> dict[str, Any]:
    """Say which languages one reads, and where one is at home."""
    return _self(settings.settle(_me(), given["languages"], given["home"]))


@blueprint.post("/desk/settings/mail")
@blueprint.arguments(MailSchema)
@blueprint.response(200, PersonSchema)
def set_mail(given: dict[str, str]) -> dict[str, Any]:
    """Say where news may go; a code is sent there. Empty: nowhere."""
    return _self(settings.set_mail(_me(), given["mail"]))


@blueprint.post("/desk/settings/mail/confirm")
@blueprint.arguments(CodeSchema)
@blueprint.response(200, PersonSchema)
def confirm_mail(given: dict[str, str]) -> dict[str, Any]:
    """Confirm the address with the code that was sent there."""
    return _self(settings.confirm_mail(_me(), given["code"]))


@blueprint.post("/desk/absences")
@blueprint.arguments(NewAbsenceSchema)
@blueprint.response(201, AbsenceSchema)
def be_away(given: dict[str, date]) -> Absence:
    """Say on which days one is not to be counted on."""
    return settings.be_away(_me(), given["begins"], given["ends"])


@blueprint.post("/desk/absences/<id:absence_id>/end")
@blueprint.response(204)
def be_back(absence_id: str) -> None:
    """Be back today."""
    settings.be_back(_me(), absence_id)


@blueprint.get("/desk/teams/<code:team_id>/people")
@blueprint.response(200, RosterSchema)
def people(team_id: str) -> dict[str, Any]:
    """List everybody who is, or may come to be, in one's own team, and what is wrong with keys."""
    team = queries.team(team_id)
    if not queries.belongs(_me(), team_id):
        raise Problem("not_allowed")
    found = roster.roster(team)
    return {"people": [_line(one) for one in found.lines], "alarms": list(_alarms(found))}


def _me() -> str:
    person_id = current_person_id()
    if person_id is None:
        raise Problem("sign_in_required", headers={"WWW-Authenticate": "Cookie"})
    return person_id


def _team(team: Team) -> dict[str, Any]:
    current, standing = queries.current_statement(team.id), queries.intake(team)
    return {
        "id": team.id,
        "name": team.name,
        "about": team.about,
        "intake": standing.intake,
        "open": standing.open,
        "reason": standing.reason,
        "senders": team.senders,
        "contact": team.contact,
        "min_holders": current.min_holders if current is not None else 0,
        "statement": current.wire if current is not None else None,
    }


def _self(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "home": person.home,
        "languages": person.languages.split(),
        "mail": person.mail,
        "mail_confirmed": news.is_confirmed(person),
    }


def _membership(one: Membership) -> dict[str, Any]:
    current = queries.current_statement(one.team.id)
    return {
        "id": one.team.id,
        "name": one.team.name,
        "role": one.role.value,
        "fingerprint": one.fingerprint,
        "in_statement": one.in_statement,
        "belongs": one.belongs,
        "authority": one.warrant,
        "statement_expires": current.expires if current is not None else None,
        "intake": queries.intake(one.team),
    }


def _line(one: Line) -> dict[str, Any]:
    who = one.person
    return {
        **{name: getattr(one, name) for name in _LINE},
        "id": who.id if who is not None else None,
        "role": one.role,
        "languages": who.languages.split() if who is not None else [],
        "seen": who.seen if who is not None else None,
        "authority": one.warrant,
    }


_LINE = (
    *("name", "home", "fingerprint", "age", "ed25519"),
    *("in_statement", "named", "absent_until"),
)


def _alarms(found: Roster) -> Iterator[dict[str, Any]]:
    for one in found.lines:
        if one.alarm is not None and one.person is not None:
            said = {name: getattr(one, name) for name in ("name", "home", "fingerprint")}
            yield {"what": one.alarm, "person": one.person.id, "expires": None, **said}
    if found.expires_soon:
        nobody = {"person": None, "name": "", "home": "", "fingerprint": None}
        yield {"what": Alarm.STATEMENT_EXPIRES, "expires": found.expires, **nobody}
