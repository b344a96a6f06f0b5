# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take reports in, let their writers come back, let members read and answer.

Each action is one transaction: rows, clock, quota and audit are stored together or not at all, and
nothing is acknowledged before it is stored. Those marked `settled` may run again when another
request was faster.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service.audit import actions as audit
from service.audit.rules import Verb
from service.clocks import actions as clocks
from service.clocks.rules import Kind
from service.infra import limits
from service.infra.database import session, transaction
from service.infra.ids import random_id
from service.infra.problems import Problem
from service.infra.time import today
from service.people import queries as people
from service.people.models import Team
from service.people.rules import OPEN, Role
from service.reports import queries, rules
from service.reports.models import Report
from service.reports.queries import Cursor, Page, Viewer
from service.reports.rules import Act, Sending, State, Step, WrongState
from service.vault import actions as vault
from service.vault import queries as vaults
from service.vault.models import Envelope, Grant, Vault
from service.vault.races import settled
from service.vault.rules import FIRST, TEAMS_ROOM, WRITERS_ROOM, SealedText

THREAD = "thread"


@dataclass(frozen=True)
class Sent:
    """That a report is stored; the same answer for every time it is sent."""

    day: date
    envelopes: Sequence[Envelope]
    again: bool
    state: State = rules.BEGIN.state


@dataclass(frozen=True)
class Put:
    """That an envelope of a thread is stored, and where its report stands."""

    hash: str
    state: State
    again: bool


@dataclass(frozen=True)
class Thread:
    """A report and everything in its thread that the asker may have."""

    report: queries.Standing
    head: vaults.Head
    envelopes: Sequence[Envelope]
    grants: Sequence[Grant]

    @property
    def team(self) -> str:
        """Whom it was sent to."""
        return self.report.team

    @property
    def vault(self) -> str:
        """Where it lies."""
        return self.report.vault


@settled
def send(sending: Sending) -> Sent:
    """Store a new report. Sending the same bytes again is answered as the first time was.

    :raise Problem: as the API documents them; then nothing of it is stored
    """
    _check_sealed(sending)
    with transaction() as rows:
        team = people.team(sending.team)
        earlier = queries.sent_as(sending.lookup, sending.vault)
        if earlier is not None:
            return _sent_again(earlier, sending)
        if rows.get(Vault, sending.vault) is not None:
            raise Problem("already_used")
        _check_audience(team, sending)
        limits.take(f"reports {team.id}", today(), team.daily_quota)
        report = _begin(sending)
        if team.answer_days > 0:
            clocks.start(report.id, Kind.ANSWER, team.answer_days)
        audit.record(Verb.REPORT_SENT, report.id, None)
        envelopes = vaults.envelopes(report.vault)
    return Sent(report.day, envelopes, again=False)


def follow(lookup: str, token: bytes) -> Thread:
    """Bring a report's thread to whoever has its receipt.

    Not audited on purpose: when somebody looks after their report is nobody's business.
    """
    return _thread(_opened(lookup, token), rules.REPORTER)


@settled
def write_back(lookup: str, token: bytes, text: SealedText) -> Put:
    """Store the writer's next envelope; it opens a closed report again."""
    with transaction():
        report = _opened(lookup, token, lock=True)
        put = vault.put_envelope(report.vault, text.place, text.data, WRITERS_ROOM)
        if not put.again:
            _move(report, rules.by_writer(State(report.state)))
            audit.record(Verb.REPORT_WRITTEN_BACK, report.id, None)
    return Put(put.hash, State(report.state), put.again)


@settled
def list_queue(viewer: Viewer, state: State | None, after: Cursor | None, limit: int) -> Page:
    """Bring a member a page of the reports they may see."""
    with transaction():
        page = queries.queue(viewer, state=state, after=after, limit=limit)
        audit.record(Verb.REPORTS_LISTED, viewer.fingerprint, viewer.person)
    return page


@settled
def read(viewer: Viewer, report: str) -> Thread:
    """Bring a member the whole thread of a report they may see."""
    with transaction():
        thread = _thread(queries.seen(viewer, report), viewer.fingerprint)
        audit.record(Verb.REPORT_READ, report, viewer.person)
    return thread


