# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing members write at the desk is found in what the service keeps, says, mails or counts.

A report goes through everything the desk can do with it: a file with every kind of entry, a
handover, an invitation, a recusal, a tally, news by mail, and in the end it is withdrawn. What may
be found is looked for as well, so that the search is seen to search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import update

from service.infra.database import transaction
from service.people.models import Person
from service.vault import client
from tests.api.searching import Places, canary, secrets_of
from tests.api.working import done, writes
from tests.api.world import TEAM, Member, Thread, World, body_of
from tests.conftest import DAY, SetClock, make_app
from tests.mailbox import Mailbox, mailbox

ENTRIES = ("note", "draft", "fact", "pointer", "handover", "decision")
Word = Callable[[str], str]


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as received:
        yield received


@pytest.fixture
def app(database_url: str, box: Mailbox) -> Flask:
    return make_app(database_url, MAIL_SERVER=box.url, MAIL_FROM="alcove@tools.example.org")


@pytest.fixture
def world(app: Flask, places: Places) -> World:
    made = World(app)
    with app.app_context(), transaction() as rows:
        for one in made.members:
            values = {"mail": f"{one.id}@example.org", "languages": "de"}
            rows.execute(update(Person).where(Person.id == one.id).values(values))
    return made


def write_the_file(world: World, by: Member, thread: Thread, word: Word) -> client.SealedFile:
    """Start the file and put every kind of entry into it, really sealed."""
    report = world.report_of(thread)
    file = client.seal_file(
        team=TEAM,
        statement=world.statement,
        excluded=[],
        matter=thread.sealed.vault.id,
        signer=by.keys.signer,
    )
    answer = by.post(f"reports/{report}/file", file.payload)
    assert answer.status_code == 201, answer.text
    head = client.sha256_hex(client.b64decode(file.payload["envelopes"][0]["data"]))
    for n, kind in enumerate(ENTRIES, start=1):
        entry = client.seal_next(
            vault_recipient=file.vault.recipient,
            vault=file.vault.id,
            epoch=0,
            n=n,
            prev=head,
            team=TEAM,
            kind=kind,
            body={"text": word(f"file {kind}"), "reason": word(f"reason {kind}"), "id": "x"},
            signer=by.keys.signer,
            statement=world.statement,
        )
        payload = entry.desk_payload("message")
        sent = {"epoch": 0, "n": n, "data": payload["data"]}
        answer = by.post(f"vaults/{file.vault.id}/envelopes", sent)
        assert answer.status_code == 201, answer.text
        head = body_of(answer)["hash"]
    return file


def invite(world: World, by: Member, thread: Thread, word: Word) -> client.Receipt:
    """Begin a thread with the other person."""
    receipt = client.new_receipt()
    payload = client.seal_invitation(
        team=TEAM,
        statement=world.statement,
        excluded=[],
        signer=by.keys.signer,
        receipt=receipt,
        body={"lang": "en", "excerpt": word("invitation")},
    )
    answer = by.post(f"reports/{world.report_of(thread)}/invitations", payload)
    assert answer.status_code == 201, answer.text
    return receipt


def work_on(world: World, thread: Thread, word: Word) -> dict[str, bytes]:
    """Everything members do about it, and what must stay unknown because it opens something."""
    ada, ben = world.members[:2]
    report = f"reports/{world.report_of(thread)}"
    done(world, ada, thread, "take")
    file = write_the_file(world, ada, thread, word)
    receipt = invite(world, ada, thread, word)
    number = client.random_id()
    assert ada.post(f"{report}/handovers", {"id": number, "answer_by": None}).status_code == 201
    ended = {"state": "answered"}
    assert ada.post(f"{report}/handovers/{number}", ended).status_code in {200, 201}
    done(world, ada, thread, "mute", muted=True)
    done(world, ada, thread, "mute", muted=False)
    assert world.answer(ada, thread, "message", word("answer")).status_code == 201
    again = world.next_of_writer(thread, word("writer"))
    assert world.write_back(thread, again).status_code == 201
    done(world, ada, thread, "release")
    tally = {"team": TEAM, "category": "3.1", "outcome": "helped"}
    assert ada.post("tallies", tally).status_code == 201
    assert ben.get(f"vaults/{file.vault.id}").status_code == 200
    assert ben.get("holdings").status_code == 200
    return {
        "file's key": file.vault.identity.encode(),
        "file's public key": file.vault.recipient.encode(),
        "invitation": receipt.secret,
        "invitation's key": receipt.identity.encode(),
    }


