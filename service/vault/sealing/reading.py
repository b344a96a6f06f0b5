# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a whole vault: what fits, and what does not with its reason; nothing is dropped.

A single envelope says where it belongs; only the row of them shows whether one is missing, doubled,
out of place, or written by somebody who may not write there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.vault.sealing.agefile import recipient_of
from service.vault.sealing.barred import all_keys
from service.vault.sealing.encoding import (
    compact_json,
    is_count,
    is_key_list,
    sha256_hex,
    strict_json,
)
from service.vault.sealing.envelope import BUCKETS, OpenedEnvelope, open_envelope
from service.vault.sealing.errors import SealingError
from service.vault.sealing.keyring import Held, open_keys
from service.vault.sealing.statement import Member, Statement
from service.vault.sealing.stored import Head, StoredEnvelope, StoredGrant
from service.vault.sealing.writers import BEGINNINGS, Audience, ReadAs, Writer


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


@dataclass(frozen=True)
class VaultKey:
    """A vault's key of one epoch, with the marks of those who must not get it."""

    epoch: int
    identity: str = field(repr=False)
    barred: frozenset[str] = field(repr=False)


@dataclass(frozen=True)
class Reading:
    """A vault as one of its holders may believe it."""

    entries: tuple[Entry, ...]
    head: Head | None
    identity: str | None = field(repr=False)
    """The key the next envelope is sealed to; None where nobody trustworthy vouches for it."""
    kind: str | None
    """report, invitation or file; None where the beginning cannot be believed."""
    matter: str | None
    reporter: str | None
    """Whoever has the private code now: the signing key, and the age key to be granted to."""
    reporter_age: str | None
    reporters: tuple[str, ...]
    excluded: frozenset[str]
    recused: frozenset[str]
    barred: frozenset[str]
    """Marks of all these people, whichever keys they make."""
    holders: frozenset[str]
    """Fingerprints of those who got the newest epoch's key when it began."""
    lines: tuple[Member, ...]
    keys: tuple[VaultKey, ...]
    """Every epoch that this reader can open and that rightly began."""
    newest: Statement | None

    @property
    def recipient(self) -> str | None:
        """What the next envelope is sealed to, if its key can be trusted."""
        return None if self.identity is None else recipient_of(self.identity)


@dataclass
class _Item:
    """An envelope on its way to becoming an entry."""

    stored: StoredEnvelope
    hash: str
    opened: OpenedEnvelope | None = None
    body: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    error: str | None = None
    writer: Writer | None = None
    judged: bool = False

    @property
    def place(self) -> tuple[int, int]:
        return self.stored.epoch, self.stored.n


def read_vault(**given: Any) -> tuple[Entry, ...]:
    """Open a vault as one of its holders, for what stands in it; see `open_vault`."""
    return open_vault(**given).entries


