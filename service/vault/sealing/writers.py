# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may write what into a vault: whoever has its private code, and members nobody left out.

Grows with the envelopes that were accepted: the first names who has the code and who is left out,
each by a member names a statement of the team, each new epoch names whom it recused, who holds its
key, and perhaps a new private code.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from service.vault.sealing.agefile import is_recipient
from service.vault.sealing.barred import all_keys, all_marks
from service.vault.sealing.encoding import is_id, is_key_list
from service.vault.sealing.epochs import check_epoch, check_renewal
from service.vault.sealing.errors import SealingError
from service.vault.sealing.statement import Member, Statement, audience

ReadAs = Literal["thread", "file"]
"""How a vault is read: as the thread with somebody outside, or as the team's own file."""

BEGINNINGS: Final[Mapping[str, tuple[ReadAs, str]]] = {
    "summary": ("thread", "report"),
    "invitation": ("thread", "invitation"),
    "file": ("file", "file"),
}
_FOLLOWING: Final[Mapping[str, tuple[str, ...]]] = {
    "thread": (
        "message",
        "received",
        "acknowledged",
        "closed",
        "reopened",
        "withdrawn",
        "taken_back",
    ),
    "file": ("note", "draft", "fact", "pointer", "decision", "handover"),
}
# What only whoever has the private code says, and what else they may say; the rest is the team's.
_REPORTER_ALONE: Final = ("summary", "report", "withdrawn", "taken_back")
_REPORTER_TOO: Final = ("message", "epoch")


@dataclass(frozen=True)
class Writer:
    """Who wrote an envelope."""

    role: str
    member: Member | None = None


