# SPDX-License-Identifier: AGPL-3.0-or-later
"""Look up teams, statements, people, and who belongs where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from service.infra.database import session
from service.infra.problems import Problem
from service.infra.sessions import current_person_id
from service.people.models import Key, Person, Statement, Team
from service.people.rules import Member, Role, find_member


@dataclass(frozen=True)
class Membership:
    """What somebody is in a team.

    Not `in_statement`: the statement has their name, but not the keys they have set; they can do
    nothing as a member until the team's root signs the new ones.
    """

    team: Team
    role: Role
    fingerprint: str | None
    in_statement: bool


def team(team_id: str) -> Team:
    """One team.

    :raise Problem: ``unknown_team``
    """
    found = session().get(Team, team_id)
    if found is None:
        raise Problem("unknown_team", args=(team_id,))
    return found


def teams() -> Sequence[Team]:
    """All teams, by id."""
    return session().scalars(select(Team).order_by(Team.id)).all()


def statements(team_id: str) -> Sequence[Statement]:
    """All statements a team has had, oldest first."""
    wanted = select(Statement).where(Statement.team == team_id).order_by(Statement.seq)
    return session().scalars(wanted).all()


def statement(team_id: str, seq: int) -> Statement | None:
    """One statement by its number."""
    return session().get(Statement, (team_id, seq))


def current_statement(team_id: str) -> Statement | None:
    """The team's newest statement, also when it has expired: that ends sealing, not belonging."""
    wanted = select(Statement).where(Statement.team == team_id).order_by(Statement.seq.desc())
    return session().scalars(wanted.limit(1)).first()


def person(person_id: str) -> Person | None:
    """Somebody who can sign in."""
    return session().get(Person, person_id)


def people() -> Sequence[Person]:
    """Everybody who can sign in, by name."""
    return session().scalars(select(Person).order_by(Person.name, Person.id)).all()


def keys(person_id: str) -> Key | None:
    """Somebody's public keys, once set."""
    return session().get(Key, person_id)


def member(person_id: str, team_id: str) -> Member | None:
    """Somebody as the team's current statement names them, if it has exactly their keys."""
    own, current = keys(person_id), current_statement(team_id)
    if own is None or current is None:
        return None
    return find_member(current.members, own.age, own.ed25519)


def teams_of(person_id: str) -> list[Membership]:
    """Every team whose current statement names somebody, by keys or only by name."""
    found, who = [], person(person_id)
    for one in teams():
        by_keys = member(person_id, one.id)
        if by_keys is not None:
            found.append(Membership(one, by_keys.role, by_keys.fingerprint, True))
            continue
        current = current_statement(one.id)
        for named in current.members if current is not None and who is not None else ():
            if who is not None and (named.name, named.home) == (who.name, who.home):
                found.append(Membership(one, named.role, None, False))
    return found


def is_member() -> bool:
    """Whether who is signed in belongs, with the own keys, to any team now."""
    person_id = current_person_id()
    if person_id is None:
        return False
    return any(one.in_statement for one in teams_of(person_id))


def is_of_another(person_id: str, age: str, ed25519: str) -> bool:
    """Whether one of these keys is somebody else's already."""
    wanted = select(Key.person).where(
        Key.person != person_id, or_(Key.age == age, Key.ed25519 == ed25519)
    )
    return session().scalars(wanted.limit(1)).first() is not None
