# SPDX-License-Identifier: AGPL-3.0-or-later
"""Store what is sealed: one envelope per number, never changed, never lost; keys to whom they may.

Each of these is part of an action, in that one's transaction: who asks may do it, and what was done
is written into the audit, by whoever calls.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from service.infra.database import session, transaction
from service.infra.problems import Problem
from service.infra.time import today
from service.people import queries as people
from service.people.rules import AUDIENCE
from service.people.viewers import Viewer
from service.vault import queries, rules
from service.vault.models import Envelope, File, Grant, Vault
from service.vault.rules import (
    Allowed,
    Epoch,
    Flaw,
    Kind,
    NewVault,
    NotSealed,
    Place,
    Room,
    SealedKey,
)

_ROOMS: Mapping[str, Room] = {Kind.THREAD: rules.TEAMS_ROOM, Kind.FILE: rules.FILES_ROOM}


@dataclass(frozen=True)
class Put:
    """What became of an envelope that was handed in."""

    hash: str
    again: bool  # it was there already, byte for byte


def start_epoch(vault: Vault, epoch: Epoch, *, by: str) -> Put:
    """Store the first envelope of a vault's next epoch with its grants, all or nothing.

    Who held the vault for a time holds the new epoch as long. Sending the same again is no mistake.

    :param by: who begins it: the fingerprint of a member who may see the vault (the caller has
        asked), or `reporter`
    :raise Problem: `number_taken` with the head, `bad_holders`, `statement_expired`, `not_sealed`,
        `too_large`, `thread_full`
    """
    check_keys(epoch.grants)
    size = bucket_of(epoch.data, "envelope.data")
    with transaction() as rows:
        lock(vault.id)
        again = begun(vault, epoch)
        if again is not None:
            return again
        held, head = queries.held(vault.id), queries.head(vault.id)
        if held is None or head is None or not rules.ends(epoch, held.epoch, head.hash):
            raise Problem("number_taken", head=head_document(head))
        right = rules.epoch_is_right(
            epoch.holders,
            by=by,
            kind=Kind(vault.kind),
            held=held,
            allowed=allowed(vault.team),
            within=readers_of_its_thread(vault.id),
            kept_out=queries.kept_out(vault.id, held),
            day=today(),
        )
        if not right:
            raise Problem("bad_holders")
        room = rules.lock_room(_ROOMS[vault.kind])
        put = _put(rows, vault.id, epoch.place, epoch.data, size, room)
        insert_grants(rows, vault.id, epoch.grants, held.until)
    return put


def begun(vault: Vault, epoch: Epoch) -> Put | None:
    """What became of this very epoch, if it was begun before; anything else at its place is not."""
    stored = queries.envelope(vault.id, epoch.place)
    if stored is None or stored.data != epoch.data:
        return None
    if not {(key.holder, key.data) for key in epoch.grants} <= queries.granted(
        vault.id, epoch.number
    ):
        return None
    return Put(stored.hash, again=True)


def start_file(viewer: Viewer, *, matter: str, thread: str, new: NewVault) -> Put:
    """Begin the file of a matter: what its members say of it among themselves.

    :param thread: the vault it goes with, which the caller has found to be one the viewer sees;
        only its readers can be given the file
    :raise Problem: `already_started` with `file`, `already_used`, `bad_holders`, `not_sealed`,
        `not_allowed` for who was let in for a time
    """
    with transaction() as rows:
        # The caller need not have locked it: of two who start at once, one waits here.
        lock(thread)
        started = queries.file_of(matter)
        if started is not None:
            if started == new.id and is_as_sent(new):
                return Put(hashlib.sha256(new.envelopes[-1].data).hexdigest(), again=True)
            raise Problem("already_started", file=started)
        if rows.get(Vault, new.id) is not None:
            raise Problem("already_used")
        about, held = rows.get(Vault, thread), queries.held(thread)
        readers = held.on(today()) if held is not None else frozenset()
        holders = new.holders
        right = len(set(holders)) == len(holders) and viewer.fingerprint in holders
        if about is None or held is None or not right or not set(holders) <= readers:
            raise Problem("bad_holders")
        if not held.for_good(viewer.fingerprint):
            # No reader would believe a file of theirs, and nobody could begin another.
            raise Problem("not_allowed")
        if not set(holders) <= allowed(about.team).everybody:
            raise Problem("bad_holders")
        begin(new, about.team, Kind.FILE, held.until)
        rows.add(File(matter=matter, vault=new.id, thread=thread))
        rows.flush()
    return Put(hashlib.sha256(new.envelopes[-1].data).hexdigest(), again=False)


def begin(
    new: NewVault, team: str, kind: Kind, until: Mapping[str, date | None] | None = None
) -> None:
    """Store a new vault with its first envelopes and all its grants, in three statements.

    :param until: the last day of holders who have it for a time
    """
    check_keys(new.grants)
    places = [text.place for text in new.envelopes]
    if places != [Place(0, n) for n in range(len(places))]:
        raise Problem("number_taken", head=None)
    sizes = [bucket_of(text.data, f"envelopes.{n}.data") for n, text in enumerate(new.envelopes)]
    with transaction() as rows:
        rows.execute(insert(Vault).values(id=new.id, team=team, kind=kind.value))
        rows.execute(
            insert(Envelope),
            [
                _envelope(new.id, text.place, text.data, size)
                for text, size in zip(new.envelopes, sizes, strict=True)
            ],
        )
        insert_grants(rows, new.id, new.grants, until)


def lock(vault: str) -> None:
    """Let nobody else add to a vault until this transaction ends.

    Numbers alone would not do: somebody could write into an epoch while somebody ends it.
    """
    session().execute(select(Vault.id).where(Vault.id == vault).with_for_update())


def bucket_of(data: bytes, field: str, *, smallest: bool = False) -> int:
    """Check that something is sealed, before anything is decided on it.

    :raise Problem: `too_large`, or `not_sealed` with the reason
    """
    if len(data) > rules.LARGEST_FILE:
        raise Problem("too_large")
    try:
        return rules.check_sealed(data, (rules.SMALLEST,) if smallest else rules.BUCKETS)
    except NotSealed as refused:
        raise not_sealed(refused.reason, field) from None


def not_sealed(reason: Flaw, field: str) -> Problem:
    """The problem that says which field is no envelope, and why."""
    errors = [{"field": field, "code": "invalid"}]
    return Problem("not_sealed", errors=errors, reason=reason.value)


def open_vault(vault: str, team: str, kind: str) -> None:
    """Make room for a new vault. The id is the client's, because it stands in what is signed."""
    with transaction() as rows:
        rows.add(Vault(id=vault, team=team, kind=kind))
        rows.flush()


