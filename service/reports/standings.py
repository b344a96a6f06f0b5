# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where reports stand: one question to the database for each kind of fact, however many reports."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select, tuple_

from service.clocks import queries as clocks
from service.clocks.queries import Due
from service.clocks.rules import WITHDRAWAL_DAYS, WORK
from service.clocks.rules import Kind as ClockKind
from service.handovers import queries as handovers
from service.infra.database import session
from service.infra.time import today
from service.people.models import Person
from service.people.viewers import Viewer
from service.reports.models import Report
from service.reports.rules import OPEN, Kind, Lease, State, Turn
from service.vault import queries as vaults
from service.vault.models import Envelope
from service.vault.queries import Extent, Head


@dataclass(frozen=True)
class Taken:
    """Who works on a report, and until when others leave it to them."""

    person: str
    name: str
    until: date


@dataclass(frozen=True)
class Withdrawal:
    """That its writer took a report back, and when its thread is deleted."""

    day: date
    deleted_on: date


@dataclass(frozen=True)
class FileAt:
    """A team's own file about a report, and how far it goes."""

    vault: str
    head: Head


@dataclass(frozen=True)
class Standing:
    """Where a report stands. Its writer is told a part of it, the desk all."""

    id: str
    team: str
    vault: str
    kind: Kind
    state: State
    turn: Turn
    day: date
    version: int
    muted: bool
    withdrawn: Withdrawal | None
    clocks: Sequence[Due]
    taken: Taken | None = None
    file: FileAt | None = None
    handovers_waiting: int = 0
    head: Head | None = None
    extent: Extent = vaults.NOTHING

    @property
    def days(self) -> int:
        """How many days ago it came."""
        return (today() - self.day).days

    @property
    def answer_by(self) -> date | None:
        """While a first answer is owed, the day it was promised by."""
        return self._due(ClockKind.ANSWER)

    @property
    def update_by(self) -> date | None:
        """The day of the team's next news."""
        return self._due(ClockKind.UPDATE)

    def _due(self, kind: ClockKind) -> date | None:
        return next((clock.due for clock in self.clocks if clock.kind is kind), None)


def held(report: Report) -> Lease | None:
    """Who took a report, in whatever time."""
    if report.taken_by is None or report.taken_until is None:
        return None
    return Lease(report.taken_by, report.taken_until)


def for_writer(report: Report) -> Standing:
    """Where a report stands, as far as its writer may know."""
    return _standing(report, clocks.running([report.id]).get(report.id, []))


def for_member(report: Report, viewer: Viewer) -> Standing:
    """Where a report stands, for a member who was found to see it."""
    return for_members([report], viewer)[0]


def for_members(reports: Sequence[Report], viewer: Viewer) -> list[Standing]:
    """Where many reports stand, for a member who was found to see them."""
    ids = [report.id for report in reports]
    files = _files(ids, viewer)
    extents, heads = _ends([*(report.vault for report in reports), *files.values()])
    running, waiting = clocks.running(ids), handovers.waiting(ids)
    names = _names({one.person for one in map(held, reports) if one is not None})
    return [
        _standing(
            report,
            running.get(report.id, []),
            taken=_taken(held(report), names),
            file=FileAt(files[report.id], heads[files[report.id]]) if report.id in files else None,
            handovers_waiting=waiting.get(report.id, 0),
            head=heads.get(report.vault),
            extent=extents.get(report.vault, vaults.NOTHING),
        )
        for report in reports
    ]


def _standing(report: Report, running: Sequence[Due], **more: object) -> Standing:
    return Standing(
        id=report.id,
        team=report.team,
        vault=report.vault,
        kind=Kind(report.kind),
        state=State(report.state),
        turn=Turn(report.turn),
        day=report.day,
        version=report.version,
        muted=report.muted,
        withdrawn=_withdrawal(report.withdrawn),
        clocks=[one for one in running if report.state in OPEN or one.kind not in WORK],
        **more,  # type: ignore[arg-type]  # those of its fields that only members are told
    )


def _withdrawal(day: date | None) -> Withdrawal | None:
    return Withdrawal(day, day + timedelta(days=WITHDRAWAL_DAYS)) if day is not None else None


def _taken(lease: Lease | None, names: Mapping[str, str]) -> Taken | None:
    if lease is None:
        return None
    return Taken(lease.person, names.get(lease.person, lease.person), lease.until)


def _names(people: Collection[str]) -> Mapping[str, str]:
    if not people:
        return {}
    found = session().execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    return {row.id: row.name for row in found}


def _files(ids: Collection[str], viewer: Viewer) -> Mapping[str, str]:
    """The files of reports, as far as somebody may read them."""
    files = vaults.files_of(ids)
    readable = vaults.visible_to(viewer, files.values()) if files else set()
    return {report: vault for report, vault in files.items() if vault in readable}


def _ends(ids: Collection[str]) -> tuple[Mapping[str, Extent], Mapping[str, Head]]:
    """How much lies in each of many vaults, and what lies last; sealed bytes are read past."""
    extents: dict[str, Extent] = {}
    last: dict[str, tuple[int, int]] = {}
    found = session().execute(
        select(
            Envelope.vault,
            Envelope.epoch,
            func.max(Envelope.n).label("n"),
            func.count().label("number"),
            func.sum(Envelope.size).label("size"),
        )
        .where(Envelope.vault.in_(ids))
        .group_by(Envelope.vault, Envelope.epoch)
        .order_by(Envelope.vault, Envelope.epoch)
    )
    for vault, epoch, n, number, size in found:
        before = extents.get(vault, vaults.NOTHING)
        extents[vault] = Extent(before.envelopes + int(number), before.size + int(size))
        last[vault] = (epoch, n)
    heads = session().execute(
        select(Envelope.vault, Envelope.epoch, Envelope.n, Envelope.hash).where(
            tuple_(Envelope.vault, Envelope.epoch, Envelope.n).in_(
                [(vault, *place) for vault, place in last.items()]
            )
        )
    )
    return extents, {vault: Head(epoch, n, hash_) for vault, epoch, n, hash_ in heads}