def open_vault(
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
    as_: ReadAs = "thread",
    matter: str | None = None,
    excluded: Collection[str] = (),
) -> Reading:
    """Open a vault as one of its holders; raises when its key or its past cannot be trusted.

    `statements` are the team's, of whatever day, each read with the pinned root. `reporter` is the
    reporter's signing key where the reader knows it for certain, as the reporter does. For a file
    (`as_`), `matter` is the thread it must be about, and `excluded` whom that thread leaves out.
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
    keys = open_keys(
        vault=vault,
        team=team,
        holder=holder,
        identity=identity,
        grants=grants,
        envelopes=envelopes,
    )
    for item in items:
        _open(item, keys)
    people = Audience(tuple(statements), as_)
    reader = _Reader(vault, team, items, people, reporter, matter, tuple(excluded))
    head = reader.read()
    vouched = reader.check_keys(keys) and reader.check_own_code()
    return Reading(
        entries=tuple(_entry(item) for item in items),
        head=head,
        identity=reader.trusted_key(head, keys) if vouched else None,
        kind=people.kind,
        matter=reader.matter(),
        reporter=people.reporter,
        reporter_age=people.reporter_age,
        reporters=tuple(people.reporters),
        excluded=people.excluded,
        recused=people.recused,
        barred=people.barred,
        holders=people.holders,
        lines=people.lines,
        keys=tuple(
            VaultKey(epoch, keys[epoch].identity, people.barred)
            for epoch in sorted(keys)
            if vouched and reader.has_begun(epoch)
        ),
        newest=people.newest,
    )


def _open(item: _Item, keys: Mapping[int, Held]) -> None:
    try:
        if item.stored.epoch not in keys:
            raise SealingError("wrong_key")
        opened = open_envelope(item.stored.data, keys[item.stored.epoch].identity)
        item.body, item.text = strict_json(opened.body), opened.body
        if opened.header["kind"] == "epoch":
            item.body.pop("keys", None)  # for reading, not for showing
            item.text = compact_json(item.body)
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
        text=item.text,
        writer=item.writer,
    )


class _Reader:
    """Judges the envelopes of a vault in order."""

    def __init__(
        self,
        vault: str,
        team: str,
        items: list[_Item],
        audience: Audience,
        own: str | None,
        matter: str | None,
        inherited: tuple[str, ...],
    ) -> None:
        self._vault = vault
        self._team = team
        self._items = items
        self._audience = audience
        self._own = own
        self._matter = matter
        self._inherited = inherited
        self._at: dict[tuple[int, int], list[_Item]] = {}
        for item in items:
            self._at.setdefault(item.place, []).append(item)

    def read(self) -> Head | None:
        """Judge each envelope by what came before it; gives the last of an epoch not ended."""
        self._begin()
        closed, epoch, head = False, -1, None
        for item in self._items:
            if item.stored.epoch != epoch:
                epoch, closed = item.stored.epoch, False
            if closed:
                item.error = item.error or "old_epoch"
                continue
            if not item.judged:
                self._judge(item)
            head = Head(*item.place, item.hash)
            closed = self._next_epoch_begins(item)
        return head

    def has_begun(self, epoch: int) -> bool:
        """Whether an epoch rightly began, so that its key is known to be this vault's."""
        firsts = self._at.get((epoch, 0), [])
        begun = len(firsts) == 1 and firsts[0].error is None
        return begun and self._audience.kind is not None

    def check_keys(self, keys: Mapping[int, Held]) -> bool:
        """A vault's key counts only from its reporter or from a member who may read it."""
        first = self._at.get((0, 0), [])
        lost = all(item.error is not None and item.error != "wrong_key" for item in first)
        vouched = True
        for epoch, held in keys.items():
            if held.through is not None:
                vouched = vouched and self.has_begun(held.through)
                continue
            if held.writer == self._own or self._audience.may_grant(held.writer, epoch):
                continue
            # Without envelope 0 nobody knows the reporter; then nothing is believed to be theirs
            # either. But a key that does not even open it is no key to this vault.
            if self._audience.kind is not None or not lost:
                raise SealingError("grant_forged")
            vouched = False
        return vouched

    def check_own_code(self) -> bool:
        """Whether the reader's private code is the one that counts; refuses somebody else's."""
        if self._own is None:
            return True
        if self._audience.kind is not None and self._own not in self._audience.reporters:
            raise SealingError("grant_forged")
        return self._own == self._audience.reporter

    def trusted_key(self, head: Head | None, keys: Mapping[int, Held]) -> str | None:
        """What the next envelope may be sealed to.

        A key that opens no beginning may be anybody's, unless the reporter gave it to themselves.
        """
        held = keys.get(head.epoch) if head else None
        if head is None or held is None:
            return None
        own = self._own is not None and held.writer == self._own
        return held.identity if own or self.has_begun(head.epoch) else None

    def matter(self) -> str | None:
        """Of a file, the thread it is about."""
        opened = self._at[(0, 0)][0].opened if self._audience.kind == "file" else None
        return opened.header["matter"] if opened else None

    def _begin(self) -> None:
        first = self._at.get((0, 0), [])
        if len(first) == 1 and first[0].opened is not None and self._belongs(first[0]):
            header = first[0].opened.header
            self._check_wanted(header)
            if self._audience.in_place(header):
                self._audience.begin(header, self._inherited)
        if self._audience.kind is None:
            self._audience.reporter = self._own

    def _check_wanted(self, header: Mapping[str, Any]) -> None:
        """Refuse a file for a thread, a thread for a file, and the file of another matter."""
        begun = BEGINNINGS.get(header["kind"])
        if begun is None:
            return
        other = self._matter is not None and header.get("matter") != self._matter
        if begun[0] != self._audience.read_as or (begun[0] == "file" and other):
            raise SealingError("wrong_place")

    def _next_epoch_begins(self, item: _Item) -> bool:
        """Whether the next epoch continues right after this envelope, and rightly so."""
        follower = self._at.get((item.stored.epoch + 1, 0), [])
        if len(follower) != 1 or follower[0].opened is None:
            return False
        if follower[0].opened.header["prev"] != item.hash:
            return False
        if not follower[0].judged:
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
            if item.place == (0, 0):
                _check_complete(item.opened)
            item.writer = self._audience.admit(header)
            if item.place == (0, 0):
                self._check_inherited(header)
            self._audience.learn(header, item.writer)
        except SealingError as error:
            item.error = error.code

    def _check_inherited(self, header: Mapping[str, Any]) -> None:
        """Refuse a file whose beginning forgets somebody whom the thread leaves out."""
        if not all_keys(header["excluded"], self._audience.lines).issuperset(self._inherited):
            raise SealingError("exclusion_lost")

    def _belongs(self, item: _Item) -> bool:
        if item.opened is None:
            return False
        header = item.opened.header
        place = (header["vault"], header["team"], header["epoch"], header["n"])
        return place == (self._vault, self._team, *item.place)

    def _check_place(self, item: _Item, header: Mapping[str, Any]) -> None:
        if not self._belongs(item) or not self._audience.in_place(header):
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
    """Refuse a beginning without what all after it relies on."""
    if not is_key_list(opened.header.get("excluded")):
        raise SealingError("malformed")
    if opened.bucket != BUCKETS[0]:
        raise SealingError("bad_bucket")
