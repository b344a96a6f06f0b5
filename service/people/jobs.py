# SPDX-License-Identifier: AGPL-3.0-or-later
"""Once a day: ask the wikis whether everybody at a desk still holds their team's group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import or_, select

from service.infra.database import session, transaction
from service.infra.races import settled
from service.people import authority, queries
from service.people.authority import WikiSilent
from service.people.models import Authority, Key, Person, Team
from service.people.signing_in import end_visits_unless_needed, note


def check_authorities() -> dict[str, int]:
    """Keep what the wikis say; visits of who lost a group, or of whom nobody knows, end.

    A wiki that is silent takes nobody's place at once: its last answer counts for three days.
    """
    came = Counter(held=0, lost=0, silent=0)
    for team in queries.teams():
        if team.authority_group:
            for who in _concerned(team):
                came[_checked(team, who)] += 1
    return dict(came)


def _checked(team: Team, who: Person) -> str:
    try:
        said = authority.holds(team, who)
    except WikiSilent:
        said = None
    _kept(team, who, said)
    if said is None:
        return "silent"
    return "held" if said else "lost"


@settled
def _kept(team: Team, who: Person, said: bool | None) -> None:
    with transaction():
        note(team.id, who, said)
        if not queries.warrant(who.id, team).holds:
            end_visits_unless_needed(who.id)


def _concerned(team: Team) -> Collection[Person]:
    """Whom the wiki has confirmed before, and whoever the statement names, by keys or name."""
    current = queries.current_statement(team.id)
    members = current.members if current is not None else ()
    wanted = (
        select(Person)
        .outerjoin(Key, Key.person == Person.id)
        .outerjoin(Authority, (Authority.person == Person.id) & (Authority.team == team.id))
        .where(
            or_(
                Authority.holds,
                Key.fingerprint.in_([one.fingerprint for one in members]),
                Person.name.in_([one.name for one in members]),
            )
        )
        .order_by(Person.id)
    )
    return session().scalars(wanted).all()