@settled
def answer(viewer: Viewer, report: str, act: Act, text: SealedText) -> Put:
    """Store a member's next envelope and do what they say it does.

    :raise Problem: `no_such_report`, `wrong_state`, or what the vault finds wrong
    """
    with transaction():
        found = queries.seen(viewer, report, lock=True)
        put = vault.put_envelope(found.vault, text.place, text.data, TEAMS_ROOM)
        if not put.again:
            try:
                step = rules.by_member(State(found.state), act)
            except WrongState as wrong:
                raise Problem("wrong_state", state=wrong.state.value) from None
            _move(found, step)
            if step.answers:
                clocks.meet(found.id, Kind.ANSWER)
            audit.record(_VERBS[act], found.id, viewer.person)
    return Put(put.hash, State(found.state), put.again)


_VERBS = {
    Act.RECEIVED: Verb.REPORT_RECEIVED,
    Act.MESSAGE: Verb.REPORT_ANSWERED,
    Act.ACKNOWLEDGED: Verb.REPORT_ACKNOWLEDGED,
    Act.CLOSED: Verb.REPORT_CLOSED,
    Act.REOPENED: Verb.REPORT_REOPENED,
}


def _check_sealed(sending: Sending) -> None:
    """Refuse what is not sealed before anything is looked up or locked for it."""
    for index, text in enumerate(sending.envelopes):
        vault.bucket_of(text.data, f"envelopes.{index}.data", smallest=text.place == FIRST)
    for index, key in enumerate(sending.grants):
        vault.bucket_of(key.data, f"grants.{index}.data", smallest=True)


def _check_audience(team: Team, sending: Sending) -> None:
    """Refuse a report that those who should read it now could not, or that others could."""
    if team.intake not in OPEN:
        raise Problem("team_closed")
    statement = people.current_statement(team.id)
    named = (sending.statement_seq, sending.statement_hash)
    if statement is None or (statement.seq, statement.hash) != named:
        raise Problem("statement_changed")
    if not statement.in_force(today()):
        raise Problem("statement_expired")
    members = statement.members
    everybody = {one.fingerprint for one in members}
    voting = {one.fingerprint for one in members if one.role is Role.MEMBER}
    if not rules.holders_are_right(sending.holders, everybody, voting, statement.min_holders):
        raise Problem("bad_holders")


def _begin(sending: Sending) -> Report:
    report = Report(
        id=random_id(),
        team=sending.team,
        lookup=sending.lookup,
        access_hash=sending.access_hash,
        vault=sending.vault,
        state=rules.BEGIN.state.value,
        turn=rules.BEGIN.turn.value,
        day=today(),
    )
    with transaction() as rows:
        vault.open_vault(sending.vault, sending.team, THREAD)
        rows.add(report)
        rows.flush()
        for text in sending.envelopes:
            vault.put_envelope(sending.vault, text.place, text.data, WRITERS_ROOM)
        vault.put_grants(sending.vault, list(sending.grants))
    return report


def _sent_again(earlier: Report, sending: Sending) -> Sent:
    """Compare with what is stored, byte for byte: a repeat is fine, anything else is not."""
    begun = vaults.envelopes(earlier.vault)[: len(sending.envelopes)]
    same = (
        (earlier.lookup, earlier.vault) == (sending.lookup, sending.vault)
        and (earlier.access_hash, earlier.team) == (sending.access_hash, sending.team)
        and [(e.epoch, e.n, e.data) for e in begun]
        == [(t.place.epoch, t.place.n, t.data) for t in sending.envelopes]
        and vaults.granted(earlier.vault, FIRST.epoch)
        == {(key.holder, key.data) for key in sending.grants}
    )
    if not same:
        raise Problem("already_used")
    return Sent(earlier.day, begun, again=True)


def _opened(lookup: str, token: bytes, *, lock: bool = False) -> Report:
    """The report a receipt opens; a wrong token takes the same way as an unknown look-up id."""
    report = queries.by_lookup(lookup, lock=lock)
    fits = rules.opens(token, report.access_hash if report else None)
    if report is None or not fits:
        raise Problem("no_such_report")
    return report


def _thread(report: Report, holder: str) -> Thread:
    envelopes = vaults.envelopes(report.vault)
    last = envelopes[-1]
    return Thread(
        report=queries.standing(report),
        head=vaults.Head(last.epoch, last.n, last.hash),
        envelopes=envelopes,
        grants=vaults.grants(report.vault, holder),
    )


def _move(report: Report, step: Step) -> None:
    report.state, report.turn = step.state.value, step.turn.value
    session().flush()
