# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming back with a receipt: reading the thread, writing on, and what a wrong receipt learns."""

import hashlib
import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.audit.models import AuditRow
from service.infra.database import transaction
from service.reports.models import Report
from service.vault import client
from service.vault.models import Envelope, Vault
from service.vault.rules import BUCKETS, WRITERS_ROOM, to_base64
from tests.api.world import (
    ANSWER_DAYS,
    TEAM,
    Thread,
    World,
    at_once,
    body_of,
    problem_of,
    scalar,
    statements_of,
)
from tests.conftest import DAY, SetClock


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def ask(world: World, lookup: str, access: str) -> Any:
    return world.stranger.post(
        "/api/v1/follow",
        json={"lookup": lookup},
        headers={"Authorization": f"Bearer {access}"},
    )


def count(world: World, model: type[Any]) -> int:
    number: int = scalar(world, select(func.count()).select_from(model))
    return number


def test_the_receipt_brings_the_whole_thread(world: World) -> None:
    thread = world.sent()
    followed = body_of(world.follow(thread))
    assert followed["report"] == {
        "kind": "report",
        "state": "new",
        "turn": "team",
        "day": DAY.isoformat(),
        "answer_by": (DAY + timedelta(days=ANSWER_DAYS)).isoformat(),
        "update_by": None,
        "withdrawn": None,
        "promised": True,
        "median_days": None,
    }
    assert (followed["team"], followed["vault"]) == (TEAM, thread.payload["vault"])
    assert followed["head"] == {"epoch": 0, "n": 1, "hash": thread.head}
    assert [(one["n"], one["day"]) for one in followed["envelopes"]] == [
        (0, DAY.isoformat()),
        (1, DAY.isoformat()),
    ]
    own = [one for one in thread.payload["grants"] if one["holder"] == "reporter"]
    assert followed["grants"] == own, "nobody else's grant is anybody's business"
    assert [one["text"] for one in followed["statements"]] == [world.statement.text]


def test_the_writer_can_open_what_comes_back(world: World) -> None:
    thread = world.sent()
    assert (
        world.answer(world.members[1], thread, text="Thank you for telling us.").status_code == 201
    )
    followed = body_of(world.follow(thread))
    read = client.read_vault(
        vault=followed["vault"],
        team=TEAM,
        holder=client.REPORTER,
        identity=thread.receipt.identity,
        grants=[client.StoredGrant.from_wire(one) for one in followed["grants"]],
        envelopes=[client.StoredEnvelope.from_wire(one) for one in followed["envelopes"]],
        statements=[world.statement],
    )
    assert [(entry.error, entry.header["kind"]) for entry in read] == [
        (None, "summary"),
        (None, "report"),
        (None, "message"),
    ]
    assert read[2].body == {"text": "Thank you for telling us."}


def test_all_statements_come_along_because_envelopes_name_them(world: World) -> None:
    thread = world.sent()
    world.state(world.members[:3], seq=2)
    assert len(body_of(world.follow(thread))["statements"]) == 2


def test_writing_back(world: World) -> None:
    thread = world.sent()
    body = world.next_of_writer(thread)
    answer = world.write_back(thread, body)
    assert answer.status_code == 201
    assert body_of(answer) == {"hash": thread.head, "state": "new"}
    followed = body_of(world.follow(thread))
    assert followed["head"] == {"epoch": 0, "n": 2, "hash": thread.head}
    assert followed["envelopes"][2]["data"] == body["data"]


