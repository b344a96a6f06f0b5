# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fetch what lies in vaults, for whoever was found to be allowed to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from service.infra.database import session
from service.vault.models import Envelope, Grant
from service.vault.rules import FIRST, Place


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


def grants(vault: str, holder: str) -> Sequence[Grant]:
    """One holder's grants of a vault, one for each epoch they may read."""
    return grants_of([vault], holder).get(vault, [])


def granted(vault: str, epoch: int) -> set[tuple[str, bytes]]:
    """To whom an epoch of a vault was granted, and with which bytes."""
    found = session().execute(
        select(Grant.holder, Grant.data).where(Grant.vault == vault, Grant.epoch == epoch)
    )
    return {(holder, data) for holder, data in found}


def grants_of(vaults: Collection[str], holder: str) -> Mapping[str, list[Grant]]:
    """One holder's grants of many vaults, in one query."""
    found = session().scalars(
        select(Grant)
        .where(Grant.vault.in_(vaults), Grant.holder == holder)
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


def readable(holder: str) -> Select[str]:
    """The vaults of whose current epoch a holder has a grant, as a condition for queries.

    Somebody recused from an epoch on keeps the grant of the one before, and MUST NOT learn that
    the vault goes on.
    """
    newest = (
        select(func.max(Envelope.epoch))
        .where(Envelope.vault == Grant.vault)
        .correlate(Grant)
        .scalar_subquery()
    )
    return select(Grant.vault).where(Grant.holder == holder, Grant.epoch == newest)
