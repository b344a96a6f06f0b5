# SPDX-License-Identifier: AGPL-3.0-or-later
"""Vectors of whole threads: what a holder sees, and what shows as an error in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from service.vault.sealing.encoding import sha256_hex
from tests.vectors.cast import (
    ANNA,
    BEN,
    CAROL,
    DORA,
    OTHER_VAULT,
    STATEMENT,
    STRANGER,
    Thread,
    identity,
    person,
    read,
    wire,
)
from tests.vectors.single_cases import case

Case = dict[str, Any]

SUMMARY = {"wiki": "de.wikipedia.org", "about": ["Mallory"]}
REPORT = {"v": 1, "lang": "de", "what": "Täglich neue Drohungen \N{PENSIVE FACE}"}


def _ok(epoch: int, n: int, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"epoch": epoch, "n": n, "ok": True, "kind": kind, "body": body}


def _message(epoch: int, n: int, text: str, kind: str = "message") -> dict[str, Any]:
    return _ok(epoch, n, kind, {"text": text, "lang": "de"})


def _bad(epoch: int, n: int, error: str) -> dict[str, Any]:
    return {"epoch": epoch, "n": n, "ok": False, "error": error}


BEGINNING = [_ok(0, 0, "summary", SUMMARY), _ok(0, 1, "report", REPORT)]


def _entries(*more: dict[str, Any]) -> dict[str, Any]:
    return {"entries": [*BEGINNING, *more]}


def vaults() -> Iterator[Case]:
    """Good threads first, then everything SEALING says must fail."""
    yield from _good()
    yield from _rewound()
    yield from _misplaced()
    yield from _writers()
    yield from _epochs()
    yield from _statements()
    yield from _grants()


def _conversation() -> Thread:
    thread = Thread()
    thread.by_member(ANNA, "Danke", kind="received")
    thread.by_member(ANNA, "Wie oft?")
    thread.add("message", {"text": "Jeden Tag", "lang": "de"})
    return thread


_CONVERSATION = [
    _message(0, 2, "Danke", "received"),
    _message(0, 3, "Wie oft?"),
    _message(0, 4, "Jeden Tag"),
]


def _good() -> Iterator[Case]:
    thread = _conversation()
    given = thread.as_read_by(ANNA)
    yield case("read by a member", given, _entries(*_CONVERSATION))
    beside = thread.as_read_by(ANNA)
    yield case("beside others' grants", beside, _entries(*_CONVERSATION), grants_of_all=True)
    yield case("read by the reporter", thread.as_read_by(None), _entries(*_CONVERSATION))
    given = thread.as_read_by(BEN, thread.head)
    yield case("with the last one remembered", given, _entries(*_CONVERSATION))
    given = thread.as_read_by(BEN)
    given["envelopes"] = given["envelopes"][::-1]
    yield case("handed over in any order", given, _entries(*_CONVERSATION))
    thread = Thread(excluded=[DORA])
    yield case("with somebody excluded", thread.as_read_by(ANNA), _entries())
    thread = _conversation()
    thread.new_epoch(ANNA, [DORA])
    thread.by_member(BEN, "Weiter")
    more = [_message(1, 0, "", "epoch"), _message(1, 1, "Weiter")]
    given = thread.as_read_by(CAROL)
    yield case("a second epoch", given, _entries(*_CONVERSATION, *more))


def _rewound() -> Iterator[Case]:
    thread = _conversation()
    seen = thread.head
    thread.envelopes.pop()
    yield case("the last one seen is gone", thread.as_read_by(ANNA, seen), {"error": "rollback"})
    thread.add("message", {"text": "Nie", "lang": "de"})
    yield case("the last one seen is another", thread.as_read_by(ANNA, seen), {"error": "rollback"})


def _misplaced() -> Iterator[Case]:
    thread = _conversation()
    thread.envelopes.append({**thread.envelopes[3], "n": 5})
    replayed = _entries(*_CONVERSATION, _bad(0, 5, "wrong_place"))
    yield case("replayed as the next", thread.as_read_by(ANNA), replayed)
    thread = _conversation()
    third, fourth = thread.envelopes[3], thread.envelopes[4]
    thread.envelopes[3:] = [{**fourth, "n": 3}, {**third, "n": 4}]
    wrong = [_CONVERSATION[0], _bad(0, 3, "wrong_place"), _bad(0, 4, "wrong_place")]
    yield case("two reordered", thread.as_read_by(ANNA), _entries(*wrong))
    thread = _conversation()
    del thread.envelopes[3]
    gap = _entries(_CONVERSATION[0], _bad(0, 4, "gap"))
    yield case("one left out", thread.as_read_by(ANNA), gap)
    thread = _conversation()
    thread.add("message", {"text": "a"}, prev=sha256_hex(thread.envelopes[2]["file"]))
    broken = _entries(*_CONVERSATION, _bad(0, 5, "broken_chain"))
    yield case("continues an older one", thread.as_read_by(ANNA), broken)
    thread = _conversation()
    one = thread.seal("message", {"text": "ja"})
    two = thread.seal("message", {"text": "nein"})
    thread.envelopes += [one, two]
    doubled = _entries(
        *_CONVERSATION, _bad(0, 5, "duplicate_number"), _bad(0, 5, "duplicate_number")
    )
    yield case("two with one number", thread.as_read_by(ANNA), doubled)
    moved: list[tuple[str, dict[str, Any], str]] = [
        ("moved from another vault", {"vault": OTHER_VAULT}, "wrong_place"),
        ("sealed to another vault", {"key": identity("another vault")}, "wrong_key"),
        ("moved from another team", {"team": "stewards"}, "wrong_place"),
    ]
    for name, bent, error in moved:
        thread = _conversation()
        thread.add("message", {"text": "a"}, **bent)
        given = thread.as_read_by(ANNA)
        yield case(name, given, _entries(*_CONVERSATION, _bad(0, 5, error)))
    yield from _damaged()


def _damaged() -> Iterator[Case]:
    def bend(name: str, change: Callable[[bytes], bytes]) -> Case:
        thread = _conversation()
        thread.envelopes[4]["file"] = change(thread.envelopes[4]["file"])
        wanted = _entries(*_CONVERSATION[:2], _bad(0, 4, "malformed"))
        return case(name, thread.as_read_by(ANNA), wanted)

    yield bend("one truncated", lambda file: file[:-20])
    yield bend("one changed", lambda file: file[:-1] + bytes([file[-1] ^ 1]))
    yield bend("one emptied", lambda file: b"")
    thread = _conversation()
    thread.envelopes[3]["file"] = thread.envelopes[3]["file"][:-1]
    broken = [_CONVERSATION[0], _bad(0, 3, "malformed"), _bad(0, 4, "broken_chain")]
    given = thread.as_read_by(ANNA)
    yield case("what follows a damaged one no longer fits", given, _entries(*broken))
    thread = _conversation()
    thread.add("message", "Not JSON")
    given = thread.as_read_by(ANNA)
    yield case("body is not JSON", given, _entries(*_CONVERSATION, _bad(0, 5, "malformed")))


def _writers() -> Iterator[Case]:
    thread = Thread()
    thread.by_member(STRANGER, "Hallo")
    given = thread.as_read_by(ANNA)
    yield case("from a non-member", given, _entries(_bad(0, 2, "not_a_member")))
    thread = Thread()
    thread.add("message", {"text": "Hallo"}, STRANGER.signer)
    given = thread.as_read_by(ANNA)
    yield case("from a non-member as if reporting", given, _entries(_bad(0, 2, "not_a_member")))
    thread = Thread()
    thread.add("closed", {"text": "Erledigt"}, statement=STATEMENT.reference)
    given = thread.as_read_by(ANNA)
    yield case("closed by the reporter", given, _entries(_bad(0, 2, "not_a_member")))
    thread = Thread(excluded=[DORA])
    thread.by_member(DORA, "Hallo")
    thread.by_member(BEN, "Wer ist das?")
    given = thread.as_read_by(ANNA)
    wanted = _entries(_bad(0, 2, "excluded"), _message(0, 3, "Wer ist das?"))
    yield case("from an excluded member", given, wanted)
    thread = _conversation()
    thread.new_epoch(ANNA, [DORA])
    thread.by_member(DORA, "Doch")
    given = thread.as_read_by(BEN)
    more = [_message(1, 0, "", "epoch"), _bad(1, 1, "recused")]
    yield case("from a recused member", given, _entries(*_CONVERSATION, *more))
    thread = Thread()
    thread.by_member(DORA, "Vorher")
    thread.new_epoch(ANNA, [DORA])
    given = thread.as_read_by(BEN)
    more = [_message(0, 2, "Vorher"), _message(1, 0, "", "epoch")]
    yield case("what a member wrote before being recused", given, _entries(*more))


def _epochs() -> Iterator[Case]:
    thread = _conversation()
    late = thread.seal("message", {"text": "Spät"}, DORA.signer, statement=STATEMENT.reference)
    thread.new_epoch(ANNA, [DORA])
    thread.envelopes.append(late)
    given = thread.as_read_by(BEN)
    wanted = _entries(*_CONVERSATION, _bad(0, 5, "old_epoch"), _message(1, 0, "", "epoch"))
    yield case("into an epoch that had ended", given, wanted)
    thread = _conversation()
    thread.new_epoch(ANNA, [DORA])
    thread.by_member(BEN, "Weiter")
    prev = thread.head["hash"]
    bent = {"epoch": 0, "n": 5, "prev": prev, "statement": STATEMENT.reference}
    old = {**thread.seal("message", {"text": "a"}, DORA.signer, **bent), "n": 5}
    thread.envelopes.append(old)
    given = thread.as_read_by(BEN)
    more = [_bad(0, 5, "old_epoch"), _message(1, 0, "", "epoch"), _message(1, 1, "Weiter")]
    yield case("from an old epoch, linked to the new", given, _entries(*_CONVERSATION, *more))
    thread = _conversation()
    thread.new_epoch(ANNA, [DORA])
    moved = {**thread.envelopes[4], "epoch": 1, "n": 1}
    thread.envelopes.append(moved)
    given = thread.as_read_by(BEN)
    more = [_message(1, 0, "", "epoch"), _bad(1, 1, "wrong_key")]
    yield case("replayed from an old epoch", given, _entries(*_CONVERSATION, *more))
    thread = _conversation()
    thread.new_epoch(STRANGER, [DORA])
    thread.grants = [grant for grant in thread.grants if grant["epoch"] == 0]
    thread.grant(BEN, epoch=1, by=ANNA.signer)
    given = thread.as_read_by(BEN)
    wanted = _entries(*_CONVERSATION, _bad(1, 0, "not_a_member"))
    yield case("begun by a stranger", given, wanted)
    thread = _conversation()
    thread.new_epoch(ANNA, [DORA], prev="0" * 64)
    given = thread.as_read_by(BEN)
    wanted = _entries(*_CONVERSATION, _bad(1, 0, "broken_chain"))
    yield case("continues nothing", given, wanted)
    thread = _conversation()
    thread.new_epoch(ANNA, [DORA])
    thread.by_member(BEN, "Weiter")
    more = [_bad(1, 0, "wrong_key"), _bad(1, 1, "wrong_key")]
    given = thread.as_read_by(DORA)
    yield case("read by the recused", given, _entries(*_CONVERSATION, *more))


def _statements() -> Iterator[Case]:
    newer = wire(seq=2, members=[ANNA, BEN, CAROL, person("Emil")])
    second = read(newer)
    thread = Thread()
    thread.by_member(person("Emil"), "Neu hier", statement=second.reference)
    thread.by_member(DORA, "Noch da")
    thread.by_member(ANNA, "Gut", statement=second.reference)
    thread.statements = [*thread.statements, newer]
    given = thread.as_read_by(ANNA)
    more = [_message(0, 2, "Neu hier"), _bad(0, 3, "statement_stale"), _message(0, 4, "Gut")]
    yield case("naming an older statement than before", given, _entries(*more))
    thread = Thread()
    thread.by_member(DORA, "Noch da", statement=second.reference)
    thread.statements = [*thread.statements, newer]
    given = thread.as_read_by(ANNA)
    yield case("no longer in the team", given, _entries(_bad(0, 2, "not_a_member")))
    thread = Thread()
    thread.by_member(ANNA, "Gut", statement=second.reference)
    given = thread.as_read_by(BEN)
    yield case("naming an unknown statement", given, _entries(_bad(0, 2, "statement_unknown")))
    thread = Thread()
    thread.add("message", {"text": "Gut"}, ANNA.signer)
    given = thread.as_read_by(BEN)
    yield case("naming no statement", given, _entries(_bad(0, 2, "statement_unknown")))
    thread = Thread()
    thread.by_member(ANNA, "Gut", statement={"seq": 2, "hash": STATEMENT.hash})
    given = thread.as_read_by(BEN)
    yield case("another number than its hash", given, _entries(_bad(0, 2, "statement_unknown")))


def _grants() -> Iterator[Case]:
    def refused(name: str, error: str, **bent: Any) -> Case:
        thread = _conversation()
        thread.grant(ANNA, **bent)
        return case(name, thread.as_read_by(ANNA), {"error": error})

    forged = {"key": identity("another vault")}
    yield refused("grant from a stranger", "grant_forged", by=STRANGER.signer)
    yield refused("grant of another vault's key", "grant_forged", by=STRANGER.signer, **forged)
    thread = _conversation()
    for grant in thread.grants:
        if grant["holder"] == ANNA.fingerprint:
            grant["file"] = thread.grant_for(BEN)
    yield case("somebody else's grant", thread.as_read_by(ANNA), {"error": "wrong_key"})
    thread = _conversation()
    thread.grants = [g for g in thread.grants if g["holder"] != ANNA.fingerprint]
    given = thread.as_read_by(ANNA)
    yield case("no grant", given, {"error": "wrong_key"}, grants_of_all=True)
    thread = Thread(excluded=[DORA])
    thread.grant(ANNA, by=DORA.signer)
    yield case("grant from an excluded member", thread.as_read_by(ANNA), {"error": "grant_forged"})
    thread = _conversation()
    thread.new_epoch(ANNA, [DORA])
    thread.grant(BEN, epoch=1, by=DORA.signer)
    yield case("grant from a recused member", thread.as_read_by(BEN), {"error": "grant_forged"})
    thread = _conversation()
    thread.grant(ANNA, by=BEN.signer)
    yield case("grant from a member", thread.as_read_by(ANNA), _entries(*_CONVERSATION))
