# SPDX-License-Identifier: AGPL-3.0-or-later
"""The grant: a vault's key, handed to one holder.

One age file for one holder, never one for several: any of them could rewrite it for the others.
It is signed like an envelope, so that nobody can hand out another vault's key unnoticed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from service.vault.sealing import agefile
from service.vault.sealing.encoding import (
    b64encode,
    compact_json,
    is_count,
    is_id,
    is_key,
    is_text,
    is_version_1,
)
from service.vault.sealing.envelope import check_signature, pack, parse_header, unpack
from service.vault.sealing.errors import SealingError
from service.vault.sealing.keys import Signer, fingerprint

REPORTER: Final = "reporter"
BUCKET: Final = 1024


@dataclass(frozen=True)
class OpenedGrant:
    """A vault's key for one epoch, and who handed it out."""

    identity: str = field(repr=False)
    writer: str


def seal_grant(
    *,
    holder: str,
    recipient: str,
    vault: str,
    epoch: int,
    team: str,
    vault_identity: str,
    signer: Signer,
) -> bytes:
    """Hand a vault's key to one holder."""
    header = {
        "v": 1,
        "kind": "grant",
        "vault": vault,
        "epoch": epoch,
        "team": team,
        "from": signer.public_key,
        "holder": holder,
        "key": fingerprint(agefile.recipient_of(vault_identity)),
    }
    _check_header(header)
    plaintext = pack(compact_json(header).encode(), vault_identity.encode(), signer, BUCKET)
    return agefile.seal(plaintext, recipient)


def seal_grants_to(
    holders: Iterable[tuple[str, str]],
    vault: str,
    team: str,
    epoch: int,
    vault_identity: str,
    signer: Signer,
) -> list[dict[str, Any]]:
    """Hand a vault's key to several holders, each by a grant of their own, as they are sent."""
    return [
        {
            "epoch": epoch,
            "holder": holder,
            "data": b64encode(
                seal_grant(
                    holder=holder,
                    recipient=recipient,
                    vault=vault,
                    epoch=epoch,
                    team=team,
                    vault_identity=vault_identity,
                    signer=signer,
                )
            ),
        }
        for holder, recipient in holders
    ]


def open_grant(
    data: bytes,
    identity: str,
    *,
    holder: str,
    vault: str,
    epoch: int,
    team: str,
    allowed: Collection[str],
) -> str:
    """Open a grant from somebody who may hand it out; gives the vault's key."""
    grant = read_grant(data, identity, holder=holder, vault=vault, epoch=epoch, team=team)
    if grant.writer not in allowed:
        raise SealingError("grant_forged")
    return grant.identity


def read_grant(
    data: bytes, identity: str, *, holder: str, vault: str, epoch: int, team: str
) -> OpenedGrant:
    """Open a grant before it is known who may hand it out (envelope 0 says, and it is inside)."""
    agefile.check_one_recipient(data, several="grant_several")
    signature, header_bytes, body = unpack(agefile.open_sealed(data, identity), (BUCKET,))
    header = parse_header(header_bytes)
    _check_header(header)
    if header["kind"] != "grant":
        raise SealingError("grant_forged")
    place = (header["vault"], header["epoch"], header["team"], header.get("holder"))
    if place != (vault, epoch, team, holder):
        raise SealingError("grant_forged")
    key, recipient = _vault_key(body)
    if fingerprint(recipient) != header.get("key"):
        raise SealingError("grant_forged")
    try:
        check_signature(header, signature, header_bytes + body)
    except SealingError as error:
        raise SealingError("grant_forged") from error
    return OpenedGrant(key, header["from"])


def _check_header(header: Mapping[str, Any]) -> None:
    sound = (
        is_version_1(header.get("v"))
        and is_text(header.get("kind"))
        and is_id(header.get("vault"))
        and is_count(header.get("epoch"))
        and is_text(header.get("team"))
        and is_key(header.get("from"))
    )
    if not sound:
        raise SealingError("malformed")


def _vault_key(body: bytes) -> tuple[str, str]:
    """The vault's key, secret and public half, if it is in its one spelling."""
    try:
        key = body.decode("ascii")
        return key, agefile.recipient_of(key)
    except ValueError as error:
        raise SealingError("grant_forged") from error