def put_grants(vault: str, keys: Sequence[SealedKey]) -> None:
    """Store the vault's key for each holder, as it was sealed to them."""
    with transaction() as rows:
        insert_grants(rows, vault, keys)


def put_further(vault: str, keys: Sequence[SealedKey]) -> int:
    """Store grants beside those that are there; return how many change something.

    What was sealed to somebody is never replaced. But a time that was given can be given anew:
    longer, shorter, or for good.

    :raise Problem: `already_granted` with those `taken` by other bytes
    """
    with transaction() as rows:
        stored = queries.keys_at(vault, {(key.epoch, key.holder) for key in keys})
        beside = [(key, stored.get((key.epoch, key.holder))) for key in keys]
        taken = [
            {"epoch": key.epoch, "holder": key.holder}
            for key, there in beside
            if there is not None
            and there.until is None
            and (there.data, there.until) != (key.data, key.until)
        ]
        if taken:
            raise Problem("already_granted", taken=taken)
        new = [key for key, there in beside if there is None]
        if new:
            insert_grants(rows, vault, new)
        changed = [
            (there, key.until)
            for key, there in beside
            if there is not None and there.until != key.until
        ]
        for there, until in changed:
            there.until = until
        rows.flush()
    return len(new) + len(changed)


def give_up(holder: str, *vaults: str | None) -> None:
    """Hand a holder's keys of some vaults out no more, in this epoch or any they hold since.

    The grants stay, as those of a time that is over: whoever keeps up who can read sees by them
    that these vaults are to be locked anew.

    :raise Problem: `bad_holders` if nobody else could read one of them for good
    """
    with transaction() as rows:
        for vault in filter(None, vaults):
            lock(vault)
            held = queries.held(vault)
            if held is not None and not held.lasting - {holder}:
                raise Problem("bad_holders")
            own = update(Grant).where(Grant.vault == vault, Grant.holder == holder)
            rows.execute(own.values(until=today() - timedelta(days=1)))


