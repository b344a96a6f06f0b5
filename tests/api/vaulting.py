# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members send about vaults, sealed for real or only in form, and what they can then fetch."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from typing import Any

import pyrage
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.infra.database import session, transaction
from service.people.viewers import viewer
from service.reports.models import Report
from service.vault import actions, client
from service.vault.rules import REPORTER, NewVault, Place, SealedKey, SealedText, to_base64
from tests.api.world import Member, Thread, World, body_of

_KEY = pyrage.x25519.Identity.generate().to_public()


def sealed(size: int = 1024) -> str:
    """Something that has the form of an envelope or a grant."""
    return to_base64(pyrage.encrypt(os.urandom(size), [_KEY]))


def digest(data: str) -> str:
    """What the next envelope names as the one before."""
    return hashlib.sha256(client.b64decode(data)).hexdigest()


def holder(member: Member) -> str:
    """How grants name a member."""
    return member.keys.fingerprint


def grants(epoch: int, holders: Iterable[str], **more: Any) -> list[dict[str, Any]]:
    """The body of grants, in form."""
    return [{"epoch": epoch, "holder": one, "data": sealed(), **more} for one in holders]


def epoch(prev: str, number: int, holders: Iterable[str]) -> dict[str, Any]:
    """The body that begins an epoch, in form."""
    return {
        "epoch": number,
        "prev": prev,
        "envelope": {"n": 0, "data": sealed()},
        "grants": grants(number, holders),
    }


def real_grant(thread: Thread, by: Member, to: Member) -> dict[str, Any]:
    """The key of a thread's first epoch, really sealed to somebody."""
    vault = thread.sealed.vault
    data = client.seal_grant(
        holder=holder(to),
        recipient=to.keys.recipient,
        vault=vault.id,
        epoch=0,
        team="u4c",
        vault_identity=vault.identity,
        signer=by.keys.signer,
    )
    return {"epoch": 0, "holder": holder(to), "data": client.b64encode(data)}


def fetched(member: Member, vault: str) -> dict[str, Any]:
    """A vault as a member gets it."""
    answer = member.get(f"vaults/{vault}")
    assert answer.status_code == 200, answer.text
    return body_of(answer)


def holding(member: Member, vault: str) -> dict[str, Any] | None:
    """The line of a vault in a member's list, if it is there."""
    lines = body_of(member.get("holdings"))["vaults"]
    return next((line for line in lines if line["vault"] == vault), None)


def locked(world: World, by: Member, vault: str, members: Iterable[Member]) -> TestResponse:
    """Begin the next epoch of a thread for some members and the writer."""
    head = fetched(by, vault)["head"]
    holders = [REPORTER, *(holder(one) for one in members)]
    body = epoch(head["hash"], head["epoch"] + 1, holders)
    return by.post(f"vaults/{vault}/epochs", body)


def report_in(world: World, vault: str) -> str:
    """The id of the report whose thread this is."""
    with world.app.app_context():
        return session().scalars(select(Report.id).where(Report.vault == vault)).one()


def started(world: World, by: Member, thread: str, members: Iterable[Member]) -> str:
    """Start the file that goes with a thread; its id."""
    matter, vault = report_in(world, thread), client.random_id()
    keys = tuple(SealedKey(0, holder(one), client.b64decode(sealed())) for one in members)
    first = (SealedText(Place(0, 0), client.b64decode(sealed())),)
    with world.app.test_request_context("/"), transaction():
        actions.start_file(
            viewer(by.id), matter=matter, thread=thread, new=NewVault(vault, first, keys)
        )
    return vault