@dataclass
class Audience:
    """What is known so far about who may write, and who may read."""

    statements: tuple[Statement, ...]
    read_as: ReadAs = "thread"
    kind: str | None = None
    reporter: str | None = None
    reporter_age: str | None = None
    reporters: list[str] = field(default_factory=list)
    excluded: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    holders: frozenset[str] = frozenset()
    newest: Statement | None = None
    _recused: dict[int, frozenset[str]] = field(default_factory=dict)
    _beginners: dict[int, str] = field(default_factory=dict)
    _renewed: bool = False
    _out: frozenset[str] = frozenset()

    @property
    def lines(self) -> tuple[Member, ...]:
        """Every line of every statement."""
        return tuple(member for statement in self.statements for member in statement.members)

    @property
    def recused(self) -> frozenset[str]:
        """Keys of everybody recused so far."""
        return frozenset().union(*self._recused.values())

    def begin(self, header: Mapping[str, Any], inherited: Collection[str]) -> None:
        """Learn from envelope 0, if it can be believed, who may write and who is left out."""
        if not is_key_list(header.get("excluded")):
            return
        self._out = out = all_keys((*header["excluded"], *inherited), self.lines)
        if header["kind"] == "summary":
            if header.get("reporter") != header["from"]:
                return
        elif not self._begun_by_member(header, out):
            return
        self.kind = BEGINNINGS[header["kind"]][1]
        self.excluded = out
        self.barred = all_marks(out, self.lines)
        self._beginners[0] = header["from"]
        if self.kind != "file":
            self._set_reporter(header["reporter"], header.get("reporter_age"))
        named = self._find_statement(header)
        without = header.get("without")
        self.holders = frozenset(
            member.fingerprint
            for member in (audience(named.members) if named else ())
            if member.ed25519 not in self.excluded
            and not (isinstance(without, list) and member.fingerprint in without)
        )

    def admit(self, header: Mapping[str, Any]) -> Writer:
        """Say who wrote this, if they may write such a thing there."""
        if header["from"] == self.reporter:
            self._admit_reporter(header)
            return Writer("reporter")
        return Writer("member", self._admit_member(header))

    def learn(self, header: Mapping[str, Any], writer: Writer) -> None:
        """Take note of what an accepted envelope says about people."""
        kind, epoch = header["kind"], header["epoch"]
        if writer.role == "member" or kind in ("summary", "epoch"):
            self.newest = self._statement(header)
        if kind == "report":
            self._set_age(header.get("reporter_age"))
        if kind == "epoch":
            self._recused[epoch] = all_keys(header["recused"], self.lines)
            self.barred = all_marks({*self.barred, *header["recused"]}, self.lines)
            self.holders = frozenset(header["holders"])
            self._beginners[epoch] = header["from"]
            if "reporter" in header:
                self._set_reporter(header["reporter"], header["reporter_age"])
                self._renewed = True

    def may_grant(self, key: str, epoch: int) -> bool:
        """Whether this key may hand out the vault's key of that epoch."""
        if key == self._beginners.get(epoch):
            return True
        reads = any(line.ed25519 == key for line in audience(self.lines))
        return reads and key not in self.excluded and not self._is_recused(key, epoch)

    def in_place(self, header: Mapping[str, Any]) -> bool:
        """Each kind has its place: a vault begins with its kind, an epoch with its reason."""
        epoch, n, kind = header["epoch"], header["n"], header["kind"]
        if n == 0 and epoch == 0:
            return kind in BEGINNINGS and BEGINNINGS[kind][0] == self.read_as
        if n == 0:
            return bool(kind == "epoch")
        if (epoch, n) == (0, 1) and self.read_as == "thread" and self.kind != "invitation":
            return bool(kind == "report")
        return kind in _FOLLOWING[self.read_as]

    def _begun_by_member(self, header: Mapping[str, Any], out: Collection[str]) -> bool:
        """Whether a member who is not left out began this so that all after it can rely on it."""
        named = self._find_statement(header)
        member = named.signed_by(header["from"]) if named else None
        if member is None or not member.reads or header["from"] in out:
            return False
        if header["kind"] == "file":
            return is_id(header.get("matter"))
        try:
            check_renewal(header, self)
        except SealingError:
            return False
        return True

    def _set_reporter(self, key: str, age: object) -> None:
        self.reporter = key
        self.reporters.append(key)
        self._set_age(age)

    def _set_age(self, age: object) -> None:
        self.reporter_age = str(age) if is_recipient(age) else None

    def _admit_reporter(self, header: Mapping[str, Any]) -> None:
        kind = header["kind"]
        if kind not in (*_REPORTER_ALONE, *_REPORTER_TOO):
            raise SealingError("not_a_member")
        if kind == "epoch":
            recused = header.get("recused")
            if "reporter" not in header or (isinstance(recused, list) and recused):
                raise SealingError("not_a_member")  # only the team says who takes part
            check_epoch(header, self._fresh_statement(header), self)
        elif self.kind == "invitation" and not self._renewed:
            # The member who invites knows the first code: nothing said with it shows who says it.
            raise SealingError("wrong_place")

    def _admit_member(self, header: Mapping[str, Any]) -> Member:
        key, kind = header["from"], header["kind"]
        if key in self.excluded:
            raise SealingError("excluded")
        if self._is_recused(key, header["epoch"]):
            raise SealingError("recused")
        if not any(line.ed25519 == key for line in self.lines):
            raise SealingError("not_a_member")
        statement = self._fresh_statement(header)
        member = statement.signed_by(key)
        if member is None:
            raise SealingError("not_a_member")
        if kind in _REPORTER_ALONE:
            raise SealingError("wrong_place")
        if header["n"] == 0 and not member.reads:
            # Somebody who was let in for one matter lets nobody else in.
            raise SealingError("not_a_member")
        if kind == "epoch":
            check_epoch(header, statement, self)
        elif header["n"] == 0 and self.kind is None:
            raise SealingError("excluded" if key in self._out else "malformed")
        return member

    def _fresh_statement(self, header: Mapping[str, Any]) -> Statement:
        """The statement an envelope names; nobody goes back behind one named before."""
        statement = self._statement(header)
        newest = self.newest
        if newest is not None and (
            statement.seq < newest.seq
            or (statement.seq == newest.seq and statement.hash != newest.hash)
        ):
            raise SealingError("statement_stale")
        return statement

    def _statement(self, header: Mapping[str, Any]) -> Statement:
        """The statement an envelope names; it must be one the team's root signed."""
        statement = self._find_statement(header)
        if statement is None:
            raise SealingError("statement_unknown")
        return statement

    def _find_statement(self, header: Mapping[str, Any]) -> Statement | None:
        named = header.get("statement")
        return next((one for one in self.statements if one.reference == named), None)

    def _is_recused(self, key: str, epoch: int) -> bool:
        return any(key in keys for since, keys in self._recused.items() if since <= epoch)
