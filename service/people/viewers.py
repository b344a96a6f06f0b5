# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who looks at what is sealed: a member at the desk, as every slice with a vault knows them."""

from __future__ import annotations

from dataclasses import dataclass

from service.infra.problems import Problem
from service.infra.sessions import current_person_id
from service.people import queries
from service.people.rules import Role


@dataclass(frozen=True)
class Viewer:
    """A member at the desk: the key they registered, the teams whose statement names it now."""

    person: str
    fingerprint: str
    teams: tuple[str, ...]
    voting: tuple[str, ...]  # those of the teams in which they have a vote

    def check_vote(self, team: str) -> None:
        """Refuse who only reads along, or helps for a time: they do not act in a team's name.

        :raise Problem: `no_vote`
        """
        if team not in self.voting:
            raise Problem("no_vote")


def viewer(person: str) -> Viewer:
    """Somebody who can sign in, with the key that grants name and the teams it counts in."""
    own = queries.keys(person)
    found = [one for one in queries.teams_of(person) if one.belongs]
    return Viewer(
        person,
        own.fingerprint if own else "",
        tuple(one.team.id for one in found),
        tuple(one.team.id for one in found if one.role is Role.MEMBER),
    )


def signed_in() -> Viewer:
    """Whoever makes this request.

    :raise Problem: `sign_in_required`
    """
    person = current_person_id()
    if person is None:
        raise Problem("sign_in_required", headers={"WWW-Authenticate": "Cookie"})
    return viewer(person)
