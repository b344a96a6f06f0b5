# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members do with vaults as such: read them, write into files, see who holds them, let in.

Each is one transaction with one row in the audit. Who may not see a vault cannot tell it exists.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.audit import actions as audit
from service.audit.rules import Verb
from service.infra.database import transaction
from service.infra.problems import Problem
from service.infra.time import today
from service.people.viewers import Viewer
from service.vault import actions, queries, rules
from service.vault.actions import Put
from service.vault.models import Envelope, File, Grant, Vault
from service.vault.races import settled
from service.vault.rules import Epoch, Held, Kind, SealedKey, SealedText

PAGE = 200


@dataclass(frozen=True)
class Granted:
    """What became of grants that were handed in."""

    stored: int
    again: int


@dataclass(frozen=True)
class Contents:
    """A vault and everything in it that the asker may have."""

    vault: Vault
    matter: str | None
    head: queries.Head
    envelopes: Sequence[Envelope]
    grants: Sequence[Grant]


@dataclass(frozen=True)
class Holding:
    """Who holds the newest key of a vault."""

    vault: Vault
    file: File | None
    held: Held
    mine: Sequence[int]


@settled
def read(viewer: Viewer, vault: str) -> Contents:
    """Bring a member everything in a vault they may read.

    :raise Problem: `no_such_vault`
    """
    with transaction():
        found = queries.seen(viewer, vault)
        envelopes = queries.envelopes(vault)
        last, about = envelopes[-1], queries.file(vault)
        contents = Contents(
            vault=found,
            matter=about.matter if about else None,
            head=queries.Head(last.epoch, last.n, last.hash),
            envelopes=envelopes,
            grants=queries.grants(vault, viewer.fingerprint),
        )
        audit.record(Verb.VAULT_READ, vault, viewer.person)
    return contents


@settled
def add(viewer: Viewer, vault: str, text: SealedText) -> Put:
    """Store a member's next envelope of a file.

    What is added to a thread moves a report, so threads are written by way of their reports.

    :raise Problem: `no_such_vault`, `half_locked`, `number_taken`, `not_sealed`, `too_large`,
        `thread_full`
    """
    actions.bucket_of(text.data, "data")
    with transaction():
        if queries.seen(viewer, vault, lock=True).kind != Kind.FILE:
            raise Problem("no_such_vault")
        _check_whole(vault)
        put = actions.put_envelope(vault, text.place, text.data, rules.FILES_ROOM)
        if not put.again:
            audit.record(Verb.FILE_WRITTEN, vault, viewer.person)
    return put


@settled
def list_holdings(viewer: Viewer, team: str | None, after: str) -> tuple[list[Holding], str | None]:
    """Bring a member a page of the vaults they can read, each with who else can."""
    with transaction():
        rows = queries.holdings(viewer, team, after, PAGE + 1)
        ids = [vault.id for vault, _ in rows[:PAGE]]
        held = queries.held_of(ids)
        mine = queries.grants_of(ids, viewer.fingerprint)
        found = [
            Holding(vault, about, held[vault.id], [grant.epoch for grant in mine[vault.id]])
            for vault, about in rows[:PAGE]
        ]
        audit.record(Verb.HOLDINGS_LISTED, viewer.person, viewer.person)
    return found, ids[-1] if len(rows) > PAGE else None


@settled
def grant(viewer: Viewer, vault: str, keys: Sequence[SealedKey]) -> Granted:
    """Let further people read a vault: for good whom reports are sealed to, others for a time.

    :raise Problem: `no_such_vault`, `bad_holders`, `already_granted`, `statement_expired`,
        `not_allowed` for who was let in for a time themselves
    """
    actions.check_keys(keys)
    with transaction():
        found = queries.seen(viewer, vault, lock=True)
        _check_for_good(found, viewer)
        own = {one.epoch for one in queries.grants(vault, viewer.fingerprint)}
        if not {key.epoch for key in keys} <= own:
            raise Problem("bad_holders")
        within = actions.readers_of_its_thread(vault)
        if not rules.may_be_granted(keys, actions.allowed(found.team), within, today()):
            raise Problem("bad_holders")
        stored = actions.put_further(vault, keys)
        if stored:
            audit.record(Verb.VAULT_GRANTED, vault, viewer.person)
    return Granted(stored, len(keys) - stored)


@settled
def begin_epoch(viewer: Viewer, vault: str, epoch: Epoch) -> Put:
    """Lock a vault anew, for fewer or other people than before.

    :raise Problem: `no_such_vault`, and what `start_epoch` finds wrong
    """
    with transaction():
        found = queries.seen(viewer, vault, lock=True)
        _check_for_good(found, viewer)
        put = actions.start_epoch(found, epoch, by=viewer.fingerprint)
        if not put.again:
            audit.record(Verb.EPOCH_BEGUN, vault, viewer.person)
    return put


def _check_whole(file: str) -> None:
    """Refuse what would be sealed to somebody who was locked out of the thread but not yet here."""
    held, within = queries.held(file), actions.readers_of_its_thread(file)
    if held is not None and within is not None and not held.lasting <= within:
        raise Problem("half_locked")


def _check_for_good(vault: Vault, viewer: Viewer) -> None:
    """Refuse that who was let in for a time lets in others, or locks out those who let them in."""
    held = queries.held(vault.id)
    if held is None or not held.for_good(viewer.fingerprint):
        raise Problem("not_allowed")