def put_envelope(vault: str, place: Place, data: bytes, room: Room) -> Put:
    """Store an envelope at the next free place of its vault.

    Sending the same bytes again is no mistake: an answer may have been lost on the way.

    :raise Problem: `number_taken` with the head of the vault, `not_sealed`, `too_large`,
        `thread_full`
    """
    size = bucket_of(data, "data")
    with transaction() as rows:
        lock(vault)
        head = queries.head(vault)
        if not rules.follows(place, head.place if head else None):
            stored = queries.envelope(vault, place)
            if stored is not None and stored.data == data:
                return Put(stored.hash, again=True)
            raise Problem("number_taken", head=head_document(head))
        return _put(rows, vault, place, data, size, room)


def head_document(head: queries.Head | None) -> dict[str, object] | None:
    """The head of a vault as problem documents carry it, so that a client can sign anew."""
    return {"epoch": head.epoch, "n": head.n, "hash": head.hash} if head else None


def allowed(team: str) -> Allowed:
    """Whom the team's statement lets hold keys now.

    :raise Problem: `statement_expired`
    """
    current = people.current_statement(team)
    if current is None or not current.in_force(today()):
        raise Problem("statement_expired")
    members = current.members
    audience = frozenset(one.fingerprint for one in members if one.role in AUDIENCE)
    return Allowed(audience, frozenset(one.fingerprint for one in members) - audience)


def readers_of_its_thread(vault: str) -> frozenset[str] | None:
    """For a file, who reads the thread it goes with now; None where there is none to go with.

    Of a matter that is closed to somebody, in any case nobody but the others.
    """
    about = queries.file(vault)
    if about is None:
        return None
    held = queries.held(about.thread) if about.thread else None
    within = held.on(today()) if held is not None else None
    closed_to = queries.closed_to(about.matter)
    if not closed_to:
        return within
    return (within if within is not None else _everybody(vault)) - closed_to


def _everybody(vault: str) -> frozenset[str]:
    """Who holds a vault, or is named by its team now."""
    held, about = queries.held(vault), session().get(Vault, vault)
    current = people.current_statement(about.team) if about is not None else None
    named = frozenset(one.fingerprint for one in current.members) if current else frozenset()
    return named | (held.on(today()) if held is not None else frozenset())


def check_keys(keys: Sequence[SealedKey]) -> None:
    """Refuse grants that are not sealed, before anything is looked up or locked for them."""
    for index, key in enumerate(keys):
        bucket_of(key.data, f"grants.{index}.data", smallest=True)


def insert_grants(
    rows: Session,
    vault: str,
    keys: Sequence[SealedKey],
    until: Mapping[str, date | None] | None = None,
) -> None:
    """Store grants in one statement; whom `until` names have them up to that day."""
    lasts = until or {}
    rows.execute(
        insert(Grant),
        [
            {
                "vault": vault,
                "epoch": key.epoch,
                "holder": key.holder,
                "data": key.data,
                "until": lasts.get(key.holder, key.until),
            }
            for key in keys
        ],
    )


def _put(rows: Session, vault: str, place: Place, data: bytes, size: int, room: Room) -> Put:
    extent = queries.extents([vault]).get(vault, queries.NOTHING)
    if not rules.has_room(room, extent.envelopes, extent.size, size):
        raise Problem("thread_full")
    row = _envelope(vault, place, data, size)
    rows.execute(insert(Envelope), [row])
    return Put(str(row["hash"]), again=False)


def _envelope(vault: str, place: Place, data: bytes, size: int) -> dict[str, object]:
    return {
        "vault": vault,
        "epoch": place.epoch,
        "n": place.n,
        "data": data,
        "hash": hashlib.sha256(data).hexdigest(),
        "day": today(),
        "size": size,
    }


def is_as_sent(new: NewVault) -> bool:
    """Whether a vault was begun with these very bytes: a repeat is fine, anything else is not."""
    sent = [(text.place, text.data) for text in new.envelopes]
    stored = [(Place(one.epoch, one.n), one.data) for one in queries.envelopes(new.id)]
    keys = {(key.holder, key.data) for key in new.grants}
    return stored[: len(sent)] == sent and keys <= queries.granted(new.id, 0)
