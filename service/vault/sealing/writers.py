# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may write into a vault: its reporter, and the members nobody left out.

Grows with the envelopes that were accepted: the first names the reporter and whom they excluded,
each by a member names a statement of the team, each new epoch names whom it recused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from service.vault.sealing.encoding import is_key_list
from service.vault.sealing.errors import SealingError
from service.vault.sealing.statement import Member, Statement

_BY_REPORTER: Final = ("summary", "report", "message")
_BY_MEMBERS: Final = ("message", "received", "acknowledged", "closed", "reopened")


@dataclass(frozen=True)
class Writer:
    """Who wrote an envelope."""

    role: str
    member: Member | None = None


@dataclass
class Audience:
    """What is known so far about who may write."""

    statements: tuple[Statement, ...]
    reporter: str | None = None
    _excluded: set[str] = field(default_factory=set)
    _recused: dict[int, set[str]] = field(default_factory=dict)
    _newest: Statement | None = None

    def begin(self, header: Mapping[str, Any]) -> None:
        """Take from envelope 0 who writes the report and whom they left out."""
        if header["kind"] != "summary" or header.get("reporter") != header["from"]:
            return
        if not is_key_list(header.get("excluded")):
            return
        if self.reporter in (None, header["from"]):
            self.reporter = header["from"]
            self._excluded = self._all_keys_of(header["excluded"])

    def admit(self, header: Mapping[str, Any]) -> Writer:
        """Say who wrote this, if they may write such a thing there."""
        if header["from"] == self.reporter:
            return self._admit_reporter(header)
        member = self._admit_member(header)
        if header["kind"] == "epoch":
            recused = self._all_keys_of(header["recused"])
            if header["from"] in recused:
                raise SealingError("recused")
            self._recused[header["epoch"]] = recused
        self._newest = self._statement(header)
        return Writer("member", member)

    def may_grant(self, key: str, epoch: int) -> bool:
        """Whether this key may hand out the vault's key of that epoch."""
        if key == self.reporter:
            return True
        known = any(statement.signed_by(key) for statement in self.statements)
        return known and key not in self._excluded and not self._is_recused(key, epoch)

    def _admit_reporter(self, header: Mapping[str, Any]) -> Writer:
        if header["kind"] not in _BY_REPORTER:
            raise SealingError("not_a_member")
        if header["kind"] == "summary":
            self._newest = self._statement(header)
        return Writer("reporter")

    def _admit_member(self, header: Mapping[str, Any]) -> Member:
        key = header["from"]
        if key in self._excluded:
            raise SealingError("excluded")
        if self._is_recused(key, header["epoch"]):
            raise SealingError("recused")
        if not any(statement.signed_by(key) for statement in self.statements):
            raise SealingError("not_a_member")
        statement = self._statement(header)
        if self._newest is not None and (
            statement.seq < self._newest.seq
            or (statement.seq == self._newest.seq and statement.hash != self._newest.hash)
        ):
            raise SealingError("statement_stale")
        member = statement.signed_by(key)
        if member is None:
            raise SealingError("not_a_member")
        if header["kind"] not in (*_BY_MEMBERS, "epoch"):
            raise SealingError("wrong_place")
        return member

    def _statement(self, header: Mapping[str, Any]) -> Statement:
        """The statement an envelope names; it must be one the team's root signed."""
        for statement in self.statements:
            if header.get("statement") == statement.reference:
                return statement
        raise SealingError("statement_unknown")

    def in_place(self, header: Mapping[str, Any]) -> bool:
        """Each kind has its place: summary and report begin, an epoch begins with its own."""
        epoch, n, kind = header["epoch"], header["n"], header["kind"]
        if n == 0:
            return bool(kind == ("summary" if epoch == 0 else "epoch"))
        if (epoch, n) == (0, 1):
            return bool(kind == "report")
        return kind in _BY_MEMBERS

    def _is_recused(self, key: str, epoch: int) -> bool:
        return any(key in keys for since, keys in self._recused.items() if since <= epoch)

    def _all_keys_of(self, keys: Collection[str]) -> set[str]:
        """These keys and every other key the same people have in any statement.

        Somebody who was left out does not come back in by making themselves a new key.
        """
        people = {
            (member.name, member.home)
            for statement in self.statements
            for member in statement.members
            if member.ed25519 in keys
        }
        return set(keys) | {
            member.ed25519
            for statement in self.statements
            for member in statement.members
            if (member.name, member.home) in people
        }
