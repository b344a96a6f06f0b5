# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fetch what lies in vaults, for whoever was found to be allowed to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from service.infra.database import session
from service.infra.problems import Problem
from service.infra.time import today
from service.people.models import Key
from service.people.viewers import Viewer
from service.vault.models import Barred, Envelope, File, Grant, Vault
from service.vault.rules import FIRST, REPORTER, Held, Place


@dataclass(frozen=True)
class Head:
    """The last envelope of a vault: what the next one follows."""

    epoch: int
    n: int
    hash: str

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.epoch, self.n)


@dataclass(frozen=True)
class Extent:
    """How much lies in a vault."""

    envelopes: int
    size: int


NOTHING = Extent(0, 0)


def head(vault: str) -> Head | None:
    """The last envelope of a vault, or None while it is empty."""
    found = session().execute(
        select(Envelope.epoch, Envelope.n, Envelope.hash)
        .where(Envelope.vault == vault)
        .order_by(Envelope.epoch.desc(), Envelope.n.desc())
        .limit(1)
    )
    row = found.first()
    return Head(row.epoch, row.n, row.hash) if row else None


def envelopes(vault: str) -> Sequence[Envelope]:
    """Everything in a vault, in order."""
    return (
        session()
        .scalars(
            select(Envelope).where(Envelope.vault == vault).order_by(Envelope.epoch, Envelope.n)
        )
        .all()
    )


def envelope(vault: str, place: Place) -> Envelope | None:
    """What stands at a place of a vault."""
    return session().get(Envelope, (vault, place.epoch, place.n))


def keys_at(vault: str, places: Collection[tuple[int, str]]) -> Mapping[tuple[int, str], Grant]:
    """The grants of a vault at some epochs and holders, also those whose time has ended."""
    found = session().scalars(
        select(Grant).where(
            Grant.vault == vault, Grant.holder.in_({holder for _, holder in places})
        )
    )
    by_place = {(grant.epoch, grant.holder): grant for grant in found}
    return {place: by_place[place] for place in places if place in by_place}


def grants(vault: str, holder: str) -> Sequence[Grant]:
    """One holder's grants of a vault, one for each epoch they may read today."""
    return grants_of([vault], holder).get(vault, [])


def granted(vault: str, epoch: int) -> set[tuple[str, bytes]]:
    """To whom an epoch of a vault was granted, and with which bytes."""
    found = session().execute(
        select(Grant.holder, Grant.data).where(Grant.vault == vault, Grant.epoch == epoch)
    )
    return {(holder, data) for holder, data in found}


def grants_of(vaults: Collection[str], holder: str) -> Mapping[str, list[Grant]]:
    """One holder's grants of many vaults, in one query. What was given for a time ends with it."""
    found = session().scalars(
        select(Grant)
        .where(Grant.vault.in_(vaults), Grant.holder == holder, _lasts(Grant.until))
        .order_by(Grant.vault, Grant.epoch)
    )
    by_vault: dict[str, list[Grant]] = {}
    for grant in found:
        by_vault.setdefault(grant.vault, []).append(grant)
    return by_vault


def summaries(vaults: Collection[str]) -> Mapping[str, Envelope]:
    """The first, small envelope of many vaults, in one query."""
    found = session().scalars(
        select(Envelope).where(
            Envelope.vault.in_(vaults), Envelope.epoch == FIRST.epoch, Envelope.n == FIRST.n
        )
    )
    return {envelope.vault: envelope for envelope in found}


def extents(vaults: Collection[str]) -> Mapping[str, Extent]:
    """How much lies in each of many vaults, in one query."""
    found = session().execute(
        select(Envelope.vault, func.count(), func.sum(Envelope.size))
        .where(Envelope.vault.in_(vaults))
        .group_by(Envelope.vault)
    )
    return {vault: Extent(int(count), int(size)) for vault, count, size in found}


def held(vault: str) -> Held | None:
    """Who holds the newest epoch of a vault, also those whose time has ended; None: it is empty."""
    return held_of([vault]).get(vault)


def held_of(vaults: Collection[str]) -> Mapping[str, Held]:
    """Who holds the newest epoch of each of many vaults, in one query."""
    found = session().execute(
        select(Grant.vault, Grant.epoch, Grant.holder, Grant.until)
        .where(Grant.vault.in_(vaults), Grant.epoch == _newest(Grant))
        .order_by(Grant.vault, Grant.holder)
    )
    by_vault: dict[str, dict[str, date | None]] = {}
    epochs: dict[str, int] = {}
    for vault, epoch, holder, until in found:
        by_vault.setdefault(vault, {})[holder] = until
        epochs[vault] = epoch
    return {vault: Held(epochs[vault], until) for vault, until in by_vault.items()}


