# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a thread, beyond what the vectors show."""

from __future__ import annotations

from typing import Any

import pytest

from service.vault.client import (
    Entry,
    Person,
    SealingError,
    Statement,
    StoredEnvelope,
    StoredGrant,
    read_vault,
    sha256_hex,
)
from tests.vectors.cast import (
    ANNA,
    BEN,
    CAROL,
    DORA,
    HOME,
    RECEIPT,
    STATEMENT,
    STRANGER,
    TEAM,
    VAULT,
    Thread,
    identity,
    person,
    read,
    signer,
    wire,
)


def reading(thread: Thread, who: Person | None = ANNA, **bent: Any) -> tuple[Entry, ...]:
    """The thread as somebody reads it."""
    raw = thread.as_read_by(who)
    given: dict[str, Any] = {
        "grants": [StoredGrant.from_wire(grant) for grant in raw["grants"]],
        "envelopes": [StoredEnvelope.from_wire(envelope) for envelope in raw["envelopes"]],
        "statements": [STATEMENT],
        **bent,
    }
    who_reads = {"holder": raw["holder"], "identity": raw["identity"]}
    return read_vault(vault=VAULT, team=TEAM, **who_reads, **given)


def errors(thread: Thread, who: Person | None = ANNA, **bent: Any) -> list[str | None]:
    """What is wrong with each entry."""
    return [entry.error for entry in reading(thread, who, **bent)]


def test_data_that_is_not_base64_keeps_its_place() -> None:
    thread = Thread()
    raw = thread.as_read_by(ANNA)["envelopes"]
    raw.append({"epoch": 0, "n": 2, "data": "?"})
    envelopes = [StoredEnvelope.from_wire(envelope) for envelope in raw]
    assert errors(thread, envelopes=envelopes) == [None, None, "malformed"]


def test_a_reporter_believes_only_their_own_thread() -> None:
    thread = Thread()
    own = reading(thread, None, reporter=RECEIPT.ed25519_public)
    assert [entry.error for entry in own] == [None, None]
    with pytest.raises(SealingError, match="grant_forged"):
        reading(thread, None, reporter=STRANGER.ed25519_public)


def _with_new_key(who: Person) -> tuple[Person, Statement]:
    """Somebody who made new keys since, and the list that says so."""
    renewed = Person(who.name, HOME, identity(f"{who.name} anew"), signer(f"{who.name} anew"))
    return renewed, read(wire(seq=2, members=[ANNA, BEN, CAROL, renewed]))


def test_the_excluded_do_not_come_back_with_a_new_key() -> None:
    renewed, newer = _with_new_key(DORA)
    thread = Thread(excluded=[DORA])
    thread.by_member(renewed, "Hallo", statement=newer.reference)
    assert errors(thread, statements=[STATEMENT, newer]) == [None, None, "excluded"]


def test_the_recused_do_not_come_back_with_a_new_key() -> None:
    renewed, newer = _with_new_key(DORA)
    thread = Thread()
    thread.new_epoch(ANNA, [DORA])
    thread.by_member(renewed, "Hallo", statement=newer.reference)
    found = errors(thread, BEN, statements=[STATEMENT, newer])
    assert found == [None, None, None, "recused"]


def test_nobody_recuses_themselves_and_goes_on() -> None:
    thread = Thread()
    thread.new_epoch(DORA, [DORA])
    thread.grants = [grant for grant in thread.grants if grant["epoch"] == 0]
    thread.grant(BEN, epoch=1, by=ANNA.signer)
    assert errors(thread, BEN) == [None, None, "recused"]


def test_two_lists_with_one_number_are_not_both_believed() -> None:
    other = read(wire(members=[ANNA, BEN, CAROL, person("Emil")]))
    thread = Thread()
    thread.by_member(person("Emil"), "Hallo", statement=other.reference)
    assert errors(thread, statements=[STATEMENT, other]) == [None, None, "statement_stale"]


@pytest.mark.parametrize("kind", ["summary", "report", "epoch", "note", "grant"])
def test_a_kind_out_of_place_is_refused(kind: str) -> None:
    thread = Thread()
    thread.by_member(ANNA, "Hallo", kind=kind)
    assert errors(thread) == [None, None, "wrong_place"]


