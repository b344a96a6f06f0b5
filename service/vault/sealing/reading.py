# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a whole vault: what fits, and what does not with its reason; nothing is dropped.

A single envelope says where it belongs; only the row of them shows whether one is missing, doubled,
out of place, or written by somebody who may not write there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.vault.sealing.encoding import b64decode, is_count, is_key_list, sha256_hex, strict_json
from service.vault.sealing.envelope import BUCKETS, OpenedEnvelope, open_envelope
from service.vault.sealing.errors import SealingError
from service.vault.sealing.grant import OpenedGrant, read_grant
from service.vault.sealing.statement import Statement
from service.vault.sealing.writers import Audience, Writer


@dataclass(frozen=True)
class StoredEnvelope:
    """An envelope where the service says it belongs."""

    epoch: int
    n: int
    data: bytes = field(repr=False)

    @classmethod
    def from_wire(cls, raw: Mapping[str, Any]) -> StoredEnvelope:
        """Read one of the API's or an export's list; what is not base64 shows as malformed."""
        return cls(raw["epoch"], raw["n"], _data(raw))


@dataclass(frozen=True)
class StoredGrant:
    """A grant where the service says it belongs."""

    epoch: int
    holder: str
    data: bytes = field(repr=False)

    @classmethod
    def from_wire(cls, raw: Mapping[str, Any]) -> StoredGrant:
        """Read one of the API's or an export's list."""
        return cls(raw["epoch"], raw["holder"], _data(raw))


@dataclass(frozen=True)
class Head:
    """The last envelope of a vault seen before."""

    epoch: int
    n: int
    hash: str


@dataclass(frozen=True)
class Entry:
    """One envelope, read: header, body and writer, or the reason why not."""

    epoch: int
    n: int
    hash: str
    error: str | None = None
    header: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    writer: Writer | None = None

    @property
    def ok(self) -> bool:
        """Whether everything about it fits."""
        return self.error is None


@dataclass
class _Item:
    """An envelope on its way to becoming an entry."""

    stored: StoredEnvelope
    hash: str
    opened: OpenedEnvelope | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None
    writer: Writer | None = None
    judged: bool = False

    @property
    def place(self) -> tuple[int, int]:
        return self.stored.epoch, self.stored.n


def read_vault(
    *,
    vault: str,
    team: str,
    holder: str,
    identity: str,
    grants: Iterable[StoredGrant],
    envelopes: Iterable[StoredEnvelope],
    statements: Iterable[Statement],
    remembered: Head | None = None,
    reporter: str | None = None,
) -> tuple[Entry, ...]:
    """Open a vault as one of its holders; raises when its key or its past cannot be trusted.

    `statements` are the team's, of whatever day, each read with the pinned root. `reporter` is the
    reporter's signing key where the reader knows it for certain, as the reporter does.
    """
    envelopes = tuple(envelopes)
    if not all(is_count(number) for one in envelopes for number in (one.epoch, one.n)):
        raise SealingError("malformed")
    stored = sorted(envelopes, key=lambda envelope: (envelope.epoch, envelope.n))
    items = [_Item(envelope, sha256_hex(envelope.data)) for envelope in stored]
    if remembered is not None:
        known = {(*item.place, item.hash) for item in items}
        if (remembered.epoch, remembered.n, remembered.hash) not in known:
            raise SealingError("rollback")
    keys: dict[int, OpenedGrant] = {}
    for grant in grants:
        if grant.holder == holder:
            _take_grant(keys, grant, identity, vault, team)
    if not keys:
        raise SealingError("wrong_key")
    for item in items:
        _open(item, keys)
    reader = _Reader(vault, team, items, Audience(tuple(statements), reporter))
    reader.read()
    reader.check_grants(keys)
    return tuple(_entry(item) for item in items)


def _take_grant(
    keys: dict[int, OpenedGrant], grant: StoredGrant, identity: str, vault: str, team: str
) -> None:
    """Open a grant of mine; two of one epoch must carry the same key."""
    place = {"vault": vault, "epoch": grant.epoch, "team": team, "holder": grant.holder}
    opened = read_grant(grant.data, identity, **place)  # type: ignore[arg-type]
    if keys.setdefault(grant.epoch, opened).identity != opened.identity:
        raise SealingError("grant_forged")