def kept_out(vault: str, now: Held) -> frozenset[str]:
    """Who could read an earlier epoch of a vault, but not the newest."""
    earlier = select(Grant.holder).where(Grant.vault == vault, Grant.epoch < now.epoch)
    return frozenset(session().scalars(earlier)) - frozenset(now.until) - {REPORTER}


def file_of(matter: str) -> str | None:
    """The vault that is the file of a matter, once somebody started one."""
    return session().scalar(select(File.vault).where(File.matter == matter))


def files_of(matters: Collection[str]) -> Mapping[str, str]:
    """The files of many matters, in one query."""
    found = session().execute(select(File.matter, File.vault).where(File.matter.in_(matters)))
    return {row.matter: row.vault for row in found}


def file(vault: str) -> File | None:
    """What a file is about, if this vault is one."""
    return session().scalar(select(File).where(File.vault == vault))


def closed_to(matter: str) -> frozenset[str]:
    """The keys of whom a matter is closed to, as they are now."""
    wanted = select(Key.fingerprint).join(Barred, Barred.person == Key.person)
    return frozenset(session().scalars(wanted.where(Barred.matter == matter)))


def seen(viewer: Viewer, vault: str, *, lock: bool = False) -> Vault:
    """A vault as somebody may see it. With `lock`, nothing is added to it by anybody else.

    :raise Problem: `no_such_vault`, also when it is there but not for them
    """
    query = select(Vault).where(Vault.id == vault, _seen_by(viewer))
    if lock:
        # The row is taken first and the condition judged after it, on what is true by then.
        session().execute(select(Vault.id).where(Vault.id == vault).with_for_update())
    found = session().scalar(query)
    if found is None:
        raise Problem("no_such_vault")
    return found


def visible_to(viewer: Viewer, vaults: Collection[str]) -> set[str]:
    """Which of some vaults somebody may know of."""
    return set(session().scalars(select(Vault.id).where(Vault.id.in_(vaults), _seen_by(viewer))))


def holdings(
    viewer: Viewer, team: str | None, after: str, limit: int
) -> Sequence[tuple[Vault, File | None]]:
    """The vaults somebody can read, in the order of their random ids, from one on."""
    query = (
        select(Vault, File)
        .outerjoin(File, File.vault == Vault.id)
        .where(Vault.id > after, _seen_by(viewer))
        .order_by(Vault.id)
        .limit(limit)
    )
    if team is not None:
        query = query.where(Vault.team == team)
    return [(vault, matter) for vault, matter in session().execute(query)]


def readable(holder: str) -> Select[str]:
    """The vaults of whose current epoch a holder has a grant, as a condition for queries.

    Somebody recused from an epoch on keeps the grant of the one before, and MUST NOT learn that
    the vault goes on; nor whose time has ended. A file is read by readers of its thread only, so
    that nobody is left in the one when they are kept out of the other; and whom a matter is closed
    to reads nothing of it, whether it was locked anew without them or not yet.
    """
    in_thread = aliased(Grant)
    begun = select(Envelope.vault).where(Envelope.vault == File.thread).correlate(File).exists()
    reads = select(in_thread.vault).where(
        in_thread.vault == File.thread,
        in_thread.holder == holder,
        in_thread.epoch == _newest(in_thread),
        _lasts(in_thread.until),
    )
    out_of_its_thread = (
        select(File.vault)
        .where(File.vault == Grant.vault, begun, ~reads.correlate(File).exists())
        .correlate(Grant)
        .exists()
    )
    closed = (
        select(File.vault)
        .join(Barred, Barred.matter == File.matter)
        .join(Key, Key.person == Barred.person)
        .where(File.vault == Grant.vault, Key.fingerprint == holder)
        .correlate(Grant)
        .exists()
    )
    return select(Grant.vault).where(
        Grant.holder == holder,
        Grant.epoch == _newest(Grant),
        _lasts(Grant.until),
        ~out_of_its_thread,
        ~closed,
    )


def _seen_by(viewer: Viewer) -> ColumnElement[bool]:
    return and_(Vault.team.in_(viewer.teams), Vault.id.in_(readable(viewer.fingerprint)))


def _newest(grant: type[Grant]) -> ScalarSelect[int]:
    return (
        select(func.max(Envelope.epoch))
        .where(Envelope.vault == grant.vault)
        .correlate(grant)
        .scalar_subquery()
    )


def _lasts(until: InstrumentedAttribute[date | None]) -> ColumnElement[bool]:
    return or_(until.is_(None), until >= today())
