# SPDX-License-Identifier: AGPL-3.0-or-later
"""Let somebody in whom the wiki confirmed, if a team, its wiki, or the operator named them.

Of anybody else nothing is stored, not even that they tried. The wiki is asked before anything is
locked; what it said is stored with the visit that begins because of it. Somebody may come twice at
the same moment, from two windows: whoever is slower finds the row the other made.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select

from service.audit.actions import Verb, record
from service.infra import sessions
from service.infra.config import Config
from service.infra.database import session, transaction
from service.infra.races import settled
from service.infra.time import today
from service.people import authority, queries, rules
from service.people.authority import WikiSilent
from service.people.models import Authority, Key, Person, Team
from service.people.oauth import Profile, Reason, SignInRefused
from service.people.rules import Claim, Member

#: How ids of people begin whom nobody added by hand: what they may rests on the wiki alone.
OF_WIKI = "wiki-"


def sign_in(profile: Profile) -> Person:
    """Begin a visit of whoever this is.

    :raise SignInRefused: with the reason; what the wiki said of somebody known is kept
    """
    answers = {team.id: _asked(team, profile) for team in queries.teams() if team.authority_group}
    return _let_in(profile, answers)


@settled
def _let_in(profile: Profile, answers: Mapping[str, bool | None]) -> Person:
    with transaction():
        known = _known(profile)
        claims = [_claim(team, profile, known, answers.get(team.id)) for team in queries.teams()]
        added = known is not None and not known.id.startswith(OF_WIKI)
        refusal = rules.refusal(claims, added=added, blocked=profile.blocked)
        if known is not None or refusal is None:
            known = _kept(profile, known)
            for team_id, said in answers.items():
                note(team_id, known, said)
        if refusal is None and known is not None:
            sessions.begin(known.id)
            record(Verb.SIGNED_IN, known.id, known.id)
            return known
    raise SignInRefused(Reason(refusal or Reason.NOT_NAMED))


def note(team_id: str, who: Person, said: bool | None) -> None:
    """Keep what the wiki said of somebody; losing the group ends their visits at once.

    :param said: None if it did not answer; an old answer then goes on counting for three days
    """
    with transaction() as rows:
        row = rows.get(Authority, (team_id, who.id))
        held = row is not None and row.holds
        if said is None or (row is None and not said):
            return  # nobody needs a row that says what no row says
        if row is None:
            row = Authority(team=team_id, person=who.id, holds=said, checked=today())
            rows.add(row)
        row.holds, row.checked = said, today()
        rows.flush()
        if held and not said:
            record(Verb.AUTHORITY_LOST, who.id)
            end_visits_unless_needed(who.id)
        elif said and not held:
            record(Verb.AUTHORITY_HELD, who.id)


def end_visits_unless_needed(person_id: str) -> None:
    """End somebody's visits everywhere, if they belong to no team any more."""
    if not queries.belongs(person_id):
        sessions.end_all(person_id)


def _asked(team: Team, profile: Profile) -> bool | None:
    try:
        return authority.holds(team, profile)
    except WikiSilent:
        return None


def _known(profile: Profile) -> Person | None:
    """The row of this account: by its number, else one added by hand that has no number yet."""
    by_number = select(Person).where(Person.central_id == profile.central_id)
    by_name = select(Person).where(Person.name == profile.name, Person.central_id.is_(None))
    return session().scalar(by_number) or session().scalar(by_name.order_by(Person.id).limit(1))


def _claim(team: Team, profile: Profile, known: Person | None, said: bool | None) -> Claim:
    stood = queries.warrant(known.id, team).holds if known is not None else False
    return Claim(
        named=_named(team, profile, known) is not None,
        needed=bool(team.authority_group),
        held=said,
        held_lately=stood,
    )


def _named(team: Team, profile: Profile, known: Person | None) -> Member | None:
    """The statement's line for this account: by the keys it has set, else by the name.

    A name whose keys another account has set is that other account's, whatever it is called now.
    """
    current = queries.current_statement(team.id)
    members = current.members if current is not None else ()
    marks = [one.fingerprint for one in members]
    keys = session().execute(select(Key.fingerprint, Key.person).where(Key.fingerprint.in_(marks)))
    owners: dict[str, str] = {mark: owner for mark, owner in keys}  # noqa: C416  # rows are no pairs
    for one in members:
        owner = owners.get(one.fingerprint)
        if known is not None and owner == known.id:
            return one
        if one.name == profile.name and owner is None:
            return one
    return None


def _kept(profile: Profile, known: Person | None) -> Person:
    """The row of somebody let in: new, given its number, or following a new name."""
    with transaction() as rows:
        if known is None:
            home = _home(profile)
            known = Person(id=f"{OF_WIKI}{profile.central_id}", name=profile.name, home=home)
            rows.add(known)
            record(Verb.PERSON_ADDED, known.id)
        elif known.name != profile.name:
            known.name = profile.name
            record(Verb.PERSON_RENAMED, known.id)
        known.central_id = profile.central_id
        rows.flush()
    return known


def _home(profile: Profile) -> str:
    """As the statement that names them says, else the wiki that confirmed them."""
    for team in queries.teams():
        named = _named(team, profile, None)
        if named is not None:
            return named.home
    config: Config = current_app.extensions["alcove_config"]
    return urlsplit(config.oauth_wiki).hostname or ""
