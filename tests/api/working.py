# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members do about a report, in short words for the tests."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from service.vault import client
from service.vault.rules import REPORTER
from tests.api.vaulting import epoch, grants, holder, sealed
from tests.api.world import Member, Thread, World, body_of


def line(member: Member, thread: Thread) -> dict[str, Any]:
    """A report as the queue shows it now."""
    return member.find(thread.payload["vault"])


def do(world: World, member: Member, thread: Thread, what: str, **body: Any) -> TestResponse:
    """Do something about a report that needs a version; without one, with the newest."""
    if "version" not in body:
        body["version"] = line(member, thread)["version"]
    return member.post(f"reports/{world.report_of(thread)}/{what}", body)


def done(world: World, member: Member, thread: Thread, what: str, **body: Any) -> dict[str, Any]:
    """The same, where it must work."""
    answer = do(world, member, thread, what, **body)
    assert answer.status_code == 200, answer.text
    return body_of(answer)


def writes(world: World, thread: Thread, act: str = "message") -> TestResponse:
    """Have the writer do something in their thread."""
    return world.write_back(thread, {**world.next_of_writer(thread), "act": act})


def a_file(*members: Member) -> dict[str, Any]:
    """The body that starts a file, sealed to some members, in form."""
    return {
        "vault": client.random_id(),
        "envelopes": [{"epoch": 0, "n": 0, "data": sealed()}],
        "grants": grants(0, [holder(one) for one in members]),
    }


def file_started(world: World, by: Member, thread: Thread, *members: Member) -> str:
    """Have a member start the file of a report; the vault it is."""
    answer = by.post(f"reports/{world.report_of(thread)}/file", a_file(*members))
    assert answer.status_code == 201, answer.text
    vault: str = body_of(answer)["vault"]
    return vault


def an_invitation(world: World, *members: Member) -> tuple[client.Receipt, dict[str, Any]]:
    """The body that begins an invitation, in form, and the receipt made for who is invited."""
    receipt = client.new_receipt()
    return receipt, {
        "lookup": receipt.lookup,
        "access_hash": receipt.access_hash,
        "team": world.statement.team,
        "vault": client.random_id(),
        "statement": world.statement.reference,
        "envelopes": [{"epoch": 0, "n": 0, "data": sealed()}],
        "grants": grants(0, [REPORTER, *(holder(one) for one in members)]),
    }


def follow(world: World, receipt: client.Receipt) -> TestResponse:
    """Look with a receipt."""
    return world.stranger.post(
        "/api/v1/follow", json={"lookup": receipt.lookup}, headers=bearer(receipt)
    )


def bearer(receipt: client.Receipt) -> dict[str, str]:
    """The header that opens what a receipt is for."""
    return {"Authorization": f"Bearer {receipt.access}"}


def new_code(
    thread: Thread, receipt: client.Receipt, *members: Member, number: int = 1
) -> dict[str, Any]:
    """The body with which a writer goes on under a new code, in form."""
    return {
        "lookup": thread.receipt.lookup,
        "new_lookup": receipt.lookup,
        "access_hash": receipt.access_hash,
        "epoch": next_epoch(thread, *members, number=number),
    }


def next_epoch(thread: Thread, *members: Member, number: int = 1) -> dict[str, Any]:
    """The next epoch of a thread for its writer and some members, in form."""
    return epoch(thread.head, number, [REPORTER, *(holder(one) for one in members)])
