# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing a person writes, and no secret key, is found in what the service keeps or says aloud.

A report with another canary in each field goes all the way: sent, followed, opened at the desk,
answered, written back to, closed, reopened. Then database file, write-ahead log, shared memory,
logs, metrics and all headers are searched for each canary in every likely spelling. That the search
would find one is tested too.
"""

import base64
import json
import logging
import sqlite3
from typing import Any

import pytest
from flask import Flask

from service.vault import client
from service.vault.rules import to_base64
from tests.api.searching import SPELLINGS, Places, canary, secrets_of, spelled
from tests.api.world import TEAM, Thread, World, body_of


@pytest.fixture
def world(app: Flask, places: Places) -> World:
    return World(app)


FIELDS = set(
    "v lang role consent officials what when where wiki context people evidence kinds tried wish "
    "wish_unknown appear tell_other wiki_mail expires_note".split()
)


def full_report(words: dict[str, bytes]) -> dict[str, Any]:
    """Every field a person can fill, each with a canary of its own."""

    def word(name: str) -> str:
        made = canary(name)
        words[name] = made.encode()
        return made

    return {
        "v": 1,
        "lang": "de",
        "role": "other",
        "consent": "unknown",
        "officials": ["admin", "member", word("official")],
        "what": word("what"),
        "when": word("when"),
        "where": word("where"),
        "wiki": word("wiki"),
        "context": {
            name: word("context_" + name)
            for name in ("page", "revision", "thread", "author", "diff")
        },
        "people": [{"name": word("person"), "note": word("person_note")}],
        "evidence": [
            {
                "url": f"https://meta.wikimedia.org/wiki/{word('url')}",
                "title": word("evidence_title"),
                "date": word("evidence_date"),
                "note": word("evidence_note"),
            }
        ],
        "kinds": ["3.1-insults", word("kind")],
        "tried": word("tried"),
        "wish": word("wish"),
        "wish_unknown": False,
        "appear": {"as": "name", "name": word("appear")},
        "tell_other": "ask",
        "wiki_mail": {"allowed": True, "name": word("mail_name"), "wiki": word("mail_wiki")},
        "expires_note": word("expires"),
    }


def full_summary(words: dict[str, bytes]) -> dict[str, Any]:
    """What stands in the small envelope."""
    made = {name: canary("s" + name) for name in ("wiki", "about", "kind", "excerpt", "place")}
    words.update({f"summary_{name}": word.encode() for name, word in made.items()})
    return {
        "wiki": made["wiki"],
        "about": [made["about"]],
        "kinds": [made["kind"]],
        "excerpt": made["excerpt"],
        "lang": "de",
        "place": made["place"],
    }


def all_the_way(world: World, thread: Thread, words: dict[str, bytes]) -> None:
    """Walk a report through everything that can happen to it, with a canary in each message."""
    ada, ben = world.members[:2]
    assert world.send(thread).status_code == 201
    assert world.send(thread).status_code == 200
    steps = [
        (ada, "received"),
        (ada, "acknowledged"),
        (ben, "message"),
        (None, "message"),
        (ada, "closed"),
        (ben, "reopened"),
        (ben, "closed"),
        (None, "message"),
    ]
    for number, (member, act) in enumerate(steps):
        text = canary(f"step{number}")
        words[f"step {number}"] = text.encode()
        if member is None:
            answer = world.write_back(thread, world.next_of_writer(thread, text))
        else:
            answer = world.answer(member, thread, act, text)
        assert answer.status_code == 201, answer.text
        assert world.follow(thread).status_code == 200
        report = world.report_of(thread)
        for reader in world.members:
            assert reader.get(f"reports/{report}").status_code == 200


def mistakes(world: World, thread: Thread, words: dict[str, bytes]) -> None:
    """What mistaken clients may send in clear: refused, and left nowhere either."""

    def word(name: str) -> str:
        made = canary("m" + name)
        words[f"mistake {name}"] = made.encode()
        return made

    def post(body: Any, path: str = "reports", **headers: str) -> int:
        data = body if isinstance(body, bytes | str) else json.dumps(body)
        return world.stranger.post(
            f"/api/v1/{path}", data=data, headers={"Content-Type": "application/json", **headers}
        ).status_code

    other = world.seal().payload
    envelope = other["envelopes"][1]
    clear = to_base64(f"age-encryption.org/v1\n{word('like_age')}".encode())
    padded = to_base64(f"age-encryption.org/v1\n-> X25519 {word('padded')}\n".encode().ljust(1240))
    refused = [
        post(other | {"text": word("field")}),
        post(other | {word("field_name"): 1}),
        post(other | {"team": word("team")}),
        post(other | {"lookup": word("lookup")}),
        post(other | {"envelopes": [other["envelopes"][0], envelope | {"data": clear}]}),
        post(other | {"envelopes": [other["envelopes"][0], envelope | {"data": padded}]}),
        post(other | {"envelopes": [other["envelopes"][0], envelope | {"data": word("data")}]}),
        post('{"text": "' + word("broken") + '"'),
        post(word("no_json")),
        post({"lookup": thread.receipt.lookup}, "follow", Authorization=f"Bearer {word('token')}"),
        post({"lookup": word("follow")}, "follow", Authorization=f"Bearer {word('token2')}"),
        post(other, f"reports/{word('path')}"),
        post(other | {"team": "nobody"}, f"reports?q={word('query')}", Referer=word("referer")),
    ]
    assert all(400 <= status < 500 for status in refused), refused


def test_nothing_confidential_is_found_anywhere(world: World, places: Places) -> None:
    words: dict[str, bytes] = {}
    report, summary = full_report(words), full_summary(words)
    assert set(report) == FIELDS
    thread = world.seal(report, summary)
    all_the_way(world, thread, words)
    mistakes(world, thread, words)
    places.metrics = world.app.test_client().get("/metrics").data
    assert len(places.logged) > 500
    assert b"alcove_requests_total" in places.metrics
    assert len(places.headers) > 500
    names = {name for name, _ in places.contents()}
    assert {"alcove.db", "alcove.db-wal", "alcove.db-shm"} <= names
    assert places.search(words | secrets_of(world, thread)) == []
    # What is searched is what was written: the sealed bytes themselves are there.
    sealed = {
        f"envelope {n}": client.b64decode(one["data"])[-40:]
        for n, one in enumerate(thread.payload["envelopes"])
    }
    found = {(name, spelling) for name, _, spelling in places.search(sealed)}
    assert {("envelope 0", "plain"), ("envelope 1", "plain")} <= found


def test_the_writer_and_the_members_can_read_every_canary(world: World) -> None:
    """Else the test above would be satisfied with words that were never sent."""
    words: dict[str, bytes] = {}
    report, summary = full_report(words), full_summary(words)
    thread = world.seal(report, summary)
    all_the_way(world, thread, words)
    ada = world.members[0]
    fetched = body_of(ada.get(f"reports/{world.report_of(thread)}"))
    entries = client.read_vault(
        vault=fetched["vault"],
        team=TEAM,
        holder=ada.keys.fingerprint,
        identity=ada.keys.identity,
        grants=[client.StoredGrant.from_wire(one) for one in fetched["grants"]],
        envelopes=[client.StoredEnvelope.from_wire(one) for one in fetched["envelopes"]],
        statements=[world.statement],
    )
    assert [entry.error for entry in entries] == [None] * len(entries)
    opened = json.dumps([dict(entry.body) for entry in entries]).encode()
    # The summary is shortened to its size; the report and the messages are whole.
    whole = {name: word for name, word in words.items() if not name.startswith("summary")}
    assert [name for name, word in whole.items() if word not in opened] == []
    assert words["summary_wiki"] in opened


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_search_finds_a_canary_in_the_database(
    world: World, places: Places, spelling: str
) -> None:
    word = canary("planted").encode()
    around = {f"base64-{n}": base64.b64encode(b"x" * n + word + b"more") for n in range(3)}
    planted = around.get(spelling) or spelled(word)[spelling]
    with sqlite3.connect(places.database) as database:
        database.execute("UPDATE teams SET about = ?", (planted,))
    database.close()
    found = places.search({"planted": word})
    assert ("planted", "alcove.db-wal", spelling) in found
    sqlite3.connect(places.database).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    assert ("planted", "alcove.db", spelling) in places.search({"planted": word})


def test_the_search_finds_a_canary_in_logs_headers_and_metrics(places: Places) -> None:
    word = canary("planted")
    logging.getLogger("anybody").debug("somebody wrote %s", word)
    places.headers.append(f"X-Echo: {word}")
    places.metrics = f'alcove_requests{{team="{word}"}} 1'.encode()
    found = {place for _, place, _ in places.search({"planted": word.encode()})}
    assert found == {"logs", "headers", "metrics"}