def mistakes(world: World, thread: Thread, word: Word) -> None:
    """What mistaken pages may send in clear: refused, and left nowhere either."""
    ada = world.members[0]
    report = f"reports/{world.report_of(thread)}"
    tries = [
        ("tallies", {"team": TEAM, "category": word("category"), "outcome": "helped"}),
        ("tallies", {"team": TEAM, "category": "3.1", "outcome": "helped", word("field"): 1}),
        (f"{report}/take", {"version": 0, "note": word("take")}),
        (f"{report}/handovers", {"id": word("handover"), "answer_by": None}),
        (f"{report}/handovers", {"id": "a" * 32, "answer_by": None, "to": word("to")}),
        (f"{report}/clocks", {"version": 0, "kind": word("clock"), "due": None}),
        (f"{report}/file", {"vault": word("vault"), "envelopes": [], "grants": []}),
        (f"vaults/{'a' * 32}/envelopes", {"epoch": 0, "n": 1, "data": word("data")}),
        (f"vaults/{'a' * 32}/grants", {"grants": [{"reason": word("grant")}]}),
        ("settings/mail/confirm", {"code": word("code")}),
        ("absences", {"begins": word("absence"), "ends": ""}),
    ]
    answers = [(path, ada.post(path, body).status_code) for path, body in tries]
    assert all(400 <= status < 500 for _, status in answers), answers


def told(world: World, box: Mailbox, places: Places, runner: FlaskCliRunner) -> None:
    """Run every job twice, as an operator would, and keep what it says and sends."""
    for _ in range(2):
        result = runner.invoke(args=["jobs", "run"])
        assert result.exit_code == 0, result.output
        places.logged.append(result.output)
    places.logged.append(runner.invoke(args=["audit", "verify"]).output)
    places.more = {
        "mails": b"\n".join(mail.raw + mail.text.encode() for mail in box.mails),
        "heads": world.stranger.get("/api/v1/audit/heads").data,
        "promises": world.stranger.get("/api/v1/promises").data,
        "record": world.members[1].browser.get("/desk/audit").data,
    }
    places.metrics = world.app.test_client().get("/metrics").data


def sealed_bytes(file: Path) -> bytes:
    """All the database has on the disk."""
    return b"".join(one.read_bytes() for one in sorted(file.parent.glob(f"{file.name}*")))


def test_nothing_of_the_desks_work_is_found_anywhere(
    world: World, places: Places, box: Mailbox, runner: FlaskCliRunner, set_clock: SetClock
) -> None:
    words: dict[str, bytes] = {}

    def word(name: str) -> str:
        words[name] = canary(re.sub(r"[^a-z]", "", name)).encode()
        return words[name].decode()

    thread = world.seal({"v": 1, "lang": "en", "what": word("what")})
    assert world.send(thread).status_code == 201
    opens = work_on(world, thread, word) | secrets_of(world, thread)
    mistakes(world, thread, word)
    set_clock(DAY + timedelta(days=1), 23)
    for member in world.members:
        world.sign_in(member)
    told(world, box, places, runner)
    assert box.recipients == [f"{member.id}@example.org" for member in world.members]
    assert b"alcove_jobs_total" in places.metrics
    assert b'"hash"' in places.more["heads"]
    assert places.search(words | opens) == []
    # Mails know nothing of what it is about either, not even the ids the service itself has.
    known = {
        "report": world.report_of(thread).encode(),
        "vault": thread.sealed.vault.id.encode(),
        "lookup": thread.receipt.lookup.encode(),
        "team": TEAM.encode(),
        "team's name": b"Coordinating Committee",
        **{f"keys of {one.id}": one.keys.fingerprint.encode() for one in world.members},
    }
    found = {(name, place) for name, place, _ in places.search(known)}
    assert not {name for name, place in found if place in {"mails", "metrics", "heads"}}
    assert ("report", "alcove.db") in found or ("report", "alcove.db-wal") in found


def test_what_was_withdrawn_is_in_no_file_any_more(
    world: World, places: Places, box: Mailbox, runner: FlaskCliRunner, set_clock: SetClock
) -> None:
    thread = world.sent()
    stays = world.sent()
    assert writes(world, thread, "withdrawn").status_code == 201
    gone = [client.b64decode(one["data"])[-60:] for one in thread.payload["envelopes"]]
    gone += [client.b64decode(one["data"])[-60:] for one in thread.payload["grants"]]
    kept = client.b64decode(stays.payload["envelopes"][1]["data"])[-60:]
    before = sealed_bytes(places.database)
    assert all(one in before for one in [*gone, kept])
    set_clock(DAY + timedelta(days=4), 12)
    result = runner.invoke(args=["jobs", "run", "retention"])
    assert result.output == "retention: deleted 1\n"
    after = sealed_bytes(places.database)
    assert [one for one in gone if one in after] == []
    assert kept in after
