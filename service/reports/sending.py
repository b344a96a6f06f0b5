# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take in what begins a thread: a writer's report, one a member enters, an invitation.

Each action is one transaction: rows, clock, quota and audit are stored together or not at all, and
nothing is acknowledged before it is stored. Those marked `settled` may run again when another
request was faster.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert

from service.audit import actions as audit
from service.audit.rules import Verb
from service.clocks import actions as clocks
from service.clocks.rules import Kind as ClockKind
from service.infra import limits
from service.infra.database import session, transaction
from service.infra.ids import random_id
from service.infra.problems import Problem
from service.infra.time import today
from service.people import news
from service.people import queries as people
from service.people.models import Statement, Team
from service.people.rules import AUDIENCE, OPEN, Role
from service.people.viewers import Viewer
from service.reports import queries, rules
from service.reports.models import Report
from service.reports.rules import BEGIN, INVITE, Kind, Sending, State, Step
from service.vault import actions as vault
from service.vault import queries as vaults
from service.vault.models import Vault
from service.vault.races import settled
from service.vault.rules import FIRST, REPORTER, Place
from service.vault.rules import Kind as VaultKind


@dataclass(frozen=True)
class Stored:
    """An envelope that was stored, and the hash that the next one names."""

    epoch: int
    n: int
    hash: str


@dataclass(frozen=True)
class Sent:
    """That a report is stored; the same answer for every time it is sent."""

    report: str
    day: date
    envelopes: Sequence[Stored]
    again: bool
    state: State = BEGIN.state


@settled
def send(sending: Sending) -> Sent:
    """Store a new report. Sending the same bytes again is answered as the first time was.

    :raise Problem: as the API documents them; then nothing of it is stored
    """
    _check_sealed(sending)
    with transaction():
        team = people.team(sending.team)
        earlier = _earlier(sending)
        if earlier is not None:
            return earlier
        if team.intake not in OPEN:
            raise Problem("team_closed")
        _check_holders(_statement(team, sending), sending)
        if not people.intake(team).open:
            raise Problem("team_closed")
        limits.take(f"reports {team.id}", today(), team.daily_quota)
        sent = _begin(sending, Kind.REPORT, BEGIN, team)
        audit.record(Verb.REPORT_SENT, sent.report, None)
        news.tell(team.id, _readers(sending))
    return sent


@settled
def enter(viewer: Viewer, sending: Sending) -> Sent:
    """Store a report that a member received elsewhere. The team's intake and quota do not matter.

    :raise Problem: as for sending; `not_allowed` for a team one is not in, `no_vote`
    """
    _check_sealed(sending)
    with transaction():
        team = people.team(sending.team)
        if team.id not in viewer.teams:
            raise Problem("not_allowed")
        viewer.check_vote(team.id)
        earlier = _earlier(sending)
        if earlier is not None:
            return earlier
        _check_holders(_statement(team, sending), sending)
        sent = _begin(sending, Kind.REPORT, BEGIN, team)
        audit.record(Verb.REPORT_ENTERED, sent.report, viewer.person)
        news.tell(team.id, _readers(sending) - {viewer.fingerprint})
    return sent


@settled
def invite(viewer: Viewer, report: str, sending: Sending) -> Sent:
    """Begin a thread with somebody else about a report, such as who is complained about.

    Nothing that is stored says which report it came from: the invited person's receipt, or a
    stolen database, lead to no other thread. Only its readers can be readers of this one.

    :raise Problem: `no_such_report`, `no_vote`, `bad_holders`, or as for sending
    """
    _check_sealed(sending)
    with transaction():
        found = queries.seen(viewer, report)
        viewer.check_vote(found.team)
        team = people.team(found.team)
        if sending.team != found.team:
            raise Problem("invalid", errors=[{"field": "team", "code": "invalid"}])
        earlier = _earlier(sending)
        if earlier is not None:
            return earlier
        members = _audience(_statement(team, sending))
        held = vaults.held(found.vault)
        readers = held.on(today()) if held is not None else frozenset()
        if not rules.invited_are_right(sending.holders, readers, members):
            raise Problem("bad_holders")
        sent = _begin(sending, Kind.INVITATION, INVITE, team)
        audit.record(Verb.INVITATION_SENT, sent.report, viewer.person)
    return sent