def test_the_same_message_again_is_no_mistake(world: World) -> None:
    thread = world.sent()
    body = world.next_of_writer(thread)
    first, again = world.write_back(thread, body), world.write_back(thread, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert body_of(first) == body_of(again)
    rows = count(world, AuditRow)
    world.write_back(thread, body)
    assert (count(world, Envelope), count(world, AuditRow)) == (3, rows)


def test_the_same_message_again_after_the_team_answered(world: World) -> None:
    thread = world.sent()
    body = world.next_of_writer(thread)
    world.write_back(thread, body)
    world.answer(world.members[0], thread)
    again = world.write_back(thread, body)
    assert again.status_code == 200
    assert body_of(again)["state"] == "acknowledged"
    assert body_of(world.follow(thread))["report"]["turn"] == "writer", "a repeat moves nothing"


@pytest.mark.parametrize("n", [0, 1, 3, 4, 2**31 - 1])
def test_a_number_that_is_not_the_next(world: World, n: int) -> None:
    thread = world.sent()
    body = world.next_of_writer(thread) | {"n": n}
    refused = world.write_back(thread, body)
    assert problem_of(refused) == (409, "number_taken")
    assert body_of(refused)["head"] == {"epoch": 0, "n": 1, "hash": thread.head}
    assert count(world, Envelope) == 2


def test_a_new_epoch_cannot_be_begun_by_a_writer(world: World) -> None:
    thread = world.sent()
    body = world.next_of_writer(thread) | {"epoch": 1, "n": 0}
    assert problem_of(world.write_back(thread, body)) == (409, "number_taken")


def test_after_a_conflict_the_head_says_how_to_go_on(world: World) -> None:
    thread = world.sent()
    stale = Thread(thread.sealed, thread.head)
    world.answer(world.members[0], thread)
    head = body_of(world.write_back(stale, world.next_of_writer(stale)))["head"]
    stale.n, stale.head = head["n"], head["hash"]
    assert world.write_back(stale, world.next_of_writer(stale)).status_code == 201


def test_one_number_is_given_out_once_however_many_write_at_once(world: World) -> None:
    thread = world.sent()
    bodies = [world.next_of_writer(thread, f"Message {index}") for index in range(5)]
    answers = at_once(
        *[
            lambda body=body: world.stranger.post(
                "/api/v1/follow/envelopes", json=body, headers=thread.bearer
            )
            for body in bodies
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 4
    followed = body_of(world.follow(thread))
    assert [one["n"] for one in followed["envelopes"]] == [0, 1, 2]
    [won] = [
        body for body, answer in zip(bodies, answers, strict=True) if answer.status_code == 201
    ]
    assert followed["envelopes"][2]["data"] == won["data"]


def test_writing_to_a_closed_report_opens_it_again(world: World) -> None:
    thread = world.sent()
    for act in ("acknowledged", "closed"):
        assert world.answer(world.members[0], thread, act).status_code == 201
    assert body_of(world.follow(thread))["report"]["turn"] == "nobody"
    answer = world.write_back(thread, world.next_of_writer(thread, "It began again."))
    assert body_of(answer)["state"] == "acknowledged"
    standing = body_of(world.follow(thread))["report"]
    assert (standing["state"], standing["turn"]) == ("acknowledged", "team")


def test_a_writer_fills_the_vault_only_so_far_and_the_team_can_still_answer(world: World) -> None:
    thread = world.sent()
    largest = BUCKETS[-1]
    fits = (WRITERS_ROOM.bytes - 2 * BUCKETS[0]) // largest
    with world.app.app_context(), transaction() as rows:
        place = {"vault": thread.payload["vault"], "epoch": 0}
        kept = {"data": b"", "hash": "0" * 64, "day": DAY, "size": largest}
        rows.add_all(Envelope(**place, n=n, **kept) for n in range(2, 2 + fits))
    thread.n = 1 + fits
    big = client.seal_next(
        vault_recipient=thread.sealed.vault.recipient,
        vault=thread.sealed.vault.id,
        epoch=0,
        n=thread.n + 1,
        prev=thread.head,
        team=TEAM,
        kind="message",
        body={"text": "x" * (largest - 2000)},
        signer=thread.receipt.signer,
    )
    refused = world.write_back(thread, big.reporter_payload(thread.receipt))
    assert problem_of(refused) == (409, "thread_full")
    assert world.answer(world.members[0], thread).status_code == 201


def test_coming_back_leaves_no_trace(world: World) -> None:
    thread = world.sent()
    before = count(world, AuditRow)
    world.follow(thread)
    ask(world, thread.receipt.lookup, client.new_receipt().access)
    assert count(world, AuditRow) == before


def test_the_promise_is_shown_until_it_is_kept(world: World, set_clock: SetClock) -> None:
    thread = world.sent()
    set_clock(DAY + timedelta(days=ANSWER_DAYS + 1), 12)
    assert (
        body_of(world.follow(thread))["report"]["answer_by"]
        == (DAY + timedelta(days=ANSWER_DAYS)).isoformat()
    )
    world.sign_in(world.members[0])
    world.answer(world.members[0], thread, "acknowledged")
    assert body_of(world.follow(thread))["report"]["answer_by"] is None


def wrong_receipts(thread: Thread) -> Iterator[tuple[str, str, str]]:
    """Every way of not having the receipt: what it is called, look-up id, access token."""
    right, other = thread.receipt, client.new_receipt()
    yield "another person's token", right.lookup, other.access
    yield "unknown report", other.lookup, other.access
    yield "token of this report for an unknown one", other.lookup, right.access
    yield "a token cut short", right.lookup, to_base64(b"x" * 16)
    yield "no base64", right.lookup, "not-base64!"
    yield "the stored hash instead of the token", right.lookup, right.access_hash
    hashed = to_base64(bytes.fromhex(right.access_hash))
    yield "the bytes of the stored hash", right.lookup, hashed
    yield "hash of an unknown report", other.lookup, to_base64(bytes(32))


def test_every_wrong_receipt_gets_the_same_answer(world: World) -> None:
    thread = world.sent()
    answers = set()
    for name, lookup, access in wrong_receipts(thread):
        answer = ask(world, lookup, access)
        assert problem_of(answer) == (404, "no_such_report"), name
        headers = tuple(sorted(answer.headers.items()))
        answers.add((answer.data, headers))
    assert len(answers) == 1


def test_a_wrong_token_takes_the_same_work_as_an_unknown_report(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = world.sent()
    compared: list[tuple[int, int]] = []

    def watch(given: str, stored: str) -> bool:
        compared.append((len(given), len(stored)))
        return given == stored

    monkeypatch.setattr("service.reports.rules.hmac.compare_digest", watch)
    work = []
    for lookup, access in (
        (thread.receipt.lookup, client.new_receipt().access),
        (client.random_id(), client.new_receipt().access),
    ):
        with statements_of(world) as heard:
            ask(world, lookup, access)
        work.append(heard)
    assert work[0] == work[1]
    assert compared == [(64, 64), (64, 64)]


def test_a_wrong_receipt_writes_nothing(world: World) -> None:
    thread = world.sent()
    body = world.next_of_writer(thread)
    for name, lookup, access in wrong_receipts(thread):
        answer = world.stranger.post(
            "/api/v1/follow/envelopes",
            json=body | {"lookup": lookup},
            headers={"Authorization": f"Bearer {access}"},
        )
        assert problem_of(answer) == (404, "no_such_report"), name
    assert count(world, Envelope) == 2


@pytest.mark.parametrize("path", ["/api/v1/follow", "/api/v1/follow/envelopes"])
def test_without_any_token_nothing_is_looked_up(world: World, path: str) -> None:
    thread = world.sent()
    with statements_of(world) as heard:
        answer = world.stranger.post(path, json={"lookup": thread.receipt.lookup})
    assert answer.status_code == 401
    assert heard == []


def test_the_token_itself_is_stored_nowhere(world: World) -> None:
    thread = world.sent()
    kept = scalar(world, select(Report.access_hash))
    assert kept == thread.receipt.access_hash
    assert kept != thread.receipt.access
    assert kept == hashlib.sha256(client.b64decode(thread.receipt.access)).hexdigest()


def test_a_receipt_opens_no_other_vault(world: World) -> None:
    mine, other = world.sent(), world.sent()
    body = world.next_of_writer(mine) | {"lookup": other.receipt.lookup}
    answer = world.stranger.post("/api/v1/follow/envelopes", json=body, headers=mine.bearer)
    assert problem_of(answer) == (404, "no_such_report")
    assert count(world, Vault) == 2


def test_what_is_not_sealed_is_not_stored(world: World) -> None:
    thread = world.sent()
    body = world.next_of_writer(thread)
    for data in (b"Please help me.", os.urandom(1200)):
        refused = world.write_back(thread, body | {"data": to_base64(data)})
        assert problem_of(refused) == (422, "not_sealed")
        assert body_of(refused)["reason"] == "not_age"
    assert count(world, Envelope) == 2
