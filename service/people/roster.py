# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everybody a team has to know of, and what about their keys should worry its members.

The service could let in a key of its own making; so a key that is set here and stands in no
statement is shown to all members, who know each other's fingerprints as words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select

from service.infra.database import session
from service.infra.time import today
from service.people import queries, rules
from service.people.models import Key, Person, Statement, Team
from service.people.rules import Member, Role, Warrant


class Alarm(StrEnum):
    """What should worry a team's members."""

    NOT_IN_STATEMENT = "not_in_statement"
    OTHER_KEYS = "other_keys"
    STATEMENT_EXPIRES = "statement_expires"


@dataclass(frozen=True)
class Line:
    """Somebody in, or on the way into, a team. The keys are those set in the service.

    Who is named and has never signed in has no `person`, and the statement's keys.
    """

    name: str
    home: str
    person: Person | None
    role: Role | None
    age: str | None
    ed25519: str | None
    in_statement: bool
    named: bool
    absent_until: date | None
    warrant: Warrant

    @property
    def fingerprint(self) -> str | None:
        """How grants name the key."""
        return rules.fingerprint(self.age) if self.age else None

    @property
    def alarm(self) -> Alarm | None:
        """What is wrong with the key, if anything is."""
        if self.person is None or self.age is None or self.in_statement:
            return None
        return Alarm.OTHER_KEYS if self.named else Alarm.NOT_IN_STATEMENT


@dataclass(frozen=True)
class Roster:
    """A team's people, and until when its statement is good."""

    lines: list[Line]
    expires: date | None

    @property
    def expires_soon(self) -> bool:
        """Whether it is time to sign the next statement."""
        return self.expires is not None and (self.expires - today()).days <= rules.WARNING_DAYS


def roster(team: Team) -> Roster:
    """Everybody named in a team's statement, and whoever has set keys and may belong to it."""
    current = queries.current_statement(team.id)
    lines = sorted(_lines(team, current), key=lambda one: (not one.named, one.name))
    return Roster(lines, current.expires if current is not None else None)


def _lines(team: Team, current: Statement | None) -> Iterator[Line]:
    members = current.members if current is not None else ()
    everybody = session().execute(select(Person, Key).outerjoin(Key, Key.person == Person.id)).all()
    met: set[str] = set()
    for who, key in everybody:
        named = _named(members, who, key)
        if named is not None:
            met.add(named.name)
            yield _line(team, who, key, named)
        elif key is not None and _may_belong(team, who):
            yield _line(team, who, key, None)
    for one in members:
        if one.name not in met:
            nobody = Warrant(needed=bool(team.authority_group), holds=not team.authority_group)
            yield Line(
                one.name, one.home, None, one.role, one.age, one.ed25519, True, True, None, nobody
            )


def _named(members: tuple[Member, ...], who: Person, key: Key | None) -> Member | None:
    by_keys = rules.find_member(members, key.age, key.ed25519) if key is not None else None
    by_name = (one for one in members if (one.name, one.home) == (who.name, who.home))
    return by_keys or next(by_name, None)


def _may_belong(team: Team, who: Person) -> bool:
    """Whether a key in no statement may be meant for this team.

    Its wiki says so, or nothing says where else it belongs.
    """
    stands = queries.warrant(who.id, team)
    return (stands.needed and stands.holds) or not queries.teams_of(who.id)


def _line(team: Team, who: Person, key: Key | None, named: Member | None) -> Line:
    is_right = (
        named is not None
        and key is not None
        and (named.age, named.ed25519) == (key.age, key.ed25519)
    )
    away = [one.ends for one in queries.absences(who.id) if one.begins <= today()]
    return Line(
        name=who.name,
        home=who.home,
        person=who,
        role=named.role if named is not None else None,
        age=key.age if key is not None else None,
        ed25519=key.ed25519 if key is not None else None,
        in_statement=is_right,
        named=named is not None,
        absent_until=max(away, default=None),
        warrant=queries.warrant(who.id, team),
    )
