# SPDX-License-Identifier: AGPL-3.0-or-later
"""Beginning what members begin: a team's own file, and the thread of somebody asked to be heard."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.vault.sealing.barred import all_marks, is_barred
from service.vault.sealing.encoding import b64encode, compact_json
from service.vault.sealing.envelope import BUCKETS, seal_envelope
from service.vault.sealing.errors import SealingError
from service.vault.sealing.grant import REPORTER, seal_grants_to
from service.vault.sealing.keys import Signer, Vault, new_vault
from service.vault.sealing.receipt import Receipt
from service.vault.sealing.reports import seal_summary
from service.vault.sealing.statement import Member, Statement, audience


@dataclass(frozen=True)
class SealedFile:
    """A sealed file's beginning: its key for whoever began it, the payload for the service."""

    vault: Vault
    payload: dict[str, Any] = field(repr=False)


def seal_file(
    *,
    team: str,
    statement: Statement,
    excluded: Collection[str],
    matter: str,
    signer: Signer,
    holders: Iterable[Member] | None = None,
) -> SealedFile:
    """Begin the file about a thread; whom the thread leaves out, the file leaves out.

    `excluded` is `excluded` and `recused` of the thread's reading; `holders` those who can read the
    thread now, if not everybody of the audience.
    """
    granted, without = _choose(team, statement, excluded, holders, signer)
    vault = new_vault()
    header = {**_header("file", vault, statement, excluded, without, signer), "matter": matter}
    first = seal_envelope(
        vault_recipient=vault.recipient,
        header=header,
        body=compact_json({"v": 1}),
        signer=signer,
        bucket=BUCKETS[0],
    )
    grants = seal_grants_to(_keys(granted), vault.id, team, 0, vault.identity, signer)
    envelopes = [{"epoch": 0, "n": 0, "data": b64encode(first)}]
    return SealedFile(vault, {"vault": vault.id, "envelopes": envelopes, "grants": grants})


def seal_invitation(
    *,
    team: str,
    statement: Statement,
    excluded: Collection[str],
    signer: Signer,
    receipt: Receipt,
    body: Mapping[str, Any],
    holders: Iterable[Member] | None = None,
) -> dict[str, Any]:
    """Begin a thread with somebody who is asked to be heard.

    The member who invites knows the first code. So whoever is invited makes a new one before all
    else, and readers accept nothing that was said with the first.
    """
    granted, without = _choose(team, statement, excluded, holders, signer)
    vault = new_vault()
    header = {
        **_header("invitation", vault, statement, excluded, without, signer),
        "reporter": receipt.ed25519_public,
        "reporter_age": receipt.recipient,
    }
    first = seal_summary(vault.recipient, header, body, signer)
    keys = [(REPORTER, receipt.recipient), *_keys(granted)]
    return {
        "lookup": receipt.lookup,
        "access_hash": receipt.access_hash,
        "team": team,
        "vault": vault.id,
        "statement": statement.reference,
        "envelopes": [{"epoch": 0, "n": 0, "data": b64encode(first)}],
        "grants": seal_grants_to(keys, vault.id, team, 0, vault.identity, signer),
    }


def _choose(
    team: str,
    statement: Statement,
    excluded: Collection[str],
    holders: Iterable[Member] | None,
    signer: Signer,
) -> tuple[list[Member], list[str]]:
    """Who is granted the key, and who of the audience is not although nobody left them out."""
    if statement.team != team:
        raise SealingError("statement_wrong_team")
    barred = all_marks(excluded, statement.members)
    readers = [one for one in audience(statement.members) if not is_barred(one, barred)]
    wanted = {one.fingerprint for one in (readers if holders is None else holders)}
    if not wanted.issubset(one.fingerprint for one in readers):
        raise SealingError("exclusion_lost")
    granted = [one for one in readers if one.fingerprint in wanted]
    if not any(one.ed25519 == signer.public_key for one in granted):
        raise SealingError("not_a_member")
    return granted, sorted(one.fingerprint for one in readers if one not in granted)


def _header(
    kind: str,
    vault: Vault,
    statement: Statement,
    excluded: Collection[str],
    without: list[str],
    signer: Signer,
) -> dict[str, Any]:
    header = {
        "v": 1,
        "kind": kind,
        "vault": vault.id,
        "epoch": 0,
        "n": 0,
        "prev": None,
        "team": statement.team,
        "from": signer.public_key,
        "statement": statement.reference,
        "excluded": sorted(set(excluded)),
    }
    return {**header, "without": without} if without else header


def _keys(members: Iterable[Member]) -> list[tuple[str, str]]:
    return [(member.fingerprint, member.age) for member in members]
