# SPDX-License-Identifier: AGPL-3.0-or-later
"""Move a report and everything that hangs on where it stands: clocks, days, the version.

Each of these is part of an action, in its transaction, with the report locked.
"""

from service.clocks import actions as clocks
from service.clocks.rules import WITHDRAWAL_DAYS, due_day
from service.clocks.rules import Kind as ClockKind
from service.infra.database import session
from service.infra.time import today
from service.people import queries as people
from service.people.models import Team
from service.reports import rules, standings
from service.reports.models import Report
from service.reports.rules import Act, State, Step, WriterAct


def by_member(report: Report, act: Act, team: Team) -> None:
    """Do what a member's envelope does.

    :raise WrongState: if the act makes no sense now
    """
    step = rules.by_member(State(report.state), act)
    if step.answers:
        clocks.meet(report.id, ClockKind.ANSWER)
        report.answered = report.answered or today()
    if act is Act.MESSAGE:
        clocks.meet(report.id, ClockKind.UPDATE)
    _go(report, step)
    if step.state is State.ACKNOWLEDGED:
        _promise_news(report, team)


def by_writer(report: Report, act: WriterAct) -> None:
    """Do what a writer's envelope does; a muted writer's messages do nothing.

    :raise WrongState: if the act makes no sense now
    """
    step = rules.by_writer(
        State(report.state),
        act,
        answered=report.answered is not None,
        was_closed=report.closed is not None,
    )
    if report.muted and act is WriterAct.MESSAGE:
        return
    if act is WriterAct.WITHDRAWN:
        _withdraw(report, step)
    elif act is WriterAct.TAKEN_BACK:
        _take_back(report, step)
    else:
        reopens = report.state == State.CLOSED
        _go(report, step)
        if reopens:
            _promise_news(report, people.team(report.team))


def touched(report: Report, person: str) -> None:
    """Note that somebody did something: who works on a report keeps it for another week."""
    held = standings.held(report)
    if held is not None and held.person == person:
        report.taken_until = rules.lease(person, today()).until
        session().flush()


def changed(report: Report) -> None:
    """Count a change, so that nobody overwrites what they have not seen."""
    report.version += 1
    session().flush()


def _go(report: Report, step: Step) -> None:
    if step.state is State.CLOSED:
        report.closed = today()
        _keep(report)
    elif report.closed is not None:
        report.closed = None
        clocks.drop(report.id, [ClockKind.RETENTION])
    _stand(report, step)


def _withdraw(report: Report, step: Step) -> None:
    if report.state == State.WITHDRAWN:
        return  # said again: the day it was first said counts
    report.withdrawn = today()
    clocks.start(report.id, ClockKind.WITHDRAWAL, WITHDRAWAL_DAYS)
    if report.closed is None:
        _keep(report)  # the team's file
    _stand(report, step)


def _take_back(report: Report, step: Step) -> None:
    report.withdrawn = None
    clocks.drop(report.id, [ClockKind.WITHDRAWAL])
    if report.closed is None:
        clocks.drop(report.id, [ClockKind.RETENTION])
    _stand(report, step)


def _keep(report: Report) -> None:
    """Have the report deleted when the team's time for what is closed has passed."""
    kept = people.team(report.team).retention_days
    clocks.put(report.id, ClockKind.RETENTION, due_day(today(), kept))


def _promise_news(report: Report, team: Team) -> None:
    if team.update_days > 0:
        clocks.put(report.id, ClockKind.UPDATE, due_day(today(), team.update_days))


def _stand(report: Report, step: Step) -> None:
    report.state, report.turn = step.state.value, step.turn.value
    changed(report)
