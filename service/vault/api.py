# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vaults over HTTP, for the desk: a file's envelopes, keys for further people, new epochs."""

from typing import Any

from service.infra.api import blueprint as api_blueprint
from service.infra.api import status
from service.people.viewers import signed_in
from service.vault import desk, schemas
from service.vault.actions import Put
from service.vault.desk import Contents, Granted, Holding
from service.vault.rules import Epoch, SealedKey, SealedText

blueprint = api_blueprint("vault", "Vaults: what is sealed, and to whom")


@blueprint.get("/desk/vaults/<id:vault>")
@blueprint.response(200, schemas.VaultSchema)
def read(vault: str) -> dict[str, Any]:
    """Fetch everything in a vault, still sealed."""
    return _contents(desk.read(signed_in(), vault))


@blueprint.post("/desk/vaults/<id:vault>/envelopes")
@blueprint.arguments(schemas.EnvelopeSchema)
@blueprint.response(201, schemas.AddedSchema)
@blueprint.alt_response(200, schema=schemas.AddedSchema, description="It was here already")
def add(text: SealedText, vault: str) -> tuple[Put, int]:
    """Add an envelope to a file. Threads are written by way of their reports."""
    put = desk.add(signed_in(), vault, text)
    return put, status(put.again)


@blueprint.post("/desk/vaults/<id:vault>/grants")
@blueprint.arguments(schemas.FurtherGrantsSchema)
@blueprint.response(201, schemas.GrantedSchema)
def grant(asked: dict[str, list[SealedKey]], vault: str) -> Granted:
    """Give the vault's keys to further people. What is there already is only counted."""
    return desk.grant(signed_in(), vault, asked["grants"])


@blueprint.post("/desk/vaults/<id:vault>/epochs")
@blueprint.arguments(schemas.EpochSchema)
@blueprint.response(201, schemas.AddedSchema)
@blueprint.alt_response(200, schema=schemas.AddedSchema, description="It was here already")
def begin_epoch(epoch: Epoch, vault: str) -> tuple[Put, int]:
    """Lock a vault anew: from here on only those granted the new key can read."""
    put = desk.begin_epoch(signed_in(), vault, epoch)
    return put, status(put.again)


@blueprint.get("/desk/holdings")
@blueprint.arguments(schemas.WhichHoldingsSchema, location="query")
@blueprint.response(200, schemas.HoldingsSchema)
def holdings(asked: dict[str, str]) -> dict[str, Any]:
    """List the vaults the asker can read, each with who holds its newest key."""
    found, after = desk.list_holdings(signed_in(), asked.get("team"), asked.get("after", ""))
    return {"vaults": [_holding(one) for one in found], "next": after}


def _contents(found: Contents) -> dict[str, Any]:
    return {
        "vault": found.vault.id,
        "team": found.vault.team,
        "kind": found.vault.kind,
        "matter": found.matter,
        "head": found.head,
        "envelopes": found.envelopes,
        "grants": found.grants,
    }


def _holding(one: Holding) -> dict[str, Any]:
    members = one.held.members
    return {
        "vault": one.vault.id,
        "team": one.vault.team,
        "kind": one.vault.kind,
        "matter": one.file.matter if one.file is not None else None,
        "thread": one.file.thread if one.file is not None else None,
        "epoch": one.held.epoch,
        "holders": [holder for holder, until in members.items() if until is None],
        "timed": {holder: until for holder, until in members.items() if until is not None},
        "mine": one.mine,
    }
