# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a new epoch may begin: who is given its key is said and signed (SEALING).

So nobody is let in or dropped unseen. The sealing side asks the same questions before it writes,
the reading side before it believes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol

from service.vault.sealing.agefile import is_recipient
from service.vault.sealing.barred import all_marks, is_barred
from service.vault.sealing.encoding import is_id, is_key, is_key_list
from service.vault.sealing.errors import SealingError
from service.vault.sealing.statement import Member, Statement, audience


class Before(Protocol):
    """What is known of a vault's people before the epoch."""

    @property
    def kind(self) -> str | None:
        """What the vault is, if its beginning can be believed."""

    @property
    def reporters(self) -> Collection[str]:
        """Everybody who ever had the private code."""

    @property
    def barred(self) -> Collection[str]:
        """Marks of everybody left out or recused."""

    @property
    def holders(self) -> Collection[str]:
        """Fingerprints of those who got the last epoch's key when it began."""

    @property
    def lines(self) -> tuple[Member, ...]:
        """Every line of every statement."""


def check_epoch(header: Mapping[str, Any], statement: Statement, before: Before) -> None:
    """Refuse an epoch that does not say what everything after it relies on."""
    holders = header.get("holders")
    if not is_key_list(header.get("recused")):
        raise SealingError("malformed")
    if not isinstance(holders, list) or not holders or not all(is_id(one) for one in holders):
        raise SealingError("malformed")
    if "reporter" in header or "reporter_age" in header:
        if before.kind == "file":
            raise SealingError("malformed")  # nobody outside the team has a part in a file
        check_renewal(header, before)
    if header["from"] in all_marks(header["recused"], before.lines):
        raise SealingError("recused")
    check_holders(holders, header["recused"], statement, before)


def check_renewal(header: Mapping[str, Any], before: Before) -> None:
    """Refuse a private code's keys that somebody else has, or that were already given up."""
    reporter, age = header.get("reporter"), header.get("reporter_age")
    taken = (
        not is_key(reporter)
        or not is_recipient(age)
        or reporter == header["from"]
        or reporter in before.reporters
        or any(line.ed25519 == reporter or line.age == age for line in before.lines)
    )
    if taken:
        raise SealingError("malformed")


def check_holders(
    holders: Collection[str], recused: Iterable[str], statement: Statement, before: Before
) -> None:
    """Refuse to let somebody in who may not read, or to drop somebody who could and still may."""
    readers = audience(statement.members)
    barred = all_marks({*before.barred, *recused}, (*before.lines, *readers))
    allowed = {reader.fingerprint for reader in readers if not is_barred(reader, barred)}
    if not allowed.issuperset(holders):
        raise SealingError("exclusion_lost")
    # People, not keys: whoever made new keys since is the same person.
    could = [line.age for line in before.lines if line.fingerprint in before.holders]
    people = all_marks(could, before.lines)
    still = {reader.fingerprint for reader in readers if is_barred(reader, people)}
    if not (still & allowed).issubset(holders):
        raise SealingError("holder_missing")