def _check_sealed(sending: Sending) -> None:
    """Refuse what is not sealed before anything is looked up or locked for it."""
    for index, text in enumerate(sending.envelopes):
        vault.bucket_of(text.data, f"envelopes.{index}.data", smallest=text.place == FIRST)
    vault.check_keys(sending.grants)


def _statement(team: Team, sending: Sending) -> Statement:
    """The statement in force, if it is the one that was sealed by."""
    statement = people.current_statement(team.id)
    named = (sending.statement_seq, sending.statement_hash)
    if statement is None or (statement.seq, statement.hash) != named:
        raise Problem("statement_changed")
    if not statement.in_force(today()):
        raise Problem("statement_expired")
    return statement


def _audience(statement: Statement) -> set[str]:
    return {one.fingerprint for one in statement.members if one.role in AUDIENCE}


def _check_holders(statement: Statement, sending: Sending) -> None:
    """Refuse a report that those who should read it now could not, or that others could."""
    voting = {one.fingerprint for one in statement.members if one.role is Role.MEMBER}
    right = rules.holders_are_right(
        sending.holders, _audience(statement), voting, statement.min_holders
    )
    if not right:
        raise Problem("bad_holders")


def _readers(sending: Sending) -> set[str]:
    return set(sending.holders) - {REPORTER}


def _begin(sending: Sending, kind: Kind, step: Step, team: Team) -> Sent:
    """Store it all, in as few statements as there are tables."""
    report = {
        "id": random_id(),
        "team": sending.team,
        "lookup": sending.lookup,
        "access_hash": sending.access_hash,
        "vault": sending.vault,
        "state": step.state.value,
        "turn": step.turn.value,
        "day": today(),
        "kind": kind.value,
        # What a team begins needs no first answer of the team.
        "answered": today() if kind is Kind.INVITATION else None,
    }
    with transaction() as rows:
        vault.begin(sending.new_vault, sending.team, VaultKind.THREAD)
        rows.execute(insert(Report).values(report))
        if kind is Kind.REPORT and team.answer_days > 0:
            clocks.start(str(report["id"]), ClockKind.ANSWER, team.answer_days)
    return Sent(str(report["id"]), today(), _stored(sending), again=False, state=step.state)


def _stored(sending: Sending) -> list[Stored]:
    return [
        Stored(text.place.epoch, text.place.n, hashlib.sha256(text.data).hexdigest())
        for text in sending.envelopes
    ]


def _earlier(sending: Sending) -> Sent | None:
    """Compare with what is stored, byte for byte: a repeat is fine, anything else is not."""
    report = queries.sent_as(sending.lookup, sending.vault)
    if report is None:
        if session().get(Vault, sending.vault) is not None:
            raise Problem("already_used")
        return None
    begun = vaults.envelopes(report.vault)[: len(sending.envelopes)]
    same = (
        (report.lookup, report.vault) == (sending.lookup, sending.vault)
        and (report.access_hash, report.team) == (sending.access_hash, sending.team)
        and [(Place(one.epoch, one.n), one.data) for one in begun]
        == [(text.place, text.data) for text in sending.envelopes]
        # Since then members may have let in others.
        and {(key.holder, key.data) for key in sending.grants}
        <= vaults.granted(report.vault, FIRST.epoch)
    )
    if not same:
        raise Problem("already_used")
    state = INVITE.state if report.kind == Kind.INVITATION else BEGIN.state
    return Sent(report.id, report.day, _stored(sending), again=True, state=state)
