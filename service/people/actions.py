# SPDX-License-Identifier: AGPL-3.0-or-later
"""Found teams, accept their statements, set keys, sign in and out. Each leaves an audit row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app
from sqlalchemy import delete, select

from service.audit.actions import Verb, record
from service.infra import sessions
from service.infra.config import Config
from service.infra.database import session, transaction
from service.infra.problems import Problem
from service.infra.races import settled
from service.infra.time import today
from service.people import queries
from service.people.models import Absence, Authority, Key, Person, Statement, Team
from service.people.rules import (
    TEAM_ID,
    Group,
    Intake,
    Member,
    Senders,
    contact_fault,
    fingerprint,
    is_origin,
    is_recipient,
)
from service.people.signing_in import OF_WIKI, end_visits_unless_needed
from service.people.statements import StatementError, check, decode_b64

ANSWER_DAYS = 14
DAILY_QUOTA = 200
RETENTION_DAYS = 365


def add_team(
    team_id: str,
    *,
    name: str,
    root: str,
    about: str = "",
    intake: Intake = Intake.OFF,
    senders: Senders = Senders.ALL,
    contact: str = "",
    answer_days: int = ANSWER_DAYS,
    update_days: int = 0,
    retention_days: int = RETENTION_DAYS,
    daily_quota: int = DAILY_QUOTA,
    authority: Group | None = None,
    staff: bool = False,
) -> None:
    """Let a team be known, or change what is said of it. Its root key never changes here.

    :raise ValueError: if something cannot be
    """
    if not TEAM_ID.fullmatch(team_id) or not name:
        raise ValueError("a team has a short name of a-z, 0-9 and hyphens, and a name")
    if decode_b64(root, 32) is None:
        raise ValueError("a root is a public Ed25519 key in base64")
    if contact_fault(contact):
        raise ValueError("a contact is a mail address or the https address of a page")
    if authority is not None and not (authority.name and is_origin(authority.wiki)):
        raise ValueError("a group has a name, and stands on a wiki: scheme and host only")
    with transaction() as rows:
        before = rows.get(Team, team_id)
        if before is not None and before.root != root:
            raise ValueError("a known team keeps its root key: clients have it pinned")
        if before is not None and _group_of(before) != authority:
            # What a wiki said of one group says nothing of another.
            rows.execute(delete(Authority).where(Authority.team == team_id))
        rows.merge(
            Team(
                id=team_id,
                name=name,
                about=about,
                root=root,
                intake=intake.value,
                senders=senders.value,
                contact=contact,
                answer_days=answer_days,
                update_days=update_days,
                retention_days=retention_days,
                daily_quota=daily_quota,
                authority_wiki=authority.wiki if authority else "",
                authority_group=authority.name if authority else "",
                authority_global=bool(authority and authority.is_global),
                staff=staff,
            )
        )
        record(Verb.TEAM_ADDED, team_id)


@settled
def accept_statement(team_id: str, wire: object, actor: str | None = None) -> Statement:
    """Store a team's next statement; the newest one again changes nothing.

    :raise Problem: ``unknown_team``, or why the statement is not accepted
    """
    with transaction() as rows:
        team = queries.team(team_id)
        newest = queries.current_statement(team_id)
        remembered = (newest.seq, newest.hash) if newest is not None else None
        try:
            said = check(wire, team.root, today(), team=team_id, remembered=remembered)
        except StatementError as error:
            raise Problem(error.code) from error
        if newest is not None and newest.seq == said.seq:
            return newest
        signature = wire["signature"]  # type: ignore[index]  # checked just now
        accepted = Statement(
            team=team_id,
            seq=said.seq,
            hash=said.hash,
            text=said.text,
            signature=signature,
            issued=said.issued,
            expires=said.expires,
            min_holders=said.min_holders,
        )
        rows.add(accepted)
        rows.flush()
        record(Verb.STATEMENT_ACCEPTED, team_id, actor)
        _end_visits(newest.members if newest is not None else (), said.members)
    return accepted


def set_team(team_id: str, **changes: Any) -> None:
    """Change some of what is said of a team, and leave the rest.

    :raise Problem: ``unknown_team``
    :raise ValueError: if something cannot be
    """
    with transaction():
        add_team(team_id, **_said(queries.team(team_id)) | changes)


def _said(team: Team) -> dict[str, Any]:
    names = (
        *("name", "root", "about", "contact", "answer_days", "update_days"),
        *("retention_days", "daily_quota", "staff"),
    )
    return {
        **{name: getattr(team, name) for name in names},
        "intake": Intake(team.intake),
        "senders": Senders(team.senders),
        "authority": _group_of(team),
    }


def _group_of(team: Team) -> Group | None:
    if not team.authority_group:
        return None
    return Group(team.authority_wiki, team.authority_group, team.authority_global)


def add_person(person_id: str, *, name: str, home: str) -> None:
    """Let somebody sign in whom no team names yet; their wiki still has to say that it is them.

    :raise ValueError: for an id that is kept for people nobody added by hand
    """
    if person_id.startswith(OF_WIKI):
        raise ValueError(f"ids that begin with {OF_WIKI} are made when somebody signs in")
    with transaction() as rows:
        rows.merge(Person(id=person_id, name=name, home=home))
        record(Verb.PERSON_ADDED, person_id)


def forget_person(person_id: str) -> None:
    """Forget somebody, their keys and visits. Whom a team names can sign in anew.

    :raise Problem: ``unknown_person``
    """
    with transaction() as rows:
        who = queries.person(person_id)
        if who is None:
            raise Problem("unknown_person")
        sessions.end_all(person_id)
        for table in (Key, Absence, Authority):
            rows.execute(delete(table).where(table.person == person_id))
        rows.delete(who)
        rows.flush()
        record(Verb.PERSON_FORGOTTEN, person_id)


@settled
def set_keys(person_id: str, age: str, ed25519: str) -> Key:
    """Note the public keys somebody made; earlier ones are replaced.

    They open nothing by themselves: a team's root must name them in a statement.

    :raise Problem: ``key_malformed``, ``key_in_use``
    """
    if not is_recipient(age) or decode_b64(ed25519, 32) is None:
        raise Problem("key_malformed")
    with transaction() as rows:
        if queries.is_of_another(person_id, age, ed25519):
            raise Problem("key_in_use")
        kept = rows.merge(
            Key(person=person_id, age=age, ed25519=ed25519, fingerprint=fingerprint(age))
        )
        record(Verb.KEYS_SET, person_id, person_id)
    return kept


def _end_visits(before: Iterable[Member], now: Iterable[Member]) -> None:
    """Who is in the team no longer has no business at its desk, from this moment on."""
    kept = {one.fingerprint for one in now}
    gone = [one.fingerprint for one in before if one.fingerprint not in kept]
    for person_id in session().scalars(select(Key.person).where(Key.fingerprint.in_(gone))):
        end_visits_unless_needed(person_id)


@settled
def sign_in_demo(person_id: str) -> None:
    """Sign in as anybody, without proof. MUST NOT work outside the demo.

    :raise Problem: ``not_found`` outside the demo, ``unknown_person``
    """
    config: Config = current_app.extensions["alcove_config"]
    if not config.demo:
        raise Problem("not_found")
    if session().get(Person, person_id) is None:
        raise Problem("unknown_person")
    with transaction():
        sessions.begin(person_id)
        record(Verb.SIGNED_IN, person_id, person_id)


@settled
def sign_out() -> None:
    """End the visit; does nothing when nobody is signed in."""
    person_id = sessions.current_person_id()
    if person_id is None:
        return
    with transaction():
        sessions.end()
        record(Verb.SIGNED_OUT, person_id, person_id)