def _open(item: _Item, keys: Mapping[int, OpenedGrant]) -> None:
    try:
        if item.stored.epoch not in keys:
            raise SealingError("wrong_key")
        opened = open_envelope(item.stored.data, keys[item.stored.epoch].identity)
        item.body = strict_json(opened.body)
        item.opened = opened
    except SealingError as error:
        item.error = error.code
    except ValueError:
        item.error = "malformed"


def _entry(item: _Item) -> Entry:
    if item.error is not None or item.opened is None:
        return Entry(*item.place, item.hash, error=item.error)
    return Entry(
        *item.place,
        item.hash,
        header=item.opened.header,
        body=item.body,
        text=item.opened.body,
        writer=item.writer,
    )


def _data(raw: Mapping[str, Any]) -> bytes:
    try:
        return b64decode(raw.get("data"))
    except ValueError:
        return b""


class _Reader:
    """Judges the envelopes of a vault in order."""

    def __init__(self, vault: str, team: str, items: list[_Item], audience: Audience) -> None:
        self._vault = vault
        self._team = team
        self._items = items
        self._audience = audience
        self._at: dict[tuple[int, int], list[_Item]] = {}
        for item in items:
            self._at.setdefault(item.place, []).append(item)

    def read(self) -> None:
        """Judge each envelope by what came before it."""
        first = self._at.get((0, 0), [])
        if len(first) == 1 and first[0].opened is not None and self._in_place(first[0]):
            self._audience.begin(first[0].opened.header)
        closed = False
        epoch = -1
        for item in self._items:
            if item.stored.epoch != epoch:
                epoch, closed = item.stored.epoch, False
            if closed:
                item.error = item.error or "old_epoch"
                continue
            if not item.judged:
                self._judge(item)
            closed = self._next_epoch_begins(item)

    def check_grants(self, keys: Mapping[int, OpenedGrant]) -> None:
        """A vault's key counts only from its reporter or from a member who may read it."""
        for epoch, grant in keys.items():
            if self._audience.may_grant(grant.writer, epoch):
                continue
            # Without envelope 0 nobody knows the reporter; then nothing is believed to be theirs
            # either. But a key that does not even open it is no key to this vault.
            first = self._at.get((0, 0), [])
            if self._audience.reporter is None and all(_damaged(item) for item in first):
                continue
            raise SealingError("grant_forged")

    def _next_epoch_begins(self, item: _Item) -> bool:
        """Whether the next epoch continues right after this envelope, and rightly so."""
        follower = self._at.get((item.stored.epoch + 1, 0), [])
        if len(follower) != 1 or follower[0].opened is None:
            return False
        if follower[0].opened.header["prev"] != item.hash:
            return False
        self._judge(follower[0])
        return follower[0].error is None

    def _judge(self, item: _Item) -> None:
        item.judged = True
        if len(self._at[item.place]) > 1:
            item.error = "duplicate_number"
        if item.error is not None or item.opened is None:
            return
        header = item.opened.header
        try:
            self._check_place(item, header)
            _check_complete(item.opened)
            item.writer = self._audience.admit(header)
        except SealingError as error:
            item.error = error.code

    def _in_place(self, item: _Item) -> bool:
        if item.opened is None:
            return False
        header = item.opened.header
        place = (header["vault"], header["team"], header["epoch"], header["n"])
        here = (self._vault, self._team, *item.place)
        return place == here and self._audience.in_place(header)

    def _check_place(self, item: _Item, header: Mapping[str, Any]) -> None:
        if not self._in_place(item):
            raise SealingError("wrong_place")
        epoch, n = item.place
        if (epoch, n) == (0, 0):
            if header["prev"] is not None:
                raise SealingError("broken_chain")
            return
        if n > 0:
            before = self._at.get((epoch, n - 1), [])
        else:
            before = [other for other in self._items if other.stored.epoch == epoch - 1]
        if not before:
            raise SealingError("gap")
        if header["prev"] not in {other.hash for other in before}:
            raise SealingError("broken_chain")


def _check_complete(opened: OpenedEnvelope) -> None:
    """Refuse a summary or the beginning of an epoch without what all after it relies on."""
    header = opened.header
    needed = {"summary": "excluded", "epoch": "recused"}.get(header["kind"])
    if needed is not None and not is_key_list(header.get(needed)):
        raise SealingError("malformed")
    if header["kind"] == "summary" and opened.bucket != BUCKETS[0]:
        raise SealingError("bad_bucket")


def _damaged(item: _Item) -> bool:
    return item.error is not None and item.error != "wrong_key"
