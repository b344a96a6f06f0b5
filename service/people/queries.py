# SPDX-License-Identifier: AGPL-3.0-or-later
"""Look up teams, statements, people, who belongs where, and whether a team takes reports."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from service.infra.database import session
from service.infra.problems import Problem
from service.infra.sessions import current_person_id
from service.infra.time import today
from service.people import rules
from service.people.models import Absence, Authority, Key, Person, Statement, Team
from service.people.rules import Intake, Member, Role, Standing, Warrant, find_member


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
    warrant: Warrant

    @property
    def belongs(self) -> bool:
        """Whether they may act, and read, as one of the team now, by its word and the wiki's.

        Everything that serves what is sealed MUST ask this.
        """
        staff = self.team.staff
        return self.in_statement and rules.belongs(self.role, self.warrant, takes_staff=staff)


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


def absences(person_id: str) -> Sequence[Absence]:
    """When somebody is away, from today on."""
    wanted = select(Absence).where(Absence.person == person_id, Absence.ends >= today())
    return session().scalars(wanted.order_by(Absence.begins, Absence.id)).all()


def warrant(person_id: str, team: Team) -> Warrant:
    """Whether the wiki's word stands behind somebody in a team today."""
    row = session().get(Authority, (team.id, person_id)) if team.authority_group else None
    said = (row.holds, row.checked) if row is not None else None
    return rules.warrant(bool(team.authority_group), said, today())


def member(person_id: str, team_id: str) -> Member | None:
    """Somebody as the team's current statement names them, if it has exactly their keys."""
    own, current = keys(person_id), current_statement(team_id)
    if own is None or current is None:
        return None
    return find_member(current.members, own.age, own.ed25519)


def teams_of(person_id: str) -> list[Membership]:
    """Every team whose current statement names somebody, by keys or only by name.

    Being named is not enough: ask `Membership.belongs`.
    """
    found, who = [], person(person_id)
    for one in teams():
        by_keys = member(person_id, one.id)
        if by_keys is not None:
            role, mark = by_keys.role, by_keys.fingerprint
            found.append(Membership(one, role, mark, True, warrant(person_id, one)))
            continue
        current = current_statement(one.id)
        for named in current.members if current is not None and who is not None else ():
            if who is not None and (named.name, named.home) == (who.name, who.home):
                stands = warrant(person_id, one)
                found.append(Membership(one, named.role, None, False, stands))
    return found


def belongs(person_id: str, team_id: str | None = None) -> bool:
    """Whether somebody may act for a team now, or for any."""
    found = teams_of(person_id)
    return any(one.belongs and team_id in {None, one.team.id} for one in found)


def is_member() -> bool:
    """Whether who is signed in belongs, with the own keys, to any team now."""
    person_id = current_person_id()
    return person_id is not None and belongs(person_id)


def persons_of(team_id: str, fingerprints: Collection[str]) -> list[Person]:
    """Who holds these keys, as far as they belong to the team now."""
    of_team, current = team(team_id), current_statement(team_id)
    named = current.members if current is not None else ()
    wanted = select(Person, Key).join(Key, Key.person == Person.id).order_by(Person.id)
    found = []
    for who, key in session().execute(wanted.where(Key.fingerprint.in_(set(fingerprints)))):
        one = find_member(named, key.age, key.ed25519)
        if one is not None:
            stands = warrant(who.id, of_team)
            if Membership(of_team, one.role, one.fingerprint, True, stands).belongs:
                found.append(who)
    return found


def intake(team: Team) -> Standing:
    """Whether a team takes reports now, and if not, why."""
    current = current_statement(team.id)
    if current is None:
        return rules.standing(Intake(team.intake), None, 0, 1, today())
    validity = (current.issued, current.expires)
    active = _active(team, current)
    return rules.standing(Intake(team.intake), validity, active, current.min_holders, today())


def is_of_another(person_id: str, age: str, ed25519: str) -> bool:
    """Whether one of these keys is somebody else's already."""
    wanted = select(Key.person).where(
        Key.person != person_id, or_(Key.age == age, Key.ed25519 == ed25519)
    )
    return session().scalars(wanted.limit(1)).first() is not None


def _active(team: Team, current: Statement) -> int:
    """How many voting members, with their own keys and the wiki's word, can be counted on."""
    voting = {one.fingerprint: one for one in current.members if one.role is Role.MEMBER}
    rows = (
        session()
        .execute(
            select(Person, Key)
            .join(Key, Key.person == Person.id)
            .where(Key.fingerprint.in_(list(voting)))
        )
        .all()
    )
    away: dict[str, list[tuple[date, date]]] = {}
    wanted = select(Absence).where(
        Absence.person.in_([who.id for who, _ in rows]), Absence.ends >= today()
    )
    for one in session().scalars(wanted):
        away.setdefault(one.person, []).append((one.begins, one.ends))
    return sum(
        1
        for who, key in rows
        if find_member([voting[key.fingerprint]], key.age, key.ed25519) is not None
        and warrant(who.id, team).holds
        and rules.is_active(who.seen, away.get(who.id, []), today())
    )
