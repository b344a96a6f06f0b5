# SPDX-License-Identifier: AGPL-3.0-or-later
"""Let writers come back, let members read and answer.

Each action is one transaction: rows, clocks and audit are stored together or not at all, and
nothing is acknowledged before it is stored. Those marked `settled` may run again when another
request was faster.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.audit import actions as audit
from service.audit.rules import Verb
from service.handovers import queries as handovers
from service.handovers.models import Handover
from service.infra.database import transaction
from service.infra.paging import Cursor
from service.infra.problems import Problem
from service.infra.time import today
from service.people import news
from service.people import queries as people
from service.people.models import Team
from service.people.viewers import Viewer
from service.reports import moving, queries, rules, standings
from service.reports.models import Report
from service.reports.queries import Page
from service.reports.rules import Act, State, WriterAct, WrongState
from service.reports.standings import Standing
from service.vault import actions as vault
from service.vault import queries as vaults
from service.vault.models import Envelope, Grant
from service.vault.races import settled
from service.vault.rules import REPORTER, TEAMS_ROOM, WRITERS_ROOM, SealedText


@dataclass(frozen=True)
class Put:
    """That an envelope of a thread is stored, and where its report stands."""

    hash: str
    state: State
    again: bool


@dataclass(frozen=True)
class Thread:
    """A report and everything in its thread that the asker may have."""

    report: Standing
    team: Team
    head: vaults.Head | None
    envelopes: Sequence[Envelope]
    grants: Sequence[Grant]
    handovers: Sequence[Handover] = ()
    median_days: int | None = None

    @property
    def vault(self) -> str:
        """Where it lies."""
        return self.report.vault


def follow(lookup: str, token: bytes) -> Thread:
    """Bring a report's thread to whoever has its receipt.

    Not audited on purpose: when somebody looks after their report is nobody's business.
    """
    report = opened(lookup, token)
    team = people.team(report.team)
    envelopes = vaults.envelopes(report.vault)
    return Thread(
        report=standings.for_writer(report),
        team=team,
        head=_head(envelopes),
        envelopes=envelopes,
        grants=vaults.grants(report.vault, REPORTER),
        median_days=None if team.answer_days else queries.median_answers([team.id])[team.id],
    )


@settled
def write_back(lookup: str, token: bytes, act: WriterAct, text: SealedText) -> Put:
    """Store the writer's next envelope; a message opens a closed report again.

    A muted writer is thanked like any other, and what they write is kept; it moves nothing.

    :raise Problem: `no_such_report`, `wrong_state`, or what the vault finds wrong
    """
    with transaction():
        report = opened(lookup, token, lock=True)
        room = WRITERS_ROOM if act is WriterAct.MESSAGE else rules.LAST_ROOM
        put = vault.put_envelope(report.vault, text.place, text.data, room)
        if not put.again:
            try:
                moving.by_writer(report, act)
            except WrongState as wrong:
                raise Problem("wrong_state", state=wrong.state.value) from None
            audit.record(_WRITERS_VERBS[act], report.id, None)
            if act is not WriterAct.WITHDRAWN and not report.muted:
                held = vaults.held(report.vault)
                news.tell(report.team, held.on(today()) if held is not None else ())
    return Put(put.hash, State(report.state), put.again)


@settled
def list_queue(
    viewer: Viewer, state: State | None, mine: bool, after: Cursor | None, limit: int
) -> Page:
    """Bring a member a page of the reports they may see."""
    with transaction():
        page = queries.queue(viewer, state=state, mine=mine, after=after, limit=limit)
        audit.record(Verb.REPORTS_LISTED, viewer.fingerprint, viewer.person)
    return page


@settled
def read(viewer: Viewer, report: str) -> Thread:
    """Bring a member the whole thread of a report they may see.

    Where only the team's file is theirs to read, or the thread was deleted, it comes without.
    """
    with transaction():
        found = queries.seen(viewer, report)
        theirs = queries.opens_thread(viewer, found)
        envelopes = vaults.envelopes(found.vault) if theirs else []
        thread = Thread(
            report=standings.for_member(found, viewer),
            team=people.team(found.team),
            head=_head(envelopes),
            envelopes=envelopes,
            grants=vaults.grants(found.vault, viewer.fingerprint) if theirs else [],
            handovers=handovers.of_matter(report),
        )
        audit.record(Verb.REPORT_READ, report, viewer.person)
    return thread


@settled
def answer(viewer: Viewer, report: str, act: Act, text: SealedText) -> Put:
    """Store a member's next envelope and do what they say it does.

    :raise Problem: `no_such_report`, `no_vote`, `wrong_state`, or what the vault finds wrong
    """
    with transaction():
        found = queries.seen(viewer, report, lock=True)
        if not queries.opens_thread(viewer, found):
            raise Problem("no_such_report")
        viewer.check_vote(found.team)
        put = vault.put_envelope(found.vault, text.place, text.data, TEAMS_ROOM)
        if not put.again:
            try:
                moving.by_member(found, act, people.team(found.team))
            except WrongState as wrong:
                raise Problem("wrong_state", state=wrong.state.value) from None
            moving.touched(found, viewer.person)
            audit.record(_VERBS[act], found.id, viewer.person)
    return Put(put.hash, State(found.state), put.again)


def opened(lookup: str, token: bytes, *, lock: bool = False) -> Report:
    """The report a receipt opens; a wrong token takes the same way as an unknown look-up id.

    :raise Problem: `no_such_report`
    """
    report = queries.by_lookup(lookup, lock=lock)
    fits = rules.opens(token, report.access_hash if report else None)
    if report is None or not fits:
        raise Problem("no_such_report")
    return report


_VERBS = {
    Act.RECEIVED: Verb.REPORT_RECEIVED,
    Act.MESSAGE: Verb.REPORT_ANSWERED,
    Act.ACKNOWLEDGED: Verb.REPORT_ACKNOWLEDGED,
    Act.CLOSED: Verb.REPORT_CLOSED,
    Act.REOPENED: Verb.REPORT_REOPENED,
}
_WRITERS_VERBS = {
    WriterAct.MESSAGE: Verb.REPORT_WRITTEN_BACK,
    WriterAct.WITHDRAWN: Verb.REPORT_WITHDRAWN,
    WriterAct.TAKEN_BACK: Verb.REPORT_TAKEN_BACK,
}


def _head(envelopes: Sequence[Envelope]) -> vaults.Head | None:
    if not envelopes:
        return None
    last = envelopes[-1]
    return vaults.Head(last.epoch, last.n, last.hash)