def test_a_member_does_not_write_the_report() -> None:
    thread = Thread()
    del thread.envelopes[1]
    thread.by_member(ANNA, "Ich war es selbst", kind="report")
    assert errors(thread) == [None, "wrong_place"]


def _begun_otherwise(body: dict[str, Any] | None = None, **bent: Any) -> Thread:
    thread = Thread()
    thread.envelopes = []
    kind = bent.pop("kind", "summary")
    full = {
        "statement": STATEMENT.reference,
        "excluded": [],
        "reporter": RECEIPT.ed25519_public,
        **bent,
    }
    first = {name: value for name, value in full.items() if value is not None}
    thread.add(kind, body or {"wiki": "meta.wikimedia.org"}, **first)
    return thread


@pytest.mark.parametrize(
    ("bent", "error"),
    [
        ({"excluded": None}, "malformed"),
        ({"excluded": "nobody"}, "malformed"),
        ({"excluded": ["AAAA"]}, "malformed"),
        ({"statement": None}, "statement_unknown"),
        ({"statement": {"seq": 1, "hash": "0" * 64}}, "statement_unknown"),
        ({"reporter": STRANGER.ed25519_public}, "not_a_member"),
        ({"prev": "0" * 64}, "broken_chain"),
        ({"kind": "message"}, "wrong_place"),
        ({"body": {"excerpt": "long" * 300}}, "bad_bucket"),
    ],
)
def test_an_incomplete_beginning_is_refused(bent: dict[str, Any], error: str) -> None:
    thread = _begun_otherwise(**bent)
    thread.by_member(ANNA, "Hallo", n=2)
    thread.envelopes[1]["n"] = 2
    assert errors(thread) == [error, "gap"]


def test_a_lost_beginning_leaves_members_readable() -> None:
    thread = Thread()
    thread.by_member(ANNA, "Eins")
    thread.by_member(BEN, "Zwei")
    del thread.envelopes[0]
    assert errors(thread) == ["gap", None, None]
    (_, anna, ben) = reading(thread)
    assert (anna.body["text"], ben.body["text"]) == ("Eins", "Zwei")


def test_nothing_passes_as_the_reporters_without_the_beginning() -> None:
    thread = Thread()
    thread.add("message", {"text": "a"})
    thread.envelopes[0]["file"] = b"lost"
    assert errors(thread) == ["malformed", "broken_chain", "not_a_member"]


def test_an_epoch_skipped_is_a_gap() -> None:
    thread = Thread()
    head = thread.head["hash"]
    thread.new_epoch(ANNA, [DORA])
    thread.new_epoch(ANNA, [DORA])
    thread.envelopes = [one for one in thread.envelopes if one["epoch"] != 1]
    assert thread.envelopes[-1]["epoch"] == 2
    assert head == sha256_hex(thread.envelopes[1]["file"])
    assert errors(thread, BEN) == [None, None, "gap"]


def test_a_refused_epoch_does_not_end_the_one_before() -> None:
    thread = Thread()
    later = thread.seal("message", {"text": "Weiter"})
    thread.new_epoch(STRANGER, [DORA])
    thread.grants = [grant for grant in thread.grants if grant["epoch"] == 0]
    thread.grant(BEN, epoch=1, by=ANNA.signer)
    thread.envelopes.append(later)
    assert errors(thread, BEN) == [None, None, None, "not_a_member"]


def test_a_beginning_that_cannot_be_read_names_no_reporter() -> None:
    thread = Thread()
    first = thread.envelopes.pop(0)
    rest, thread.envelopes = thread.envelopes, []
    header: dict[str, Any] = {"excluded": [], "reporter": RECEIPT.ed25519_public}
    thread.add("summary", "Not JSON", statement=STATEMENT.reference, **header)
    thread.envelopes += rest
    assert first["file"] != thread.envelopes[0]["file"]
    thread.add("message", {"text": "a"})
    assert errors(thread) == ["malformed", "broken_chain", "not_a_member"]


def test_numbers_that_are_none_are_refused() -> None:
    with pytest.raises(SealingError, match="malformed"):
        reading(Thread(), envelopes=[StoredEnvelope(0, True, b"")])
