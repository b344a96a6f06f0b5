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
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from service.vault import client
from service.vault.rules import to_base64
from tests.api.world import TEAM, Thread, World, body_of

SPELLINGS = ("plain", "utf-16", "utf-16-be", "hex", "HEX", "base64-0", "base64-1", "base64-2")


def canary(name: str) -> str:
    """A word that occurs nowhere else, and says where it came from."""
    return f"canary{name.replace('_', '')}{secrets.token_hex(8)}"


def spelled(word: bytes) -> dict[str, bytes]:
    """The ways in which bytes may hide in a file."""
    found = {
        "plain": word,
        "hex": word.hex().encode(),
        "HEX": word.hex().upper().encode(),
    }
    if word.isascii():
        found["utf-16"] = word.decode().encode("utf-16-le")
        found["utf-16-be"] = word.decode().encode("utf-16-be")
    for offset in range(3):
        # What stands before and after changes the first and the last symbols.
        symbols = base64.b64encode(bytes(offset) + word + bytes(3)).decode()
        begin = -(-offset * 8 // 6)
        end = (offset + len(word)) * 8 // 6
        found[f"base64-{offset}"] = symbols[begin:end].encode()
    return found


@dataclass
class Places:
    """Everywhere something could have been left behind."""

    database: Path
    logged: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    metrics: bytes = b""

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Every place's name and what is in it."""
        for file in sorted(self.database.parent.glob(self.database.name + "*")):
            yield file.name, file.read_bytes()
        yield "logs", "\n".join(self.logged).encode()
        yield "headers", "\n".join(self.headers).encode()
        yield "metrics", self.metrics

    def search(self, words: Mapping[str, bytes]) -> list[tuple[str, str, str]]:
        """Which of the words is found: its name, the place, the spelling."""
        return [
            (name, place, spelling)
            for place, content in self.contents()
            for name, word in words.items()
            for spelling, form in spelled(word).items()
            if form in content
        ]


class Listener(logging.Handler):
    """Hears everything anybody logs, before anything is taken out of it."""

    def __init__(self, places: Places) -> None:
        super().__init__(logging.DEBUG)
        self.places = places

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what was said, with everything it was said about."""
        said = [
            record.getMessage(),
            repr(record.args),
            repr(record.exc_info),
            record.exc_text or "",
        ]
        self.places.logged.extend(said)


@pytest.fixture
def places(app: Flask, tmp_path: Path) -> Iterator[Places]:
    found = Places(tmp_path / "alcove.db")
    listener, root = Listener(found), logging.getLogger()
    level = root.level
    root.handlers.insert(0, listener)
    root.setLevel(logging.DEBUG)
    # Even an operator who turns on the log of every statement and row learns nothing.
    app.extensions["alcove_engine"].echo = "debug"

    inner = app.wsgi_app

    def listening(environ: Any, start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            found.headers.extend(f"{name}: {value}" for name, value in headers)
            return start_response(status, headers, *error)

        return inner(environ, start)

    app.wsgi_app = listening  # type: ignore[method-assign]
    # While somebody else has the database open, the write-ahead log stays where it is.
    guard = sqlite3.connect(found.database)
    guard.execute("SELECT count(*) FROM teams").fetchone()
    yield found
    guard.close()
    root.removeHandler(listener)
    root.setLevel(level)


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


def secrets_of(world: World, thread: Thread) -> dict[str, bytes]:
    """Everything that opens something; the service must have none of it."""
    receipt, vault = thread.receipt, thread.sealed.vault
    found = {
        "receipt": receipt.secret,
        "receipt text": receipt.text.removeprefix("PRIVATE-DO-NOT-SHARE-").encode(),
        "access token": client.b64decode(receipt.access),
        "receipt's age key": receipt.identity.encode(),
        "receipt's signing key": receipt.signer.seed,
        "vault's key": vault.identity.encode(),
        "vault's public key": vault.recipient.encode(),
        "root's key": world.root.signer.seed,
    }
    for member in world.members:
        found[f"age key of {member.id}"] = member.keys.identity.encode()
        found[f"signing key of {member.id}"] = member.keys.signer.seed
    return found


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
